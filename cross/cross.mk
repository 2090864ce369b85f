# Windows and ARM from a Linux machine; included by the Makefile.
#
#   make windows         lejepa_gis.dll, its import library and lejepa-gis.exe
#   make arm             the library and the command for ARM64 Linux
#   make test-windows    the tests under wine, with GDAL from rasterio's wheel for Windows
#   make test-arm        the tests under qemu's emulation of the processor
#   make plugin-all      one plugin zip with all three libraries, and one per system
#   make wheel-all       a wheel for each of the three
#   make sysroots        an older C library to link against: with LEJEPA_GIS_SYSROOTS=target/cross/sysroots, packages ask for no newer
#   make check-macos     the code as the compiler for macOS sees it

WINDOWS := x86_64-pc-windows-gnu
ARM := aarch64-unknown-linux-gnu
# What is downloaded and made for other systems.
CROSS ?= target/cross
CROSS_DIR := $(abspath $(CROSS))
CHECKPOINTS ?= target/parity/checkpoints

PACKAGES_WINDOWS := $(PACKAGES_TEST) gcc-mingw-w64-x86-64 g++-mingw-w64-x86-64 binutils-mingw-w64-x86-64 wine wine64
PACKAGES_ARM := $(PACKAGES_TEST) gcc-aarch64-linux-gnu g++-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user

# The compiler of C for tract's kernels follows from the target; the linker has to be said.
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER := aarch64-linux-gnu-gcc
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER := qemu-aarch64 -L /usr/aarch64-linux-gnu
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER := wine
ON_WINE := WINEPREFIX=$(CROSS_DIR)/wine WINEDEBUG=-all
# Test programs that know no Linux: all others use compilers and hosts of the machine that they run on.
PORTABLE_TESTS := --lib --test encoding --test raster_contract --test input_forms --test model_parity

# A test that calls one of GDAL's programs, which the wheel lacks.
NOT_ON_WINE := --skip an_area_is_cut_out

.PHONY: windows arm test-windows test-arm plugin-all wheel-all sysroots check-macos cross-packages-windows cross-packages-arm

cross-packages-windows:
	$(call install,$(PACKAGES_WINDOWS))

cross-packages-arm:
	$(call install,$(PACKAGES_ARM))

windows: cross-packages-windows
	cross/target.sh $(WINDOWS)
	$(BUILD) --target $(WINDOWS)
	cross/system_dlls.sh target/$(WINDOWS)/release/lejepa_gis.dll target/$(WINDOWS)/release/lejepa-gis.exe

arm: cross-packages-arm
	cross/target.sh $(ARM)
	$(BUILD) --target $(ARM)

# The portable tests run there whole; `elsewhere` stays here, compiles C for there and compares what both systems write.
test-windows: windows
	cross/gdal.sh win_amd64 $(CROSS_DIR)/gdal/windows
	$(ON_WINE) cross/wine.sh
	$(BUILD)
	$(ON_WINE) cross/with_gdal.sh $(CROSS_DIR)/gdal/windows $(CARGO) test --release --target $(WINDOWS) $(PORTABLE_TESTS) --test cli -- $(NOT_ON_WINE)
	$(ON_WINE) LEJEPA_GIS_ELSEWHERE=windows LEJEPA_GIS_ELSEWHERE_GDAL=$(CROSS_DIR)/gdal/windows \
	  $(CARGO) test --release --test elsewhere -- --nocapture --test-threads 1

# Emulation is slow: of the reference checkpoints (`make parity` makes them) the smallest.
SMALLEST := $(wildcard $(CHECKPOINTS)/vit_tiny_patch8_128.pt)
PARITY_ARM := $(if $(SMALLEST),LEJEPA_GIS_CHECKPOINTS=$(CROSS_DIR)/smallest LEJEPA_GIS_EXPECTED=$(abspath $(SHARED)/reference/expected))

test-arm: arm
	cross/gdal.sh manylinux_2_28_aarch64 $(CROSS_DIR)/gdal/arm
	$(BUILD)
	$(if $(SMALLEST),mkdir -p $(CROSS_DIR)/smallest && ln -sf $(abspath $(SMALLEST)) $(CROSS_DIR)/smallest)
	$(PARITY_ARM) cross/with_gdal.sh $(CROSS_DIR)/gdal/arm $(CARGO) test --release --target $(ARM) $(PORTABLE_TESTS)
	$(PARITY_ARM) LEJEPA_GIS_SIMD=neon $(CARGO) test --release --target $(ARM) --test model_parity -- --nocapture
	LEJEPA_GIS_ELSEWHERE=arm LEJEPA_GIS_ELSEWHERE_GDAL=$(CROSS_DIR)/gdal/arm \
	  $(CARGO) test --release --test elsewhere -- --nocapture --test-threads 1

plugin-all: windows arm
	$(BUILD)
	python3 qgis_plugin/make_zip.py --out target/plugin --library target/release/liblejepa_gis.so \
	  --library target/$(ARM)/release/liblejepa_gis.so --library target/$(WINDOWS)/release/lejepa_gis.dll

wheel-all: wheel windows arm
	$(MAKE) --no-print-directory wheel-file LIBRARY=target/$(ARM)/release/liblejepa_gis.so
	$(MAKE) --no-print-directory wheel-file LIBRARY=target/$(WINDOWS)/release/lejepa_gis.dll

# What build.rs links against when LEJEPA_GIS_SYSROOTS names this folder.
sysroots:
	$(call install,debian-archive-keyring)
	cross/sysroot.sh amd64 $(CROSS_DIR)/sysroots/x86_64
	cross/sysroot.sh arm64 $(CROSS_DIR)/sysroots/aarch64

# Types only: nothing is linked, and C and assembler of dependencies are not compiled, since macOS's tools are not here.
check-macos:
	for target in aarch64-apple-darwin x86_64-apple-darwin; do \
	  cross/target.sh $$target && \
	  env SDKROOT=/ CC_$$target=$(CURDIR)/cross/no_compiler.sh CXX_$$target=$(CURDIR)/cross/no_compiler.sh AR_$$target=true \
	    $(CARGO) clippy --target $$target --lib --bins -- -D warnings || exit 1; \
	done
