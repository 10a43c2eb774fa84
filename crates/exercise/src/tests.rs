//! Tests of the exercise as a whole: rates, ranges, formats, determinism, score.

use std::io::Read;
use std::net::IpAddr;

use model::{Category, DAY, Tlp, Utc};
use observable::{Host, Kind, Observable};
use proptest::prelude::*;
use rustc_hash::FxHashSet;
use sha3::{Digest, Sha3_256};

use crate::{
    Admission, Basis, Delivery, Exercise, Expect, Found, Nature, Outcome, Size, TrueItem, generate,
};

const NOW: Utc = Utc(1_790_000_000);

fn exercise(size: Size) -> Exercise {
    generate(size, 7, NOW).unwrap()
}

fn digest(exercise: &Exercise) -> Vec<u8> {
    let mut hash = Sha3_256::new();
    for delivery in &exercise.deliveries {
        hash.update(delivery.file_name.as_bytes());
        hash.update(&delivery.bytes);
    }
    hash.update(serde_json::to_vec(&exercise.truth).unwrap());
    hash.finalize().to_vec()
}

/// The text of a delivery, out of its container and encoding.
fn text(delivery: &Delivery) -> String {
    let bytes = &delivery.bytes;
    if delivery.file_name.ends_with(".gz") {
        let mut text = String::new();
        flate2::read::GzDecoder::new(bytes.as_slice())
            .read_to_string(&mut text)
            .unwrap();
        return text;
    }
    if delivery.file_name.ends_with(".zip") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive
            .by_index(0)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        return text;
    }
    if bytes.starts_with(&[0xff, 0xfe]) {
        return encoding_rs::UTF_16LE.decode(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

fn near(what: &str, count: usize, of: usize, percent: f64, tolerance: f64) {
    let found = count as f64 * 100.0 / of as f64;
    assert!(
        (found - percent).abs() <= tolerance,
        "{what}: {found:.2} % of {of}, wanted {percent} +- {tolerance}"
    );
}

fn items_where(exercise: &Exercise, keep: impl Fn(&TrueItem) -> bool) -> usize {
    exercise
        .truth
        .items
        .iter()
        .filter(|item| keep(item))
        .count()
}

#[test]
fn same_parameters_same_bytes() {
    let one = digest(&exercise(Size::S));
    assert_eq!(one, digest(&exercise(Size::S)));
    assert_ne!(one, digest(&generate(Size::S, 8, NOW).unwrap()));
    assert_ne!(
        one,
        digest(&generate(Size::S, 7, Utc(NOW.0 + 30 * DAY)).unwrap())
    );
}

#[test]
fn s_has_the_addresses_of_the_first_operation() {
    let exercise = exercise(Size::S);
    assert_eq!(exercise.truth.items.len(), 1_200);
    // A sinkhole or harmless item keeps its shape as long as the small ranges hold: in S always.
    assert_eq!(
        items_where(&exercise, |item| matches!(
            item.kind,
            Kind::Ipv4 | Kind::Ipv6
        )),
        1_050
    );
}

#[test]
fn rates_are_those_of_the_table() {
    let exercise = exercise(Size::M);
    let all = exercise.truth.items.len();
    near("malformed", exercise.truth.malformed.len(), all, 1.0, 0.05);
    near(
        "harmless, shared, CDN",
        items_where(&exercise, |i| {
            i.nature != Nature::Malicious && i.nature != Nature::Sinkhole
        }),
        all,
        3.0,
        0.05,
    );
    near(
        "sinkholes",
        items_where(&exercise, |i| i.nature == Nature::Sinkhole),
        all,
        2.0,
        0.05,
    );
    let hosted = items_where(&exercise, |i| i.country.is_some());
    near(
        "disagreement",
        items_where(&exercise, |i| {
            i.country.is_some() && i.country != i.registered
        }),
        hosted,
        5.0,
        0.6,
    );
    let partners = |item: &TrueItem| {
        item.held
            .iter()
            .map(|held| &held.partner)
            .collect::<FxHashSet<_>>()
            .len()
    };
    near(
        "overlap",
        items_where(&exercise, |i| partners(i) > 1),
        all,
        8.0,
        0.05,
    );
    let respelled = |item: &TrueItem| {
        partners(item) > 1 && item.held.iter().any(|held| held.spelling != item.value)
    };
    near(
        "other spelling",
        items_where(&exercise, respelled),
        all,
        4.0,
        0.1,
    );

    let lags: Vec<f64> = exercise
        .truth
        .items
        .iter()
        .filter(|item| item.held.len() > 1)
        .map(|item| {
            let mut seen: Vec<i64> = item.held.iter().map(|held| held.first_seen.0).collect();
            seen.sort_unstable();
            (seen[1] - seen[0]) as f64 / DAY as f64
        })
        .collect();
    let mean = lags.iter().sum::<f64>() / lags.len() as f64;
    assert!((25.0..36.0).contains(&mean), "mean lag {mean:.1} days");

    for (month, share) in crate::Calendar::ARRIVAL.into_iter().enumerate() {
        let start = exercise.calendar.preparation.0 + month as i64 * 63 * DAY / 2;
        let arrived = items_where(&exercise, |i| {
            (start..start + 63 * DAY / 2).contains(&i.arrival.0)
        });
        near("arrival", arrived, all, share as f64, 0.5);
    }
    let infected = items_where(&exercise, |i| i.category == Category::INFECTED_HOST);
    near(
        "mobile",
        items_where(&exercise, |i| {
            i.category == Category::INFECTED_HOST && i.mobile
        }),
        infected,
        60.0,
        3.0,
    );
    let live = items_where(&exercise, |i| i.alive);
    for (outcome, share) in [
        (Outcome::Closed, 72.0),
        (Outcome::NoAnswer, 12.0),
        (Outcome::UnderInvestigation, 8.0),
        (Outcome::Transferred, 5.0),
        (Outcome::FalsePositive, 3.0),
    ] {
        near(
            "outcome",
            items_where(&exercise, |i| i.outcome == outcome),
            live,
            share,
            0.1,
        );
    }
    assert_eq!(
        exercise
            .truth
            .cases
            .iter()
            .map(|case| case.arrests)
            .sum::<u32>(),
        20
    );
    assert!(
        exercise
            .truth
            .cases
            .iter()
            .all(|case| case.recovered_usd < case.loss_usd)
    );
}

#[test]
fn servers_are_hosted_as_published() {
    let exercise = exercise(Size::M);
    let server = |i: &TrueItem| {
        matches!(i.category, Category::BOTNET_C2 | Category::RANSOMWARE_C2)
            && i.nature == Nature::Malicious
            && i.country.is_some()
    };
    let all = items_where(&exercise, server);
    for (code, share) in [
        ("ZA", 57.0),
        ("EG", 14.0),
        ("SC", 5.0),
        ("DZ", 5.0),
        ("NG", 4.0),
    ] {
        near(
            code,
            items_where(&exercise, |i| {
                server(i) && i.country.is_some_and(|c| c.code() == code)
            }),
            all,
            share,
            1.5,
        );
    }
    for country in Exercise::countries() {
        assert!(
            items_where(&exercise, |i| i.country == Some(country)) > 0,
            "{country} has nothing"
        );
    }
}

#[test]
fn lifetimes_follow_the_fitted_laws() {
    let exercise = exercise(Size::M);
    let days = |category: Category| {
        let mut days: Vec<f64> = exercise
            .truth
            .items
            .iter()
            .filter(|i| i.category == category)
            .map(|i| (i.ends.0 - i.first_seen.0) as f64 / DAY as f64)
            .collect();
        days.sort_by(f64::total_cmp);
        days
    };
    let servers = days(Category::BOTNET_C2);
    let alive = servers.iter().filter(|days| **days > 30.0).count();
    near("servers alive at 30 days", alive, servers.len(), 58.0, 3.0);
    let phishing = days(Category::PHISHING_SITE);
    let median = phishing[phishing.len() / 2] * 24.0;
    assert!(
        (4.0..8.0).contains(&median),
        "phishing median {median:.1} h"
    );
    let infected = days(Category::INFECTED_HOST);
    let median = infected[infected.len() / 2];
    assert!(
        (19.0..23.5).contains(&median),
        "infected median {median:.1} d"
    );
}

#[test]
fn nothing_lies_outside_the_reserved_ranges() {
    for size in [Size::S, Size::M] {
        let exercise = exercise(size);
        let mut seen = FxHashSet::default();
        for item in &exercise.truth.items {
            assert!(
                seen.insert((item.kind, item.value.as_str())),
                "{} stands twice",
                item.value
            );
            let value =
                Observable::parse(item.kind, &item.value).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(value.value(), item.value, "canonical");
            match value.host() {
                Some(Host::Ip(IpAddr::V4(ip))) => {
                    assert_eq!(ip.to_bits() >> 17, 0xc612_0000 >> 17, "{ip}");
                }
                Some(Host::Ip(IpAddr::V6(ip))) => {
                    assert_eq!(ip.to_bits() >> 96, 0x2001_0db8, "{ip}");
                }
                Some(Host::Name(name)) if item.kind != Kind::Onion => {
                    assert!(
                        [".example", ".test", ".invalid"]
                            .iter()
                            .any(|tld| name.ends_with(tld)),
                        "{name}"
                    );
                }
                _ => {}
            }
        }
    }
}

#[test]
fn every_spelling_means_its_item_and_every_broken_row_means_nothing() {
    let exercise = exercise(Size::M);
    for item in &exercise.truth.items {
        for held in item.held.iter().filter(|held| held.spelling != item.value) {
            let read = Observable::guess(&held.spelling).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(
                (read.kind(), read.value()),
                (item.kind, item.value.as_str()),
                "{}",
                held.spelling
            );
        }
    }
    for row in &exercise.truth.malformed {
        assert!(
            Observable::guess(&row.text).is_err(),
            "{:?} is read as {:?}",
            row.text,
            Observable::guess(&row.text)
        );
    }
}

#[test]
fn deliveries_are_well_formed_and_hold_what_the_truth_says() {
    let exercise = exercise(Size::S);
    let texts: Vec<String> = exercise.deliveries.iter().map(text).collect();
    for (delivery, text) in exercise.deliveries.iter().zip(&texts) {
        assert!(
            delivery.received <= NOW && delivery.rows > 0,
            "{}",
            delivery.file_name
        );
        match delivery.partner.as_str() {
            "acacia" | "gazelle" => {
                let json: serde_json::Value = serde_json::from_str(text).unwrap();
                assert!(json.get("objects").or(json.get("Event")).is_some());
            }
            "indigo" => {
                assert_eq!(text.lines().count(), delivery.rows);
                assert!(
                    text.lines()
                        .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
                );
            }
            "hibiscus" => assert_eq!(
                text.lines()
                    .filter(|line| !line.starts_with('#') && !line.is_empty())
                    .count(),
                delivery.rows
            ),
            // Comma and blank between the fields: no CSV reader takes the quotes behind the blank for quotes.
            "calabash" => {
                let data: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
                assert_eq!(data.len(), delivery.rows);
                assert!(data.iter().all(|line| line.split("\", \"").count() == 15));
            }
            partner => {
                let separator = if partner == "fennec" { b';' } else { b',' };
                let header = usize::from(matches!(partner, "fennec" | "ebony" | "damask"));
                let mut reader = csv::ReaderBuilder::new()
                    .delimiter(separator)
                    .comment(Some(b'#'))
                    .has_headers(false)
                    .from_reader(text.as_bytes());
                let records: Result<Vec<csv::StringRecord>, csv::Error> =
                    reader.records().collect();
                assert_eq!(
                    records.unwrap().len(),
                    delivery.rows + header,
                    "{}",
                    delivery.file_name
                );
            }
        }
    }
    for item in &exercise.truth.items {
        assert!(
            !item.held.is_empty(),
            "{} is reported by nobody",
            item.value
        );
        for held in &item.held {
            let delivery = &exercise.deliveries[held.delivery as usize];
            assert_eq!(delivery.partner, held.partner);
            // JSON writes quotes and slashes as they are; nothing else in a spelling is escaped.
            assert!(
                texts[held.delivery as usize].contains(&held.spelling),
                "{} in {}",
                held.spelling,
                delivery.file_name
            );
        }
    }
    for row in &exercise.truth.malformed {
        assert!(
            texts[row.delivery as usize].contains(&row.text),
            "{} in {}",
            row.text,
            exercise.deliveries[row.delivery as usize].file_name
        );
    }
}

#[test]
fn the_odd_deliveries_are_there() {
    for size in [Size::S, Size::M] {
        let exercise = exercise(size);
        let count = |expect| {
            exercise
                .deliveries
                .iter()
                .filter(|delivery| delivery.expect == expect)
                .count()
        };
        assert_eq!(
            (
                count(Expect::Refused),
                count(Expect::Resubmitted),
                count(Expect::FullList)
            ),
            (1, 2, 1),
            "{size:?}"
        );
        let partners: FxHashSet<&str> = exercise
            .deliveries
            .iter()
            .map(|delivery| delivery.partner.as_str())
            .collect();
        assert_eq!(partners.len(), 9);
        assert!(
            exercise
                .deliveries
                .iter()
                .any(|delivery| delivery.bytes.starts_with(&[0xff, 0xfe]))
        );
        assert!(
            exercise
                .deliveries
                .iter()
                .any(|delivery| std::str::from_utf8(&delivery.bytes).is_err()
                    && delivery.file_name.contains("fennec"))
        );
        for delivery in &exercise.deliveries {
            let agreement = exercise
                .agreements
                .iter()
                .find(|agreement| agreement.slug == delivery.agreement)
                .unwrap();
            let owner = exercise
                .organisations
                .iter()
                .find(|organisation| organisation.slug == delivery.partner)
                .unwrap();
            assert_eq!(agreement.owner, owner.id);
            assert_eq!(
                agreement.in_force(delivery.received).is_err(),
                delivery.expect == Expect::Refused,
                "{}",
                delivery.file_name
            );
        }
        assert!(items_where(&exercise, |item| !item.expected()) >= 3);
        let order = exercise.in_order();
        assert!(
            order
                .windows(2)
                .all(|pair| pair[0].received <= pair[1].received)
        );
    }
}

#[test]
fn agreements_cover_what_is_admitted() {
    let exercise = exercise(Size::M);
    for item in &exercise.truth.items {
        for held in &item.held {
            let slug = &exercise.deliveries[held.delivery as usize].agreement;
            let agreement = exercise
                .agreements
                .iter()
                .find(|agreement| agreement.slug == *slug)
                .unwrap();
            assert!(
                agreement.categories.contains(&item.category),
                "{slug} does not cover {}",
                item.category
            );
        }
    }
    let held: Vec<Admission> = exercise
        .truth
        .items
        .iter()
        .flat_map(|item| item.held.iter().map(|held| held.admission))
        .collect();
    let above = held
        .iter()
        .filter(|admission| **admission == Admission::AboveCeiling)
        .count();
    assert!((20..200).contains(&above), "{above} rows above the ceiling");
    assert!(Tlp::Red > Tlp::Amber);
}

/// What a perfect product finds.
fn perfect(exercise: &Exercise) -> Vec<Found> {
    exercise
        .truth
        .items
        .iter()
        .filter(|item| item.expected())
        .map(|item| Found {
            kind: item.kind,
            value: item.value.clone(),
            category: item.category,
            country: item.country,
            disputed: item.disputed(),
            suppressed: item.nature.must_be_suppressed(),
            noted: item.nature != Nature::Malicious,
            sources: item.sources(),
        })
        .collect()
}

#[test]
fn the_score_of_a_perfect_product_is_full_and_mistakes_lower_it() {
    let exercise = exercise(Size::S);
    let mut found = perfect(&exercise);
    let score = exercise.truth.compare(&found);
    for (name, measure) in score.measures() {
        assert_eq!(measure.right, measure.of, "{name}");
        assert!(
            measure.of > 0 || name == "dispute-shown",
            "{name} measures nothing"
        );
    }
    assert_eq!(score.repeated, 0);
    let lines = score.to_string();
    assert!(lines.contains("fusion") && lines.contains("100.00 %"));

    let at = exercise
        .truth
        .items
        .iter()
        .filter(|item| item.expected())
        .position(|item| item.sources() > 1 && item.basis == Basis::Address)
        .unwrap();
    found[at].sources = 1;
    found[at].category = Category::OTHER;
    found[at].country = None;
    let mut stray = found[at].clone();
    stray.value = exercise.truth.malformed[0].text.clone();
    found.push(stray);
    let refused = exercise
        .truth
        .items
        .iter()
        .find(|item| !item.expected())
        .unwrap();
    let mut wrong = found[at].clone();
    (wrong.kind, wrong.value) = (refused.kind, refused.value.clone());
    found.push(wrong);
    let worse = exercise.truth.compare(&found);
    assert_eq!(worse.fusion.right + 1, worse.fusion.of);
    assert_eq!(worse.category.right + 1, worse.category.of);
    assert_eq!(
        worse.country_by_address.right + 1,
        worse.country_by_address.of
    );
    assert_eq!(
        worse.malformed_refused.right + 1,
        worse.malformed_refused.of
    );
    assert_eq!(worse.terms_refused.right + 1, worse.terms_refused.of);
    assert_eq!(worse.precision.right + 2, worse.precision.of);

    let nothing = exercise.truth.compare(&[]);
    assert_eq!(nothing.presence.right, 0);
    assert_eq!(
        nothing.malformed_refused.right,
        nothing.malformed_refused.of
    );
}

#[test]
fn the_truth_survives_its_file_and_the_story_has_both_languages() {
    let exercise = exercise(Size::S);
    let json = serde_json::to_string(&exercise.truth).unwrap();
    assert_eq!(
        serde_json::from_str::<crate::Truth>(&json).unwrap(),
        exercise.truth
    );
    for paragraph in exercise
        .story
        .happened
        .iter()
        .chain(&exercise.story.look_at)
    {
        assert!(
            !paragraph.en.is_empty() && !paragraph.fr.is_empty() && paragraph.en != paragraph.fr
        );
    }
    assert!(
        exercise
            .story
            .paragraph("fiction")
            .is_some_and(|p| p.en.contains("EXERCISE") && p.fr.contains("EXERCICE"))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn small_exercises_hold_for_every_seed(seed in any::<u64>(), now in 1_500_000_000i64..2_500_000_000) {
        let exercise = generate(Size::S, seed, Utc(now)).unwrap();
        prop_assert_eq!(exercise.truth.items.len(), 1_200);
        prop_assert_eq!(exercise.truth.malformed.len(), 12);
        prop_assert!(exercise.deliveries.iter().all(|delivery| delivery.received.0 <= now));
        prop_assert!(exercise.truth.items.iter().all(|item| !item.held.is_empty()));
        let values: FxHashSet<(Kind, &str)> = exercise.truth.items.iter().map(|item| (item.kind, item.value.as_str())).collect();
        prop_assert_eq!(values.len(), 1_200);
        let rows: usize = exercise.deliveries.iter().filter(|d| d.expect == Expect::TakenIn || d.expect == Expect::Refused).map(|d| d.rows).sum();
        let held: usize = exercise.truth.items.iter().map(|item| item.held.len()).sum();
        let last: usize = exercise.deliveries.iter().filter(|d| d.expect == Expect::FullList).map(|d| d.rows).sum();
        prop_assert!(rows <= held + 12 && rows + last >= held + 12);
    }
}

/// Prints how long the largest size takes; run by hand with `--release -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, not a check"]
fn time_of_the_largest_size() {
    let start = std::time::Instant::now();
    let exercise = exercise(Size::L);
    let bytes: usize = exercise
        .deliveries
        .iter()
        .map(|delivery| delivery.bytes.len())
        .sum();
    println!(
        "{} items, {} files, {bytes} bytes in {:?}",
        exercise.truth.items.len(),
        exercise.deliveries.len(),
        start.elapsed()
    );
    let start = std::time::Instant::now();
    crate::bench::synthetic_csv(2_000_000, 1, &mut std::io::sink()).unwrap();
    println!("2,000,000 rows of CSV in {:?}", start.elapsed());
}
