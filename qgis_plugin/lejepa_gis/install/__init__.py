"""Where the library is not there yet: message, window, fetching it. SPDX-License-Identifier: GPL-2.0-or-later"""
