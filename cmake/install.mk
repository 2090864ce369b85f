# Installing, packaging and the slow checks of the C library; included by the Makefile.
#
#   make install PREFIX=/usr/local      library, headers, CMake package, pkg-config, command, man pages, completions
#   make wheel                          dist/lejepa_gis-…-py3-none-manylinux…whl with the library inside
#   make valgrind                       the C tests under Valgrind
#   make fuzz SECONDS=60 [TARGETS=…]   every fuzz target, each for that time

PREFIX ?= /usr/local
LIBDIR ?= lib
DESTDIR ?=
# What is installed; the tests set their own.
LIBRARY ?= target/release/liblejepa_gis.so
PROGRAM ?= target/release/lejepa-gis
PYTHON ?= python3

LEJEPA_VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n1)
LEJEPA_ABI := $(shell sed -n 's/.*LEJEPA_GIS_ABI_VERSION: i32 = \([0-9]*\);/\1/p' src/capi/version.rs)
SONAME := liblejepa_gis.so.$(LEJEPA_ABI)
# From the CMake files up to the prefix, so that an installed tree may be moved.
CMAKE_UP := $(shell realpath -m --relative-to=/p/$(LIBDIR)/cmake/lejepa_gis /p)
PC_UP := $(shell realpath -m --relative-to=/p/$(LIBDIR)/pkgconfig /p)
FILL := sed -e 's|@VERSION@|$(LEJEPA_VERSION)|g' -e 's|@SONAME@|$(SONAME)|g' -e 's|@LIBDIR@|$(LIBDIR)|g'
ROOT := $(DESTDIR)$(PREFIX)

.PHONY: install install-files wheel wheel-file valgrind fuzz

install:
	cargo build --release
	$(MAKE) --no-print-directory -f cmake/install.mk install-files

install-files:
	install -d "$(ROOT)/bin" "$(ROOT)/include" "$(ROOT)/$(LIBDIR)/cmake/lejepa_gis" "$(ROOT)/$(LIBDIR)/pkgconfig"
	install -d "$(ROOT)/share/man/man1" "$(ROOT)/share/licenses/lejepa-gis" "$(ROOT)/share/zsh/site-functions"
	install -d "$(ROOT)/share/bash-completion/completions" "$(ROOT)/share/fish/vendor_completions.d"
	install -m 644 -s "$(LIBRARY)" "$(ROOT)/$(LIBDIR)/$(SONAME)"
	ln -sf "$(SONAME)" "$(ROOT)/$(LIBDIR)/liblejepa_gis.so"
	install -m 755 -s "$(PROGRAM)" "$(ROOT)/bin/lejepa-gis"
	install -m 644 include/lejepa_gis.h include/lejepa_gis.hpp "$(ROOT)/include"
	$(FILL) -e 's|@UP@|$(CMAKE_UP)|' cmake/lejepa_gis-config.cmake.in > "$(ROOT)/$(LIBDIR)/cmake/lejepa_gis/lejepa_gis-config.cmake"
	$(FILL) cmake/lejepa_gis-config-version.cmake.in > "$(ROOT)/$(LIBDIR)/cmake/lejepa_gis/lejepa_gis-config-version.cmake"
	$(FILL) -e 's|@UP@|$(PC_UP)|' cmake/lejepa_gis.pc.in > "$(ROOT)/$(LIBDIR)/pkgconfig/lejepa_gis.pc"
	"$(PROGRAM)" man "$(ROOT)/share/man/man1"
	"$(PROGRAM)" completions bash > "$(ROOT)/share/bash-completion/completions/lejepa-gis"
	"$(PROGRAM)" completions zsh > "$(ROOT)/share/zsh/site-functions/_lejepa-gis"
	"$(PROGRAM)" completions fish > "$(ROOT)/share/fish/vendor_completions.d/lejepa-gis.fish"
	install -m 644 $(wildcard LICENSE*) "$(ROOT)/share/licenses/lejepa-gis"

wheel:
	cargo build --release
	$(MAKE) --no-print-directory -f cmake/install.mk wheel-file

DIST ?= dist
wheel-file:
	$(PYTHON) python/make_wheel.py --library "$(LIBRARY)" --version "$(LEJEPA_VERSION)" --abi "$(LEJEPA_ABI)" --out "$(DIST)"

valgrind:
	$(call install,valgrind)
	LEJEPA_GIS_VALGRIND=1 cargo test --release --test c_programs programs_pass_under_valgrind -- --nocapture

SECONDS ?= 60
fuzz:
	fuzz/run.sh $(SECONDS) $(TARGETS)
