"""OpenVINO on AVX2 alone, where the processor has more.

ONEDNN_MAX_CPU_ISA=AVX2 holds back oneDNN and what OpenVINO compiles itself. Most linear layers in f32 are computed by
the MLAS that is built into its CPU plugin, though, and that asks the processor itself: with the setting as without, these
layers take 126 ms of a chip on Zen 5: 1.8 times the speed that AVX2 could reach there.
"""

import importlib.util
import pathlib
import shutil

PLUGIN = "libs/libopenvino_intel_cpu_plugin.so"
# In MLAS's start: `test $0x10000, %r9d` asks CPUID's leaf 7 for AVX512F; `je` leaves with the kernels for AVX2.
ASKS = bytes.fromhex("41f7c100000100 0f84")
NEVER = bytes.fromhex("41f7c100000000 0f84")


def package(folder):
    """A folder for PYTHONPATH with a copy of the installed OpenVINO whose MLAS never finds AVX-512.

    None if the installed version does not ask in this way.
    """
    installed = pathlib.Path(importlib.util.find_spec("openvino").origin).parent
    code = (installed / PLUGIN).read_bytes()
    if code.count(ASKS) != 1:
        return None
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(installed, folder / "openvino")
    (folder / "openvino" / PLUGIN).write_bytes(code.replace(ASKS, NEVER))
    return folder
