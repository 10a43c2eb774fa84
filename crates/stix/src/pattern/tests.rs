//! Laws and examples of pattern parsing and extraction.

use observable::Kind;
use proptest::prelude::*;

use super::*;

fn canonical(text: &str) -> String {
    let pattern = Pattern::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let canonical = pattern.to_string();
    assert_eq!(
        Pattern::parse(&canonical).as_ref(),
        Ok(&pattern),
        "{canonical}"
    );
    canonical
}

fn found(text: &str) -> Vec<(Kind, String, Option<u16>)> {
    let extraction = extract(&Pattern::parse(text).unwrap());
    extraction
        .values
        .into_iter()
        .map(|value| (value.kind, value.text, value.port))
        .collect()
}

#[test]
fn canonical_texts() {
    let cases = [
        "[ipv4-addr:value='198.51.100.1']",
        "[ a:b == 1 and a:c <> 'x' Or NOT EXISTS a:d ]",
        "[a:b=1] AND [a:b=2] OR [a:b=3] FOLLOWEDBY [a:b=4]",
        "([a:b=1] AND ([a:b=2] OR [a:b=3])) WITHIN 5 SECONDS REPEATS 2 TIMES",
        "[a:b=1] START '2016-06-01T00:00:00Z' STOP '2016-07-01T00:00:00Z'",
        "[a:b=1] START t'2016-06-01T00:00:00.000Z' STOP t'2016-07-01T00:00:00Z'",
        "[a:b IN ('x', 2, 2.50, true, h'0aFF', b'AAE=', t'2016-06-01T00:00:00Z', -.5)]",
        "[a:b NOT IN ()]",
        "[file:hashes.SHA-256 = 'x' AND file:hashes.'MD5' = 'y']",
        "[email-message:to_refs[*].value LIKE '%@example.com' OR a:b[-1][2].'c d' MATCHES '^\\d+\\.x$']",
        "[ipv4-addr:value ISSUBSET '198.51.100.0/24' AND a:b NOT ISSUPERSET 'x'] // note",
        "/* a */ [((a:b = 'it\\'s \\\\ there'))]",
        "[exists:value = 1 AND EXISTS exists:value]",
        "[a:b >= 1 AND (a:c < 2 OR a:c > 3) AND a:d NOT = true]",
    ];
    let text: Vec<String> = cases
        .iter()
        .map(|case| format!("{case}\n  {}", canonical(case)))
        .collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn errors_say_where_and_what() {
    let cases = [
        "",
        "ipv4-addr:value = '1'",
        "[ipv4-addr:value = '1'",
        "[ipv4-addr:value = 1.2.3.4]",
        "[ipv4-addr = '1']",
        "[ipv4-addr:value '1']",
        "[ipv4-addr:value = x]",
        "[a:b LIKE 5]",
        "[a:b = 'open]",
        "[a:b = h'abc']",
        "[a:b = b'?']",
        "[a:b = t'today']",
        "[a:b IN ('x' 'y')]",
        "[a:b = 1] WITHIN 0 SECONDS",
        "[a:b = 1] REPEATS 1.5 TIMES",
        "[a:b = 1] START 'x' STOP 'y'",
        "[a:b = 1] [a:b = 2]",
        "[a:b = 99999999999999999999]",
        "[a:b = é]",
        "[a:b ! 1]",
        "[a:b = 1 /* x",
        "[NOT a:b = 1]",
        "[a:b[x] = 1]",
        "[a:'b-c'.\u{0} = 1]",
        "[a:b = -]",
        "yara",
        "rule x { condition: true }",
    ];
    let text: Vec<String> = cases
        .iter()
        .map(|case| format!("{case:?}\n  {}", Pattern::parse(case).unwrap_err()))
        .collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn limits_hold() {
    let long = format!("[a:b = '{}']", "x".repeat(MAX_BYTES));
    assert!(matches!(
        Pattern::parse(&long),
        Err(PatternError::TooLong(_))
    ));
    let nested = |depth: usize| format!("[{}a:b = 1{}]", "(".repeat(depth), ")".repeat(depth));
    assert!(Pattern::parse(&nested(MAX_DEPTH)).is_ok());
    assert!(matches!(
        Pattern::parse(&nested(MAX_DEPTH + 1)),
        Err(PatternError::TooDeep { .. })
    ));
    let outer = format!("{}[a:b = 1]", "(".repeat(30_000));
    assert!(matches!(
        Pattern::parse(&outer),
        Err(PatternError::TooDeep { .. })
    ));
    // Long and flat is fine: thousands of members and qualifiers.
    let flat = vec!["[a:b=1]"; 5_000].join("OR");
    assert!(Pattern::parse(&flat).is_ok());
    let qualified = format!("[a:b=1]{}", " REPEATS 2 TIMES".repeat(4_000));
    assert!(Pattern::parse(&qualified).is_ok());
}

#[test]
fn ports_and_values_are_limited() {
    let values: Vec<String> = (0..1_500).map(|n| format!("'a{n}.example'")).collect();
    let ports: Vec<String> = (1..2_000).map(|n| n.to_string()).collect();
    let text = format!(
        "[domain-name:value IN ({}) AND network-traffic:dst_port IN ({})]",
        values.join(","),
        ports.join(",")
    );
    let extraction = extract(&Pattern::parse(&text).unwrap());
    assert_eq!(extraction.values.len(), MAX_VALUES);
    assert!(!extraction.complete);
}

#[test]
fn extraction_of_many_spellings() {
    let cases = [
        "[ipv4-addr:value = '198.51.100.1']",
        "[ipv4-addr:value = '198.51.100.0/24'] OR [ipv4-addr:value ISSUBSET '203.0.113.0/24']",
        "[ipv6-addr:value = '2001:db8::1' OR ipv6-addr:value = '2001:db8::/32']",
        "[domain-name:value IN ('a.example', 'b.example')] AND [url:value = 'https://c.example/']",
        "[file:hashes.md5 = 'd41d8cd98f00b204e9800998ecf8427e' AND file:hashes.'SHA256' = 'x' AND file:name = 'a.exe']",
        "[file:hashes.'SHA3-256' = 'x']",
        "[file:hashes.MD5 = h'd41d8cd98f00b204e9800998ecf8427e']",
        "[file:name = 'a.exe' AND file:parent_directory_ref.path = 'C:\\\\Windows']",
        "[file:extensions.'windows-pebinary-ext'.sections[*].hashes.MD5 = 'x']",
        "[x509-certificate:hashes.'SHA-1' = 'x' OR artifact:hashes.'SHA-512' = 'y']",
        "[email-message:from_ref.value = 'a@example.com' AND email-message:to_refs[*].value = 'v@example.net']",
        "[email:subject = 'Invoice'] OR [email-addr:value = 'a@example.com']",
        "[http-request-ext:request_header.'User-Agent' = 'Agent 1.0']",
        "[network-traffic:extensions.'http-request-ext'.request_header.Host = 'a.example']",
        "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '198.51.100.1' AND network-traffic:dst_port = '443']",
        "[network-traffic:dst_ref.value = 'a.example' AND network-traffic:dst_port IN (80, 443)]",
        "[(network-traffic:dst_ref.value = 'a.example' OR network-traffic:dst_ref.value = 'b.example') AND (network-traffic:dst_port = 80 OR network-traffic:dst_port = 81)]",
        "[network-traffic:src_ref.value = '198.51.100.1' AND network-traffic:dst_port = 25]",
        "[network-traffic:dst_port = 25] AND [ipv4-addr:value = '198.51.100.1']",
        "[network-traffic:dst_ref.value = '198.51.100.1' AND network-traffic:protocols[*] = 'tcp']",
        "[ipv4-addr:value != '198.51.100.1' AND ipv4-addr:value NOT = '198.51.100.2' AND ipv4-addr:value = '198.51.100.3']",
        "[domain-name:value LIKE '%.example'] OR [domain-name:value MATCHES '^a' AND EXISTS domain-name:value AND domain-name:value > 'b']",
        "[ipv4-addr:value = '198.51.100.1'] FOLLOWEDBY [ipv4-addr:value = '198.51.100.2'] WITHIN 300 SECONDS",
        "[autonomous-system:number = 64500] OR [mac-addr:value = '02:00:5e:00:53:01'] OR [mutex:name = 'm'] OR [windows-registry-key:key = 'HKLM\\\\Software\\\\X']",
        "[user-account:account_type = 'twitter' AND user-account:account_login = 'name']",
        "[user-account:account_type = 'unix' AND user-account:account_login = 'root']",
        "[user-account:account_type = 'btc' AND user-account:user_id = 'wallet']",
        "[process:command_line = 'x' OR domain-name:value = 'a.example' OR domain-name:value = 'a.example']",
    ];
    let mut text = String::new();
    for case in cases {
        let extraction = extract(&Pattern::parse(case).unwrap());
        text.push_str(&format!("{case}\n  complete: {}\n", extraction.complete));
        for value in extraction.values {
            let port = value
                .port
                .map_or(String::new(), |port| format!(" port {port}"));
            text.push_str(&format!(
                "  {}: {}{port}\n",
                value.kind.name(),
                value.describe()
            ));
        }
        for left in extraction.left {
            text.push_str(&format!("  left: {left}\n"));
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn handles_come_back() {
    for text in [
        "telegram:a",
        "@Name",
        "@name:server",
        "unix:root",
        "btc:x",
        "discord:Name#1:2",
        "a b:c",
    ] {
        let pattern = write(Kind::Handle, text, None).unwrap();
        assert_eq!(
            found(&pattern),
            [(Kind::Handle, text.to_owned(), None)],
            "{pattern}"
        );
    }
    let bare = "[user-account:display_name = 'name']";
    assert_eq!(found(bare), [(Kind::Handle, "@name".to_owned(), None)]);
    assert_eq!(
        found("[user-account:account_type = 'unix' AND user-account:user_id = 'root']"),
        []
    );
}

#[test]
fn every_kind_is_written_and_comes_back() {
    let mut text = String::new();
    for kind in Kind::ALL {
        let value = match kind {
            Kind::Ipv4 => "198.51.100.1",
            Kind::Ipv6 => "2001:db8::1",
            Kind::Cidr => "2001:db8::/32",
            Kind::Asn => "AS64500",
            Kind::Onion => "name.onion",
            Kind::Handle => "telegram:bank_support",
            Kind::FilePath => "C:\\Users\\it's\\a.exe",
            Kind::FileName => "it's.exe",
            _ => "value",
        };
        let Some(pattern) = write(*kind, value, None) else {
            assert!(matches!(kind, Kind::Cve | Kind::Attack), "{kind:?}");
            continue;
        };
        text.push_str(&format!("{}: {pattern}\n", kind.name()));
        assert_eq!(found(&pattern), [(*kind, value.to_owned(), None)]);
        assert_eq!(canonical(&pattern), pattern);
    }
    text.push_str(&write(Kind::Ipv4, "198.51.100.1", Some(443)).unwrap());
    insta::assert_snapshot!(text);
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,12}", "\\PC{0,8}", "['\\\\]{0,4}"]
}

fn constant() -> impl Strategy<Value = Constant> {
    prop_oneof![
        text().prop_map(Constant::Text),
        any::<i64>().prop_map(Constant::Integer),
        (-1e300f64..1e300).prop_map(|n| Constant::Float(n + 0.0)),
        (-10f64..10.0).prop_map(|n| Constant::Float(n + 0.0)),
        any::<bool>().prop_map(Constant::Boolean),
        prop::collection::vec(any::<u8>(), 0..5).prop_map(Constant::Hex),
        prop::collection::vec(any::<u8>(), 0..5).prop_map(Constant::Binary),
        Just(Constant::Timestamp("2026-05-01T08:00:00.5Z".to_owned())),
    ]
}

fn object_path() -> impl Strategy<Value = ObjectPath> {
    let step = prop_oneof![
        "[a-z_][a-z0-9_]{0,6}".prop_map(Step::Name),
        text().prop_map(Step::Name),
        any::<i64>().prop_map(Step::Index),
        Just(Step::AnyIndex),
    ];
    (
        "[a-z][a-z0-9-]{0,8}",
        text(),
        prop::collection::vec(step, 0..3),
    )
        .prop_map(|(object_type, first, rest)| {
            let mut steps = vec![Step::Name(first)];
            steps.extend(rest);
            ObjectPath { object_type, steps }
        })
}

fn test() -> impl Strategy<Value = Test> {
    let operator = prop::sample::select(vec![
        Operator::Equal,
        Operator::NotEqual,
        Operator::Greater,
        Operator::Less,
        Operator::GreaterOrEqual,
        Operator::LessOrEqual,
    ]);
    let text_operator = prop::sample::select(vec![
        TextOperator::Like,
        TextOperator::Matches,
        TextOperator::IsSubset,
        TextOperator::IsSuperset,
    ]);
    let predicate = prop_oneof![
        (operator, constant()).prop_map(|(operator, value)| Predicate::Compare(operator, value)),
        prop::collection::vec(constant(), 0..4).prop_map(Predicate::In),
        (text_operator, text()).prop_map(|(operator, text)| Predicate::Text(operator, text)),
        Just(Predicate::Exists),
    ];
    (object_path(), any::<bool>(), predicate).prop_map(|(path, negated, predicate)| Test {
        path,
        negated,
        predicate,
    })
}

fn comparison() -> impl Strategy<Value = Comparison> {
    test()
        .prop_map(Comparison::Test)
        .prop_recursive(3, 12, 3, |inner| {
            let parts = prop::collection::vec(inner, 2..4);
            prop_oneof![
                parts.clone().prop_map(Comparison::And),
                parts.prop_map(Comparison::Or),
            ]
        })
}

fn observation() -> impl Strategy<Value = Observation> {
    let qualifier = prop_oneof![
        (0.001f64..1e6).prop_map(Qualifier::Within),
        (1u64..1_000).prop_map(Qualifier::Repeats),
        Just(Qualifier::StartStop {
            start: "2026-05-01T08:00:00Z".to_owned(),
            stop: "2026-05-02T08:00:00.000Z".to_owned(),
        }),
    ];
    comparison()
        .prop_map(Observation::Single)
        .prop_recursive(3, 12, 3, move |inner| {
            let parts = prop::collection::vec(inner.clone(), 2..4);
            prop_oneof![
                parts.clone().prop_map(Observation::And),
                parts.clone().prop_map(Observation::Or),
                parts.prop_map(Observation::FollowedBy),
                (inner, prop::collection::vec(qualifier.clone(), 1..3)).prop_map(
                    |(inner, qualifiers)| Observation::Qualified {
                        inner: Box::new(inner),
                        qualifiers
                    }
                ),
            ]
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn parsing_never_panics(text in "\\PC{0,80}") {
        let _ = Pattern::parse(&text);
    }

    #[test]
    fn parsing_of_likely_text_never_panics(
        parts in prop::collection::vec(prop::sample::select(vec![
            "[", "]", "(", ")", "a:b", "'x'", "'", "\\", "=", "!=", " AND ", " OR ", "NOT ", "IN", "1", "-", ".",
            "5.5", "[*]", "[0]", "h'00'", "t'", "b'", "/*", "*/", "//", "é", "EXISTS ", " WITHIN ", " SECONDS",
            "START ", " STOP ", "LIKE ", ",", ":", "FOLLOWEDBY ", "dst_port", "network-traffic:", "true",
        ]), 0..30)
    ) {
        if let Ok(pattern) = Pattern::parse(&parts.concat()) {
            let _ = extract(&pattern);
            prop_assert_eq!(Pattern::parse(&pattern.to_string()), Ok(pattern));
        }
    }

    #[test]
    fn text_of_a_tree_parses_back(root in observation()) {
        let pattern = Pattern { root };
        let text = pattern.to_string();
        prop_assert_eq!(Pattern::parse(&text).map_err(|error| format!("{text}: {error}")), Ok(pattern));
    }

    #[test]
    fn extraction_of_any_tree_is_accounted_for(root in observation()) {
        let extraction = extract(&Pattern { root });
        prop_assert_eq!(extraction.complete, extraction.left.is_empty());
        prop_assert!(!extraction.values.is_empty() || !extraction.left.is_empty());
    }

    #[test]
    fn what_is_written_is_extracted(
        kind in prop::sample::select(vec![
            Kind::Url, Kind::Email, Kind::Sha256, Kind::Mutex, Kind::RegistryKey, Kind::UserAgent,
            Kind::Btc, Kind::FilePath,
        ]),
        value in text(),
    ) {
        let pattern = write(kind, &value, None).unwrap_or_default();
        // A path without a separator is a name.
        let is_name = kind == Kind::FilePath && !value.contains(['/', '\\']);
        let kind = if is_name { Kind::FileName } else { kind };
        prop_assert_eq!(found(&pattern), vec![(kind, value, None)]);
    }

    #[test]
    fn ports_are_extracted(a in any::<[u8; 4]>(), port in any::<u16>(), length in 0u8..=32) {
        let address = std::net::Ipv4Addr::from(a).to_string();
        let pattern = write(Kind::Ipv4, &address, Some(port)).unwrap_or_default();
        prop_assert_eq!(found(&pattern), vec![(Kind::Ipv4, address.clone(), Some(port))]);
        let network = format!("{address}/{length}");
        let pattern = write(Kind::Cidr, &network, Some(port)).unwrap_or_default();
        prop_assert_eq!(found(&pattern), vec![(Kind::Cidr, network, Some(port))]);
    }
}
