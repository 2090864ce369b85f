"""What the plugin adds to QGIS's own dialogs; needs a window. SPDX-License-Identifier: GPL-2.0-or-later"""
