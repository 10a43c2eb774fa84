//! Snapshots of every writer over the same rows, the hostile ones among them.

use super::*;

fn row(kind: Kind, value: &str) -> ExportRow {
    ExportRow {
        id: Uuid::new_v5(&Uuid::NAMESPACE_URL, value.as_bytes()),
        kind,
        value: value.to_owned(),
        defanged: value.replace('.', "[.]"),
        category: Category::BOTNET_C2,
        first_seen: Utc(1_714_550_405),
        last_seen: Utc(1_714_553_600),
        expires: Utc(1_714_640_000),
        confidence: 75,
        grade: Admiralty::parse("B2").unwrap(),
        sources: 2,
        tlp: Tlp::Green,
        pap: Pap::Green,
        country: Some(Country::from_bytes(*b"KE")),
        registered: Some(Country::from_bytes(*b"NG")),
        located: Some(Country::from_bytes(*b"KE")),
        asn: Some(64_500),
        network: Some("EXAMPLE-NET".to_owned()),
        ownership: Ownership::Compromised,
        liveness: Liveness::Live,
        territories: vec![
            Territory::new(Country::from_bytes(*b"KE"), Claim::Located as u8),
            Territory::new(Country::from_bytes(*b"NG"), Claim::Registered as u8),
        ],
        malware: vec!["ExampleBot".to_owned()],
        campaigns: vec!["Example Campaign".to_owned()],
        ports: vec![],
        why: "command server".to_owned(),
    }
}

fn rows() -> Vec<ExportRow> {
    vec![
        ExportRow {
            ports: vec![443, 8443],
            ..row(Kind::Ipv4, "198.51.100.7")
        },
        row(Kind::Ipv6, "2001:db8::7"),
        row(Kind::Cidr, "203.0.113.0/24"),
        ExportRow {
            why: "=HYPERLINK(\"http://a.example\")".to_owned(),
            malware: vec!["@SUM(1)".to_owned()],
            ..row(Kind::Domain, "c2.example.com")
        },
        row(Kind::Url, "http://a.example/x,y"),
        row(Kind::Phone, "+254700000000"),
        row(Kind::Domain, "x.example\nlocal-zone: \".\" refuse"),
        ExportRow {
            tlp: Tlp::Red,
            ..row(Kind::Domain, "red.example")
        },
        ExportRow {
            pap: Pap::Red,
            ..row(Kind::Domain, "watched.example")
        },
        ExportRow {
            expires: Utc(1),
            ..row(Kind::Domain, "old.example")
        },
    ]
}

fn meta() -> ExportMeta {
    ExportMeta {
        title: "Operation\nlist".to_owned(),
        generated: Utc(1_714_600_000),
        expires: Utc(1_714_686_400),
        tlp: Tlp::Green,
        exercise: true,
    }
}

#[test]
fn every_writer() {
    for export in exports() {
        let mut out = Vec::new();
        let written = (export.write)(&mut rows().into_iter(), &meta(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap().replace('\r', "␍");
        assert_eq!(
            written.rows + written.skipped.values().sum::<u64>(),
            rows().len() as u64,
            "{}",
            export.id
        );
        assert!(
            !text.contains("red.example"),
            "{}: TLP:RED never leaves in bulk",
            export.id
        );
        assert!(
            !export.acts || !text.contains("watched.example"),
            "{}: PAP forbids acting",
            export.id
        );
        insta::assert_snapshot!(
            format!("write-{}", export.id),
            format!("{text}---\n{written:?}")
        );
    }
}

#[test]
fn cells_are_no_formulas() {
    use crate::write_csv::harmless;
    for cell in ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "＝1"] {
        assert!(harmless(cell).starts_with('\''), "{cell:?}");
    }
    assert_eq!(harmless("a=b"), "a=b");
}
