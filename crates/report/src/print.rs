//! The printed report: the view as JSON and the charts as SVG, handed to the Typst template.
//!
//! Strings travel as data and are never parsed as markup, so nothing a feed sends can become a command.

use pdf::{Engine, Meta};
use serde_json::{Value, json};

use crate::ReportError;
use crate::input::ReportInput;
use crate::view::View;

const TEMPLATE: &str = include_str!("../templates/report.typ");

/// Name of the program in the PDF's properties.
const CREATOR: &str = "Griot";

/// The template with the files it reads: name and bytes.
pub(crate) fn files(view: &View) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    let mut data = serde_json::to_value(view).map_err(ReportError::Data)?;
    // Typst names use hyphens; page numbers are known to Typst only, so it gets the sentence with marks in it.
    if let Some(lang) = language::Lang::from_code(view.lang) {
        let sentence = language::text_with(
            lang,
            "page-of",
            &[
                ("page", language::Arg::Text("\u{1}")),
                ("pages", language::Arg::Text("\u{2}")),
            ],
        );
        data["page-of"] = json!(sentence);
    }
    rename(&mut data);
    let bytes = serde_json::to_vec(&data).map_err(ReportError::Data)?;
    let mut out = vec![("data.json".to_owned(), bytes)];
    for chart in &view.picture.charts {
        out.push((
            format!("{}.svg", chart.name),
            chart.svg.clone().into_bytes(),
        ));
    }
    Ok(out)
}

/// Field names with underscores to hyphens where the template uses them.
fn rename(data: &mut Value) {
    let Value::Object(map) = data else {
        if let Value::Array(list) = data {
            list.iter_mut().for_each(rename);
        }
        return;
    };
    let keys: Vec<String> = map.keys().filter(|k| k.contains('_')).cloned().collect();
    for key in keys {
        if let Some(value) = map.remove(&key) {
            map.insert(key.replace('_', "-"), value);
        }
    }
    map.values_mut().for_each(rename);
}

/// Typesets the report.
pub(crate) fn pdf(
    view: &View,
    input: &ReportInput,
    engine: &Engine,
) -> Result<Vec<u8>, ReportError> {
    let files = files(view)?;
    let borrowed: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let meta = Meta {
        created: input.generated_at,
        ident: format!("{}/{}/{}", input.reference, input.version, view.lang),
        creator: CREATOR.to_owned(),
        accessible: true,
    };
    Ok(engine.render(TEMPLATE, &borrowed, &meta)?)
}
