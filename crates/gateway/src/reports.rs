//! Cyber activity reports: what a country's authorities may have, as documents and annexes.
//!
//! A report is made through the view of its recipient, never through that of whoever runs the command. The same data
//! gives the same bytes: number, version and date of a report are kept with a digest of its content and given again
//! when nothing has changed.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use language::{Arg, Lang, text_with};
use model::policy::{Purpose, Recipient, View, Viewer};
use model::{
    Claim, Country, Factor, Handling, Indicator, Markings, OrgId, OrgKind, Organisation, Pap, Tlp,
    Utc,
};
use observable::Observable;
use report::input as doc;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::Period;
use uuid::Uuid;

use crate::annexes;
use crate::error::{GatewayError, Result};
use crate::gateway::Gateway;

/// Days for which a report may be acted on.
const VALID_DAYS: i64 = 14;

/// What reports are wanted.
#[derive(Clone, Debug)]
pub struct ReportOptions {
    /// Countries; empty: every country that has something in view.
    pub countries: Vec<Country>,
    /// From this second …
    pub from: Utc,
    /// … to this one, excluded.
    pub until: Utc,
    /// Languages.
    pub langs: Vec<Lang>,
    /// Folder to write to; one folder a country is made in it.
    pub out: PathBuf,
    /// Reports made at the same time.
    pub threads: usize,
}

/// A report that was made.
#[derive(Clone, Debug, Serialize)]
pub struct ReportMade {
    /// Number in the series.
    pub reference: String,
    /// Version.
    pub version: u32,
    /// Country.
    pub country: Country,
    /// Items in it.
    pub items: usize,
    /// Items left out as false positives.
    pub left_out: u64,
    /// Where it is.
    pub folder: PathBuf,
    /// Its files.
    pub files: Vec<String>,
}

/// What is kept of a report's number.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Issued {
    number: u32,
    version: u32,
    at: Utc,
    digest: String,
}

/// Identifier of the indicator of a value: the same in every annex, report and version. It says nothing beyond the value.
#[must_use]
pub fn indicator_id(observable: &Observable) -> Uuid {
    Uuid::new_v5(
        &model::NAMESPACE,
        format!(
            "indicator\n{}\n{}",
            observable.kind().name(),
            observable.value()
        )
        .as_bytes(),
    )
}

impl Gateway {
    /// Makes reports; `done` is told each one.
    ///
    /// # Errors
    /// When the viewer may not prepare releases, nothing is asked for, or writing fails.
    pub fn reports(
        &self,
        viewer: &Viewer,
        options: &ReportOptions,
        now: Utc,
        done: &(dyn Fn(&ReportMade) + Sync),
    ) -> Result<Vec<ReportMade>> {
        let countries = self.report_countries(viewer, options, now)?;
        if countries.is_empty() {
            return Err(GatewayError::Request(
                "no country has anything that may be reported for this period".to_owned(),
            ));
        }
        let engine = pdf::Engine::new();
        let next = AtomicUsize::new(0);
        // Numbers are given out one after the other: two reports must not get the same one.
        let numbering = Mutex::new(());
        let results: Mutex<Vec<(usize, Result<ReportMade>)>> = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..options.threads.clamp(1, countries.len()) {
                scope.spawn(|| {
                    loop {
                        let position = next.fetch_add(1, Ordering::Relaxed);
                        let Some(country) = countries.get(position) else {
                            break;
                        };
                        let made = self.report(viewer, *country, options, now, &engine, &numbering);
                        if let Ok(made) = &made {
                            done(made);
                        }
                        if let Ok(mut results) = results.lock() {
                            results.push((position, made));
                        }
                    }
                });
            }
        });
        let mut results = results.into_inner().map_err(|_| GatewayError::Worker)?;
        results.sort_by_key(|(position, _)| *position);
        results.into_iter().map(|(_, made)| made).collect()
    }

    fn report_countries(
        &self,
        viewer: &Viewer,
        options: &ReportOptions,
        now: Utc,
    ) -> Result<Vec<Country>> {
        if !options.countries.is_empty() {
            return Ok(options.countries.clone());
        }
        let counting = store::Counting {
            by: store::CountBy {
                country: true,
                ..store::CountBy::default()
            },
            ..store::Counting::default()
        };
        let mut countries = Vec::new();
        for country in self
            .store
            .counts(&self.view(viewer, Purpose::Read, now)?, &counting)?
            .iter()
            .filter_map(|row| row.country)
        {
            let view = self.view(viewer, release_to(country), now)?;
            let of_country = store::Counting {
                country: Some(country),
                ..counting
            };
            let known = self.enricher.directory().country(country.bytes()).is_some();
            if known && !self.store.counts(&view, &of_country)?.is_empty() {
                countries.push(country);
            }
        }
        countries.sort_unstable();
        Ok(countries)
    }

    fn report(
        &self,
        viewer: &Viewer,
        country: Country,
        options: &ReportOptions,
        now: Utc,
        engine: &pdf::Engine,
        numbering: &Mutex<()>,
    ) -> Result<ReportMade> {
        let view = self.view(viewer, release_to(country), now)?;
        let period = Period {
            from: Some(options.from),
            until: Some(options.until),
        };
        let (indicators, left_out) = self.indicators_in(&view, country, period, now)?;
        let mut input = self.report_input(&view, country, &indicators, left_out, options)?;
        let issued = {
            let _turn = numbering.lock().map_err(|_| GatewayError::Worker)?;
            self.number(&input, options, now)?
        };
        let (year, _, _) = issued.at.date();
        input.reference = format!("CAR-{country}-{year}-{:04}", issued.number);
        input.version = issued.version;
        input.generated_at = issued.at.0;
        input.valid_until = issued.at.0 + VALID_DAYS * model::DAY;

        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        let stem = report::file_stem(&input);
        for (position, lang) in options.langs.iter().enumerate() {
            let document = report::build(&input, *lang)?;
            files.push((format!("{stem}-{}.pdf", lang.code()), document.pdf(engine)?));
            files.push((
                format!("{stem}-{}.html", lang.code()),
                document.html()?.into_bytes(),
            ));
            files.push((format!("{stem}-{}.docx", lang.code()), document.docx()?));
            // The tables have one language: that of the first document.
            if position == 0 {
                files.push((format!("{stem}.xlsx"), document.xlsx()?));
                files.push((format!("{stem}.csv"), document.csv()?));
            }
        }
        let meta = annexes::meta(&input, &indicators);
        let rows: Vec<_> = indicators
            .iter()
            .map(|indicator| self.export_row(indicator))
            .collect();
        files.push((format!("{stem}.stix.json"), annexes::stix(&rows, &meta)?));
        files.push((format!("{stem}.misp.json"), annexes::misp(&rows, &meta)?));
        let folder = options.out.join(country.code());
        report::folder::write_folder(&folder, &report::folder::about(&input), &files)?;
        Ok(ReportMade {
            reference: input.reference,
            version: input.version,
            country,
            items: indicators.len(),
            left_out,
            folder,
            files: files.into_iter().map(|(name, _)| name).collect(),
        })
    }

    fn producer(&self) -> Result<String> {
        Ok(self.organisation(crate::gateway::HUB)?.name)
    }

    /// The fused view of everything that concerns a country and is worth acting on, sorted by value; and how many were
    /// left out because a warning list says that they are false positives.
    fn indicators_in(
        &self,
        view: &View,
        country: Country,
        period: Period,
        now: Utc,
    ) -> Result<(Vec<Indicator>, u64)> {
        let mut values: HashSet<Observable> = HashSet::new();
        self.store
            .for_each_in_country(view, country, period, &mut |observation| {
                values.insert(observation.observable);
                Ok(())
            })?;
        let mut values: Vec<Observable> = values.into_iter().collect();
        values.sort_unstable();
        let mut indicators = Vec::with_capacity(values.len());
        let mut left_out = 0;
        for value in &values {
            let Some(indicator) = self.indicator(view, value, now)? else {
                continue;
            };
            if indicator.warnings & self.warning_bits.suppressing() != 0 {
                left_out += 1;
                continue;
            }
            indicators.push(indicator);
        }
        Ok((indicators, left_out))
    }

    fn report_input(
        &self,
        view: &View,
        country: Country,
        indicators: &[Indicator],
        left_out: u64,
        options: &ReportOptions,
    ) -> Result<doc::ReportInput> {
        let organisations = self.store.organisations()?;
        let facts = self.enricher.directory().country(country.bytes());
        let mut names = doc::LocalText::new();
        if let Some(facts) = facts {
            names.insert("en".to_owned(), facts.name_en.clone());
            names.insert("fr".to_owned(), facts.name_fr.clone());
        }
        let markings = indicators
            .iter()
            .map(|indicator| indicator.markings)
            .reduce(Markings::stricter)
            .unwrap_or(Markings::OPEN);
        let items: Vec<doc::Item> = indicators
            .iter()
            .map(|indicator| self.item(view, country, indicator, &organisations))
            .collect::<Result<_>>()?;
        let exercise = self.is_exercise();
        Ok(doc::ReportInput {
            exercise,
            operation: self.store.get("operation")?,
            producer: self.producer()?,
            country: doc::Country {
                iso2: country.code().to_owned(),
                names,
            },
            period_from: options.from.0,
            period_to: options.until.0 - 1,
            markings: doc::Markings {
                tlp: tlp(markings.tlp),
                pap: pap(markings.pap),
                handling: handling(markings.handling),
                classification: None,
            },
            recipients: self.recipients(country, exercise, &organisations, facts),
            items,
            sources: sources(view, indicators, &organisations),
            limits: doc::Limits {
                data_sets: self.data_sets(exercise),
                left_out,
                further: Vec::new(),
            },
            ..doc::ReportInput::default()
        })
    }

    /// The country's own registered bodies; in real work, else those of the directory.
    fn recipients(
        &self,
        country: Country,
        exercise: bool,
        organisations: &[Organisation],
        facts: Option<&enrich::Country>,
    ) -> Vec<doc::Authority> {
        let own: Vec<doc::Authority> = organisations
            .iter()
            .filter(|organisation| {
                organisation.kind == OrgKind::NationalAuthority
                    && organisation.country == Some(country)
            })
            .map(|organisation| doc::Authority {
                name: organisation.name.clone(),
                csirt: organisation.slug.contains("csirt"),
                contact: String::new(),
            })
            .collect();
        if exercise || !own.is_empty() {
            return own;
        }
        let csirt = facts.and_then(|facts| facts.csirt.as_ref());
        csirt
            .map(|body| doc::Authority {
                name: body.name.clone(),
                csirt: true,
                contact: body.url.clone(),
            })
            .into_iter()
            .collect()
    }

    fn data_sets(&self, exercise: bool) -> Vec<doc::DataSet> {
        let wanted = if exercise {
            enrich::DatasetKind::Exercise
        } else {
            enrich::DatasetKind::Hosting
        };
        self.enricher
            .datasets()
            .into_iter()
            .filter(|set| set.kind == wanted)
            .map(|set| doc::DataSet {
                name: set.name,
                date: set
                    .date
                    .and_then(|date| Utc::parse(&date.to_string()).ok())
                    .map_or(0, |date| date.0),
            })
            .collect()
    }

    fn item(
        &self,
        view: &View,
        country: Country,
        indicator: &Indicator,
        organisations: &[Organisation],
    ) -> Result<doc::Item> {
        let enrichment = self
            .enricher
            .enrich(&indicator.observable, self.is_exercise());
        let claims = indicator
            .territories
            .iter()
            .find(|(known, _)| *known == country)
            .map_or(0, |(_, bits)| *bits);
        let mut labels: Vec<String> = indicator
            .observations
            .iter()
            .filter_map(|observation| self.source_name(view, organisations, observation))
            .map(str::to_owned)
            .collect();
        labels.sort_unstable();
        labels.dedup();
        let best = indicator
            .observations
            .iter()
            .map(|observation| observation.grade)
            .min();
        let owners: HashSet<OrgId> = indicator
            .observations
            .iter()
            .map(|observation| observation.owner)
            .collect();
        let mut brands: Vec<String> = indicator
            .observations
            .iter()
            .filter_map(|o| o.more.target.clone())
            .collect();
        brands.sort_unstable();
        brands.dedup();
        let mut targets: Vec<String> = indicator
            .observations
            .iter()
            .flat_map(|o| &o.more.target_countries)
            .map(Country::to_string)
            .collect();
        targets.sort_unstable();
        targets.dedup();
        Ok(doc::Item {
            id: indicator_id(&indicator.observable).to_string(),
            kind: indicator.observable.kind().name().to_owned(),
            value: indicator.observable.value().to_owned(),
            category: indicator.category.id().to_owned(),
            malware: (!indicator.malware.is_empty()).then(|| indicator.malware.join(", ")),
            campaign: (!indicator.campaigns.is_empty()).then(|| indicator.campaigns.join(", ")),
            ownership: ownership(indicator.ownership),
            first_seen: Some(indicator.first_seen.0),
            last_seen: Some(indicator.last_seen.0),
            last_verified: None,
            live: match indicator.liveness {
                model::Liveness::Live => doc::Live::Live,
                model::Liveness::Dead => doc::Live::Dead,
                model::Liveness::Unknown => doc::Live::Unknown,
            },
            port: indicator.ports.first().copied(),
            registered_country: indicator.hosting.registered.map(|code| code.to_string()),
            located_country: indicator.hosting.located.map(|code| code.to_string()),
            territory: territory(claims),
            asn: indicator.hosting.asn,
            network: enrichment.network.map(str::to_owned),
            hoster: None,
            registrable_domain: enrichment.registrable_domain,
            confidence: indicator.score.score.0,
            confidence_why: Lang::ALL
                .iter()
                .map(|lang| {
                    (
                        lang.code().to_owned(),
                        score_in_words(*lang, &indicator.score.factors),
                    )
                })
                .collect(),
            grade: best.map_or_else(String::new, |grade| grade.to_string()),
            source_count: owners.len() as u32,
            source_labels: labels,
            why: indicator
                .observations
                .last()
                .map_or_else(String::new, |observation| observation.why.clone()),
            warnings: self.warning_bits.slugs(indicator.warnings),
            tlp: tlp(indicator.markings.tlp),
            pap: pap(indicator.markings.pap),
            permitted: None,
            target_countries: targets,
            brands,
            action_ids: Vec::new(),
            act_by: None,
        })
    }

    /// Number, version and date: as before when the content is as before, else the next version; a new period or country
    /// gets the next number of its year.
    fn number(
        &self,
        input: &doc::ReportInput,
        options: &ReportOptions,
        now: Utc,
    ) -> Result<Issued> {
        let content = serde_json::to_vec(input)
            .map_err(|error| GatewayError::Request(format!("report: {error}")))?;
        let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(&content));
        let key = format!(
            "report/{}/{}/{}",
            input.country.iso2, options.from.0, options.until.0
        );
        let known: Option<Issued> = match self.store.get(&key)? {
            Some(text) => serde_json::from_str(&text).ok(),
            None => None,
        };
        let issued = match known {
            Some(known) if known.digest == digest => return Ok(known),
            Some(known) => Issued {
                version: known.version + 1,
                at: now,
                digest,
                ..known
            },
            None => {
                let series = format!("report-series/{}/{}", input.country.iso2, now.date().0);
                let last: u32 = self
                    .store
                    .get(&series)?
                    .and_then(|text| text.parse().ok())
                    .unwrap_or(0);
                self.store.set(&series, &(last + 1).to_string())?;
                Issued {
                    number: last + 1,
                    version: 1,
                    at: now,
                    digest,
                }
            }
        };
        let text = serde_json::to_string(&issued)
            .map_err(|error| GatewayError::Request(format!("report: {error}")))?;
        self.store.set(&key, &text)?;
        Ok(issued)
    }
}

/// The purpose of a report: release to a national authority of the country.
fn release_to(country: Country) -> Purpose {
    Purpose::Release(Recipient {
        kind: OrgKind::NationalAuthority,
        country: Some(country),
    })
}

/// The reasons of a score, in words.
#[must_use]
pub fn score_in_words(lang: Lang, factors: &[Factor]) -> String {
    let number = |value: i64| Arg::Number(value);
    let words: Vec<String> = factors
        .iter()
        .map(|factor| match factor {
            Factor::Sources { count } => {
                text_with(lang, "score-sources", &[("count", number(*count as i64))])
            }
            Factor::Reposts { count } => {
                text_with(lang, "score-reposts", &[("count", number(*count as i64))])
            }
            Factor::Best {
                grade,
                stated: Some(stated),
                worth,
            } => text_with(
                lang,
                "score-best-stated",
                &[
                    ("grade", Arg::Text(grade)),
                    ("stated", number(i64::from(*stated))),
                    ("worth", number(i64::from(*worth))),
                ],
            ),
            Factor::Best {
                grade,
                stated: None,
                worth,
            } => text_with(
                lang,
                "score-best",
                &[
                    ("grade", Arg::Text(grade)),
                    ("worth", number(i64::from(*worth))),
                ],
            ),
            Factor::Age {
                days,
                lifetime,
                left,
            } => text_with(
                lang,
                "score-age",
                &[
                    ("days", number(*days)),
                    ("lifetime", number(*lifetime)),
                    ("left", number(i64::from(*left))),
                ],
            ),
            Factor::WarningList { count } => text_with(
                lang,
                "score-warning-list",
                &[("count", number(i64::from(*count)))],
            ),
        })
        .collect();
    words.join("; ")
}

/// Contributors, the named ones first, by their share.
fn sources(
    view: &View,
    indicators: &[Indicator],
    organisations: &[Organisation],
) -> Vec<doc::Source> {
    let mut counts: BTreeMap<(OrgId, bool), u64> = BTreeMap::new();
    for indicator in indicators {
        let owners: HashSet<(OrgId, bool)> = indicator
            .observations
            .iter()
            .map(|o| (o.owner, view.names_owner(o.group)))
            .collect();
        for owner in owners {
            *counts.entry(owner).or_default() += 1;
        }
    }
    let mut sources: Vec<doc::Source> = counts
        .into_iter()
        .map(|((owner, named), items)| {
            let organisation = organisations
                .iter()
                .find(|organisation| organisation.id == owner);
            doc::Source {
                label: organisation
                    .filter(|_| named)
                    .map(|organisation| organisation.name.clone()),
                items,
                grade: organisation
                    .and_then(|o| o.reliability)
                    .map_or_else(String::new, |letter| letter.to_string()),
                agreement: None,
            }
        })
        .collect();
    sources.sort_by(|a, b| {
        (a.label.is_none(), std::cmp::Reverse(a.items), &a.label).cmp(&(
            b.label.is_none(),
            std::cmp::Reverse(b.items),
            &b.label,
        ))
    });
    sources
}

fn territory(claims: u8) -> Vec<doc::Territory> {
    let mut list = Vec::new();
    if Claim::Registered.within(claims) {
        list.push(doc::Territory::Registered);
    }
    // A source's word on the location counts as a location; the annex shows both opinions.
    if Claim::Located.within(claims) || Claim::Stated.within(claims) {
        list.push(doc::Territory::Located);
    }
    if Claim::CcTld.within(claims) {
        list.push(doc::Territory::Cctld);
    }
    if Claim::Target.within(claims) {
        list.push(doc::Territory::Target);
    }
    list
}

fn tlp(tlp: Tlp) -> doc::Tlp {
    match tlp {
        Tlp::Clear => doc::Tlp::Clear,
        Tlp::Green => doc::Tlp::Green,
        Tlp::Amber => doc::Tlp::Amber,
        Tlp::AmberStrict => doc::Tlp::AmberStrict,
        Tlp::Red => doc::Tlp::Red,
    }
}

fn pap(pap: Pap) -> doc::Pap {
    match pap {
        Pap::Clear => doc::Pap::Clear,
        Pap::Green => doc::Pap::Green,
        Pap::Amber => doc::Pap::Amber,
        Pap::Red => doc::Pap::Red,
    }
}

fn ownership(ownership: model::Ownership) -> doc::Ownership {
    match ownership {
        model::Ownership::CriminalOwned => doc::Ownership::Criminal,
        model::Ownership::Compromised => doc::Ownership::Compromised,
        model::Ownership::AbusedService => doc::Ownership::Abused,
        model::Ownership::Victim => doc::Ownership::Victim,
        model::Ownership::Unknown => doc::Ownership::Unknown,
    }
}

fn handling(handling: Handling) -> doc::LocalText {
    if handling == Handling::H0 {
        return doc::LocalText::new();
    }
    let key = format!("handling-{}", handling.label().to_lowercase());
    Lang::ALL
        .iter()
        .map(|lang| (lang.code().to_owned(), language::text(*lang, &key)))
        .collect()
}
