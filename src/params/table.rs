//! Every parameter, in the order of help texts and dialogs.

use super::finding;
use super::groups::{
    ALL, ALL_BOUNDED, AREAS, BOUNDED, DATES, ENCODED, ENCODING, FINER, JOBS, KEEPING, MAPS, OF_OTHERS, OPENING, PCA,
    RASTERS, READING, REPORTED, STYLED, TWO_DATES, WRITING,
};
use super::parameter::{File, Kind, Parameter};
use super::rows::{advanced, is, is_not, joined, machine, parameter, unit};
use super::series;
use super::tasks::Task;

/// Every parameter.
pub const TABLE: &[Parameter] = &joined::<Parameter, { finding::ROWS.len() + series::ROWS.len() + ROWS.len() }>(&[
    finding::ROWS,
    series::ROWS,
    ROWS,
]);

/// Those of encoding, of change and components, of files and machines.
const ROWS: &[Parameter] = &[
    parameter(
        "MODEL",
        Kind::Path(File::Model),
        "default",
        ALL,
        "Encoder: default (built in), untrained (built in, random weights), texture (no network: how each cell looks and its surroundings vary, fitted on the inputs), a PyTorch checkpoint of the published layout (.pt), or an ONNX file.",
    ),
    parameter(
        "BANDS",
        Kind::Text,
        "auto",
        ALL,
        "Which raster band is which model band: auto (by their names), numbers in the model's order (3,2,1,4,5), or names (red=3,green=2,blue=1,nir=4,swir16=5).",
    ),
    parameter(
        "REFLECTANCE",
        Kind::ChoiceOrScale(&["auto", "dn", "dn-offset", "unit"]),
        "auto",
        ENCODING,
        "How values become reflectance: auto (from metadata; without any, from what values prove, with a warning: floats 0 to 1, or whole numbers with dark pixels, which are dn), dn (reflectance x 10000), dn-offset (the same with +1000, baseline 04.00 and later), unit (0 to 1), or a scale and an offset (0.0001,-0.1).",
    ),
    parameter(
        "MASK",
        Kind::ChoiceOrPath(&["auto", "none"], File::Raster),
        "auto",
        ALL,
        "Clouds and the like: auto (the scene classification of the product, where it has one), none, or a raster of classes.",
    ),
    parameter(
        "MASK_VALUES",
        Kind::Text,
        "0,1,3,8,9,10",
        ALL,
        "Values of the mask that take a pixel away: values (8,9,10), a range (1..3), a limit (>50), or bits counted from 0 (bits:1,3). The default is for Sentinel-2's scene classification (no data, saturated, cloud shadow, clouds, cirrus); other masks are refused unless their values are said.",
    )
    .needing(&[is_not("MASK", &["none"]), is_not("MASK_AFTER", &["none", ""])]),
    advanced(parameter(
        "NODATA",
        Kind::ChoiceOrText(&["auto", "none"]),
        "auto",
        ALL,
        "Values that mean no measurement, beside what files mark: numbers separated by commas; auto (a value far from all others that repeats, such as -10000, and 0 in all bands, with a warning), or none (every value counts, also those that no reflectance has).",
    )),
    parameter(
        "AREA",
        Kind::Path(File::Vector),
        "",
        ALL,
        "Vector file: only the inside of its polygons counts, in any reference system.",
    ),
    advanced(parameter(
        "BOUNDS",
        Kind::Text,
        "",
        ALL,
        "Only what lies between xmin,ymin,xmax,ymax, in the raster's reference system or the one of BOUNDS_CRS.",
    )),
    advanced(parameter("BOUNDS_CRS", Kind::Text, "", ALL, "Reference system of BOUNDS, for example EPSG:4326.")).needing(&[is_not("BOUNDS", &[""])]),
    advanced(parameter(
        "WINDOW",
        Kind::Text,
        "",
        ALL,
        "Only these pixels: column,row,width,height, counted from 0 at the upper left.",
    )),
    advanced(unit(
        "m",
        parameter(
            "TARGET_RESOLUTION",
            Kind::Number(0.0, 1000.0),
            "0",
            ALL,
            "Resample to pixels of this size on the ground (bilinear, or the average where pixels get larger); 0 leaves them as they are. The model was trained on 10 m.",
        ),
    )),
    advanced(parameter(
        "QUANTISATION",
        Kind::Choice(&["auto", "linear", "alphaearth", "tessera"]),
        "auto",
        OF_OTHERS,
        "How features rasters of others are stored: auto (by their documented layout), linear (values by each band's scale and offset), alphaearth (square codes in 8 bits), tessera (8 bits with a scale for each cell in NAME_scales.tif beside NAME.tif).",
    )),
    parameter(
        "METHOD",
        Kind::Choice(&["auto", "joint", "residual", "cosine", "irmad", "vector"]),
        "auto",
        DATES,
        "Change measure. joint and residual see what stands out from what the whole scene does, whatever the season, and not what changes everywhere alike: residual is what a regression on the other date does not tell, in medians of the scene, joint the same for the model and for texture together. cosine (1 - cosine of the two features, 0 to 2) sees everything: floods and fire, harvest and season too. irmad and vector measure pixels, without a model. auto is joint for rasters, residual for features rasters and for the model texture. run writes cosine and, beside it, this one.",
    ),
    parameter(
        "THRESHOLD",
        Kind::ChoiceOrText(&["auto", "otsu"]),
        "auto",
        &[Task::Change, Task::Areas, Task::Run, Task::Similar, Task::Series],
        "Value from which on a cell counts as changed, or as like the examples: recorded, used for what is counted in the report and shown in colour, and where areas begin. auto is the method's own, measured on labelled scenes; or a number from 0 to 1000, share:2% (what so much of the valid cells reaches), or otsu (what parts the values into two classes best). Of run's maps it holds for the method's.",
    ),
    unit(
        "ha",
        parameter(
            "MIN_AREA",
            Kind::Number(0.0, 1_000_000.0),
            "1",
            AREAS,
            "Smallest area: smaller ones are left out, and holes and gaps that are smaller are closed.",
        ),
    ),
    advanced(unit(
        "m",
        parameter(
            "SIMPLIFY",
            Kind::Number(0.0, 1000.0),
            "10",
            AREAS,
            "How far an outline may lie from where the score crosses the threshold, so that it has fewer points; 0 keeps all.",
        ),
    )),
    parameter(
        "FIT",
        Kind::Path(File::Fit),
        "",
        &[Task::Change, Task::Run, Task::Classify, Task::Cluster],
        "JSON file of what is learned from the inputs (of change regression, scale, statistics; a classifier; centres of clusters): used if it exists, written otherwise. One fit gives several tiles or extents of the same two dates the same scale, and several scenes of one model the same classes.",
    ),
    advanced(unit(
        "cells",
        parameter(
            "SMOOTHING",
            Kind::ChoiceOrNumber(&["auto"], 0.0, 10.0),
            "auto",
            TWO_DATES,
            "Width of the Gaussian bell that smooths the map of change over its valid cells, in cells as wide as a patch whatever STRIDE is; auto is 0.4 for joint and none for others. Of run's maps it holds for the method's.",
        ),
    )),
    advanced(parameter(
        "WHITENING",
        Kind::Number(0.0, 0.5),
        "0.1",
        DATES,
        "Power of the variance by which each axis of the residual is divided: 0 leaves them as they are, 0.5 makes all count alike. For joint and residual.",
    ))
    .needing(&[is("METHOD", &["joint", "residual", "auto"])]),
    advanced(parameter(
        "PROBABILITY",
        Kind::Flag,
        "NO",
        &[Task::Change, Task::Run],
        "Write a second band: the probability of change by the chi-square distribution. For irmad.",
    ))
    .needing(&[is("METHOD", &["irmad"])]),
    parameter(
        "ALIGN",
        Kind::Flag,
        "NO",
        DATES,
        "Warp the second date onto the first one's pixel grid, cut to their overlap, instead of refusing grids that differ. Products that name two tiles of the mission's grid are warped without asking, and it is said.",
    ),
    advanced(parameter(
        "RESAMPLING",
        Kind::Choice(&["bilinear", "cubic"]),
        "bilinear",
        DATES,
        "How ALIGN makes new pixels: bilinear takes the average where the second date's are smaller. Masks always take the nearest.",
    ))
    .needing(&[is("ALIGN", &["YES"])]),
    advanced(parameter(
        "MIXED",
        Kind::Flag,
        "NO",
        DATES,
        "Compare dates whose processing levels differ, or of which one contradicts its reflectance convention or is not sure of it, instead of refusing.",
    )),
    advanced(parameter(
        "BANDS_AFTER",
        Kind::Text,
        "",
        TWO_DATES,
        "BANDS of the second date, where they differ from the first one's.",
    )),
    advanced(parameter(
        "REFLECTANCE_AFTER",
        Kind::ChoiceOrScale(&["auto", "dn", "dn-offset", "unit"]),
        "",
        TWO_DATES,
        "REFLECTANCE of the second date, where it differs from the first one's.",
    )),
    advanced(parameter(
        "MASK_AFTER",
        Kind::ChoiceOrPath(&["auto", "none"], File::Raster),
        "",
        TWO_DATES,
        "MASK of the second date, where it differs from the first one's.",
    )),
    parameter(
        "BASIS",
        Kind::Path(File::Basis),
        "",
        PCA,
        "JSON file of a PCA basis: used if it exists, written otherwise. One basis makes colours comparable between runs.",
    ),
    advanced(parameter(
        "SCORES",
        Kind::Flag,
        "NO",
        PCA,
        "Write raw principal component scores (float32) instead of RGB.",
    )),
    advanced(parameter(
        "STRETCH",
        Kind::Choice(&["percentile", "minmax"]),
        "percentile",
        &[Task::Pca, Task::Run, Task::Basis],
        "Range of each component that fills 0 to 255: percentiles 2 and 98 over all inputs, or their minimum and maximum.",
    )),
    parameter(
        "DTYPE",
        Kind::Choice(&["float32", "float16", "int8"]),
        "float32",
        &[Task::Features, Task::Run, Task::Series],
        "Storage of features: float32, float16, or int8 with a scale and offset per band.",
    ),
    parameter(
        "OVERLAP",
        Kind::ChoiceOrNumber(&["fast", "best"], 0.0, 0.9),
        "fast",
        ENCODING,
        "Least share of a chip's side that neighbouring chips have in common: fast (0.25), best (0.5), or a number. More costs more time and leaves fainter seams.",
    )
    .needing(&[is("CHIPS", &["all"])]),
    advanced(parameter(
        "TAPER",
        Kind::Choice(&["flat", "triangle", "cosine"]),
        "triangle",
        ENCODING,
        "How a chip's cells count towards its edge where chips overlap.",
    ))
    .needing(&[is("CHIPS", &["all"])]),
    advanced(unit(
        "pixels",
        parameter(
            "STRIDE",
            Kind::ChoiceOrNumber(&["patch"], 1.0, 1024.0),
            "patch",
            FINER,
            "Pixels from one cell to the next. patch: cells lie side by side (8 pixels for the built-in models). A half or a quarter of that (4, 2) makes finer cells: chips are encoded again at shifts, 4 or 16 times the work, and each cell is the patch of 8 x 8 pixels around it.",
        ),
    )),
    advanced(parameter(
        "GRID",
        Kind::ChoiceOrNumber(&["cells", "pixels"], 0.0, 1_000_000.0),
        "cells",
        MAPS,
        "Pixels of maps (change and components): cells, pixels (as large as the input's), or a size in units of the reference system (metres for UTM). On finer pixels than cells, values are interpolated between the centres of cells; a pixel is valid where its cell is. Nothing is encoded again.",
    )),
    advanced(parameter(
        "CHIPS",
        Kind::Choice(&["all", "centre"]),
        "all",
        ALL,
        "Encode the whole raster, or only one chip in its centre.",
    )),
    advanced(unit(
        "share",
        parameter(
            "MIN_VALID",
            Kind::Number(0.0, 1.0),
            "0.75",
            ENCODING,
            "Least share of a cell's pixels that must be valid for the cell to be valid. From 0.75 on, the filled rest moves features by less than half of what two dates differ by.",
        ),
    )),
    machine(advanced(unit(
        "threads",
        parameter("THREADS", Kind::Integer(0, 1024), "0", BOUNDED, "Worker threads, and threads that GDAL decodes with; 0 means all processors, and GDAL's as it is configured."),
    ))),
    machine(advanced(unit(
        "MiB",
        parameter(
            "MEMORY",
            Kind::Integer(64, 1_048_576),
            "1024",
            KEEPING,
            "Memory that the run may fill with pixels and features; beyond it, features wait in a temporary file beside the output.",
        ),
    ))),
    advanced(parameter(
        "PRECISION",
        Kind::Choice(&["auto", "f32", "bf16", "int8"]),
        "auto",
        OPENING,
        "Arithmetic of the encoder: f32, bf16 (faster where the processor has it), int8 (fastest where it has AVX512_VNNI), both within a cosine of 0.999 of f32 in every cell measured, or auto (bf16 on AMD with AVX512_BF16, int8 on others with AVX512_VNNI, else f32). Only transformers have bf16 and int8.",
    )),
    advanced(parameter(
        "DRIVER",
        Kind::Text,
        "GTiff",
        RASTERS,
        "Short name of the GDAL driver of the output; for any but GTiff, a GeoTIFF is written first and copied. A driver may write several files or a folder.",
    )),
    advanced(parameter("COG", Kind::Flag, "NO", RASTERS, "Write cloud-optimised GeoTIFFs.")).needing(&[is("DRIVER", &["GTiff", "COG"])]),
    advanced(parameter(
        "CO",
        Kind::List,
        "",
        RASTERS,
        "Creation option KEY=VALUE for the output driver; wins over the defaults. May be repeated.",
    )),
    machine(parameter(
        "SIDECAR",
        Kind::Flag,
        "NO",
        WRITING,
        "Write a STAC item beside the output: where and when, the model, every decision, and the parameters to repeat the run.",
    )),
    advanced(parameter(
        "VALIDITY",
        Kind::Flag,
        "NO",
        ENCODED,
        "Write a raster beside the output with each cell's valid fraction and, where it is too small, the reason: 1 no measurement, 2 masked, 3 outside of the area.",
    )),
    machine(parameter(
        "STYLE",
        Kind::Choice(&["none", "qml"]),
        "none",
        STYLED,
        "How GIS show outputs: qml writes a style of QGIS of the same name beside each map, which QGIS loads with it: change in colour from its threshold on, of many dates the days of first changes, components as they are, three numbers of features in muted colours, areas by kind.",
    )),
    machine(parameter(
        "REPORT",
        Kind::Choice(&["html", "none"]),
        "html",
        REPORTED,
        "A report to look at: html writes one file that works offline in any browser (report.html, or of areas the output's whole name and .html): both dates, the change between them, areas, scores, warnings and where all of it comes from. Of many dates (the output's whole name and .html), it has maps of how much and when over the newest date, the dates, and the history of the cells that changed most. Of a raster made earlier, of features and of classes, it has no pictures of the dates.",
    )),
    machine(parameter("OVERWRITE", Kind::Flag, "NO", WRITING, "Replace outputs that exist.")),
    advanced(parameter(
        "MODEL_BANDS",
        Kind::Text,
        "",
        OPENING,
        "Band names of an ONNX encoder without metadata, in the order of its input: red,green,blue,nir,swir16.",
    )),
    advanced(parameter(
        "MODEL_MEAN",
        Kind::Text,
        "",
        OPENING,
        "Mean per band of an ONNX encoder without metadata, reflectance x 10000, separated by commas.",
    )),
    advanced(machine(parameter(
        "TEMP",
        Kind::Path(File::Folder),
        "",
        ALL_BOUNDED,
        "Folder for large temporary data. By default they wait beside the output.",
    ))),
    advanced(parameter(
        "MODEL_STD",
        Kind::Text,
        "",
        OPENING,
        "Standard deviation per band of an ONNX encoder without metadata, separated by commas.",
    )),
    machine(advanced(parameter(
        "SOURCES",
        Kind::ChoiceOrText(&["auto", "any", "local"]),
        "auto",
        READING,
        "What inputs may reach through names in STAC items, products and virtual rasters: auto (files and web addresses; of an item on the web, the web only), any (whatever GDAL opens, raw bands and code included), local (nothing over a network), or below=FOLDER (files below one folder only).",
    ))),
    machine(advanced(parameter(
        "GDAL",
        Kind::Path(File::Library),
        "",
        JOBS,
        "The libgdal file to bind. By default the one in the process, else the system's.",
    ))),
];
