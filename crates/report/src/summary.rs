//! The sentences of the summary, the key figures and the limits.

use language::{Arg, Lang, iso_minute, list, long_date, number, percent, text, text_with};

use crate::columns::within;
use crate::input::{ReportInput, local};
use crate::picture::{CategoryRow, Picture};
use crate::safe::{MAX_TEXT, clean, shown};
use crate::wording::{counted, lower_first, network, whole};

/// The summary: five sentences, three when there is nothing.
pub(crate) fn lines(
    input: &ReportInput,
    picture: &Picture,
    country: &str,
    lang: Lang,
    label: &dyn Fn(&CategoryRow) -> String,
) -> Vec<String> {
    let country = [("country", Arg::Text(country))];
    if picture.states.total() == 0 {
        return vec![
            text_with(lang, "summary-empty-1", &country),
            text(lang, "summary-empty-2"),
            text(lang, "summary-empty-3"),
        ];
    }
    let n = |value: u64| number(lang, whole(value));
    let states = picture.states;
    let items = text_with(
        lang,
        "summary-items",
        &[
            ("n", Arg::Number(whole(states.total()))),
            country[0],
            ("live", Arg::Text(&n(states.live))),
            ("dead", Arg::Text(&n(states.dead))),
            ("unknown", Arg::Text(&n(states.unknown))),
        ],
    );
    let mut out = vec![
        items,
        categories(picture, lang, label),
        networks(picture, lang),
    ];
    if let Some(change) = change(input, picture, lang) {
        out[0] = format!("{} {change}", out[0]);
    }
    out.extend(urgent(picture, lang, label));
    let sure = picture.bands[0] + picture.bands[1];
    out.push(text_with(
        lang,
        "summary-confidence",
        &[
            ("share", Arg::Text(&percent(lang, sure, states.total()))),
            ("n", Arg::Number(whole(input.sources.len() as u64))),
        ],
    ));
    out
}

fn categories(picture: &Picture, lang: Lang, label: &dyn Fn(&CategoryRow) -> String) -> String {
    let named = |row: &CategoryRow| {
        format!(
            "{} ({})",
            lower_first(&label(row)),
            number(lang, whole(row.states.total()))
        )
    };
    let top: Vec<String> = picture.categories.iter().take(3).map(named).collect();
    let key = if top.len() == 1 {
        "summary-categories-one"
    } else {
        "summary-categories"
    };
    text_with(lang, key, &[("list", Arg::Text(&list(lang, &top)))])
}

fn networks(picture: &Picture, lang: Lang) -> String {
    let Some(first) = picture.networks.first() else {
        return text(lang, "summary-networks-unknown");
    };
    let name = network(lang, first.asn, &first.name);
    let share = percent(lang, first.states.total(), picture.states.total());
    text_with(
        lang,
        "summary-networks",
        &[
            ("n", Arg::Number(whole(picture.networks.len() as u64))),
            ("first", Arg::Text(&name)),
            ("share", Arg::Text(&share)),
        ],
    )
}

fn change(input: &ReportInput, picture: &Picture, lang: Lang) -> Option<String> {
    let before = input
        .previous
        .as_ref()?
        .by_category
        .values()
        .fold(0u64, |sum, n| sum.saturating_add(*n));
    let now = picture.states.total();
    let key = match now.cmp(&before) {
        std::cmp::Ordering::Greater => "summary-change-up",
        std::cmp::Ordering::Less => "summary-change-down",
        std::cmp::Ordering::Equal => "summary-change-same",
    };
    let n = |value: u64| number(lang, whole(value));
    let (difference, before) = (n(now.abs_diff(before)), n(before));
    let args: &[_] = &[
        ("n", Arg::Text(&difference)),
        ("before", Arg::Text(&before)),
    ];
    Some(text_with(
        lang,
        key,
        if key == "summary-change-same" {
            &args[1..]
        } else {
            args
        },
    ))
}

fn urgent(picture: &Picture, lang: Lang, label: &dyn Fn(&CategoryRow) -> String) -> Option<String> {
    let row = picture.categories.iter().min_by_key(|row| row.act_by)?;
    Some(text_with(
        lang,
        "summary-urgent",
        &[
            ("category", Arg::Text(&lower_first(&label(row)))),
            ("n", Arg::Number(whole(row.states.total()))),
            ("by", Arg::Text(&format!("{} UTC", iso_minute(row.act_by)))),
        ],
    ))
}

/// Key figures: value and label.
pub(crate) fn figures(picture: &Picture, lang: Lang) -> Vec<(String, String)> {
    let n = |value: u64| number(lang, whole(value));
    let date = picture
        .first_deadline
        .map_or_else(|| "–".to_owned(), |t| language::day_month(lang, t));
    vec![
        (n(picture.states.total()), text(lang, "figure-items")),
        (n(picture.states.live), text(lang, "figure-live")),
        (
            n(picture.networks.len() as u64),
            text(lang, "figure-networks"),
        ),
        (date, text(lang, "figure-first-date")),
    ]
}

/// What the reader must know about the data.
pub(crate) fn limits(
    input: &ReportInput,
    picture: &Picture,
    printed: usize,
    lang: Lang,
) -> Vec<String> {
    let mut out = vec![text(lang, "limit-verify"), text(lang, "limit-visible")];
    let sets: Vec<String> = input
        .limits
        .data_sets
        .iter()
        .take(12)
        .map(|set| {
            let (name, date) = (clean(&set.name, 80), long_date(lang, within(set.date)));
            text_with(
                lang,
                "limit-data",
                &[("name", Arg::Text(&name)), ("date", Arg::Text(&date))],
            )
        })
        .collect();
    if !sets.is_empty() {
        out.push(text_with(
            lang,
            "limit-data-intro",
            &[("list", Arg::Text(&list(lang, &sets)))],
        ));
    }
    if picture.states.unknown > 0 {
        out.push(counted(lang, "limit-not-verified", picture.states.unknown));
    }
    if input.limits.left_out > 0 {
        out.push(counted(lang, "limit-warned", input.limits.left_out));
    }
    if input.items.len() > printed {
        out.push(text_with(
            lang,
            "limit-printed",
            &[
                ("n", Arg::Number(whole(input.items.len() as u64))),
                ("shown", Arg::Text(&number(lang, whole(printed as u64)))),
            ],
        ));
    }
    let further = input
        .limits
        .further
        .iter()
        .take(8)
        .filter_map(|own| local(own, lang.code()));
    out.extend(further.map(|own| shown(own, MAX_TEXT)));
    out
}
