//! Deliveries: sightings gathered into the partners' files, with broken rows, resubmissions and containers.

use model::{Admiralty, DAY, HOUR, Utc};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::ExerciseError;
use crate::feeds::{About, Row, gzip, latin1, utf16, write, zipped};
use crate::geography::Geography;
use crate::item::Item;
use crate::partners::{EBONY, FENNEC, Feed, HIBISCUS, PARTNERS};
use crate::sighting::{Admission, Sighting};
use crate::size::Shape;
use crate::truth::Malformed;
use crate::values::malformed;
use observable::Kind;

/// What intake must do with a delivery as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// Take it in, row by row.
    TakenIn,
    /// Refuse it: the agreement is over.
    Refused,
    /// Nothing new: the same bytes as an earlier delivery.
    Resubmitted,
    /// The full list again: mostly duplicates.
    FullList,
}

/// One file that a partner hands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The partner's short name.
    pub partner: String,
    /// Short name of the agreement it comes under.
    pub agreement: String,
    /// File name.
    pub file_name: String,
    /// The bytes, as sent.
    pub bytes: Vec<u8>,
    /// Time of receipt.
    pub received: Utc,
    /// What there is to see in it.
    pub note: String,
    /// What intake must do with it.
    pub expect: Expect,
    /// Data rows, broken ones included.
    pub rows: usize,
    /// Broken rows.
    pub malformed: usize,
}

/// The deliveries in order of receipt, the delivery of each sighting, and the broken rows.
pub(crate) struct Packed {
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) of_sighting: Vec<u32>,
    pub(crate) malformed: Vec<Malformed>,
}

/// What one file holds before it is written.
struct Batch {
    partner: usize,
    agreement: String,
    stream: &'static str,
    received: Utc,
    sightings: Vec<usize>,
    broken: Vec<String>,
    expect: Expect,
    /// Rows of earlier files that this one repeats.
    repeated: Vec<usize>,
}

/// Gathers and writes.
pub(crate) fn pack(
    items: &[Item],
    sightings: &[Sighting],
    geography: &Geography,
    rng: &mut ChaCha8Rng,
) -> Result<Packed, ExerciseError> {
    let mut batches = batches(items, sightings);
    break_rows(&mut batches, items, sightings, rng);
    let mut deliveries = Vec::with_capacity(batches.len() + 4);
    let mut of_sighting = vec![0; sightings.len()];
    let mut malformed = Vec::new();
    let mut utf16_sent = false;
    for (at, batch) in batches.iter().enumerate() {
        for sighting in &batch.sightings {
            of_sighting[*sighting] = at as u32;
        }
        let partner = PARTNERS[batch.partner].slug.to_owned();
        malformed.extend(batch.broken.iter().map(|text| Malformed {
            partner: partner.clone(),
            delivery: at as u32,
            text: text.clone(),
        }));
        let rows = rows(batch, items, sightings, geography, rng);
        let about = About {
            partner: PARTNERS[batch.partner].slug,
            received: batch.received,
            stream: batch.stream,
        };
        let plain = write(PARTNERS[batch.partner].feed, &rows, about, rng)?;
        let wide = batch.stream == "spam" && !utf16_sent;
        utf16_sent |= wide;
        let (file_name, bytes) = contain(batch, plain, wide)?;
        deliveries.push(Delivery {
            partner,
            agreement: batch.agreement.clone(),
            file_name,
            bytes,
            received: batch.received,
            note: note(batch, wide),
            expect: batch.expect,
            rows: rows.len(),
            malformed: batch.broken.len(),
        });
    }
    resubmit(&mut deliveries);
    Ok(Packed {
        deliveries,
        of_sighting,
        malformed,
    })
}

/// One batch per partner, agreement, stream and time; the anonymous partner's last scam list repeats all before it.
fn batches(items: &[Item], sightings: &[Sighting]) -> Vec<Batch> {
    let mut groups: BTreeMap<(Utc, usize, &str, &'static str), Vec<usize>> = BTreeMap::new();
    for (at, sighting) in sightings.iter().enumerate() {
        let stream = stream(sighting.partner, &items[sighting.item]);
        groups
            .entry((
                sighting.received,
                sighting.partner,
                sighting.agreement.as_str(),
                stream,
            ))
            .or_default()
            .push(at);
    }
    let mut batches: Vec<Batch> = groups
        .into_iter()
        .map(|((received, partner, agreement, stream), list)| {
            let over = list
                .iter()
                .any(|at| sightings[*at].admission == Admission::AgreementOver);
            Batch {
                partner,
                agreement: agreement.to_owned(),
                stream,
                received,
                sightings: list,
                broken: Vec::new(),
                expect: if over {
                    Expect::Refused
                } else {
                    Expect::TakenIn
                },
                repeated: Vec::new(),
            }
        })
        .collect();
    let scam: Vec<usize> = (0..batches.len())
        .filter(|at| batches[*at].stream == "scam")
        .collect();
    if let Some((last, before)) = scam.split_last() {
        let repeated: Vec<usize> = before
            .iter()
            .flat_map(|at| batches[*at].sightings.clone())
            .collect();
        if !repeated.is_empty() {
            batches[*last].repeated = repeated;
            batches[*last].expect = Expect::FullList;
        }
    }
    batches
}

fn stream(partner: usize, item: &Item) -> &'static str {
    match partner {
        HIBISCUS if item.category == model::Category::SPAM_SENDER => "spam",
        HIBISCUS => "scam",
        EBONY if item.category == model::Category::ABUSED_SERVICE => "scan_http_proxy",
        EBONY if item.kind == Kind::Ipv6 => "event6_sinkhole",
        EBONY => "event4_sinkhole",
        _ => "",
    }
}

/// One broken row for every hundred items, spread over the deliveries by their size.
fn break_rows(batches: &mut [Batch], items: &[Item], sightings: &[Sighting], rng: &mut ChaCha8Rng) {
    let whole: Vec<(usize, usize)> = batches
        .iter()
        .enumerate()
        .filter(|(_, batch)| batch.expect != Expect::Refused)
        .flat_map(|(at, batch)| batch.sightings.iter().map(move |sighting| (at, *sighting)))
        .collect();
    for _ in 0..(items.len() + 50) / 100 {
        let Some((at, template)) = whole.get(rng.random_range(0..whole.len().max(1))) else {
            return;
        };
        let shape = items[sightings[*template].item].shape;
        // A sender's slip keeps the shape; a plain list cannot be told from names, so slips there are of addresses.
        let shape = if batches[*at].partner == HIBISCUS {
            Shape::Address
        } else {
            shape
        };
        let text = malformed(rng, shape);
        batches[*at].broken.push(text);
    }
}

fn rows(
    batch: &Batch,
    items: &[Item],
    sightings: &[Sighting],
    geography: &Geography,
    rng: &mut ChaCha8Rng,
) -> Vec<Row> {
    let list = batch.repeated.iter().chain(&batch.sightings);
    let mut rows: Vec<Row> = list
        .map(|at| row(*at, &sightings[*at], items, geography))
        .collect();
    for text in &batch.broken {
        // The broken row copies one of its neighbours with a value of the same sort.
        let alike = rows
            .iter()
            .find(|row| !row.malformed && same_sort(row.kind, text));
        let Some(model) = alike.or(rows.first()).cloned() else {
            continue;
        };
        let at = rng.random_range(0..=rows.len());
        rows.insert(
            at,
            Row {
                value: text.clone(),
                malformed: true,
                number: model.number + 500_000,
                ..model
            },
        );
    }
    rows
}

/// Whether a broken text stands in for values of this kind.
fn same_sort(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Ipv4 => text.starts_with("198."),
        Kind::Ipv6 => text.starts_with("2001:"),
        Kind::Url => text.starts_with("http"),
        Kind::Email => text.ends_with("@@"),
        Kind::Phone => text.starts_with('+'),
        Kind::Sha256 => text.len() == 63,
        Kind::Sha1 => text.len() == 39 && !text.starts_with("0x"),
        Kind::Md5 => text.len() == 31,
        Kind::Onion => text.ends_with(".onion"),
        Kind::Eth => text.starts_with("0x"),
        Kind::Btc => text.len() == 21,
        Kind::Domain => text.len() > 80,
        _ => false,
    }
}

fn row(at: usize, sighting: &Sighting, items: &[Item], geography: &Geography) -> Row {
    let item = &items[sighting.item];
    let partner = PARTNERS[sighting.partner];
    let stated = item.site.filter(|_| partner.states_country).map(|site| {
        let range = geography.range(site);
        // Those who know the place say it; those who look the address up in a registry say where it is registered.
        let registry = partner.feed == Feed::IntelMq && item.shape == Shape::Address;
        (
            if registry {
                range.registered
            } else {
                range.located
            },
            range.asn,
        )
    });
    let source = match partner.feed {
        Feed::Misp | Feed::Shadowserver => 'A',
        Feed::Plain => 'D',
        Feed::FrenchCsv | Feed::IntelMq | Feed::ThreatFox => 'C',
        _ => 'B',
    };
    Row {
        number: at as u64,
        value: sighting.spelling.clone(),
        kind: item.kind,
        category: item.category,
        port: item.port,
        malware: item.malware,
        campaign: item.campaign,
        brand: item.brand,
        targets: item.targets.clone(),
        first_seen: sighting.first_seen,
        last_seen: sighting.last_seen,
        confidence: sighting.confidence,
        grade: Admiralty::parse(&format!("{source}{}", sighting.credibility))
            .unwrap_or(Admiralty::UNKNOWN),
        tlp: sighting.tlp,
        alive: sighting.alive,
        ownership: item.ownership,
        stated,
        sites: item.sites,
        malformed: false,
    }
}

/// The file name, and the bytes in their container or encoding.
fn contain(batch: &Batch, plain: Vec<u8>, wide: bool) -> Result<(String, Vec<u8>), ExerciseError> {
    let date = batch.received.day_text();
    Ok(match PARTNERS[batch.partner].feed {
        Feed::Stix => (format!("acacia-bundle-{date}.json"), plain),
        Feed::Urlhaus => (format!("baobab-urls-{date}.csv.gz"), gzip(&plain)?),
        Feed::ThreatFox => {
            let member = format!("calabash-iocs-{date}.csv");
            (format!("{member}.zip"), zipped(&member, &plain)?)
        }
        Feed::Feodo => (format!("damask-c2-{date}.csv"), plain),
        Feed::Shadowserver => (
            format!("{date}-{}-harmattan-region.csv", batch.stream),
            plain,
        ),
        Feed::FrenchCsv => (format!("fennec-signalements-{date}.csv"), latin1(&plain)),
        Feed::Misp => (format!("gazelle-event-{date}.json"), plain),
        Feed::Plain => (
            format!("hibiscus-{}-{date}.txt", batch.stream),
            if wide { utf16(&plain) } else { plain },
        ),
        Feed::IntelMq => (format!("indigo-events-{date}.jsonl"), plain),
    })
}

fn note(batch: &Batch, wide: bool) -> String {
    let what = match PARTNERS[batch.partner].feed {
        Feed::Stix => "STIX 2.1 bundle with TLP 2.0 markings, malware, campaigns and actors",
        Feed::Urlhaus => "URLhaus style CSV, gzip",
        Feed::ThreatFox => "ThreatFox style CSV, zip",
        Feed::Feodo => "Feodo Tracker style CSV",
        Feed::Shadowserver => "Shadowserver style report",
        Feed::FrenchCsv => "CSV with French headers, semicolons, Latin-1",
        Feed::Misp => "MISP event of a police source",
        Feed::Plain => "plain list with comments, anonymous partner",
        Feed::IntelMq => "IntelMQ JSON lines, ad hoc partner",
    };
    match batch.expect {
        Expect::Refused => {
            format!("{what}; sent after the end of the agreement: to be refused as a whole")
        }
        Expect::FullList => format!("{what}; the full list again: mostly duplicates"),
        _ if wide => format!("{what}; UTF-16"),
        _ => what.to_owned(),
    }
}

/// Two deliveries come again with the same bytes: one under the same name an hour later, one renamed the next day.
fn resubmit(deliveries: &mut Vec<Delivery>) {
    let third = |partner: usize, deliveries: &[Delivery]| {
        deliveries
            .iter()
            .filter(|delivery| delivery.partner == PARTNERS[partner].slug)
            .nth(2)
            .cloned()
    };
    let again = [(EBONY, HOUR, false), (FENNEC, DAY, true)]
        .into_iter()
        .filter_map(|(partner, later, rename)| {
            let mut copy = third(partner, deliveries)?;
            copy.received = Utc(copy.received.0 + later);
            copy.expect = Expect::Resubmitted;
            copy.note = format!("{}; the same bytes again", copy.note);
            if rename {
                copy.file_name = copy.file_name.replace(".csv", "-copie.csv");
            }
            Some(copy)
        });
    let again: Vec<Delivery> = again.collect();
    deliveries.extend(again);
}
