//! Input and catalogue to the [`View`]: the texts of the report in one language.

use language::{Arg, Lang, iso_date, iso_minute, long_date, number, signed, text, text_with};

use crate::actions::{self, Chosen};
use crate::annex_rows;
use crate::catalogue::{ANY, Audience, Catalogue};
use crate::columns::within;
use crate::figures;
use crate::input::{Item, Pap, ReportInput, Tlp, local};
use crate::picture::{CategoryRow, Picture};
use crate::safe::{MAX_TEXT, clean, shown};
use crate::summary;
use crate::view::{
    ActionView, Ask, AudienceView, CategoryView, Exercise, Facts, LABELS, Mark, PictureView,
    Recipient, SourceView, Step, View,
};
use crate::wording::{BANDS, counted, lower_first, whole};

/// Lines of "what we ask by when" on page 1.
const MAX_ASKS: usize = 7;
/// Contributors printed.
const MAX_SOURCES: usize = 30;
/// Recipients printed.
const MAX_RECIPIENTS: usize = 8;

/// Makes the view. `items` are the input's items in print order.
pub(crate) fn view(
    input: &ReportInput,
    items: &[&Item],
    picture: &Picture,
    catalogue: &Catalogue,
    lang: Lang,
) -> View {
    let fitting = actions::fitting(catalogue, &input.items, input.generated_at);
    let country = country(input, lang);
    let categories = |row: &CategoryRow| catalogue.category_label(lang, &row.category);
    let t = |key: &str| text(lang, key);
    let mut labels: std::collections::BTreeMap<&'static str, String> =
        LABELS.iter().map(|k| (*k, t(k))).collect();
    let heading = text_with(lang, "section-picture", &[("country", Arg::Text(&country))]);
    labels.insert("section-picture", heading.clone());
    let asks = asks(lang, picture, &fitting, &categories);
    let more = picture.categories.len().saturating_sub(MAX_ASKS);
    let audience = |audience: Audience| AudienceView {
        name: t(audience.key()),
        actions: actions::choose(catalogue, &fitting, audience)
            .iter()
            .map(|c| action_view(lang, catalogue, c, picture.states.total()))
            .collect(),
    };
    let list = |keys: &[(&str, &str)]| {
        keys.iter()
            .map(|(sign, key)| ((*sign).to_owned(), t(key)))
            .collect::<Vec<_>>()
    };
    View {
        lang: lang.code(),
        rtl: lang.rtl(),
        exercise: input.exercise.then(|| Exercise {
            word: t("exercise-word"),
            note: t("exercise-note"),
        }),
        facts: facts(input, lang, &country),
        summary: summary::lines(input, picture, &country, lang, &categories),
        figures: summary::figures(picture, lang),
        asks,
        asks_more: (more > 0).then(|| counted(lang, "ask-more", more as u64)),
        picture: picture_view(input, picture, lang, heading, &country, &categories),
        audiences: [Audience::Police, Audience::Csirt]
            .into_iter()
            .map(audience)
            .collect(),
        pass_on: [Audience::Provider, Audience::Victim]
            .into_iter()
            .map(audience)
            .collect(),
        grades_source: list(&[
            ("A", "grade-a"),
            ("B", "grade-b"),
            ("C", "grade-c"),
            ("D", "grade-d"),
            ("E", "grade-e"),
            ("F", "grade-f"),
        ]),
        grades_item: list(&[
            ("1", "grade-1"),
            ("2", "grade-2"),
            ("3", "grade-3"),
            ("4", "grade-4"),
            ("5", "grade-5"),
            ("6", "grade-6"),
        ]),
        bands: BANDS
            .iter()
            .zip(picture.bands)
            .map(|(key, n)| (t(key), counted(lang, "count-items", n)))
            .collect(),
        sources: sources(input, lang),
        limits: summary::limits(input, picture, annex_rows::MAX_ROWS, lang),
        feedback_intro: text_with(
            lang,
            "feedback-intro",
            &[
                ("producer", Arg::Text(&shown(&input.producer, 120))),
                ("reference", Arg::Text(&clean(&input.reference, 60))),
            ],
        ),
        annex: annex_rows::rows(input, items, catalogue, lang),
        annex_more: {
            let more = items.len().saturating_sub(annex_rows::MAX_ROWS);
            (more > 0).then(|| counted(lang, "annex-more", more as u64))
        },
        files: files(input, lang),
        labels,
    }
}

/// The country's name in the language.
pub(crate) fn country(input: &ReportInput, lang: Lang) -> String {
    shown(
        local(&input.country.names, lang.code()).unwrap_or(&input.country.iso2),
        60,
    )
}

/// The document's title in the language.
pub(crate) fn title(input: &ReportInput, lang: Lang) -> String {
    match local(&input.title, lang.code()) {
        Some(title) => clean(title, 200),
        None => text_with(
            lang,
            "report-title",
            &[("country", Arg::Text(&country(input, lang)))],
        ),
    }
}

/// The stem of the report's file names: the reference reduced to characters safe in every file system.
#[must_use]
pub fn file_stem(input: &ReportInput) -> String {
    let stem: String = input
        .reference
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') {
                c
            } else {
                '-'
            }
        })
        .take(60)
        .collect();
    let stem = stem.trim_matches('-');
    if stem.is_empty() {
        "report".to_owned()
    } else {
        stem.to_owned()
    }
}

fn files(input: &ReportInput, lang: Lang) -> Vec<(String, String)> {
    let stem = file_stem(input);
    [
        (format!("{stem}.csv"), "annex-file-csv"),
        (format!("{stem}.xlsx"), "annex-file-xlsx"),
        (format!("{stem}.stix.json"), "annex-file-stix"),
        (format!("{stem}.misp.json"), "annex-file-misp"),
        ("SHA256SUMS".to_owned(), "annex-file-manifest"),
    ]
    .into_iter()
    .map(|(name, key)| (name, text(lang, key)))
    .collect()
}

fn tlp(tlp: Tlp, lang: Lang) -> Mark {
    Mark {
        label: tlp.label().to_owned(),
        colour: tlp.colour().to_owned(),
        meaning: text(lang, tlp.key()),
    }
}

fn pap(pap: Pap, lang: Lang) -> Mark {
    Mark {
        label: pap.label().to_owned(),
        colour: "#FFFFFF".to_owned(),
        meaning: text(lang, pap.key()),
    }
}

fn facts(input: &ReportInput, lang: Lang, country: &str) -> Facts {
    let day = |t: i64| long_date(lang, within(t));
    let or = |own: &crate::input::LocalText, key: &str| {
        local(own, lang.code()).map_or_else(|| text(lang, key), |own| shown(own, MAX_TEXT))
    };
    let (from, to) = (day(input.period_from), day(input.period_to));
    Facts {
        reference: clean(&input.reference, 60),
        version: input.version.to_string(),
        title: title(input, lang),
        country: country.to_owned(),
        subject: text_with(lang, "report-subject", &[("country", Arg::Text(country))]),
        period: text_with(
            lang,
            "report-period",
            &[("from", Arg::Text(&from)), ("to", Arg::Text(&to))],
        ),
        date: day(input.generated_at),
        valid_until: day(input.valid_until),
        producer: shown(&input.producer, 120),
        operation: input.operation.as_deref().map(|o| shown(o, 120)),
        classification: input
            .markings
            .classification
            .as_deref()
            .map(|c| shown(c, 60)),
        tlp: tlp(input.markings.tlp, lang),
        pap: pap(input.markings.pap, lang),
        handling: or(&input.markings.handling, "handling-default"),
        purpose: or(&input.purpose, "purpose-default"),
        recipients: input
            .recipients
            .iter()
            .take(MAX_RECIPIENTS)
            .map(|r| Recipient {
                name: shown(&r.name, 160),
                role: text(
                    lang,
                    if r.csirt {
                        "audience-csirt"
                    } else {
                        "audience-police"
                    },
                ),
                contact: shown(&r.contact, 160),
            })
            .collect(),
        keywords: vec![
            input.markings.tlp.label().to_owned(),
            input.markings.pap.label().to_owned(),
            clean(&input.reference, 60),
            clean(&input.country.iso2, 8),
        ],
    }
}

fn asks(
    lang: Lang,
    picture: &Picture,
    fitting: &[Chosen<'_>],
    label: &dyn Fn(&CategoryRow) -> String,
) -> Vec<Ask> {
    let mut rows: Vec<&CategoryRow> = picture.categories.iter().collect();
    // Most urgent first; the picture itself is sorted by size.
    rows.sort_by(|a, b| {
        a.act_by
            .cmp(&b.act_by)
            .then(b.states.total().cmp(&a.states.total()))
    });
    rows.truncate(MAX_ASKS);
    rows.into_iter()
        .map(|row| Ask {
            category: label(row),
            items: number(lang, whole(row.states.total())),
            live: number(lang, whole(row.states.live)),
            steps: [Audience::Police, Audience::Csirt]
                .into_iter()
                .filter_map(|audience| {
                    let first = actions::first(fitting, &row.category, audience)?;
                    Some(Step {
                        audience: text(lang, audience.short_key()),
                        title: first.action.title.of(lang).to_owned(),
                        owner_first: first.ask_owner == first.items,
                    })
                })
                .collect(),
            by: iso_minute(row.act_by),
        })
        .collect()
}

fn action_view(lang: Lang, catalogue: &Catalogue, chosen: &Chosen<'_>, total: u64) -> ActionView {
    let action = chosen.action;
    let category = if action.category == ANY {
        text(lang, "action-all")
    } else {
        lower_first(&catalogue.category_label(lang, &action.category))
    };
    let all = chosen.ask_owner == chosen.items;
    let owner = match chosen.ask_owner {
        0 => None,
        _ if all => Some(text(lang, "action-owner-all")),
        n => Some(text_with(
            lang,
            "action-owner-some",
            &[
                ("n", Arg::Number(whole(n))),
                ("all", Arg::Text(&number(lang, whole(chosen.items)))),
            ],
        )),
    };
    let concerns = if action.category == ANY && chosen.items == total {
        category
    } else {
        format!(
            "{}, {category}",
            counted(lang, "action-concerns", chosen.items)
        )
    };
    ActionView {
        id: action.id.clone(),
        priority: action.priority.label(),
        title: action.title.of(lang).to_owned(),
        text: if all {
            String::new()
        } else {
            action.text.of(lang).to_owned()
        },
        by: iso_minute(chosen.by),
        concerns,
        effect: text(lang, action.effect.key()),
        evidence: action
            .evidence
            .iter()
            .map(|e| e.of(lang).to_owned())
            .collect(),
        owner,
    }
}

fn picture_view(
    input: &ReportInput,
    picture: &Picture,
    lang: Lang,
    heading: String,
    country: &str,
    label: &dyn Fn(&CategoryRow) -> String,
) -> PictureView {
    let n = |value: u64| number(lang, whole(value));
    let compare = |now: u64, before: Option<u64>| match before {
        Some(before) => (
            n(before),
            signed(lang, whole(now).saturating_sub(whole(before))),
        ),
        None => (String::new(), String::new()),
    };
    let row = |label: String, states: crate::picture::States, before: Option<u64>, by: String| {
        let (previous, change) = compare(states.total(), before);
        CategoryView {
            label,
            items: n(states.total()),
            live: n(states.live),
            dead: n(states.dead),
            unknown: n(states.unknown),
            previous,
            change,
            by,
        }
    };
    let before: Option<u64> = input.previous.as_ref().map(|p| {
        p.by_category
            .values()
            .fold(0u64, |sum, n| sum.saturating_add(*n))
    });
    let mut notes = Vec::new();
    if picture.states.total() > 0 {
        notes.push(counted(lang, "disagreement-note", picture.disagreement));
        notes.push(counted(lang, "warning-note", picture.warned));
        if picture.outside > 0 {
            notes.push(counted(lang, "outside-note", picture.outside));
        }
        notes.push(text(lang, "territory-note"));
    }
    let rows = picture
        .categories
        .iter()
        .map(|c| row(label(c), c.states, c.previous, iso_date(c.act_by)));
    PictureView {
        heading,
        rows: rows.collect(),
        total: row(
            text(lang, "row-total"),
            picture.states,
            before,
            picture.first_deadline.map_or_else(String::new, iso_date),
        ),
        compared: input.previous.is_some(),
        charts: figures::charts(input, picture, lang, country, label),
        notes,
    }
}

fn sources(input: &ReportInput, lang: Lang) -> Vec<SourceView> {
    let mut anonymous = 0;
    let mut all: Vec<&crate::input::Source> = input.sources.iter().collect();
    all.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| a.label.cmp(&b.label)));
    all.into_iter()
        .take(MAX_SOURCES)
        .map(|source| SourceView {
            label: match &source.label {
                Some(label) => shown(label, 120),
                None => {
                    anonymous += 1;
                    counted(lang, "source-anonymous", anonymous)
                }
            },
            items: number(lang, whole(source.items)),
            grade: clean(&source.grade, 4),
            agreement: source
                .agreement
                .as_deref()
                .map_or_else(|| "–".to_owned(), |a| shown(a, 60)),
        })
        .collect()
}
