//! The tables as JSON, for hosts that build a form.

use serde_json::{Value, json};

use super::lookup::of;
use super::parameter::{Kind, Need, Parameter};
use super::table::TABLE;
use super::tasks::{Counted, Outputs, Reads, Task, TaskInfo};

/// The table as JSON, for hosts that build a form: an array of objects with `name`, `flag`, `type`, `default`, `help`,
/// `unit`, `advanced`, `recorded`, `tasks`, and `min`, `max`, `choices`, `file` (what kind of file) and `needs` (what others must
/// be) where they apply.
pub fn table_json() -> Value {
    let one = |p: &Parameter| {
        let mut o = json!({
            "name": p.name, "flag": p.flag(), "default": p.default, "help": p.help, "unit": p.unit,
            "advanced": p.advanced, "recorded": p.recorded, "tasks": p.tasks.iter().map(|t| t.name()).collect::<Vec<_>>(),
        });
        if !p.needs.is_empty() {
            let need = |n: &Need| json!({"name": n.name, "values": n.values, "has": n.has});
            o["needs"] = p.needs.iter().map(need).collect();
        }
        let (kind, choices, range) = match p.kind {
            Kind::Text => ("text", None, None),
            Kind::Path(_) => ("path", None, None),
            Kind::Flag => ("flag", None, None),
            Kind::List => ("list", None, None),
            Kind::Integer(low, high) => ("integer", None, Some((json!(low), json!(high)))),
            Kind::Number(low, high) => ("number", None, Some((json!(low), json!(high)))),
            Kind::ChoiceOrScale(words) => ("choice-or-scale", Some(words), None),
            Kind::ChoiceOrText(words) => ("text", Some(words), None),
            Kind::ChoiceOrPath(words, _) => ("path", Some(words), None),
            Kind::Choice(words) => ("choice", Some(words), None),
            Kind::ChoiceOrNumber(words, low, high) => {
                ("choice-or-number", Some(words), Some((json!(low), json!(high))))
            }
        };
        o["type"] = kind.into();
        if let Kind::Path(file) | Kind::ChoiceOrPath(_, file) = p.kind {
            o["file"] = file.name().into();
        }
        if let Some(words) = choices {
            o["choices"] = json!(words);
        }
        if let Some((low, high)) = range {
            (o["min"], o["max"]) = (low, high);
        }
        o
    };
    TABLE.iter().map(one).collect()
}

/// The jobs as JSON, for hosts that build a form: an array of objects with `name`, `help`, `more`, `inputs` (`count`:
/// `one`, `two`, `two-or-made` (two dates, or one raster made of them earlier), `many` or `three-or-more`; `of`: `pixels`, `features` or `classes`; `each`: objects with
/// `name` and `help`), `outputs` (`count`: `none`, `one`, `per-input`, `vector` (one file of polygons) or `folder`; `help`),
/// `examples` and `parameters` (their names, in the table's order).
pub fn tasks_json() -> Value {
    let one = |info: &TaskInfo| {
        let inputs: Vec<Value> = info.inputs.iter().map(|i| json!({"name": i.name, "help": i.help})).collect();
        let counted = match info.counted {
            Counted::One => "one",
            Counted::Two => "two",
            Counted::TwoOrMade => "two-or-made",
            Counted::Many => "many",
            Counted::Dates => "three-or-more",
        };
        let reads = match info.task.reads() {
            Reads::Pixels => "pixels",
            Reads::Features => "features",
            Reads::Classes => "classes",
        };
        let outputs = match info.outputs {
            Outputs::None => "none",
            Outputs::One => "one",
            Outputs::PerInput => "per-input",
            Outputs::Vector => "vector",
            Outputs::Folder => "folder",
        };
        json!({
            "name": info.task.name(), "help": info.help, "more": info.more,
            "inputs": {"count": counted, "of": reads, "each": inputs},
            "outputs": {"count": outputs, "help": info.output_help},
            "examples": info.examples.iter().map(|(line, note)| json!({"line": line, "note": note})).collect::<Vec<_>>(),
            "parameters": of(info.task).map(|p| p.name).collect::<Vec<_>>(),
        })
    };
    Task::jobs().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_tell_what_a_form_is_made_of() {
        let table = table_json();
        let kind = |name: &str| {
            let row = table.as_array().unwrap().iter().find(|row| row["name"] == name).unwrap();
            (row["type"].as_str().unwrap().to_owned(), row["file"].as_str().unwrap_or_default().to_owned())
        };
        let files = ["MODEL", "MASK", "AREA", "BASIS", "GDAL"].map(kind);
        assert_eq!(files.each_ref().map(|(_, file)| file.as_str()), ["model", "raster", "vector", "basis", "library"]);
        assert!(files.iter().all(|(kind, _)| kind == "path"));
        assert_eq!(["REFLECTANCE", "REFLECTANCE_AFTER"].map(|name| kind(name).0), ["choice-or-scale"; 2]);
        assert_eq!(kind("NODATA").0, "text", "which has choices too");
        let resampling = table.as_array().unwrap().iter().find(|row| row["name"] == "RESAMPLING").unwrap();
        assert_eq!(resampling["needs"], json!([{"name": "ALIGN", "values": ["YES"], "has": true}]));
    }
}
