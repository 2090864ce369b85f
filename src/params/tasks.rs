//! Every task: what it reads, what it writes, and how it is explained.

/// What the library can be asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Dense features of one raster.
    Features,
    /// Principal components of one or more rasters.
    Pca,
    /// Change between two dates.
    Change,
    /// One descriptor per raster.
    Describe,
    /// Polygons of change between two dates.
    Areas,
    /// Everything about two dates.
    Run,
    /// How much cells are like examples.
    Similar,
    /// Classes from labelled cells.
    Classify,
    /// Cells that are alike, without labels.
    Cluster,
    /// From which class to which.
    Transitions,
    /// When each cell changed, over many dates.
    Series,
    /// Features of an image in memory; no job, as the following.
    Encode,
    /// Features of chips in memory.
    Chips,
    /// Opening a model.
    Open,
    /// A basis of features in memory.
    Basis,
    /// Questions to a features raster in memory.
    Query,
    /// What jobs share.
    Context,
}

/// How many inputs a job takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Exactly one.
    One,
    /// Exactly two: the earlier date, then the later one.
    Two,
    /// Two dates as above, or one raster that was made of them earlier.
    TwoOrMade,
    /// One or more.
    Many,
    /// Three dates or more, in any order.
    Dates,
}

impl Counted {
    /// Fewest inputs.
    pub fn least(self) -> usize {
        match self {
            Counted::One | Counted::TwoOrMade | Counted::Many => 1,
            Counted::Two => 2,
            Counted::Dates => 3,
        }
    }

    /// Whether there may be any number of inputs beyond the fewest.
    pub fn is_open(self) -> bool {
        matches!(self, Counted::Many | Counted::Dates)
    }
}

/// What a job's inputs are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// Rasters to encode, or features rasters.
    Pixels,
    /// Features rasters, of this software or of others.
    Features,
    /// Rasters of classes.
    Classes,
}

/// What a job writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outputs {
    /// Nothing: its result is in the report.
    None,
    /// One raster.
    One,
    /// One raster for each input, in their order.
    PerInput,
    /// One vector file, whose ending tells the format.
    Vector,
    /// A folder of files.
    Folder,
}

/// A place for an input on the command line and in forms.
#[derive(Debug, Clone, Copy)]
pub struct Input {
    /// Its name in lower case.
    pub name: &'static str,
    /// What may be given.
    pub help: &'static str,
}

/// One task that is a job: rasters in; rasters, polygons or a report out.
#[derive(Debug, Clone, Copy)]
pub struct TaskInfo {
    /// The task.
    pub task: Task,
    /// How many inputs it takes.
    pub counted: Counted,
    /// A name and a help text for each input; of any number of inputs, one for all.
    pub inputs: &'static [Input],
    /// What it writes.
    pub outputs: Outputs,
    /// What is written, in a sentence without its full stop; empty where nothing is.
    pub output_help: &'static str,
    /// What it does, in a sentence without its full stop.
    pub help: &'static str,
    /// Command lines, each with a note or none.
    pub examples: &'static [(&'static str, &'static str)],
    /// What else there is to know.
    pub more: &'static str,
}

/// Every task, jobs first.
pub const TASKS: [Task; 17] = [
    Task::Features,
    Task::Pca,
    Task::Change,
    Task::Areas,
    Task::Describe,
    Task::Run,
    Task::Similar,
    Task::Classify,
    Task::Cluster,
    Task::Transitions,
    Task::Series,
    Task::Encode,
    Task::Chips,
    Task::Open,
    Task::Basis,
    Task::Query,
    Task::Context,
];

const BEFORE: Input = Input {
    name: "before",
    help: "Earlier date: a raster or product (see features), or a features raster made earlier",
};
const AFTER: Input = Input { name: "after", help: "Later date" };
const ANY: Input =
    Input { name: "input", help: "Rasters or products (see features), or features rasters made earlier" };

const FEATURES: Input = Input {
    name: "input",
    help: "Features rasters made by features, or those of others: any raster of 8 bands or more, AlphaEarth's and TESSERA's too",
};

const JOBS: [TaskInfo; 11] = [
    TaskInfo {
        task: Task::Features,
        counted: Counted::One,
        inputs: &[Input {
            name: "input",
            help: "Raster, folder or zip of band files, files (red=a.tif,green=b.tif,...), SAFE product, or STAC item",
        }],
        outputs: Outputs::One,
        output_help: "GeoTIFF to write: one band per number of the feature, cells of 8 x 8 pixels",
        help: "Write the dense features of a raster",
        examples: &[
            ("features scene.tif -o features.tif", ""),
            ("features scene.tif -o features.tif --dtype int8 --model lejepa_vit_small_patch8_256_5band.pt", ""),
            (
                "features scene.tif -o features.tif --bands red=4,green=3,blue=2,nir=8,swir16=12 --reflectance dn-offset",
                "",
            ),
        ],
        more: "",
    },
    TaskInfo {
        task: Task::Pca,
        counted: Counted::Many,
        inputs: &[ANY],
        outputs: Outputs::PerInput,
        output_help: "GeoTIFF to write; once for each input, in their order",
        help: "Write principal components as RGB, one basis for all inputs",
        examples: &[
            ("pca scene.tif -o pca.tif", ""),
            ("pca 2019.tif 2024.tif -o pca2019.tif -o pca2024.tif", ""),
            ("pca scene.tif -o pca.tif --basis country.json", "colours comparable with every other run on that basis"),
            ("pca features.tif -o pca.tif", "from features made earlier"),
        ],
        more: "",
    },
    TaskInfo {
        task: Task::Change,
        counted: Counted::Two,
        inputs: &[BEFORE, AFTER],
        outputs: Outputs::One,
        output_help: "GeoTIFF to write: one float32 band, NaN where a date is invalid; its metadata say from which value on a cell counts as changed",
        help: "Write the change between two dates",
        examples: &[
            ("change before.tif after.tif -o change.tif", ""),
            ("change before.tif after.tif -o change.tif --method cosine", "floods, fire and seasons too"),
            ("change before.tif after.tif -o change.tif --model texture", "without a network"),
            ("change west_1.tif west_2.tif -o west.tif --fit both.json", "the next tile with the same file: one scale"),
            ("change before.tif after.tif -o change.tif --align", "warp the second date onto the first"),
        ],
        more: "",
    },
    TaskInfo {
        task: Task::Areas,
        counted: Counted::TwoOrMade,
        inputs: &[
            Input {
                name: "before",
                help: "Earlier date (see change), or a raster of its classes; or, alone, a raster that change, run, similar or transitions made",
            },
            Input { name: "after", help: "Later date, or a raster of its classes; none beside a raster made earlier" },
        ],
        outputs: Outputs::Vector,
        output_help: "Polygons to write: GeoPackage (.gpkg), GeoJSON (.geojson, .json), FlatGeobuf (.fgb) or Shapefile (.shp)",
        help: "Write the areas of change between two dates as polygons, with hectares, score and kind of change",
        examples: &[
            ("areas before.tif after.tif -o areas.gpkg", ""),
            ("areas before.tif after.tif -o areas.geojson --min-area 5", "areas of 5 ha and more"),
            ("areas before.tif after.tif -o areas.gpkg --threshold share:2%", "the 2 % that changed most"),
            ("areas change.tif -o areas.gpkg --threshold 2.5", "from a map made earlier, without kinds"),
            ("areas like.tif -o areas.gpkg", "of what is like examples, from a raster that similar made"),
            ("areas classes2019.tif classes2024.tif -o areas.gpkg", "of what went from one class to another"),
        ],
        more: "Outlines follow the score between the centres of cells. Kinds are water appeared, water gone, burnt, bare or built surface appeared, vegetation lost, vegetation gained, brightened, darkened and mixed, by rules on the mean reflectance of each area at both dates. Areas of classes say from which class to which, and follow the sides of cells.",
    },
    TaskInfo {
        task: Task::Describe,
        counted: Counted::Many,
        inputs: &[ANY],
        outputs: Outputs::None,
        output_help: "",
        help: "Compute one descriptor per raster (the mean feature) as JSON",
        examples: &[("describe a.tif b.tif > descriptors.json", "")],
        more: "",
    },
    TaskInfo {
        task: Task::Run,
        counted: Counted::Two,
        inputs: &[BEFORE, AFTER],
        outputs: Outputs::Folder,
        output_help: "Folder to write",
        help: "Write everything about two dates into a folder, in one pass",
        examples: &[
            ("run before.tif after.tif -o results --sidecar", ""),
            ("run before.tif after.tif -o results --method residual", "change by cosine and residual"),
            ("run --from results/run.json -o again", ""),
        ],
        more: "The folder gets features, PCA and change as GeoTIFF, areas of change as GeoPackage, a report to look at as HTML, quicklooks as PNG (change dark below the threshold), the PCA basis and the descriptors as JSON.",
    },
    TaskInfo {
        task: Task::Similar,
        counted: Counted::Many,
        inputs: &[FEATURES],
        outputs: Outputs::PerInput,
        output_help: "GeoTIFF to write: one float32 band from -1 to 1, NaN where a cell is invalid; once for each input, in their order",
        help: "Find more cells like examples",
        examples: &[
            ("similar features.tif -o like.tif --at 500500,4649500", "more like this place"),
            ("similar features.tif -o like.tif --examples greenhouses.gpkg --counter-examples others.gpkg", ""),
            ("similar f2019.tif f2024.tif -o l2019.tif -o l2024.tif --examples ponds.gpkg --difference", "two dates"),
        ],
        more: "Examples are read in the first input that holds any of them.",
    },
    TaskInfo {
        task: Task::Classify,
        counted: Counted::Many,
        inputs: &[FEATURES],
        outputs: Outputs::PerInput,
        output_help: "GeoTIFF to write: class numbers with colours, names and areas, 0 where a cell is invalid; once for each input, in their order",
        help: "Map classes from a few labels",
        examples: &[
            (
                "classify features.tif -o classes.tif --labels polygons.gpkg --fit classes.json",
                "learns, and keeps what it learned",
            ),
            ("classify other.tif -o other_classes.tif --fit classes.json", "the same classes elsewhere"),
            (
                "classify features.tif -o classes.tif --labels-raster map.tif --image scene.tif",
                "beside plain band means",
            ),
        ],
        more: "The report tells how well labels are met in blocks of cells that were left out: accuracy, macro F1, recall of each class.",
    },
    TaskInfo {
        task: Task::Cluster,
        counted: Counted::Many,
        inputs: &[FEATURES],
        outputs: Outputs::PerInput,
        output_help: "GeoTIFF to write: numbers of clusters with colours and areas, 0 where a cell is invalid; once for each input, in their order",
        help: "Group cells that are alike, without labels",
        examples: &[
            ("cluster features.tif -o clusters.tif --clusters 12", ""),
            ("cluster a.tif b.tif -o ca.tif -o cb.tif --fit centres.json", "the same clusters in both, and kept"),
        ],
        more: "",
    },
    TaskInfo {
        task: Task::Transitions,
        counted: Counted::Two,
        inputs: &[
            Input { name: "before", help: "Classes of the earlier date: a raster of one band" },
            Input { name: "after", help: "Classes of the later date" },
        ],
        outputs: Outputs::One,
        output_help: "GeoTIFF to write: 256 x earlier class + later class, 0 where a date has none; the table of hectares lies beside it as CSV and JSON",
        help: "Tell from which class to which cells went between two dates",
        examples: &[("transitions classes2019.tif classes2024.tif -o transitions.tif", "")],
        more: "",
    },
    TaskInfo {
        task: Task::Series,
        counted: Counted::Dates,
        inputs: &[Input {
            name: "input",
            help: "Three dates or more in any order: rasters or products (see features), or features rasters made earlier; each tells when it was sensed",
        }],
        outputs: Outputs::One,
        output_help: "GeoTIFF to write, float32 bands, NaN where they say nothing: date of the first change that the next valid date confirms (days since 1970-01-01), its magnitude, number of confirming dates, number of valid dates, and state at the end (0 no change, 1 changed and stayed, 2 changed and returned, 3 the newest date stands out and none confirms it yet); with watch, how far the newest date stands out and the number of valid dates; of before-after, the change and the numbers of valid early and late dates",
        help: "Tell when each cell changed over many dates, whether it stayed, and whether the newest date is out of the ordinary",
        examples: &[
            ("series 2023-*.tif 2024-*.tif -o series.tif", ""),
            ("series *.SAFE -o series.tif --store features", "each date is encoded once and kept"),
            (
                "series *.SAFE -o newest.tif --store features --watch",
                "exit code 3 if the newest date is out of the ordinary",
            ),
            (
                "series *.tif -o change.tif --series-method before-after --early 4 --late 4",
                "medians of dates as two dates",
            ),
        ],
        more: "Dates are ordered by when they were sensed, as their metadata or their names say. A date with too few valid cells is named and left out (min-clear).",
    },
];

impl Task {
    /// Lower-case name, as the command line has it.
    pub fn name(self) -> &'static str {
        match self {
            Task::Features => "features",
            Task::Pca => "pca",
            Task::Change => "change",
            Task::Areas => "areas",
            Task::Describe => "describe",
            Task::Run => "run",
            Task::Similar => "similar",
            Task::Classify => "classify",
            Task::Cluster => "cluster",
            Task::Transitions => "transitions",
            Task::Series => "series",
            Task::Encode => "encode",
            Task::Chips => "chips",
            Task::Open => "open",
            Task::Basis => "basis",
            Task::Query => "query",
            Task::Context => "context",
        }
    }

    /// What its inputs are.
    pub fn reads(self) -> Reads {
        match self {
            Task::Similar | Task::Classify | Task::Cluster => Reads::Features,
            Task::Transitions => Reads::Classes,
            _ => Reads::Pixels,
        }
    }

    /// Its row, if it is a job.
    pub fn job(self) -> Option<&'static TaskInfo> {
        JOBS.iter().find(|info| info.task == self)
    }

    /// Every task that is a job.
    pub fn jobs() -> impl Iterator<Item = &'static TaskInfo> {
        JOBS.iter()
    }
}

impl TaskInfo {
    /// The job of this name.
    pub fn named(name: &str) -> Option<&'static TaskInfo> {
        JOBS.iter().find(|info| info.task.name() == name)
    }
}
