//! The STIX and MISP annexes: same rows, same identifiers, same bytes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may fail by panicking

use formats::export::{ExportMeta, ExportRow, Territory, exports};
use model::{Admiralty, Category, Claim, Country, Liveness, Ownership, Pap, Tlp, Utc};
use observable::{Kind, Observable};
use uuid::Uuid;

fn row(id: &str, kind: Kind, value: &str, category: Category, tlp: Tlp) -> ExportRow {
    let observable = Observable::parse(kind, value).unwrap();
    ExportRow {
        id: Uuid::new_v5(&Uuid::NAMESPACE_URL, id.as_bytes()),
        kind,
        value: observable.value().to_owned(),
        defanged: observable.defanged(),
        category,
        first_seen: Utc(1_714_550_400),
        last_seen: Utc(1_714_636_800),
        expires: Utc(1_719_000_000),
        confidence: 72,
        grade: Admiralty::parse("B2").unwrap(),
        sources: 2,
        tlp,
        pap: Pap::Green,
        country: Some(Country::from_bytes(*b"KE")),
        registered: Some(Country::from_bytes(*b"NG")),
        located: Some(Country::from_bytes(*b"KE")),
        asn: Some(64_500),
        network: Some("EXAMPLE-NET".to_owned()),
        ownership: Ownership::CriminalOwned,
        liveness: Liveness::Live,
        territories: vec![Territory::new(
            Country::from_bytes(*b"KE"),
            Claim::Located as u8 | Claim::Target as u8,
        )],
        malware: vec!["LockBit".to_owned()],
        campaigns: vec!["Example Campaign".to_owned()],
        ports: vec![443],
        why: "Controller of an example".to_owned(),
    }
}

fn written(id: &str) -> (String, u64, u64) {
    let rows = vec![
        row(
            "G-1",
            Kind::Ipv4,
            "198.51.100.7",
            Category::RANSOMWARE_C2,
            Tlp::Amber,
        ),
        row(
            "G-2",
            Kind::Domain,
            "c2.example.com",
            Category::BOTNET_C2,
            Tlp::Green,
        ),
        row(
            "G-3",
            Kind::Url,
            "http://x.example.com/a'b\\c",
            Category::PHISHING_SITE,
            Tlp::Clear,
        ),
        row(
            "G-4",
            Kind::Cidr,
            "203.0.113.0/24",
            Category::OTHER,
            Tlp::AmberStrict,
        ),
        row(
            "G-5",
            Kind::Sha256,
            "00000000000000000000000000000000000000000000000000000000000000aa",
            Category::MALWARE_DISTRIBUTION,
            Tlp::Clear,
        ),
        row(
            "G-6",
            Kind::Email,
            "fraud@example.com",
            Category::SPAM_SENDER,
            Tlp::Clear,
        ),
        row(
            "G-7",
            Kind::Ipv6,
            "2001:db8::7",
            Category::BOTNET_C2,
            Tlp::Red,
        ),
        row("G-8", Kind::Asn, "AS64500", Category::OTHER, Tlp::Clear),
    ];
    let meta = ExportMeta {
        title: "Cyber activity report KE-2024-001".to_owned(),
        generated: Utc(1_714_700_000),
        expires: Utc(1_715_000_000),
        tlp: Tlp::AmberStrict,
        exercise: true,
    };
    let export = exports().iter().find(|export| export.id == id).unwrap();
    let mut out = Vec::new();
    let counts = (export.write)(&mut rows.into_iter(), &meta, &mut out).unwrap();
    (
        String::from_utf8(out).unwrap(),
        counts.rows,
        counts.skipped.values().sum(),
    )
}

#[test]
fn annexes_are_json_and_deterministic() {
    for id in ["stix", "misp"] {
        let (text, rows, skipped) = written(id);
        assert_eq!(
            (rows + skipped, skipped),
            (8, 1),
            "{id}: only TLP:RED stays"
        );
        assert_eq!(text, written(id).0);
        assert!(!text.contains("2001:db8::7"));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(value.is_object());
        insta::assert_snapshot!(id, text);
    }
}

#[test]
fn the_same_row_has_the_same_identifier() {
    let (stix, ..) = written("stix");
    let (misp, ..) = written("misp");
    let event: serde_json::Value = serde_json::from_str(&misp).unwrap();
    for attribute in event["Event"]["Attribute"].as_array().unwrap() {
        assert!(stix.contains(&format!(
            "indicator--{}",
            attribute["uuid"].as_str().unwrap()
        )));
    }
}
