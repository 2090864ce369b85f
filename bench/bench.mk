# The benchmark against other runtimes; included by the Makefile. About six minutes on two cores.
#
#   make bench                    figures in target/bench.json, as a table in target/bench.md
#   make bench-page               puts that table into BENCHMARKS.md
#   make bench BENCH_FULL=1       also a raster of 10980 x 10980 pixels, and a plain Python program on one of 4096 x 4096
#   make bench BENCH_SECONDS=30   shorter, less certain
#   make bench-memory             what dry runs say of memory beside what runs take, and the least in which jobs work

BENCH_SECONDS ?= 120
BENCH_PYTHON := target/bench/venv/bin/python

.PHONY: bench bench-memory bench-page bench-venv

bench-venv: packages-test
	test -x $(BENCH_PYTHON) || python3 -m venv target/bench/venv
	$(BENCH_PYTHON) -c "import numpy, onnxruntime, openvino, rasterio" 2>/dev/null || target/bench/venv/bin/pip install -q -r bench/requirements.txt

bench: bench-venv
	$(BUILD) --bins --lib --example chip_times --example accuracy
	PYTHONDONTWRITEBYTECODE=1 $(BENCH_PYTHON) bench/run.py --program target/release/lejepa-gis \
	  --chip-times target/release/examples/chip_times --accuracy target/release/examples/accuracy \
	  --imagery $(SHARED)/imagery --out target --seconds $(BENCH_SECONDS) $(if $(BENCH_FULL),--full)

bench-memory: bench-venv
	$(BUILD) --bins
	PYTHONDONTWRITEBYTECODE=1 $(BENCH_PYTHON) bench/memory.py --program target/release/lejepa-gis --folder target/bench/memory
	PYTHONDONTWRITEBYTECODE=1 $(BENCH_PYTHON) bench/memory.py --program target/release/lejepa-gis --folder target/bench/memory \
	  --jobs features change-joint --sizes 594x804 --least

bench-page:
	python3 bench/report.py target/bench.md BENCHMARKS.md
