//! Tests of the splitter: recovery, limits, places.

use super::*;
use proptest::prelude::*;

fn split(text: &str) -> Vec<String> {
    let select = |path: &str| match path {
        "" | "/a" => Action::Descend,
        "/a/*" | "/*" => Action::Take,
        _ => Action::Skip,
    };
    let limits = Limits {
        item_bytes: 1 << 10,
        ..Limits::default()
    };
    Splitter::new(text.as_bytes(), &limits, Box::new(select))
        .map(|piece| match piece {
            Piece::Item(item) => match item.value() {
                Ok(value) => format!("{} {}", item.pointer, value),
                Err(refusal) => format!("{} bad {}", item.pointer, refusal.detail),
            },
            Piece::Fault(fault) => {
                format!("{} FAULT {} {}", fault.pointer, fault.reason, fault.detail)
            }
        })
        .collect()
}

#[test]
fn takes_the_elements() {
    assert_eq!(
        split(r#"{"x":[1,{"a":[7]}],"a":[{"b":"]}\"["},2, "s" ],"z":null}"#),
        ["/a/0 {\"b\":\"]}\\\"[\"}", "/a/1 2", "/a/2 \"s\""]
    );
    assert_eq!(split("[1,2]"), ["/0 1", "/1 2"]);
    assert_eq!(split("[]"), Vec::<String>::new());
}

#[test]
fn a_broken_element_costs_only_itself() {
    let found = split("[{\"a\":tru},\n {\"b\":[1}, {\"c\":\"x\n}, {\"d\":1}]");
    assert_eq!(found.len(), 4, "{found:#?}");
    assert!(found[0].contains("line 1"), "{found:#?}");
    assert!(found[1].starts_with("/1 bad line 2"), "{found:#?}");
    assert_eq!(found[3], "/3 {\"d\":1}");
    let found = split("[1 2,,3]");
    assert_eq!(
        found.iter().filter(|line| !line.contains("FAULT")).count(),
        3,
        "{found:#?}"
    );
}

#[test]
fn what_cannot_go_on_is_refused_once() {
    for text in [
        "",
        "[1,2",
        "{\"a\":[1",
        "{\"a\" 1}",
        "[1]]",
        "{1:2}",
        "]",
        "{\"a\":[\"x",
    ] {
        let found = split(text);
        assert_eq!(
            found.iter().filter(|line| line.contains("FAULT")).count(),
            1,
            "{text}: {found:#?}"
        );
    }
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = format!("[{}{}, 1]", "[".repeat(100_000), "]".repeat(100_000));
    let found = split(&deep);
    assert!(found[0].contains("too-deep"), "{found:?}");
    assert_eq!(found[1], "/1 1");
    let found = split(&"[".repeat(100_000));
    assert_eq!(found.len(), 1);
    let long = format!("[\"{}\", 1]", "x".repeat(1 << 20));
    let found = split(&long);
    assert!(found[0].contains("too-long"), "{found:?}");
    assert_eq!(found[1], "/1 1");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn never_panics_and_ends(text in "[\\[\\]{}\",:a1 \\\\\n]{0,80}") {
        prop_assert!(split(&text).len() <= text.len() + 1);
    }
}
