# Packages for others; included by the Makefile. RELEASING.md has the order.
#
#   make deb       dist/lejepa-gis_…_amd64.deb: library, development files, command line
#   make sbom      dist/lejepa-gis.cdx.json: every crate that is built in, with version and licence (CycloneDX)
#   make sums      dist/SHA256SUMS over all that lies there

DIST ?= dist

# The systems that packages are made for.
SYSTEMS := x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu x86_64-pc-windows-gnu

.PHONY: deb deb-file sbom sums

deb: packages-demo
	$(BUILD)
	$(MAKE) --no-print-directory deb-file

# From a library and a program that exist; the tests set their own.
deb-file:
	rm -rf "$(DIST)/deb-tree"
	$(MAKE) --no-print-directory -f cmake/install.mk install-files DESTDIR="$(abspath $(DIST))/deb-tree" PREFIX=/usr LIBDIR=lib/$$(gcc -print-multiarch)
	python3 packaging/make_deb.py --tree "$(DIST)/deb-tree" --version "$(LEJEPA_VERSION)" --out "$(DIST)"
	rm -rf "$(DIST)/deb-tree"

sbom:
	python3 packaging/make_sbom.py $(SYSTEMS:%=--target %) --out "$(DIST)"

sums:
	cd "$(DIST)" && rm -f SHA256SUMS && sha256sum -- * > SHA256SUMS && cat SHA256SUMS
