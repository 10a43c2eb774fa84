//! Everything that the builders write, in one bundle: a snapshot and the rules of the standard.
//!
//! The same bundle passes the OASIS validator; `GRIOT_STIX_OUT=file cargo test -p stix` writes it
//! there for whoever wants to repeat that.

// Helper functions of tests are test code too; the lint only knows the test functions.
#![allow(clippy::unwrap_used)]

use observable::{Kind, Observable};
use serde_json::{Map, Value, json};
use stix::bundle::{BundleReader, BundleWriter};
use stix::id::{object_id, type_of};
use stix::marking::TlpLevel;
use stix::pattern::{Pattern, write};
use stix::time::Timestamp;
use stix::write::{
    Common, CourseOfAction, ExtensionDefinition, ExternalReference, Identity, Indicator,
    Infrastructure, Location, Malware, Note, Relationship, Report, Sighting, WriteError,
    attach_extension, sco, tls_fingerprint_extension,
};

const AT: Timestamp = Timestamp::from_seconds(1_777_622_400);

const VALUES: &[(Kind, &str)] = &[
    (Kind::Ipv4, "198.51.100.7"),
    (Kind::Ipv6, "2001:db8::1"),
    (Kind::Cidr, "198.51.100.0/24"),
    (Kind::Domain, "login.example.com"),
    (Kind::Url, "https://login.example.com/a?b=c"),
    (Kind::Email, "sender@example.com"),
    (Kind::Md5, "d41d8cd98f00b204e9800998ecf8427e"),
    (Kind::Sha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    (
        Kind::Sha256,
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ),
    (Kind::Asn, "AS64500"),
    (Kind::Mac, "02:00:5e:00:53:01"),
    (Kind::Mutex, "Global\\example"),
    (Kind::FileName, "invoice.exe"),
    (Kind::RegistryKey, "HKEY_LOCAL_MACHINE\\Software\\Example"),
];

/// A function, as a closure would tie all identifiers to one lifetime.
fn base<'a>(author: &'a str, markings: &'a [&'a str], id: &'a str) -> Common<'a> {
    Common {
        created_by_ref: Some(author),
        object_marking_refs: markings,
        ..Common::new(id, AT)
    }
}

fn objects() -> Result<Vec<Value>, WriteError> {
    let amber = [TlpLevel::Amber.id()];
    let id = |object_type: &str| object_id(object_type, b"example");
    let (author, indicator, malware) = (id("identity"), id("indicator"), id("malware"));
    let (infrastructure, location, action) =
        (id("infrastructure"), id("location"), id("course-of-action"));
    let references = [ExternalReference {
        source_name: "example",
        external_id: Some("GRIOT-1"),
        url: None,
    }];
    let mut out = vec![
        Identity {
            common: base(&author, &amber, &author),
            name: "Example hub",
            description: None,
            identity_class: "organization",
        }
        .to_value()?,
        Indicator {
            common: Common {
                labels: &["phishing-site"],
                confidence: Some(85),
                lang: Some("en"),
                external_references: &references,
                ..base(&author, &amber, &indicator)
            },
            name: "login[.]example[.]com",
            description: Some("Copies the page of a bank."),
            indicator_types: &["malicious-activity"],
            pattern: &write(Kind::Domain, "login.example.com", None).unwrap_or_default(),
            pattern_type: "stix",
            valid_from: AT,
            valid_until: Some(Timestamp::from_seconds(1_777_881_600)),
        }
        .to_value()?,
        Malware {
            common: base(&author, &amber, &malware),
            name: "Example bot",
            description: None,
            malware_types: &["bot"],
            is_family: true,
        }
        .to_value()?,
        Infrastructure {
            common: base(&author, &amber, &infrastructure),
            name: "Command server",
            description: None,
            infrastructure_types: &["command-and-control"],
            first_seen: Some(AT),
            last_seen: Some(AT),
        }
        .to_value()?,
        Location {
            common: base(&author, &amber, &location),
            name: None,
            region: Some("eastern-africa"),
            country: Some("KE"),
        }
        .to_value()?,
        CourseOfAction {
            common: base(&author, &amber, &action),
            name: "Ask the hoster",
            description: Some("Within a day."),
        }
        .to_value()?,
        Sighting {
            common: base(&author, &amber, &id("sighting")),
            description: None,
            first_seen: Some(AT),
            last_seen: Some(AT),
            count: Some(3),
            sighting_of_ref: &indicator,
            observed_data_refs: &[],
            where_sighted_refs: &[&author],
        }
        .to_value()?,
        Note {
            common: base(&author, &amber, &id("note")),
            summary: Some("Handling"),
            content: "Not for courts.",
            authors: &["desk"],
            object_refs: &[&indicator],
        }
        .to_value()?,
        tls_fingerprint_extension(&base(&author, &amber, ""))?,
    ];
    let links = [
        ("indicates", &indicator, &malware),
        ("located-at", &infrastructure, &location),
        ("mitigates", &action, &malware),
    ];
    for (name, source, target) in links {
        let link = object_id(
            "relationship",
            format!("{name} {source} {target}").as_bytes(),
        );
        let relationship = Relationship {
            common: base(&author, &amber, &link),
            relationship_type: name,
            description: None,
            source_ref: source,
            target_ref: target,
            start_time: None,
            stop_time: None,
        };
        out.push(relationship.to_value()?);
    }
    let extension = object_id("extension-definition", b"case");
    let definition = ExtensionDefinition {
        common: base(&author, &amber, &extension),
        name: "Case",
        description: Some("Adds a case number."),
        schema: "https://example.com/case.json",
        version: "1.0.0",
        extension_types: &["property-extension"],
    };
    out.push(definition.to_value()?);
    attach_extension(
        &mut out[3],
        &extension,
        Map::from_iter([("case".to_owned(), json!("A-1"))]),
    )?;
    for (kind, text) in VALUES {
        let value = Observable::parse(*kind, text).unwrap();
        out.push(sco(&value, &amber).unwrap());
    }
    let ids: Vec<String> = out
        .iter()
        .map(|object| object["id"].as_str().unwrap_or_default().to_owned())
        .collect();
    let refs: Vec<&str> = ids.iter().map(String::as_str).collect();
    let report_id = id("report");
    let report = Report {
        common: base(&author, &amber, &report_id),
        name: "Cyber activity report",
        description: None,
        report_types: &["threat-report"],
        published: AT,
        object_refs: &refs,
    };
    out.push(report.to_value()?);
    Ok(out)
}

fn bundle() -> String {
    let mut writer = BundleWriter::new(Vec::new()).unwrap();
    for object in objects().unwrap() {
        assert!(writer.push(&object).unwrap());
    }
    String::from_utf8(writer.finish().unwrap().1).unwrap()
}

#[test]
fn the_bundle_is_as_agreed() {
    let text = bundle();
    assert_eq!(text, bundle());
    if let Some(path) = std::env::var_os("GRIOT_STIX_OUT") {
        std::fs::write(path, &text).unwrap();
    }
    insta::assert_snapshot!(text);
}

#[test]
fn what_is_written_reads_back_without_remarks() {
    let text = bundle();
    for object in BundleReader::new(text.as_bytes()) {
        let object = object.unwrap();
        assert_eq!(object.remarks, [], "{}", object.text());
        assert_eq!(type_of(&object.id), Some(object.object_type.as_str()));
        if let stix::object::Facts::Indicator(facts) = &object.facts {
            assert!(Pattern::parse(&facts.pattern).is_ok());
        }
        let value: Value = serde_json::from_str(object.text()).unwrap();
        assert!(!has_empty_list(&value), "{value}");
    }
}

fn has_empty_list(value: &Value) -> bool {
    match value {
        Value::Array(list) => list.is_empty() || list.iter().any(has_empty_list),
        Value::Object(object) => object.is_empty() || object.values().any(has_empty_list),
        _ => false,
    }
}

#[test]
fn values_of_observables_come_back() {
    for (kind, text) in VALUES {
        let value = Observable::parse(*kind, text).unwrap();
        let object =
            stix::object::RawObject::parse(&sco(&value, &[]).unwrap().to_string()).unwrap();
        let found: Vec<_> = object
            .values
            .iter()
            .map(|found| (found.kind, found.text.as_str()))
            .collect();
        assert_eq!(found, [(*kind, value.value())]);
    }
    let cve = Observable::parse(Kind::Cve, "CVE-2026-0001").unwrap();
    assert_eq!(sco(&cve, &[]), None);
}

#[test]
fn mistakes_are_refused() {
    let id = object_id("indicator", b"x");
    let indicator = |common, until, pattern| {
        let at = Timestamp::from_seconds;
        Indicator {
            common,
            name: "x",
            description: None,
            indicator_types: &[],
            pattern,
            pattern_type: "stix",
            valid_from: at(10),
            valid_until: Some(at(until)),
        }
        .to_value()
        .map_err(|error| error.to_string())
    };
    let common = Common::new(&id, AT);
    let other = object_id("malware", b"x");
    let found = [
        indicator(common, 10, "[a:b = 1]"),
        indicator(common, 20, ""),
        indicator(
            Common {
                confidence: Some(101),
                ..common
            },
            20,
            "x",
        ),
        indicator(
            Common {
                id: "indicator--1",
                ..common
            },
            20,
            "x",
        ),
        indicator(
            Common {
                created_by_ref: Some(&other),
                ..common
            },
            20,
            "x",
        ),
        indicator(
            Common {
                modified: Timestamp(0),
                ..common
            },
            20,
            "x",
        ),
        indicator(
            Common {
                object_marking_refs: &["amber"],
                ..common
            },
            20,
            "x",
        ),
    ];
    let text: Vec<String> = found.into_iter().map(Result::unwrap_err).collect();
    insta::assert_snapshot!(text.join("\n"));
}
