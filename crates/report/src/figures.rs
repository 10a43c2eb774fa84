//! The charts of a report: which figures go into which chart.

use language::{Arg, Lang, day_month, number, short_month, text, text_with};

use crate::charts::{self, Frame, Mark};
use crate::input::ReportInput;
use crate::map;
use crate::picture::{CategoryRow, Picture, States, Step};
use crate::view::Chart;
use crate::wording::{BANDS, REASONS, counted, network, whole};

/// Width of a chart in user units: half a page in print.
const WIDTH: u32 = 340;
const TIME_HEIGHT: u32 = 172;
/// Bars of a chart at most; the rest is summed up in a sentence.
const MAX_BARS: usize = 7;

fn parts(states: States) -> Vec<u64> {
    vec![states.live, states.dead, states.unknown]
}

/// All charts, in the order of the report.
pub(crate) fn charts(
    input: &ReportInput,
    picture: &Picture,
    lang: Lang,
    country: &str,
    label: &dyn Fn(&CategoryRow) -> String,
) -> Vec<Chart> {
    let t = |key: &str| text(lang, key);
    let states = [t("column-live"), t("column-dead"), t("column-unknown")];
    let stacked: [&str; 3] = [&states[0], &states[1], &states[2]];
    let categories: Vec<Mark> = picture
        .categories
        .iter()
        .map(|c| mark(label(c), parts(c.states), lang))
        .collect();
    let networks: Vec<Mark> = picture
        .networks
        .iter()
        .map(|n| mark(network(lang, n.asn, &n.name), parts(n.states), lang))
        .collect();
    let malware: Vec<Mark> = picture
        .malware
        .iter()
        .map(|(name, n)| mark(name.clone(), vec![*n], lang))
        .collect();
    let bands: Vec<Mark> = BANDS
        .iter()
        .zip(picture.bands)
        .map(|(key, n)| mark(t(key), vec![n], lang))
        .collect();
    let reasons: Vec<Mark> = REASONS
        .iter()
        .zip(picture.reasons)
        .map(|(key, n)| mark(t(key), vec![n], lang))
        .collect();
    let time: Vec<Mark> = picture
        .time
        .iter()
        .map(|bucket| {
            let label = match picture.step {
                Step::Week => day_month(lang, bucket.start),
                Step::Month => short_month(lang, bucket.start),
                Step::Year => language::Civil::from_seconds(bucket.start).year.to_string(),
            };
            mark(label, parts(bucket.states), lang)
        })
        .collect();
    let time_title = t(match picture.step {
        Step::Week => "chart-time-weeks",
        Step::Month => "chart-time-months",
        Step::Year => "chart-time-years",
    });
    let map_title = if map::knows(&input.country.iso2) {
        text_with(lang, "chart-map", &[("country", Arg::Text(country))])
    } else {
        t("chart-map-other")
    };
    let here = Chart {
        name: "map",
        svg: map::map("map", &map_title, &input.country.iso2, WIDTH),
        description: map_title.clone(),
        title: map_title,
    };
    // Without items every other chart would only say that there is nothing.
    if picture.states.total() == 0 {
        return vec![here];
    }
    vec![
        bar_chart(
            "category",
            t("table-categories"),
            &stacked,
            &categories,
            lang,
        ),
        here,
        column_chart("time", time_title, &stacked, &time, lang),
        bar_chart("network", t("chart-networks"), &stacked, &networks, lang),
        bar_chart("malware", t("chart-malware"), &[""], &malware, lang),
        bar_chart("territory", t("chart-territory"), &[""], &reasons, lang),
        bar_chart("confidence", t("chart-confidence"), &[""], &bands, lang),
    ]
}

fn mark(label: String, parts: Vec<u64>, lang: Lang) -> Mark {
    let sum = parts.iter().fold(0u64, |sum, n| sum.saturating_add(*n));
    Mark {
        label,
        parts,
        note: number(lang, whole(sum)),
    }
}

/// Title and figures in one sentence, for those who do not see the chart.
fn describe(title: &str, marks: &[Mark], lang: Lang) -> String {
    let data: Vec<String> = marks
        .iter()
        .map(|m| format!("{} {}", m.label, m.note))
        .collect();
    let data = if data.is_empty() {
        text(lang, "chart-empty")
    } else {
        data.join("; ")
    };
    text_with(
        lang,
        "chart-described",
        &[("title", Arg::Text(title)), ("data", Arg::Text(&data))],
    )
}

fn bar_chart(
    name: &'static str,
    title: String,
    series: &[&str],
    marks: &[Mark],
    lang: Lang,
) -> Chart {
    let mut shown: Vec<Mark> = marks.iter().take(MAX_BARS).cloned().collect();
    let rest = marks.get(MAX_BARS..).unwrap_or_default();
    if !rest.is_empty() {
        let mut sums = vec![0u64; series.len()];
        for mark in rest {
            for (sum, part) in sums.iter_mut().zip(&mark.parts) {
                *sum = sum.saturating_add(*part);
            }
        }
        shown.push(mark(
            counted(lang, "chart-others", rest.len() as u64),
            sums,
            lang,
        ));
    }
    let description = describe(&title, &shown, lang);
    let empty = text(lang, "chart-empty");
    let frame = Frame {
        id: name,
        title: &title,
        description: &description,
        width: WIDTH,
        empty: &empty,
    };
    let svg = charts::bars(&frame, series, &shown);
    Chart {
        name,
        title,
        description,
        svg,
    }
}

fn column_chart(
    name: &'static str,
    title: String,
    series: &[&str],
    marks: &[Mark],
    lang: Lang,
) -> Chart {
    let description = describe(&title, marks, lang);
    let empty = text(lang, "chart-empty");
    let frame = Frame {
        id: name,
        title: &title,
        description: &description,
        width: WIDTH,
        empty: &empty,
    };
    let svg = charts::columns(&frame, series, marks, TIME_HEIGHT);
    Chart {
        name,
        title,
        description,
        svg,
    }
}
