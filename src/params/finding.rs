//! Parameters of finding things in features: examples, labels, clusters.

use super::groups::{CLASSIFY, CLUSTER, SIMILAR};
use super::parameter::{File, Kind, Parameter};
use super::rows::{advanced, is_not, parameter, unit};
use super::tasks::Task;

/// Its rows, in the order of help texts and dialogs.
pub(super) const ROWS: &[Parameter] = &[
    parameter(
        "AT",
        Kind::Text,
        "",
        SIMILAR,
        "Examples as places: x,y, or several separated by semicolons, in the raster's reference system or the one of AT_CRS.",
    ),
    advanced(parameter("AT_CRS", Kind::Text, "", SIMILAR, "Reference system of AT, for example EPSG:4326."))
        .needing(&[is_not("AT", &[""])]),
    parameter(
        "EXAMPLES",
        Kind::Path(File::Places),
        "",
        SIMILAR,
        "Vector file of points or polygons on what is looked for, in any reference system. Each counts alike, whatever its size.",
    ),
    parameter(
        "COUNTER_EXAMPLES",
        Kind::Path(File::Places),
        "",
        SIMILAR,
        "Vector file of points or polygons on what is not looked for: the score then tells one from the other by a ridge regression.",
    ),
    parameter(
        "UNION",
        Kind::Flag,
        "NO",
        SIMILAR,
        "Score by the best example instead of their mean: for examples that are unlike each other.",
    ),
    parameter(
        "DIFFERENCE",
        Kind::Flag,
        "NO",
        SIMILAR,
        "Of two dates on one grid: write a second band to the second output, its score less the first date's.",
    ),
    parameter(
        "LABELS",
        Kind::Path(File::Places),
        "",
        CLASSIFY,
        "Vector file of labelled points or polygons, in any reference system. A polygon labels the cells whose centre it holds.",
    ),
    parameter("CLASS_FIELD", Kind::Text, "class", CLASSIFY, "Attribute of LABELS that names the class.")
        .needing(&[is_not("LABELS", &[""])]),
    parameter(
        "LABELS_RASTER",
        Kind::Path(File::Raster),
        "",
        CLASSIFY,
        "Raster of class numbers 1 to 254 instead of LABELS, in any reference system; it labels the cells of which one class fills three quarters.",
    ),
    parameter(
        "IMAGE",
        Kind::Path(File::Raster),
        "",
        &[Task::Classify, Task::Cluster],
        "The image of one input, in its reference system: classify then tells how well plain band means and deviations do beside its features, cluster takes the clusters' colours from its first three bands.",
    ),
    parameter(
        "CONFIDENCE",
        Kind::Flag,
        "NO",
        CLASSIFY,
        "Write a raster beside each output with the probability of the class and its margin over the next one.",
    ),
    advanced(parameter(
        "UNBALANCED",
        Kind::Flag,
        "NO",
        CLASSIFY,
        "Let each labelled cell count alike; by default each class does.",
    )),
    advanced(unit(
        "cells",
        parameter(
            "BLOCK",
            Kind::Integer(1, 1000),
            "7",
            CLASSIFY,
            "Side of the blocks of cells that are left out together to tell how well labels are met.",
        ),
    )),
    parameter("CLUSTERS", Kind::Integer(2, 254), "8", CLUSTER, "Number of clusters."),
    advanced(parameter(
        "SEED",
        Kind::Integer(0, 1_000_000),
        "0",
        CLUSTER,
        "Begins the clusters: another number may find others.",
    )),
];
