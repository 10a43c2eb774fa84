//! Whole reports: layouts, annexes, laws that hold for any input.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod support;

use language::Lang;
use pdf::Engine;
use report::build;
use report::input::{Item, Permitted, ReportInput};

fn html(input: &ReportInput, lang: Lang) -> String {
    build(input, lang).unwrap().html().unwrap()
}

#[test]
fn same_input_same_bytes() {
    let input = support::report(40, 1);
    let mut turned = input.clone();
    turned.items.reverse();
    for lang in Lang::ALL {
        let (a, b) = (
            build(&input, *lang).unwrap(),
            build(&turned, *lang).unwrap(),
        );
        assert!(
            a.pdf(&Engine::new()).unwrap() == b.pdf(&Engine::new()).unwrap(),
            "pdf {lang:?}"
        );
        assert_eq!(a.html().unwrap(), b.html().unwrap());
        assert!(a.csv().unwrap() == b.csv().unwrap());
        assert!(a.xlsx().unwrap() == b.xlsx().unwrap(), "xlsx {lang:?}");
        assert!(a.docx().unwrap() == b.docx().unwrap(), "docx {lang:?}");
    }
}

#[test]
fn any_number_of_items_can_be_laid_out() {
    let engine = Engine::new();
    for n in [0, 1, 2, 5_000] {
        let input = support::report(n, 5);
        for lang in Lang::ALL {
            let document = build(&input, *lang).unwrap();
            assert!(document.pdf(&engine).unwrap().starts_with(b"%PDF"), "{n}");
            let rows = document.csv().unwrap().split(|b| *b == b'\n').count();
            assert_eq!(rows as u64, n + 2);
            assert!(document.xlsx().unwrap().starts_with(b"PK"));
            assert!(document.docx().unwrap().starts_with(b"PK"));
        }
    }
}

#[test]
fn an_empty_input_makes_a_report() {
    let input = ReportInput::default();
    let document = build(&input, Lang::En).unwrap();
    document.pdf(&Engine::new()).unwrap();
    document.html().unwrap();
    assert_eq!(report::file_stem(&input), "report");
}

#[test]
fn hostile_text_is_inert_everywhere() {
    let input = support::hostile();
    let engine = Engine::new();
    for lang in Lang::ALL {
        let document = build(&input, *lang).unwrap();
        document.pdf(&engine).unwrap();
        document.xlsx().unwrap();
        document.docx().unwrap();
        let page = document.html().unwrap();
        assert!(!page.contains("<script") && !page.contains("<i>Kenya"));
        assert!(!page.contains('\u{202e}') && !page.contains('\0'));
        assert!(page.contains("‹U+202E›"));
        assert!(!page.contains("http://") && !page.contains("https://") || only_namespaces(&page));
        let csv = String::from_utf8(document.csv().unwrap()).unwrap();
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        for record in reader.records() {
            for cell in &record.unwrap() {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']),
                    "{cell}"
                );
            }
        }
    }
    assert_eq!(report::file_stem(&input), "CAR----KE--b");
}

/// The page may name the SVG name space, and no other address.
fn only_namespaces(page: &str) -> bool {
    page.split("http")
        .skip(1)
        .all(|rest| rest.starts_with("://www.w3.org/2000/svg") || rest.starts_with("-equiv"))
}

#[test]
fn every_page_of_an_exercise_says_so_and_no_other_does() {
    let mut input = support::report(1, 1);
    assert!(html(&input, Lang::Fr).contains("EXERCICE"));
    assert!(html(&input, Lang::En).contains("EXERCISE"));
    input.exercise = false;
    assert!(!html(&input, Lang::En).contains("EXERCISE"));
}

#[test]
fn no_text_is_missing() {
    let mut input = support::report(200, 1);
    input.valid_until += 1;
    for lang in Lang::ALL {
        let page = html(&input, *lang);
        for prefix in [
            "column-",
            "label-",
            "section-",
            "action-",
            "annex-",
            "feedback-",
            "chart-",
            "summary-",
            "limit-",
        ] {
            assert!(!page.contains(&format!("[{prefix}")), "{lang:?} {prefix}");
        }
    }
}

#[test]
fn forbidden_actions_become_questions() {
    let mut input = support::report(5, 1);
    for item in &mut input.items {
        item.permitted = Some(Permitted::ContactForInstruction);
    }
    let document = build(&input, Lang::En).unwrap();
    let actions = document.view().audiences.iter().flat_map(|a| &a.actions);
    for action in actions.filter(|a| !["ANY-POL-1", "ANY-POL-2"].contains(&a.id.as_str())) {
        assert!(
            action.text.is_empty() && action.owner.is_some(),
            "{}",
            action.id
        );
    }
}

#[test]
fn html_of_a_small_report() {
    let input = support::report(3, 2);
    insta::assert_snapshot!("html_en", html(&input, Lang::En));
    insta::assert_snapshot!("html_fr", html(&input, Lang::Fr));
}

#[test]
fn csv_of_a_small_report() {
    let mut input = support::report(2, 2);
    input.items.push(Item {
        id: "x".into(),
        value: "=HYPERLINK(\"a\")".into(),
        why: "a, \"b\"\nc".into(),
        ..Item::default()
    });
    let csv = build(&input, Lang::En).unwrap().csv().unwrap();
    insta::assert_snapshot!(String::from_utf8(csv).unwrap());
}

#[test]
fn picture_of_a_report() {
    let input = support::report(60, 2);
    insta::assert_yaml_snapshot!(build(&input, Lang::En).unwrap().picture());
}

#[test]
fn threads_share_an_engine() {
    let engine = Engine::new();
    let input = support::report(20, 1);
    let alone = build(&input, Lang::Fr).unwrap().pdf(&engine).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for lang in Lang::ALL {
                    let pdf = build(&input, *lang).unwrap().pdf(&engine).unwrap();
                    assert!(*lang != Lang::Fr || pdf == alone);
                }
            });
        }
    });
}
