//! `griot lookup`

use std::io::BufRead;

use gateway::{Gateway, Lookup, score_in_words};
use language::{Arg, number};
use model::policy::{Purpose, View};
use model::{Claim, Indicator, Organisation};
use observable::Observable;

use crate::args::Lookup as Args;
use crate::config::Config;
use crate::exit;
use crate::output::{Output, shown};

pub fn run(config: &Config, output: &Output, args: &Args) -> anyhow::Result<u8> {
    let gateway = Gateway::open_read_only(&config.home)?;
    let viewer = gateway.viewer(&config.viewer)?;
    let view = gateway.view(&viewer, Purpose::Read, config.now)?;
    let organisations = gateway.organisations()?;
    let screen = Screen {
        gateway: &gateway,
        view: &view,
        organisations: &organisations,
        output,
        raw: args.raw,
    };
    let (mut found, mut wrong) = (0u64, 0u64);
    let mut one = |text: &str| -> anyhow::Result<()> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        let observable = match Observable::guess_endpoint(text) {
            Ok(endpoint) => endpoint.observable,
            Err(error) => {
                wrong += 1;
                screen.not_understood(&error.to_string())?;
                return Ok(());
            }
        };
        let answer = gateway.lookup(&view, &observable, config.now)?;
        found += u64::from(answer.indicator.is_some());
        screen.show(&answer)
    };
    if args.values.is_empty() || args.values == ["-"] {
        for line in std::io::stdin().lock().lines() {
            one(&line?)?;
        }
    } else {
        for value in &args.values {
            one(value)?;
        }
    }
    if wrong > 0 && found == 0 {
        return Ok(exit::FAILED);
    }
    Ok(if found > 0 { exit::OK } else { exit::PARTLY })
}

struct Screen<'a> {
    gateway: &'a Gateway,
    view: &'a View,
    organisations: &'a [Organisation],
    output: &'a Output,
    raw: bool,
}

impl Screen<'_> {
    fn not_understood(&self, message: &str) -> anyhow::Result<()> {
        self.output
            .value(&serde_json::json!({ "error": message }))?;
        if !self.output.json {
            eprintln!("griot: {}", shown(message));
        }
        Ok(())
    }

    fn name(&self, observable: &Observable) -> String {
        shown(&if self.raw {
            observable.value().to_owned()
        } else {
            observable.defanged()
        })
    }

    fn show(&self, answer: &Lookup) -> anyhow::Result<()> {
        if self.output.json {
            return self.output.value(&super::list::answer_json(
                self.gateway,
                self.view,
                self.organisations,
                self.output.lang,
                answer,
            ));
        }
        let output = self.output;
        output.line(&format!(
            "{}  {}",
            self.name(&answer.observable),
            answer.observable.kind().name()
        ));
        for list in &answer.warning_lists {
            output.line(&format!(
                "  {}",
                output.text_with("cli-on-warning-list", &[("list", Arg::Text(list))])
            ));
        }
        match &answer.indicator {
            Some(indicator) => self.indicator(answer, indicator),
            None => output.line(&format!("  {}", output.text("cli-nothing-known"))),
        }
        for network in &answer.networks {
            let value = self.name(&network.observable);
            let args = [
                ("network", Arg::Text(value.as_str())),
                ("category", Arg::Text(network.category.id())),
            ];
            output.line(&format!(
                "  {}",
                output.text_with("cli-within-network", &args)
            ));
        }
        output.line("");
        Ok(())
    }

    fn indicator(&self, answer: &Lookup, indicator: &Indicator) {
        let output = self.output;
        let field = |key: &str, value: String| {
            if !value.is_empty() {
                output.line(&format!("  {:<14} {}", output.text(key), shown(&value)));
            }
        };
        let label = super::list::category_label(output.lang, indicator.category);
        field("cli-field-category", label);
        let words = score_in_words(output.lang, &indicator.score.factors);
        field(
            "cli-field-score",
            format!(
                "{} ({}): {words}",
                indicator.score.score.0,
                output.text(&format!("band-{}", indicator.score.score.band()))
            ),
        );
        field(
            "cli-field-seen",
            format!(
                "{} – {}",
                indicator.first_seen.minute_text(),
                indicator.last_seen.minute_text()
            ),
        );
        field("cli-field-expires", indicator.expires.minute_text());
        field("cli-field-hosting", self.hosting(answer, indicator));
        for opinion in &indicator.stated {
            let country = opinion
                .country
                .map(|country| country.to_string())
                .unwrap_or_default();
            let asn = opinion
                .asn
                .map(|asn| format!("AS{asn}"))
                .unwrap_or_default();
            field(
                "cli-field-stated",
                [country, asn, opinion.network.clone().unwrap_or_default()]
                    .join(" ")
                    .trim()
                    .to_owned(),
            );
        }
        for (country, claims) in &indicator.territories {
            let reasons: Vec<String> = Claim::ALL
                .iter()
                .filter(|claim| claim.within(*claims))
                .map(|claim| output.text(&format!("claim-{}", claim.name())))
                .collect();
            field(
                "cli-field-territory",
                format!("{country}: {}", reasons.join(", ")),
            );
        }
        field("cli-field-malware", indicator.malware.join(", "));
        field("cli-field-campaign", indicator.campaigns.join(", "));
        field(
            "cli-field-ports",
            indicator
                .ports
                .iter()
                .map(u16::to_string)
                .collect::<Vec<_>>()
                .join(", "),
        );
        field(
            "cli-field-markings",
            format!(
                "TLP:{} PAP:{}",
                indicator.markings.tlp, indicator.markings.pap
            ),
        );
        let count = number(output.lang, indicator.observations.len() as i64);
        output.line(&format!(
            "  {} {count}",
            output.text("cli-field-observations")
        ));
        for observation in indicator.observations.iter().take(20) {
            let source = self
                .gateway
                .source_name(self.view, self.organisations, observation);
            let source = source.map_or_else(|| output.text("cli-anonymous-source"), str::to_owned);
            output.line(&format!(
                "    {} {} {} {}",
                observation.last_seen.minute_text(),
                observation.grade,
                shown(&source),
                shown(&observation.why),
            ));
        }
        for related in &answer.related {
            let value = self.name(&related.observable);
            let relation = output.text(&format!("relation-{}", related.relation.name()));
            output.line(&format!(
                "    {relation} ({}): {value}",
                shown(&related.shared)
            ));
        }
    }

    fn hosting(&self, answer: &Lookup, indicator: &Indicator) -> String {
        let hosting = &indicator.hosting;
        let mut parts = Vec::new();
        match (hosting.registered, hosting.located) {
            (Some(registered), Some(located)) if registered == located => {
                parts.push(registered.to_string());
            }
            (registered, located) => {
                for (key, country) in [("claim-registered", registered), ("claim-located", located)]
                {
                    if let Some(country) = country {
                        parts.push(format!("{} {country}", self.output.text(key)));
                    }
                }
            }
        }
        parts.extend(hosting.asn.map(|asn| format!("AS{asn}")));
        parts.extend(answer.network.clone());
        parts.join(" · ")
    }
}
