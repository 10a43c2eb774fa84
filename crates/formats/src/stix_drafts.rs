//! Drafts from STIX objects: patterns of indicators, values of observed data and of cyber observables.

use ::stix::object::{Facts, IndicatorFacts, RawObject};
use ::stix::pattern::{Pattern, extract};
use model::{Category, DAY, Draft, Ownership, Place, Reason, Refusal, Utc};
use observable::Kind;

use crate::category_alias::{category_in_words, category_of, in_network, refined};
use crate::fields::{clean, joined, parse_value, reason_of};
use crate::stix_index::{Index, utc};
use crate::{Context, Row};

/// The drafts of an object, and what of its pattern could not be turned into any.
#[must_use]
pub fn drafts(
    object: &RawObject,
    index: &Index,
    place: &Place,
    context: &Context,
) -> (Vec<Row>, Vec<String>) {
    match &object.facts {
        Facts::Indicator(facts) => indicator(object, facts, index, place, context),
        Facts::ObservedData {
            first_observed,
            last_observed,
            ..
        } => {
            let times = (first_observed.map(utc), last_observed.map(utc));
            (values(object, index, place, context, times), Vec::new())
        }
        _ => (
            values(object, index, place, context, index.observed(&object.id)),
            Vec::new(),
        ),
    }
}

/// Checks the value and the times, and starts a draft.
fn start(
    object: &RawObject,
    place: &Place,
    path: &str,
    kind: Kind,
    text: &str,
    context: &Context,
    times: (Option<Utc>, Option<Utc>),
) -> Result<Draft, Refusal> {
    let place = Place::at(place.row, path);
    let refuse =
        |reason, detail: String| Refusal::new(place.clone(), reason, detail, object.text());
    let observable =
        parse_value(kind, text).map_err(|error| refuse(reason_of(&error), error.to_string()))?;
    for at in [times.0, times.1].into_iter().flatten() {
        if at.0 > context.received.0 + DAY {
            return Err(refuse(Reason::BadDate, format!("{at} lies in the future")));
        }
    }
    let mut draft = Draft::new(place.clone(), observable);
    draft.category = context.category;
    draft.first_seen = times.0.or(times.1);
    draft.last_seen = times.1.or(times.0);
    draft.confidence = object.confidence;
    draft.external_id = Some(object.id.clone()).filter(|id| !id.is_empty());
    draft.upstream.clone_from(&object.created_by_ref);
    draft.tags = object.labels.iter().map(|label| clean(label)).collect();
    draft.raw = object.text().chars().take(Refusal::RAW_LIMIT).collect();
    Ok(draft)
}

fn values(
    object: &RawObject,
    index: &Index,
    place: &Place,
    context: &Context,
    times: (Option<Utc>, Option<Utc>),
) -> Vec<Row> {
    let tlp = index.tlp_of(&object.object_marking_refs);
    object
        .values
        .iter()
        .map(|value| {
            match start(
                object,
                place,
                &value.path,
                value.kind,
                &value.text,
                context,
                times,
            ) {
                Ok(mut draft) => {
                    draft.port = value.port;
                    draft.tlp = tlp;
                    draft.why = joined(&[
                        Some(format!("STIX {}", object.object_type)),
                        object.name.clone(),
                        object.description.clone(),
                    ]);
                    Row::Draft(Box::new(draft))
                }
                Err(refusal) => Row::Refused(refusal),
            }
        })
        .collect()
}

fn indicator(
    object: &RawObject,
    facts: &IndicatorFacts,
    index: &Index,
    place: &Place,
    context: &Context,
) -> (Vec<Row>, Vec<String>) {
    if facts.pattern_type != "stix" {
        return (
            Vec::new(),
            vec![format!(
                "a {} pattern is kept and not read",
                clean(&facts.pattern_type)
            )],
        );
    }
    let pattern = match Pattern::parse(&facts.pattern) {
        Ok(pattern) => pattern,
        Err(error) => return (Vec::new(), vec![error.to_string()]),
    };
    let extraction = extract(&pattern);
    let first = facts.valid_from.or(object.created).map(utc);
    let last = facts.valid_from.max(object.created).map(utc);
    let tlp = index.tlp_of(&object.object_marking_refs);
    let names = index.names_of(&object.id);
    let stated = category(object, facts);
    let mut rows = Vec::new();
    for value in &extraction.values {
        match start(
            object,
            place,
            &value.path,
            value.kind,
            &value.text,
            context,
            (first, last),
        ) {
            Ok(mut draft) => {
                let own = stated
                    .filter(|_| in_network(&draft.observable))
                    .map(|category| match (category, draft.observable.kind()) {
                        (Category::INFECTED_HOST, Kind::Domain | Kind::Url) => {
                            Category::COMPROMISED_WEBSITE
                        }
                        (category, _) => category,
                    });
                let mut families = names.malware.clone();
                families.extend(names.campaigns.iter().chain(&names.actors));
                draft.category = refined(own.or(draft.category), &families);
                if facts
                    .indicator_types
                    .iter()
                    .any(|label| label == "compromised")
                {
                    draft.ownership = Ownership::Compromised;
                }
                draft.port = value.port;
                draft.malware = names.malware.first().map(|&name| name.to_owned());
                draft.actor = names.actors.first().map(|&name| name.to_owned());
                draft.campaign = names.campaigns.first().map(|&name| name.to_owned());
                draft.valid_until = facts.valid_until.map(utc);
                draft.tlp = tlp;
                // STIX 2.0 indicators are often named after their own value.
                let name = object
                    .name
                    .as_deref()
                    .map(clean)
                    .filter(|name| *name != value.text);
                draft.why =
                    joined(&[name, object.description.as_deref().map(clean)]).or_else(|| {
                        joined(&[Some(format!(
                            "STIX indicator{}",
                            facts
                                .indicator_types
                                .iter()
                                .map(|label| format!(", {}", clean(label)))
                                .collect::<String>()
                        ))])
                    });
                rows.push(Row::Draft(Box::new(draft)));
            }
            Err(refusal) => rows.push(Row::Refused(refusal)),
        }
    }
    (rows, extraction.left)
}

/// From the vocabulary, else the words of name and description, else the kill chain.
fn category(object: &RawObject, facts: &IndicatorFacts) -> Option<Category> {
    let words = |text: &Option<String>| text.as_deref().and_then(category_in_words);
    facts
        .indicator_types
        .iter()
        .chain(&object.labels)
        .find_map(|label| category_of("stix", label))
        .or_else(|| words(&object.name))
        .or_else(|| words(&object.description))
        .or_else(|| {
            facts
                .kill_chain_phases
                .iter()
                .any(|phase| phase.phase_name.eq_ignore_ascii_case("command-and-control"))
                .then_some(Category::BOTNET_C2)
        })
}
