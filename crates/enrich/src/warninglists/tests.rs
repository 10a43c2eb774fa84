//! What hits mean: suppression, notes, the rule about URLs, lists of users, bounds.

use std::time::Duration;

use proptest::prelude::*;

use super::*;

fn lists() -> &'static WarningLists {
    static LISTS: std::sync::OnceLock<WarningLists> = std::sync::OnceLock::new();
    LISTS.get_or_init(WarningLists::built_in)
}

fn value(kind: Kind, text: &str) -> Observable {
    Observable::parse(kind, text).unwrap()
}

/// Slugs of the hits; those that suppress are marked with an exclamation mark.
fn slugs(lists: &WarningLists, kind: Kind, text: &str, exercise: bool) -> String {
    let hits = lists.hits(&value(kind, text), exercise);
    assert_eq!(hits.suppressing.and(&hits.lists), hits.suppressing);
    let slug = |id: u8| {
        let mark = if hits.suppressing.contains(id) {
            "!"
        } else {
            ""
        };
        format!("{}{mark}", lists.get(id).unwrap().slug)
    };
    hits.lists.iter().map(slug).collect::<Vec<_>>().join(" ")
}

#[test]
fn shipped_lists_are_sound() {
    let lists = lists();
    assert_eq!(lists.problems(), [""; 0]);
    assert_eq!(lists.all().len(), BUILT_IN.len());
    let named = format::read_effects("effects.csv", EFFECTS.as_bytes()).unwrap();
    for info in lists.all() {
        assert_eq!(info.skipped, 0, "{}", info.slug);
        assert!(
            !info.description.is_empty() && info.built_in,
            "{}",
            info.slug
        );
        assert!(
            named.iter().any(|row| row.list == info.slug),
            "{} has no effect",
            info.slug
        );
        let exercise = info.slug.starts_with("exercise-");
        assert_eq!(info.applies == Applies::Exercise, exercise, "{}", info.slug);
        assert_eq!(
            lists.id(&info.slug).and_then(|id| lists.get(id)),
            Some(info)
        );
    }
    let total: usize = BUILT_IN.iter().map(|(_, text)| text.len()).sum();
    assert!(total < 400_000, "{total} bytes");
}

#[test]
fn addresses() {
    let hit = |kind, text, exercise| slugs(lists(), kind, text, exercise);
    assert_eq!(hit(Kind::Ipv4, "8.8.8.8", false), "public-resolvers!");
    assert_eq!(hit(Kind::Ipv4, "8.8.8.9", false), "");
    assert_eq!(hit(Kind::Ipv6, "2620:fe::fe", false), "public-resolvers!");
    assert_eq!(hit(Kind::Ipv4, "104.16.1.1", false), "cdn-cloudflare");
    assert_eq!(hit(Kind::Ipv4, "100.64.3.2", false), "cgnat!");
    assert_eq!(hit(Kind::Ipv4, "198.18.0.1", false), "documentation!");
    assert_eq!(hit(Kind::Ipv4, "203.0.113.5", true), "");
    assert_eq!(hit(Kind::Cidr, "104.16.4.0/24", false), "cdn-cloudflare");
    assert_eq!(hit(Kind::Cidr, "8.8.8.0/24", false), "");
    assert_eq!(hit(Kind::Cidr, "10.1.0.0/16", false), "special-purpose!");
}

#[test]
fn exercise_networks_are_on_exercise_lists_only() {
    use crate::exercise::{NetworkKind, ranges};
    for (kind, expected) in [
        (NetworkKind::Cdn, "exercise-cdn"),
        (NetworkKind::Shared, "exercise-shared"),
        (NetworkKind::Mobile, "exercise-cgnat"),
        (NetworkKind::Sinkhole, "exercise-sinkhole!"),
        (NetworkKind::Resolver, "exercise-resolver!"),
        (NetworkKind::Hoster, ""),
    ] {
        for range in ranges()
            .iter()
            .filter(|r| r.kind == kind && r.start.is_ipv4())
        {
            for end in [range.start, range.end] {
                assert_eq!(slugs(lists(), Kind::Ipv4, &end.to_string(), true), expected);
                assert_eq!(
                    slugs(lists(), Kind::Ipv4, &end.to_string(), false),
                    "documentation!"
                );
            }
        }
    }
    assert_eq!(
        slugs(lists(), Kind::Domain, "a.freehost.example", true),
        "exercise-names"
    );
    assert_eq!(
        slugs(lists(), Kind::Domain, "a.freehost.example", false),
        "reserved-names!"
    );
}

#[test]
fn a_url_is_not_suppressed_because_its_host_is() {
    let hit = |text| slugs(lists(), Kind::Url, text, false);
    assert_eq!(hit("https://google.com/"), "top-names!");
    assert_eq!(hit("https://google.com/x?y"), "top-names");
    assert_eq!(hit("https://user@google.com/"), "top-names");
    assert_eq!(
        hit("https://docs.google.com/forms/d/1"),
        "cloud-storage top-names"
    );
    assert_eq!(hit("https://bit.ly/abc"), "url-shorteners");
    assert_eq!(hit("https://8.8.8.8/x"), "public-resolvers");
    assert_eq!(hit("https://8.8.8.8/"), "public-resolvers!");
    // There is nothing public on such a host, whatever the path.
    assert_eq!(hit("http://192.168.1.1/x"), "special-purpose!");
    assert_eq!(hit("http://shop.example/x"), "reserved-names!");
    assert_eq!(
        slugs(lists(), Kind::Email, "fraud@gmail.com", false),
        "top-names"
    );
}

#[test]
fn the_most_specific_level_of_a_name_decides() {
    let hit = |text| slugs(lists(), Kind::Domain, text, false);
    assert_eq!(hit("google.com"), "top-names!");
    assert_eq!(hit("www.google.com"), "top-names!");
    assert_eq!(hit("sites.google.com"), "shared-hosting top-names");
    assert_eq!(hit("bank.sites.google.com"), "shared-hosting top-names");
    assert_eq!(hit("notgoogle.com"), "");
    assert_eq!(hit("shop.github.io"), "shared-hosting");
}

#[test]
fn hashes_of_empty_files_identify_nothing() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(slugs(lists(), Kind::Sha256, empty, false), "benign-hashes!");
    assert_eq!(slugs(lists(), Kind::FileName, empty, false), "");
}

fn user_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "mine.json",
        r#"{"name":"Mine","version":"7","type":"cidr","list":["203.0.113.0/24","203.0.113.0/25","bad"]}"#,
    );
    write(
        "cgnat.json",
        r#"{"name":"Other CGNAT","version":20260101,"type":"cidr","list":[]}"#,
    );
    write(
        "lists/parts/list.json",
        r#"{"name":"Parts","type":"substring","list":["Evil","ab"],"matching_attributes":["domain","url"]}"#,
    );
    write(
        "lists/mail/list.json",
        r#"{"name":"Mail","type":"regex","list":["/^(abuse|noc)\\@.*$/i","(?=x)","^exact$"],"matching_attributes":["email-src"]}"#,
    );
    write(
        "text/list.json",
        r#"{"name":"Text","type":"string","list":["198.51.100.7","Name.Example.Org"]}"#,
    );
    write("schema.json", "{}");
    write(
        "effects.csv",
        "list,effect,applies,urls\nparts,suppress,always,no\nmail,suppress,always,no\n",
    );
    folder
}

#[test]
fn lists_of_the_user_are_read_in_the_layout_of_misp() {
    let folder = user_folder();
    let lists = WarningLists::open(folder.path()).unwrap();
    let hit = |kind, text| slugs(&lists, kind, text, true);
    assert_eq!(hit(Kind::Ipv4, "203.0.113.9"), "mine");
    assert_eq!(hit(Kind::Ipv4, "100.64.0.1"), "");
    assert_eq!(hit(Kind::Domain, "some-evil-name.net"), "parts!");
    assert_eq!(hit(Kind::Domain, "xaby.net"), "parts!");
    assert_eq!(hit(Kind::Email, "NOC@provider.net"), "mail!");
    assert_eq!(hit(Kind::Ipv4, "198.51.100.7"), "text");
    assert_eq!(hit(Kind::Domain, "name.example.org"), "text");
    let info = |slug| lists.get(lists.id(slug).unwrap()).unwrap();
    assert_eq!((info("mine").entries, info("mine").skipped), (2, 1));
    assert_eq!((info("mail").entries, info("mail").skipped), (2, 1));
    assert_eq!(info("cgnat").name, "Other CGNAT");
    assert_eq!(
        info("cgnat").age_days(Date::constant(2026, 1, 31)),
        Some(30)
    );
    assert_eq!(info("mine").age_days(Date::constant(2026, 1, 31)), None);
}

#[test]
fn wrong_files_and_too_many_lists_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("broken.json"), "{").unwrap();
    let message = WarningLists::open(folder.path()).unwrap_err().to_string();
    assert!(
        message.contains("broken.json") && message.contains("line 1"),
        "{message}"
    );
    std::fs::remove_file(folder.path().join("broken.json")).unwrap();
    for i in 0..MAX_LISTS {
        let list = r#"{"name":"n","type":"string","list":[]}"#;
        std::fs::write(folder.path().join(format!("l{i}.json")), list).unwrap();
    }
    let message = WarningLists::open(folder.path()).unwrap_err().to_string();
    assert!(message.contains("256 warning lists"), "{message}");
    assert!(WarningLists::open(&folder.path().join("none")).is_ok());
}

#[test]
fn hostile_lists_cost_no_more_than_others() {
    // Every prefix length over the same address, in as many lists as there may be.
    let started = std::time::Instant::now();
    let mut index = IndexBuilder::default();
    let nested: Vec<String> = (0..=128)
        .map(|prefix| format!("2001:db8::/{prefix}"))
        .collect();
    for id in 0..=u8::MAX {
        assert_eq!(index.add(id, ListType::Cidr, &nested), 0);
    }
    let entries = [
        "(a{100}){100}{100}".to_owned(),
        "(".repeat(5_000),
        "a".repeat(10_000),
    ];
    assert_eq!(index.add(0, ListType::Regex, &entries), 3);
    assert_eq!(
        index.add(0, ListType::Hostname, &["bad name".into(), String::new()]),
        2
    );
    let index = index.build();
    assert_eq!(index.address("2001:db8::".parse().unwrap()).len(), 256);
    assert!(started.elapsed() < Duration::from_secs(5));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn range_hits_are_the_naive_hits(
        spans in prop::collection::vec((0u8..4, 0u32..1024, 22u8..33), 0..60),
        at in 0u32..1024,
        prefix in 22u8..33,
    ) {
        let base = 0xc612_0000u32;
        let mask = |prefix: u8| u32::MAX.checked_shr(prefix.into()).unwrap_or(0);
        let mut index = IndexBuilder::default();
        for &(id, host, prefix) in &spans {
            let entry = format!("{}/{prefix}", std::net::Ipv4Addr::from(base + host));
            index.add(id, ListType::Cidr, &[entry]);
        }
        let index = index.build();
        let (first, last) = ((base + at) & !mask(prefix), (base + at) | mask(prefix));
        let inside = |id: u8, ip: u32| {
            spans.iter().any(|s| s.0 == id && ip & !mask(s.2) == (base + s.1) & !mask(s.2))
        };
        let expected: ListSet = (0..4).filter(|&id| (first..=last).all(|ip| inside(id, ip))).collect();
        let found = index.addresses(IpAddr::V4(first.into()), IpAddr::V4(last.into()));
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_list_and_no_value_panics(entries in prop::collection::vec(".{0,12}", 0..8), text in ".{1,20}", at in 0usize..5) {
        let types = [ListType::Cidr, ListType::String, ListType::Hostname, ListType::Substring, ListType::Regex];
        let mut index = IndexBuilder::default();
        index.add(3, types[at], &entries);
        let index = index.build();
        let _ = (index.fits(&text), index.value(&text), index.name(&text).count());
    }
}

use std::net::IpAddr;
