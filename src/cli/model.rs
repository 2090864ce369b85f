//! `model info` and `model export`.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use super::args::{hints, input, text, with_hints};
use super::terminal::{say, say_lines};
use crate::error::Result;
use crate::model::{Model, Network, Opened, PrecisionChoice, SpecHints, TEXTURE, exported};
use crate::pipeline::write_whole;

/// `model`.
pub fn command() -> Command {
    let info = Command::new("info")
        .about("Print what a model expects and gives")
        .after_help("Examples:\n  lejepa-gis model info default\n  lejepa-gis model info lejepa_vit_small_patch8_256_5band.pt --json\n  lejepa-gis model info foreign.onnx --model-bands red,green,blue,nir,swir16 --model-mean 1000,1000,1000,2500,2000 --model-std 500,500,500,800,800")
        .arg(input("model", "default, untrained, pixels, a checkpoint (.pt) or an ONNX file"))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print JSON."));
    let export = Command::new("export")
        .about("Write a model as a standard ONNX file, with bands and statistics in its metadata: of an ONNX file that lacks them, too")
        .after_help("Examples:\n  lejepa-gis model export lejepa_vit_small_patch8_256_5band.pt encoder.onnx\n\nThe file takes normalised chips, 1 x bands x S x S, where x = (reflectance x 10000 - mean) / max(std, 1), and gives 1 x D x S/patch x S/patch.")
        .arg(input("model", "default, a checkpoint (.pt) or an ONNX file"))
        .arg(input("output", "ONNX file to write"))
        .arg(Arg::new("overwrite").long("overwrite").action(ArgAction::SetTrue).help("Replace the output if it exists."));
    Command::new("model")
        .about("Inspect and convert models")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([with_hints(info), with_hints(export)])
}

/// Runs `model`.
pub fn run(matches: &ArgMatches) -> Result<()> {
    match matches.subcommand() {
        Some(("info", m)) => info(m),
        Some(("export", m)) => {
            let network = Network::load(text(m, "model"), &hints(m)?)?;
            let (model, output) = (text(m, "model"), text(m, "output"));
            write_whole(output, &exported(&network), m.get_flag("overwrite"), &[model])?;
            say(format_args!("wrote {output}"))
        }
        _ => Ok(()),
    }
}

fn info(matches: &ArgMatches) -> Result<()> {
    if text(matches, "model") == TEXTURE {
        return texture_info(matches.get_flag("json"));
    }
    let n = Network::load(text(matches, "model"), &hints(matches)?)?;
    let (parameters, training) = (n.parameters, n.training_summary.clone());
    let n = Model::from_network(n, PrecisionChoice::Auto)?;
    let s = n.spec();
    if matches.get_flag("json") {
        let facts = json!({
            "name": n.name, "sha256": n.digest, "parameters": parameters, "spec": s, "grid": s.chip_cells(),
            "caution": n.caution, "arithmetic": n.in_full(), "precision": n.precision, "isa": n.isa,
            "training_summary": training,
        });
        return say(format_args!("{facts:#}"));
    }
    let mut out = vec![format!("name         {}", n.name)];
    out.extend(n.caution.map(|caution| format!("caution      {caution}")));
    out.push(format!("kind         {}", s.kind));
    out.push(format!("parameters   {parameters}"));
    out.push(format!(
        "chip         {0} x {0} pixels to {1} x {1} cells of {2} pixels, {3} numbers each",
        s.chip,
        s.chip_cells(),
        s.patch,
        s.dim
    ));
    for ((band, mean), std) in s.bands.iter().zip(&s.mean).zip(&s.std) {
        out.push(format!("band         {band:8} mean {mean:9.2}  std {std:9.2}"));
    }
    out.push(match n.fallback {
        None => format!("arithmetic   {} by default, on the kernels for {}", n.arithmetic, n.isa),
        Some(_) => format!("arithmetic   {}", n.in_full()),
    });
    out.push(format!("sha256       {}", n.digest));
    if !training.is_null() {
        out.push(format!("training     {training}"));
    }
    say_lines(&out)
}

/// What is known of the model without a network before it is fitted on a scene.
fn texture_info(json: bool) -> Result<()> {
    let model = Opened::open(TEXTURE, &SpecHints::default(), PrecisionChoice::Auto)?;
    let s = model.spec();
    if json {
        let facts = json!({ "name": model.name(), "sha256": model.digest(), "spec": s, "grid": s.chip_cells() });
        return say(format_args!("{facts:#}"));
    }
    say(format_args!(
        "name         {}\n\
         kind         no network: how each cell of {1} x {1} pixels looks and its surroundings vary, {2} numbers\n\
         fitted       on the scenes of each job; statistics of bands are each scene's own\n\
         bands        {3}",
        model.name(),
        s.patch,
        s.dim,
        s.bands.join(", ")
    ))
}
