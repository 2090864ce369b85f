# Included by the Makefile: the QGIS plugin's zips and its tests in real QGIS.
#
#   make plugin           the zips: one without binaries, one with the library of this system inside
#   make plugin-test      the tests in QGIS; `make test` runs them too
#   make plugin-site      what QGIS's plugin site still lacks (packaging/addresses.ini)
#   make plugin-texts     collects the texts that people read into the translations
#   make plugin-pictures  pictures of the real dialogs, for docs/qgis.md and the pages of help
#   make test-newest      the same, and the C library's tests, with the QGIS and GDAL of Debian's unstable, in a folder of its
#                         own (root; 3 GB; not in make test)

.PHONY: plugin plugin-test packages-qgis plugin-table plugin-site plugin-texts plugin-pictures test-newest

PACKAGES_QGIS := qgis python3-qgis python3-pyqt5.qtsvg python3-gdal python3-venv
PLUGIN_TOOLS := target/plugin/venv/bin

plugin: packages-test
	$(BUILD)
	python3 qgis_plugin/make_zip.py --out target/plugin --library target/release/liblejepa_gis.so

# Copies the library's tables of tasks and parameters anew; a test fails when the copy is out of date.
plugin-table:
	$(BUILD)
	LEJEPA_GIS_LIBRARY=$(CURDIR)/target/release/liblejepa_gis.so python3 qgis_plugin/write_table.py

plugin-site:
	python3 packaging/addresses.py

plugin-texts:
	python3 qgis_plugin/translate.py

PICTURES := LEJEPA_GIS_LIBRARY=$(CURDIR)/target/release/liblejepa_gis.so LEJEPA_GIS_CLI=$(CURDIR)/target/release/lejepa-gis \
  /usr/bin/python3 tests/qgis/dialog_pictures.py
plugin-pictures: packages-qgis plugin
	$(call install,xvfb)
	/usr/bin/python3 tests/qgis/desktop.py target/plugin/lejepa_gis-plugin-linux-x86_64.zip docs/pictures
	$(PICTURES) docs/pictures
	$(PICTURES) qgis_plugin/lejepa_gis/help help

packages-qgis:
	$(call install,$(PACKAGES_QGIS))

# The site's checkers, and PyQt6 for the names in it (without Qt itself, which would be 80 MB).
$(PLUGIN_TOOLS)/ready: qgis_plugin/plugin.mk | packages-qgis
	/usr/bin/python3 -m venv --clear target/plugin/venv
	$(PLUGIN_TOOLS)/pip install -q bandit detect-secrets flake8
	$(PLUGIN_TOOLS)/pip install -q --no-deps PyQt6
	touch $@

# The system's Python, which has QGIS's modules. FILES="test_running" runs some of them.
plugin-test: packages-qgis plugin $(PLUGIN_TOOLS)/ready
	LEJEPA_GIS_LIBRARY=$(CURDIR)/target/release/liblejepa_gis.so LEJEPA_GIS_CLI=$(CURDIR)/target/release/lejepa-gis \
	  LEJEPA_GIS_LINT=$(CURDIR)/$(PLUGIN_TOOLS) /usr/bin/python3 tests/qgis/run.py $(FILES)

NEWEST ?= target/newest
test-newest: plugin
	$(call install,debootstrap)
	tests/qgis/newest.sh $(NEWEST) $(FILES)
