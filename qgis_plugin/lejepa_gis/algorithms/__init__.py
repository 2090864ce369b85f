"""One file for each algorithm, on `base`. SPDX-License-Identifier: GPL-2.0-or-later"""
