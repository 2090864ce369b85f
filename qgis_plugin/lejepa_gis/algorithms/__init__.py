"""One file for each algorithm, named as it is, on `base`. SPDX-License-Identifier: GPL-2.0-or-later"""
