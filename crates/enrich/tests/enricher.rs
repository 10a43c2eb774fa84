//! The whole of `enrich` through its public face, on values as intake makes them.

// The exception in clippy.toml covers test functions, not the functions they share.
#![allow(clippy::unwrap_used)]

use enrich::ranges::{About, RangeTableBuilder, TableKind};
use enrich::{Enricher, Enrichment, NameLanguage};
use observable::{Kind, Observable};

fn value(kind: Kind, text: &str) -> Observable {
    Observable::parse(kind, text).unwrap()
}

fn code(country: Option<[u8; 2]>) -> String {
    country.map_or("-".to_owned(), |c| String::from_utf8(c.to_vec()).unwrap())
}

fn line(enricher: &Enricher, kind: Kind, text: &str, exercise: bool) -> String {
    let value = value(kind, text);
    let found = enricher.enrich(&value, exercise);
    let lists: Vec<_> = enricher
        .warnings()
        .infos(&found.warnings.lists)
        .map(|l| &*l.slug)
        .collect();
    format!(
        "{text} {}: {}/{} AS{} {} agree={} mixed={} cctld={} domain={} [{}]{}",
        if exercise { "exercise" } else { "real" },
        code(found.registered),
        code(found.located),
        found.asn.unwrap_or(0),
        found.network.unwrap_or("-"),
        found.agreement,
        found.mixed,
        code(found.cctld),
        found.registrable_domain.as_deref().unwrap_or("-"),
        lists.join(" "),
        if found.warnings.suppressed() {
            " suppressed"
        } else {
            ""
        },
    )
}

fn with_tables() -> (tempfile::TempDir, Enricher) {
    let folder = tempfile::tempdir().unwrap();
    for (kind, csv) in [
        (
            TableKind::Registered,
            "198.18.0.0/15,ZZ\n203.0.113.0/24,MU\n2001:db8::/32,KE\n",
        ),
        (
            TableKind::Located,
            "203.0.113.0/25,ZA\n203.0.113.128/25,MU\n2001:db8::/32,KE\n",
        ),
        (
            TableKind::Network,
            "203.0.113.0/24,64500,Documentation net\n",
        ),
    ] {
        let mut builder = RangeTableBuilder::new(About {
            name: "invented".into(),
            kind,
            date: "2026-06-17".into(),
            licence: "CC0 1.0".into(),
        });
        builder.read_csv("invented.csv", csv.as_bytes()).unwrap();
        let path = folder.path().join(format!("{}.grt", kind as u8));
        std::fs::write(path, builder.build().to_bytes()).unwrap();
    }
    let enricher = Enricher::open(folder.path()).unwrap();
    (folder, enricher)
}

#[test]
fn values_of_every_sort() {
    let (_folder, enricher) = with_tables();
    let lines = [
        line(&enricher, Kind::Ipv4, "203.0.113.7", false),
        line(&enricher, Kind::Ipv4, "203.0.113.200", false),
        line(&enricher, Kind::Ipv4, "203.0.113.7", true),
        line(&enricher, Kind::Cidr, "203.0.113.0/24", false),
        line(&enricher, Kind::Ipv6, "2001:db8:1d40::1", false),
        line(&enricher, Kind::Ipv6, "2001:db8:1d40::1", true),
        line(&enricher, Kind::Ipv4, "198.18.2.9", true),
        line(
            &enricher,
            Kind::Url,
            "http://203.0.113.7:8080/gate.php",
            false,
        ),
        line(&enricher, Kind::Domain, "login.bank.co.ke", false),
        line(&enricher, Kind::Url, "https://shop.github.io/pay", false),
        line(&enricher, Kind::Email, "billing@supplier.co.za", false),
        line(&enricher, Kind::Domain, "pages.example", true),
    ];
    insta::assert_snapshot!(lines.join("\n"));
    assert_eq!(enricher.problems(), [""; 0]);
}

#[test]
fn values_without_a_place_have_none() {
    let enricher = Enricher::built_in();
    let hash = value(Kind::Md5, "0123456789abcdef0123456789abcdef");
    assert_eq!(enricher.enrich(&hash, false), Enrichment::default());
}

/// A real address must never get an invented country, nor an invented one a real list.
#[test]
fn exercise_geography_does_not_answer_for_real_intake() {
    let enricher = Enricher::built_in();
    for range in enrich::exercise::ranges() {
        let real = enricher.hosting_of(range.start, range.end, false);
        assert_eq!(real, enrich::Hosting::default());
        let exercise = enricher.hosting_of(range.start, range.end, true);
        assert_eq!(exercise.registered, Some(range.registered));
        assert_eq!(exercise.located, Some(range.located));
        assert_eq!(exercise.agreement, range.registered == range.located);
    }
}

#[test]
fn every_data_set_tells_its_name_date_and_licence() {
    let (_folder, enricher) = with_tables();
    enricher.load().unwrap();
    let sets = enricher.datasets();
    assert!(
        sets.iter()
            .all(|set| !set.name.is_empty() && !set.licence.is_empty())
    );
    assert!(sets.iter().all(|set| set.entries.is_some()));
    let today = jiff::civil::date(2026, 7, 17);
    assert_eq!(sets[0].age_days(today), Some(30));
    assert_eq!(
        enricher.directory().name(*b"TZ", NameLanguage::French),
        "Tanzanie"
    );
}

#[test]
fn a_broken_data_folder_is_an_error_that_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("located.grt"), b"GRIOTRT\x01short").unwrap();
    let message = Enricher::open(folder.path()).unwrap_err().to_string();
    assert!(
        message.contains("located.grt") && message.contains("cargo xtask data"),
        "{message}"
    );
    assert!(Enricher::open(&folder.path().join("missing")).is_ok());
}

#[test]
fn folders_made_by_the_user_are_used() {
    let folder = tempfile::tempdir().unwrap();
    let lists = folder.path().join("warninglists");
    std::fs::create_dir(&lists).unwrap();
    let list = r#"{"name":"Own","version":20260101,"description":"","type":"hostname","list":["cdn.example"]}"#;
    std::fs::write(lists.join("own.json"), list).unwrap();
    std::fs::write(
        folder.path().join("authorities.csv"),
        "iso2,csirt_name\nKE,Exercise CSIRT\n",
    )
    .unwrap();
    let enricher = Enricher::open(folder.path()).unwrap();
    assert!(enricher.warnings().id("own").is_some());
    let kenya = enricher.directory().country(*b"KE").unwrap();
    assert_eq!(kenya.csirt.as_ref().unwrap().name, "Exercise CSIRT");
}
