#!/usr/bin/env python3
"""Write the hand-made first inputs of the fuzzers into corpus/; needs Python alone. The transformers among the
ONNX graphs come from the test `write_graphs`."""
import collections
import json
import pathlib
import pickle
import struct
import sys
import types

HERE = pathlib.Path(__file__).parent
CORPUS = HERE / "corpus"


def write(target, name, content):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


# --- the smallest GeoTIFF: 2 x 2 pixels of 16 bits, 10 m ------------------------------------------------------------

def tiff():
    entries, extra = [], b""
    first = 8 + 2 + 12 * 12 + 4

    def add(tag, kind, values):
        nonlocal extra
        size, code = {3: (2, "H"), 4: (4, "I"), 12: (8, "d")}[kind]
        data = struct.pack(f"<{len(values)}{code}", *values)
        if len(data) > 4:
            place, extra = struct.pack("<I", first + len(extra)), extra + data
        else:
            place = data.ljust(4, b"\0")
        entries.append(struct.pack("<HHI", tag, kind, len(values)) + place)

    for tag, value in [(256, 2), (257, 2), (258, 16), (259, 1), (262, 1)]:
        add(tag, 3, [value])
    add(273, 4, [0])
    add(277, 3, [1])
    add(278, 3, [2])
    add(279, 4, [8])
    add(339, 3, [1])
    add(33550, 12, [10.0, 10.0, 0.0])
    add(33922, 12, [0.0, 0.0, 0.0, 500000.0, 4700000.0, 0.0])
    entries[5] = entries[5][:8] + struct.pack("<I", first + len(extra))
    pixels = struct.pack("<4H", 300, 900, 1500, 3200)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + b"".join(entries) + b"\0" * 4 + extra + pixels


(HERE / "bodies" / "tiny.tif").write_bytes(tiff())

# --- checkpoints ------------------------------------------------------------------------------------------------------

torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")


def storage_type(name):
    kind = type(name, (), {})
    kind.__module__, kind.__qualname__ = "torch", name
    setattr(torch, name, kind)
    return kind


def _rebuild_tensor_v2(*_):
    return None


_rebuild_tensor_v2.__module__, _rebuild_tensor_v2.__qualname__ = "torch._utils", "_rebuild_tensor_v2"
torch._utils, utils._rebuild_tensor_v2 = utils, _rebuild_tensor_v2
sys.modules["torch"], sys.modules["torch._utils"] = torch, utils
KINDS = {n: storage_type(n) for n in ["FloatStorage", "HalfStorage", "BFloat16Storage", "DoubleStorage", "LongStorage",
                                      "ByteStorage", "BoolStorage", "CharStorage"]}


class Storage:
    def __init__(self, kind, key, count):
        self.id = ("storage", KINDS[kind], key, "cpu", count)


class Tensor:
    def __init__(self, shape, kind="FloatStorage", stride=None, count=1, offset=0, key="0"):
        # A stride of 0 repeats one number, so that a small file holds a whole network.
        stride = stride or (0,) * len(shape)
        self.arguments = (Storage(kind, key, count), offset, shape, stride, False, collections.OrderedDict())

    def __reduce__(self):
        return _rebuild_tensor_v2, self.arguments


class Pickler(pickle.Pickler):
    def persistent_id(self, value):
        return value.id if isinstance(value, Storage) else None


def dumped(root, protocol=2):
    import io
    out = io.BytesIO()
    Pickler(out, protocol=protocol).dump(root)
    return out.getvalue()


def parts(root, flags=3, storage=struct.pack("<f", 0.5), protocol=2):
    pickled = dumped(root, protocol)
    assert len(pickled) < 65536
    return bytes([flags]) + struct.pack("<H", len(pickled)) + pickled + storage


STATS = {"bands": ["red", "green", "blue", "nir", "swir16"], "mean": [1.0, 2, 3, 4, 5], "std": [1.0] * 5}


def vit(dim=64, depth=1, registers=1, grid=1, patch=1, bands=5, prefix="vit.", **more):
    t = lambda *shape: Tensor(shape, **more)
    state = {"reg_token": t(1, registers, dim), "pos_embed": t(1, registers + grid * grid, dim),
             "patch_embed.proj.weight": t(dim, bands, patch, patch), "patch_embed.proj.bias": t(dim),
             "norm.weight": t(dim), "norm.bias": t(dim)}
    for i in range(depth):
        for name, shape in [("norm1.weight", (dim,)), ("norm1.bias", (dim,)), ("attn.qkv.weight", (3 * dim, dim)),
                            ("attn.qkv.bias", (3 * dim,)), ("attn.proj.weight", (dim, dim)), ("attn.proj.bias", (dim,)),
                            ("norm2.weight", (dim,)), ("norm2.bias", (dim,)), ("mlp.fc1.weight", (4 * dim, dim)),
                            ("mlp.fc1.bias", (4 * dim,)), ("mlp.fc2.weight", (dim, 4 * dim)), ("mlp.fc2.bias", (dim,))]:
            state[f"blocks.{i}.{name}"] = t(*shape)
    return collections.OrderedDict((prefix + k, v) for k, v in state.items())


def root(state, kind="vit_tiny_patch8", size=1, **more):
    return {"encoder_state": state, "config": {"encoder_kind": kind, "img_size": size}, "norm_stats": STATS, **more}


write("checkpoint", "vit", parts(root(vit())))
write("checkpoint", "vit_summary", parts(root(vit(depth=0), training_summary={"loss": 0.1, "epochs": 3, "x": None})))
for kind in ["HalfStorage", "BFloat16Storage", "DoubleStorage", "LongStorage"]:
    write("checkpoint", f"vit_{kind}", parts(root(vit(depth=0, kind=kind)), storage=b"\0" * 8))
write("checkpoint", "vit_protocol4", parts(root(vit(depth=0)), flags=11, protocol=4))
write("checkpoint", "resnet_old", parts({"encoder_state": {"conv1.weight": Tensor((64, 5, 7, 7))}, "norm_stats": STATS}))
write("checkpoint", "strided", parts(root({"vit.pos_embed": Tensor((1, 2, 64), stride=(128, 64, 1), count=128)}),
                                     storage=b"\0" * 512))
write("checkpoint", "list", parts([1, 2.5, "x", None, True, b"y", (1,)], flags=4))
write("checkpoint", "plain_pickle", dumped({"encoder_state": {}, "norm_stats": STATS}))
legacy = b"".join(dumped(v) for v in [0x1950A86A20F9469CFC6C, 1001, {
    "protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}])


class Old(Storage):
    def __init__(self, kind, key, count):
        self.id = ("storage", KINDS[kind], key, "cpu", count, None)


def legacy_root(state):
    for tensor in state.values():
        tensor.arguments = (Old("FloatStorage", "0", 1), *tensor.arguments[1:])
    return root(state)


write("checkpoint", "legacy", legacy + dumped(legacy_root(vit(depth=0))) + dumped(["0"]) + struct.pack("<qf", 1, 0.5))

# --- small ONNX graphs, as protocol buffers -----------------------------------------------------------------------------

def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value if isinstance(value, bytes) else value.encode()
    return varint(number << 3 | 2) + varint(len(value)) + value


def ints(name, *values):
    return field(1, name) + b"".join(field(8, v) for v in values) + field(20, 7)


def integer(name, value):
    return field(1, name) + field(3, value) + field(20, 2)


def node(op, inputs, output, *attributes):
    return (b"".join(field(1, i) for i in inputs.split()) + field(2, output) + field(4, op)
            + b"".join(field(5, a) for a in attributes))


def tensor(name, *dims):
    return b"".join(field(1, d) for d in dims) + field(2, 1) + field(8, name)


def constant(name, *values):
    return field(1, len(values)) + field(2, 7) + b"".join(field(7, v) for v in values) + field(8, name)


def info(name, dims):
    shape = b"".join(field(1, field(1, d) if isinstance(d, int) else field(2, d)) for d in dims)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, shape)))


def model(nodes, tensors, inputs, outputs, properties=True, opset=17):
    graph = (b"".join(field(1, n) for n in nodes) + b"".join(field(5, t) for t in tensors)
             + field(11, info("x", inputs)) + field(12, info("y", outputs)))
    known = [("bands", '["a"]'), ("reflectance_mean", "[0.5]"), ("reflectance_std", "[2.0]")] if properties else []
    return (field(1, 8) + field(7, graph) + field(8, field(2, opset))
            + b"".join(field(14, field(1, k) + field(2, v)) for k, v in known))


patches = node("Conv", "x w b", "c", ints("strides", 2, 2))
weights = [tensor("w", 2, 1, 2, 2), tensor("b", 2)]
tokens = [patches, node("Reshape", "c s", "f"), node("Transpose", "f", "t", ints("perm", 0, 2, 1)),
          node("LayerNormalization", "t b b", "n"), node("MatMul", "n m", "y")]
square = [1, 1, 4, 4]
for target in ["onnx", "compile"]:
    write(target, "conv", model([patches, node("Relu", "c", "y")], weights, square, [1, 2, 2, 2]))
    write(target, "conv_open", model([patches, node("Erf", "c", "y")], weights, ["N", 1, 4, 4], []))
    write(target, "conv_bare", model([patches, node("Identity", "c", "y")], weights, square, ["N", 2, "h", "w"], False))
    write(target, "tokens", model(tokens, weights + [tensor("m", 2, 2), constant("s", 1, 2, 4)], square, [1, 4, 2]))
    write(target, "softmax", model([patches, node("Softmax", "c", "d", integer("axis", 1)), node("Mul", "d c", "y")],
                                   weights, square, [1, 2, 2, 2], opset=13))

# --- texts ------------------------------------------------------------------------------------------------------------

write("options", "some", "OVERLAP=best\nTHREADS=2\nCO=A=1\nMODEL_MEAN=1,2\nMETHOD=residual\nMIN_VALID=0.5")
write("options", "area", "WINDOW=0,0,10,10\nBOUNDS_CRS=EPSG:4326\nTARGET_RESOLUTION=10\nREFLECTANCE=0.0001,-0.1")
write("options", "bounds", "BOUNDS=1,2,3,4\nBANDS=red=1,green=2\nMASK_VALUES=3,8,9\nPRECISION=int8\nTAPER=cosine")
write("options", "pca", "BASIS=b.json\nSCORES=yes\nSTRETCH=minmax\nCOG=ON\nDRIVER=GTiff\nMEMORY=512\nVALIDITY=1")
basis = {"model": "m", "model_sha256": "d", "mean": [0.5, 1], "components": [[1, 0], [0, 1]], "explained": [0.75, 0.25],
         "low": [-1, -2], "high": [1, 2e300]}
write("basis", "good", json.dumps(basis))
write("basis", "one", json.dumps({**basis, "mean": [1], "components": [[1]], "explained": [1], "low": [0], "high": [0]}))


def item(assets, **properties):
    return json.dumps({"type": "Feature", "stac_version": "1.0.0", "id": "S2A_31TFJ_20230821_0_L2A",
                       "collection": "sentinel-2-l2a", "properties": properties, "assets": assets})


bands = {"red": "B04", "green": "B03", "blue": "B02", "nir": "B08", "swir16": "B11"}
write("stac", "earth_search", item(
    {k: {"href": "./band.tif", "eo:bands": [{"name": v, "common_name": k}], "gsd": 10,
         "raster:bands": [{"nodata": 0, "scale": 0.0001, "offset": -0.1, "spatial_resolution": 10}]}
     for k, v in bands.items()} | {"scl": {"href": "band.tif"}, "visual": {"href": "t.tif", "roles": ["visual"]}},
    **{"s2:processing_baseline": "05.09", "earthsearch:boa_offset_applied": True, "datetime": "2023-08-21T22:19:41Z",
       "grid:code": "MGRS-31TFJ"}))
write("stac", "version_1_1", item({v: {"href": "band.tif", "bands": [{"name": v, "eo:common_name": k}],
                                       "raster:scale": 0.0001, "raster:offset": -0.1, "nodata": 0}
                                   for k, v in bands.items()}, **{"processing:version": "02.14"}))
write("stac", "collection", json.dumps({"type": "FeatureCollection", "features": [json.loads(item({}))]}))
images = "".join(f"<IMAGE_FILE>GRANULE/T/IMG_DATA/{b}</IMAGE_FILE>" for b in bands.values())
offsets = "".join(f'<BOA_ADD_OFFSET band_id="{i}">-1000</BOA_ADD_OFFSET>' for i in range(13))
xml = f"""<n1:Product><PROCESSING_BASELINE>05.09</PROCESSING_BASELINE><PRODUCT_TYPE>S2MSI2A</PRODUCT_TYPE>
<PRODUCT_START_TIME>2023-08-21T22:19:41.024Z</PRODUCT_START_TIME><PRODUCT_URI>S2A_MSIL2A_20230821T221941_N0509_R029_T31TFJ_x.SAFE</PRODUCT_URI>
{images}<BOA_ADD_OFFSET_VALUES_LIST>{offsets}</BOA_ADD_OFFSET_VALUES_LIST>
<BOA_QUANTIFICATION_VALUE unit="none">10000</BOA_QUANTIFICATION_VALUE></n1:Product>"""
for i, how in enumerate(["folder", "tile", "subdataset", "metadata"]):
    write("product", how, bytes([i]) + xml.encode())
write("product", "old", b"\3" + b"""<Granule_List><Granules datastripIdentifier="d" granuleIdentifier="T">
<IMAGE_ID>S2A_B02</IMAGE_ID><IMAGE_ID_2A>T_B11_20m</IMAGE_ID_2A></Granules></Granule_List>""")
write("bands", "names", "auto\nB4, central wavelength 665 nm\tBOA_ADD_OFFSET=-1000\nB3\nB2\nB8A narrow NIR\nB08\nB11 (1610 nm)")
write("bands", "choice", "red=3,green=2,blue=1,nir=4,swir16=5\n\n\n\n\n\t")
write("bands", "wavelengths", "auto\n\twavelength=665\twavelength_units=Nanometers\n\tCENTRAL_WAVELENGTH_UM=0.56\n"
      "\twavelength=490 nm\n\tBANDNAME=B8\n\tNETCDF_VARNAME=B11\tcolour=Red")
write("bands", "scales", "0.0001,-0.1\nx\tscale=0.0001\toffset=-0.1\tPROCESSING_BASELINE=05.09\nred edge\nBROADNIR")
write("folder", "tile", "B02.tif\nB03.tif\nB04.tif\nB08.tif\nB11.tif\nSCL.tif")
write("folder", "resolutions", "R10m/\nT31TFJ_B02_10m.jp2\nT31TFJ_B03_10m.jp2\n\nR20m/\nT31TFJ_B11_20m.jp2\n__MACOSX/\n._B04.tif")
write("folder", "engine", "metadata.json\nS2.B4.tif\nS2.B3.tif\nempty.tif0")
recorded = "PRODUCT=features\nMODEL=m\nMODEL_SHA256=d\nCHIP=256\nPATCH=8\nPRECISION=f32\nMODEL_BANDS=red,green"
write("recorded", "one", recorded)
write("recorded", "two", recorded + "\nREFLECTANCE=dn: tag\nLEVEL=L2A\nSENSED=2023-08-21T00:00:00Z\n\n" + recorded)
write("recorded", "item", json.dumps({"properties": {"lejepa_gis:run": {
    "task": "change", "inputs": ["a.tif", "b.tif"], "parameters": [["METHOD", "cosine"], ["CO", "A=1"], ["MASK", "m.tif"]],
    "model": {"name": "m", "sha256": "d"}}}}))
for i in range(5):
    write("buffers", f"seed{i}", bytes([i]) + bytes((7 * j * (i + 1)) % 251 for j in range(120)))
for i in range(8):
    write("queries", f"seed{i}", bytes([3, i, 5, 0, 0, 8]) + bytes((5 * j) % 97 for j in range(40)))
write("queries", "basis", bytes([0, 6, 1]) + json.dumps(basis).encode())
write("queries", "basis_file", bytes([0, 6, 0]) + json.dumps(basis).encode())
for kind in range(10):
    write("jobs", f"kind{kind}", bytes([kind, 1, 13, 0, 1, 2, 0, 1, 1, 200, 200, 200, 200, 200, 200, 200]))
    write("jobs", f"more{kind}", bytes([kind, 3, 1, 9, 10, 0, 0, 2, 1, 0, 2, 200, 200, 200, 200, 200, 200, 200]))
for task in range(5):
    # By name, by dataset, and results in memory.
    for form, given in (("names", 0b1010), ("datasets", 0b1001), ("memory", 0b0101)):
        count = 1 if task in (0, 3) else 2
        outputs = 0 if task == 3 else 2 if task == 1 else 1
        write("structures", f"{form}{task}", bytes([task, 0, 0, 7, 7, 2, 5, 7, 7, 0, 0, 2, 2, given, 0, 0, count, outputs, 0, 1, 0]))
