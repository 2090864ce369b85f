# Included by the Makefile: the QGIS plugin's zips and its tests in real QGIS.

.PHONY: plugin plugin-test packages-qgis plugin-table

plugin: packages-test
	$(BUILD)
	python3 qgis_plugin/make_zip.py --out target/plugin --library target/release/liblejepa_gis.so

# Copies the library's table of parameters anew; a test fails when the copy is out of date.
plugin-table:
	$(BUILD)
	LEJEPA_GIS_LIBRARY=$(CURDIR)/target/release/liblejepa_gis.so python3 qgis_plugin/write_table.py

packages-qgis:
	$(call install,qgis python3-qgis xvfb python3-venv)

# The system's Python, which has QGIS's modules.
plugin-test: packages-qgis plugin
	test -x target/plugin/venv/bin/flake8 || (python3 -m venv target/plugin/venv && target/plugin/venv/bin/pip install -q bandit detect-secrets flake8)
	@# One process each: the plugin and the Python module share the name lejepa_gis.
	for test in tests/qgis/test_*.py; do \
	  LEJEPA_GIS_LIBRARY=$(CURDIR)/target/release/liblejepa_gis.so LEJEPA_GIS_CLI=$(CURDIR)/target/release/lejepa-gis \
	    LEJEPA_GIS_LINT=$(CURDIR)/target/plugin/venv/bin /usr/bin/python3 -m unittest discover -v -s tests/qgis -p $$(basename $$test) || exit 1; \
	done
