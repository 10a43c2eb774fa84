//! `griot list`, and the JSON of indicators.

use gateway::Order;
use gateway::{Gateway, Lookup, indicator_id, score_in_words};
use language::{Arg, Lang, number};
use model::policy::{Purpose, View};
use model::{Category, Claim, Indicator, Organisation};
use serde_json::{Value, json};

use super::selection;
use crate::args::List;
use crate::config::Config;
use crate::exit;
use crate::output::Output;

pub fn run(config: &Config, output: &Output, args: &List) -> anyhow::Result<u8> {
    let gateway = Gateway::open_read_only(&config.home)?;
    let viewer = gateway.viewer(&config.viewer)?;
    let view = gateway.view(&viewer, Purpose::Read, config.now)?;
    let filter = selection::filter(&args.selection, config.now)?;
    let organisations = gateway.organisations()?;
    let mut rows = Vec::new();
    let mut listed = 0usize;
    let mut more = false;
    let mut failure: Option<anyhow::Error> = None;
    gateway.for_each_indicator(
        &view,
        &filter,
        Order::NewestFirst,
        config.now,
        &mut |indicator| {
            if indicator.score.score.0 < args.selection.min_score {
                return Ok(true);
            }
            if listed == args.limit {
                more = true;
                return Ok(false);
            }
            listed += 1;
            if output.json {
                if let Err(error) = output.value(&indicator_json(
                    &gateway,
                    &view,
                    &organisations,
                    output.lang,
                    &indicator,
                )) {
                    failure = Some(error);
                    return Ok(false);
                }
            } else {
                rows.push(row(output.lang, &indicator, args.raw));
            }
            Ok(true)
        },
    )?;
    if let Some(error) = failure {
        return Err(error);
    }
    let header = [
        "cli-col-value",
        "cli-field-category",
        "cli-field-score",
        "cli-col-country",
        "cli-col-asn",
        "cli-field-malware",
        "cli-col-last-seen",
        "cli-col-sources",
        "TLP",
    ];
    output.table(
        &header.map(|key| {
            if key == "TLP" {
                key.to_owned()
            } else {
                output.text(key)
            }
        }),
        rows,
    );
    let key = if listed == 0 {
        "cli-list-none"
    } else if more {
        "cli-list-more"
    } else {
        "cli-list-all"
    };
    output.remark(&output.text_with(key, &[("count", Arg::Number(listed as i64))]));
    Ok(if listed == 0 { exit::PARTLY } else { exit::OK })
}

fn row(lang: Lang, indicator: &Indicator, raw: bool) -> Vec<String> {
    let value = if raw {
        indicator.observable.value().to_owned()
    } else {
        indicator.observable.defanged()
    };
    let short: String = if value.chars().count() > 70 {
        value.chars().take(69).chain(['…']).collect()
    } else {
        value
    };
    let country = indicator.hosting.located.or(indicator.hosting.registered);
    let sources: std::collections::HashSet<u32> =
        indicator.observations.iter().map(|o| o.owner.0).collect();
    vec![
        short,
        category_label(lang, indicator.category),
        indicator.score.score.0.to_string(),
        country
            .map(|country| country.to_string())
            .unwrap_or_default(),
        indicator
            .hosting
            .asn
            .map(|asn| format!("AS{asn}"))
            .unwrap_or_default(),
        indicator.malware.join(", "),
        indicator.last_seen.minute_text(),
        number(lang, sources.len() as i64),
        indicator.markings.tlp.to_string(),
    ]
}

/// The category in the reader's language.
pub fn category_label(lang: Lang, category: Category) -> String {
    let facts = category.facts();
    match lang {
        Lang::Fr => facts.label_fr.clone(),
        Lang::En => facts.label_en.clone(),
    }
}

/// An indicator for machines. Values are raw.
pub fn indicator_json(
    gateway: &Gateway,
    view: &View,
    organisations: &[Organisation],
    lang: Lang,
    indicator: &Indicator,
) -> Value {
    let observations: Vec<Value> = indicator
        .observations
        .iter()
        .map(|o| {
            json!({
                "source": gateway.source_name(view, organisations, o), "category": o.category, "first_seen": o.first_seen.to_string(),
                "last_seen": o.last_seen.to_string(), "received": o.received.to_string(), "grade": o.grade, "confidence": o.confidence,
                "port": o.port, "why": o.why, "malware": o.malware, "campaign": o.campaign, "upstream": o.upstream,
                "tlp": o.markings.tlp, "pap": o.markings.pap, "submission": o.submission, "row": o.row, "more": o.more,
            })
        })
        .collect();
    let territories: Vec<Value> = indicator
        .territories
        .iter()
        .map(|(country, claims)| {
            let reasons: Vec<&str> = Claim::ALL
                .iter()
                .filter(|claim| claim.within(*claims))
                .map(|claim| claim.name())
                .collect();
            json!({ "country": country, "because": reasons })
        })
        .collect();
    json!({
        "id": indicator_id(&indicator.observable), "kind": indicator.observable.kind(), "value": indicator.observable.value(),
        "defanged": indicator.observable.defanged(), "category": indicator.category, "first_seen": indicator.first_seen.to_string(),
        "last_seen": indicator.last_seen.to_string(), "expires": indicator.expires.to_string(), "score": indicator.score.score,
        "score_because": score_in_words(lang, &indicator.score.factors), "factors": indicator.score.factors,
        "ownership": indicator.ownership, "liveness": indicator.liveness, "hosting": indicator.hosting, "stated_hosting": indicator.stated,
        "territories": territories, "tlp": indicator.markings.tlp, "pap": indicator.markings.pap, "malware": indicator.malware,
        "campaigns": indicator.campaigns, "ports": indicator.ports, "observations": observations,
    })
}

/// The answer to a lookup for machines.
pub fn answer_json(
    gateway: &Gateway,
    view: &View,
    organisations: &[Organisation],
    lang: Lang,
    answer: &Lookup,
) -> Value {
    let related: Vec<Value> = answer
        .related
        .iter()
        .map(|r| json!({ "kind": r.observable.kind(), "value": r.observable.value(), "relation": r.relation.name(), "shared": r.shared }))
        .collect();
    json!({
        "kind": answer.observable.kind(), "value": answer.observable.value(), "known": answer.indicator.is_some(),
        "indicator": answer.indicator.as_ref().map(|indicator| indicator_json(gateway, view, organisations, lang, indicator)),
        "network": answer.network, "warning_lists": answer.warning_lists, "related": related,
        "within_networks": answer.networks.iter().map(|o| o.observable.value()).collect::<Vec<_>>(),
    })
}
