//! Reading of objects, good and bad.

use proptest::prelude::*;

use super::*;

fn show(text: &str) -> String {
    let object = match RawObject::parse(text) {
        Ok(object) => object,
        Err(error) => return format!("{text}\n  error: {error}\n"),
    };
    assert_eq!(object.text(), text.trim());
    let mut out = format!(
        "{text}\n  {} {:?} {:?}\n  {:?}\n",
        object.object_type, object.spec_version, object.id, object.facts
    );
    for value in &object.values {
        out.push_str(&format!(
            "  {} {:?} {:?}\n",
            value.kind.name(),
            value.text,
            value.port
        ));
    }
    for remark in &object.remarks {
        out.push_str(&format!("  remark: {remark}\n"));
    }
    out
}

#[test]
fn objects_of_both_versions() {
    let uuid = "92d4f4be-dd68-4b9c-ab58-ca471531d610";
    let head = |object_type: &str, rest: &str| {
        format!(
            r#"{{"type":"{object_type}","spec_version":"2.1","id":"{object_type}--{uuid}","created":"2026-05-01T08:00:00.000Z","modified":"2026-05-01T08:00:00.000Z",{rest}}}"#
        )
    };
    let cases = [
        head("indicator", r#""pattern":"[url:value = 'x']","pattern_type":"stix","valid_from":"2026-05-01T08:00:00Z","indicator_types":["benign"],"kill_chain_phases":[{"kill_chain_name":"k","phase_name":"p"}]"#),
        head("malware", r#""name":"M","malware_types":["bot"],"is_family":true"#),
        head("infrastructure", r#""name":"I","infrastructure_types":["botnet"],"first_seen":"2026-05-01T08:00:00Z""#),
        head("relationship", r#""relationship_type":"indicates","source_ref":"a","target_ref":"b""#),
        head("sighting", r#""sighting_of_ref":"a","count":3,"where_sighted_refs":["identity--x"]"#),
        head("report", r#""published":"2026-05-01T08:00:00Z","object_refs":["a"],"report_types":["threat-report"]"#),
        head("location", r#""country":"KE","region":"eastern-africa""#),
        head("x-custom", r#""name":"custom""#),
        r#"{"type":"marking-definition","spec_version":"2.1","id":"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82","created":"2017-01-20T00:00:00.000Z","definition_type":"tlp","definition":{"tlp":"amber"}}"#.to_owned(),
        r#"{"type":"ipv4-addr","id":"ipv4-addr--92d4f4be-dd68-5b9c-ab58-ca471531d610","value":"198.51.100.1"}"#.to_owned(),
        r#"{"type":"file","id":"file--92d4f4be-dd68-5b9c-ab58-ca471531d610","hashes":{"MD5":"m","SHA-256":"s","X":"x"},"name":"a.exe"}"#.to_owned(),
        r#"{"type":"user-account","id":"user-account--92d4f4be-dd68-5b9c-ab58-ca471531d610","account_type":"btc","user_id":"w"}"#.to_owned(),
        r#"{"type":"indicator","id":"indicator--92d4f4be-dd68-4b9c-ab58-ca471531d610","created":"2018-01-01T00:00:00.000Z","modified":"2018-01-01T00:00:00.000Z","labels":["malicious-activity"],"pattern":"[a:b = 1]","valid_from":"2018-01-01T00:00:00Z"}"#.to_owned(),
        r#"{"type":"observed-data","id":"observed-data--92d4f4be-dd68-4b9c-ab58-ca471531d610","created":"2018-01-01T00:00:00.000Z","modified":"2018-01-01T00:00:00.000Z","first_observed":"2018-01-01T00:00:00Z","last_observed":"2018-01-01T00:00:00Z","number_observed":2,"objects":{"0":{"type":"ipv4-addr","value":"198.51.100.1"},"1":{"type":"network-traffic","dst_ref":"0","dst_port":443,"protocols":["tcp"]}}}"#.to_owned(),
        r#" {"type":"indicator","type":"malware","id":"malware-1","created":"yesterday","labels":"one","confidence":300,"revoked":"yes","name":null,"spec_version":"3.0"} "#.to_owned(),
        r#"{"type":"relationship"}"#.to_owned(),
    ];
    insta::assert_snapshot!(cases.iter().map(|case| show(case)).collect::<String>());
}

#[test]
fn what_is_no_object_is_refused() {
    let cases = [
        "",
        "[]",
        "{}",
        "7",
        r#"{"type":5}"#,
        r#"{"type":"a""#,
        r#"{"type":"a"} x"#,
        "{\"type\":\"a\",\"b\":\u{0}}",
    ];
    insta::assert_snapshot!(cases.iter().map(|case| show(case)).collect::<String>());
}

#[test]
fn limits_hold() {
    let deep = format!(
        r#"{{"type":"x","a":{}{}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert!(matches!(
        RawObject::parse(&deep),
        Err(ObjectError::TooDeep { .. })
    ));
    let brackets_in_text = format!(r#"{{"type":"x","a":"\"{}"}}"#, "[".repeat(1_000));
    assert!(RawObject::parse(&brackets_in_text).is_ok());
    let large = format!(r#"{{"type":"x","a":"{}"}}"#, "y".repeat(MAX_OBJECT_BYTES));
    assert!(matches!(
        RawObject::parse(&large),
        Err(ObjectError::TooLarge(_))
    ));
}

proptest! {
    #[test]
    fn reading_never_panics(text in "\\PC{0,60}", object_type in prop::sample::select(vec![
        "indicator", "observed-data", "file", "marking-definition", "user-account", "report",
    ]), value in prop::sample::select(vec!["1", "\"x\"", "[]", "{}", "null", "[1]", "{\"a\":{\"type\":1}}"])) {
        let _ = RawObject::parse(&text);
        let names = ["pattern", "objects", "hashes", "extensions", "definition", "labels", "created", "confidence", "name"];
        let rest: String = names.iter().map(|name| format!(",\"{name}\":{value}")).collect();
        let text = format!("{{\"type\":\"{object_type}\"{rest}}}");
        let object = RawObject::parse(&text);
        prop_assert_eq!(object.map(|object| object.text().to_owned()), Ok(text));
    }
}
