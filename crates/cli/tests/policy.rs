//! Who sees what, through the real binary: a partner sees its own, what is hidden looks like what is unknown, terms of
//! agreements hold row by row and as a whole, and nothing of a protected source is in any file that leaves.

#![allow(clippy::unwrap_used, clippy::panic)]

mod kit;

use std::path::Path;

use kit::{Place, count, names, readable};

const HEADER: &str = "value,category,tlp,pap,target_country,comment\n";

/// `acme` and `other` with values of their own and one that both have.
fn two_partners() -> Place {
    let place = Place::new();
    place.partner("other", &[]);
    let csv = |own: &str, word: &str| {
        format!(
            "{HEADER}{own}.example,phishing_site,AMBER,GREEN,KE,{word}\nboth.example,phishing_site,GREEN,GREEN,KE,{word}\n"
        )
    };
    let acme = place.file("acme.csv", csv("of-acme", "acme says"));
    let other = place.file("other.csv", csv("of-other", "other says"));
    place.ingest_from("acme", &acme);
    place.ingest_from("other", &other);
    place
}

#[test]
fn a_partner_sees_its_own_and_nothing_else() {
    let place = two_partners();
    let known = |viewer: &str, value: &str| {
        let answer = place
            .griot(&["--json", "--as", viewer, "lookup", value])
            .value();
        answer["known"] == true
    };
    assert!(known("acme", "of-acme.example") && known("other", "of-other.example"));
    assert!(!known("acme", "of-other.example") && !known("other", "of-acme.example"));
    assert!(known("hub", "of-acme.example") && known("hub", "of-other.example"));

    // The shared value: each sees its own statement only, and a score made of nothing else.
    for (viewer, word) in [("acme", "acme says"), ("other", "other says")] {
        let answer = place
            .griot(&["--json", "--as", viewer, "lookup", "both.example"])
            .ok();
        let observations = answer.value()["indicator"]["observations"].clone();
        assert_eq!(observations.as_array().unwrap().len(), 1);
        assert!(answer.out.contains(word), "{}", answer.out);
        let stranger = if viewer == "acme" { "other" } else { "acme" };
        assert!(!answer.out.contains(stranger), "{}", answer.out);
        for command in ["list", "export"] {
            let ran = place.griot(&["--as", viewer, command]).ok();
            assert!(!ran.out.contains(&format!("of-{stranger}")), "{}", ran.out);
            assert!(!ran.out.contains(&format!("{stranger} ")), "{}", ran.out);
        }
    }
    let hub = place.lookup("both.example");
    assert_eq!(
        hub["indicator"]["observations"].as_array().unwrap().len(),
        2
    );
    let own = place
        .griot(&["--json", "--as", "acme", "lookup", "both.example"])
        .value();
    assert!(
        hub["indicator"]["score"].as_u64() > own["indicator"]["score"].as_u64(),
        "two independent sources are worth more than one"
    );
}

/// The answer to each question about a hidden value is, byte for byte, that about an unknown one.
#[test]
fn hidden_and_unknown_look_the_same() {
    let place = two_partners();
    // Two names of one length below one domain each: only what the store holds differs.
    for json in [true, false] {
        let ask = |command: &[&str], value: &str, named: &str| {
            let mut args = vec!["--as", "acme"];
            if json {
                args.push("--json");
            }
            args.extend(command);
            args.push(value);
            let ran = place.griot(&args);
            // The question itself is all that may differ.
            let bare = |text: &str| {
                text.replace(value, "VALUE")
                    .replace(&value.replace('.', "[.]"), "VALUE")
                    .replace(named, "VALUE")
            };
            (ran.code, bare(&ran.out), bare(&ran.err))
        };
        for (command, hidden, unknown) in [
            (&["lookup"][..], "of-other.example", "of-nobody.example"),
            (
                &["list", "--domain"][..],
                "of-other.example",
                "of-nobody.example",
            ),
            (
                &["export", "--domain"][..],
                "of-other.example",
                "of-nobody.example",
            ),
            (&["list", "--submission"][..], "2", "77"),
            (&["export", "--submission"][..], "2", "77"),
            (&["receipt"][..], "2", "77"),
            (&["list", "--malware"][..], "hidden", "unknown"),
        ] {
            assert_eq!(
                ask(command, hidden, hidden),
                ask(command, unknown, unknown),
                "{command:?} {hidden} {unknown}"
            );
        }
    }
}

#[test]
fn the_receipt_of_another_by_its_identifier_is_unknown() {
    let place = two_partners();
    let all = place.griot(&["--json", "receipt"]).ok().value();
    let of = |name: &str| {
        let all = all.as_array().unwrap();
        let row = all.iter().find(|row| row["name"] == name).unwrap();
        row["uuid"].as_str().unwrap().to_owned()
    };
    place
        .griot(&["--as", "acme", "receipt", &of("acme.csv")])
        .ok();
    let hidden = of("other.csv");
    let unknown = "00000000-0000-5000-8000-000000000000";
    let ask = |uuid: &str| {
        let ran = place.griot(&["--as", "acme", "receipt", uuid]);
        (ran.code, ran.out, ran.err.replace(uuid, "UUID"))
    };
    assert_eq!(ask(&hidden), ask(unknown));
}

#[test]
fn the_status_of_a_partner_counts_its_own() {
    let place = two_partners();
    let more = place.file("more.txt", names("more", 25));
    place.ingest_from("other", &more);
    let status = |viewer: &str| {
        place
            .griot(&["--json", "--as", viewer, "status"])
            .ok()
            .value()
    };
    let (acme, other, hub) = (status("acme"), status("other"), status("hub"));
    assert_eq!(acme["statements"], 2, "{acme}");
    assert_eq!(acme["submissions"], 1, "{acme}");
    assert!(
        acme["store"].is_null(),
        "the size of the store tells too: {acme}"
    );
    assert_eq!(other["statements"], 27, "{other}");
    assert_eq!(other["submissions"], 2, "{other}");
    assert_eq!(hub["statements"], 29, "{hub}");
    let text = place.griot(&["--as", "acme", "status"]).ok().out;
    assert!(!text.contains("other"), "{text}");
    // The roles that see figures only see no indicators.
    for kind in ["support-programme", "oversight"] {
        place
            .griot(&["org", "add", kind, "--name", kind, "--kind", kind])
            .ok();
        assert_eq!(status(kind)["statements"], 0, "{kind}");
        place
            .griot(&["--as", kind, "lookup", "both.example"])
            .with_code(4);
    }
}

/// What other partners are called and have agreed is not a partner's business either.
#[test]
fn a_partner_does_not_see_the_register_of_others() {
    let place = two_partners();
    place
        .griot(&[
            "org",
            "add",
            "ke-desk",
            "--name",
            "Kenya desk",
            "--kind",
            "national-authority",
            "--country",
            "KE",
        ])
        .ok();
    for viewer in ["acme", "ke-desk"] {
        let agreements = place.griot(&["--as", viewer, "agreement", "list"]).ok().out;
        assert!(!agreements.contains("other"), "{viewer}: {agreements}");
        let organisations = place
            .griot(&["--as", viewer, "--json", "org", "list"])
            .ok()
            .out;
        assert!(
            !organisations.contains("other"),
            "{viewer}: {organisations}"
        );
    }
    assert!(
        place
            .griot(&["agreement", "list"])
            .ok()
            .out
            .contains("other")
    );
}

/// All that can be read in the files of a folder, by file.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let files = kit::files(folder);
    assert!(!files.is_empty());
    files
        .iter()
        .filter_map(|path| Some((path.display().to_string(), readable(path)?)))
        .collect()
}

#[test]
fn reports_name_no_anonymous_source_and_hold_nothing_red() {
    let place = Place::new();
    let red = ["--tlp-ceiling", "RED", "--pap-ceiling", "RED"];
    place.partner("open-desk", &red);
    place.partner("secretive", &["--anonymous"]);
    let csv = format!(
        "{HEADER}red-one.example,phishing_site,RED,GREEN,KE,red text\n\
         amber-one.example,phishing_site,AMBER,GREEN,KE,amber text\n\
         strict-one.example,phishing_site,AMBER+STRICT,GREEN,KE,strict text\n\
         mixed.example,phishing_site,RED,GREEN,KE,red opinion\n"
    );
    let open = place.file("open.csv", csv);
    let receipt = place.ingest_from("open-desk", &open).remove(0);
    assert_eq!(count(&receipt, "new"), 4, "{receipt}");
    let csv = format!(
        "{HEADER}secret-one.example,phishing_site,GREEN,GREEN,KE,plain words\nmixed.example,phishing_site,GREEN,GREEN,KE,green opinion\n"
    );
    let secretive = place.file("quiet.csv", csv);
    place.ingest_from("secretive", &secretive);
    // The hub itself knows who it was.
    let hub = place.griot(&["lookup", "secret-one.example"]).ok().out;
    assert!(hub.contains("secretive threat desk"), "{hub}");

    let out = place.path("reports");
    place
        .griot(&["report", "--country", "KE", "--out", out.to_str().unwrap()])
        .ok();
    let mut kinds = 0;
    for (name, text) in texts(&out) {
        kinds += 1;
        assert!(!text.contains("secretive"), "{name} names the source");
        for word in ["red-one", "red text", "red opinion", "TLP:RED"] {
            // The explanation of the labels may name every label; an item may not carry this one.
            if word == "TLP:RED" && !name.ends_with(".csv") && !name.ends_with(".stix.json") {
                continue;
            }
            assert!(!text.contains(word), "{name} holds {word:?}");
        }
        if name.ends_with(".csv") || name.ends_with(".html") {
            assert!(text.contains("open-desk threat desk"), "{name}");
            assert!(text.contains("secret-one"), "{name}");
            assert!(text.contains("mixed"), "{name}");
            assert!(text.contains("strict-one"), "{name}");
        }
    }
    assert!(kinds >= 8, "{kinds} files could be read");

    for format in [
        "plain", "csv", "jsonl", "hosts", "rpz", "stix", "misp", "suricata",
    ] {
        for purpose in ["release", "block"] {
            let text = place
                .griot(&[
                    "export",
                    "--format",
                    format,
                    "--for",
                    purpose,
                    "--recipient",
                    "KE",
                    "-q",
                ])
                .ok()
                .out;
            assert!(text.contains("secret-one"), "{format} {purpose}: {text}");
            for word in ["red-one", "red opinion", "secretive"] {
                assert!(!text.contains(word), "{format} {purpose}: {word}");
            }
        }
        let public = place
            .griot(&["export", "--format", format, "--for", "public", "-q"])
            .ok()
            .out;
        assert!(!public.contains("-one"), "{format}: {public}");
    }
}

#[test]
fn a_list_to_block_by_holds_nothing_that_must_not_be_acted_on() {
    let place = Place::new();
    let csv = format!(
        "{HEADER}quiet-watch.example,phishing_site,GREEN,AMBER,KE,x\nblock-me.example,phishing_site,GREEN,GREEN,KE,x\n"
    );
    let path = place.file("pap.csv", csv);
    place.ingest(&path);
    let export = |purpose: &str| {
        place
            .griot(&[
                "export",
                "--format",
                "plain",
                "--for",
                purpose,
                "--recipient",
                "KE",
                "-q",
            ])
            .ok()
            .out
    };
    assert!(export("release").contains("quiet-watch"));
    assert!(!export("block").contains("quiet-watch"));
    assert!(export("block").contains("block-me"));
}

#[test]
fn countries_that_are_left_out_get_nothing() {
    let place = Place::bare();
    place.griot(&["init", "--exercise"]).ok();
    place.partner("only-ke", &["--only", "KE"]);
    place.partner("not-ke", &["--not", "KE"]);
    place.partner("anybody", &[]);
    for org in ["only-ke", "not-ke", "anybody"] {
        let csv = format!("{HEADER}from-{org}.example,phishing_site,GREEN,GREEN,KE;NG,x\n");
        let path = place.file(&format!("{org}.csv"), csv);
        let receipt = place.ingest_from(org, &path).remove(0);
        assert_eq!(count(&receipt, "new"), 1, "{receipt}");
    }
    for (country, wanted) in [
        ("KE", ["only-ke", "anybody"]),
        ("NG", ["not-ke", "anybody"]),
    ] {
        let out = place.path(&format!("reports-{country}"));
        place
            .griot(&[
                "report",
                "--country",
                country,
                "--languages",
                "en",
                "--out",
                out.to_str().unwrap(),
            ])
            .ok();
        let list = place
            .griot(&[
                "export",
                "--format",
                "csv",
                "--for",
                "release",
                "--recipient",
                country,
                "-q",
            ])
            .ok()
            .out;
        let mut read = texts(&out);
        read.push((format!("export for {country}"), list));
        for (name, text) in read {
            for org in ["only-ke", "not-ke", "anybody"] {
                let value = format!("from-{org}");
                let here = text.contains(&value);
                if wanted.contains(&org) {
                    assert!(
                        here || name.ends_with("manifest.json") || !name.ends_with(".csv"),
                        "{name} lacks {value}"
                    );
                } else {
                    assert!(!here, "{name} holds {value}");
                    assert!(!text.contains(&format!("{org} threat desk")), "{name}");
                }
            }
        }
    }
    // Nobody but the hub prepares releases.
    place
        .griot(&[
            "org",
            "add",
            "ke-desk",
            "--name",
            "Kenya desk",
            "--kind",
            "national-authority",
            "--country",
            "KE",
        ])
        .ok();
    for viewer in ["ke-desk", "anybody"] {
        let ran = place.griot(&[
            "--as",
            viewer,
            "export",
            "--format",
            "csv",
            "--for",
            "release",
            "--recipient",
            "KE",
            "-q",
        ]);
        assert!(!ran.out.contains("from-"), "{viewer}: {}", ran.out);
    }
}

#[test]
fn without_an_agreement_in_force_nothing_goes_in() {
    let place = Place::bare();
    place.griot(&["init", "--exercise"]).ok();
    let list = place.file("a.txt", "a.example\n");
    let list = list.to_str().unwrap();
    let refused = |from: &str, words: &[&str]| {
        let ran = place.griot(&["ingest", "--from", from, list]).with_code(3);
        for word in words {
            assert!(ran.err.contains(word), "{from}: {}", ran.err);
        }
        let ran = place
            .griot(&["--json", "ingest", "--from", from, list])
            .with_code(3);
        let error: serde_json::Value = serde_json::from_str(ran.err.trim()).unwrap();
        assert!(
            error["error"].as_str().unwrap().contains(words[0]),
            "{error}"
        );
    };
    place.griot(&["org", "add", "none", "--name", "None"]).ok();
    refused("none", &["has no agreement", "griot agreement add"]);
    place.partner("early", &["--from", "2026-12-01"]);
    refused("early", &["begins on 2026-12-01"]);
    place.partner("late", &["--from", "2026-01-01", "--until", "2026-11-22"]);
    refused("late", &["ended on 2026-11-22", "renew"]);
    place.partner("paused", &[]);
    place.griot(&["agreement", "suspend", "paused", "std"]).ok();
    refused("paused", &["is suspended", "coordinator"]);
    place.partner("many", &[]);
    place
        .griot(&["agreement", "add", "many", "more", "--until", "2027-01-01"])
        .ok();
    refused("many", &["several agreements", "std, more", "--agreement"]);
    assert_eq!(place.statements(), 0);
    // An organisation that is not registered is a mistake on the command line.
    place
        .griot(&["ingest", "--from", "nobody", list])
        .with_code(2);

    // The last day counts; the day after does not. What was suspended can be resumed.
    let at = |now: &str, from: &str| {
        place
            .griot_at(now, &["-q", "ingest", "--from", from, list])
            .code
    };
    assert_eq!(at("2026-11-22T23:59:59Z", "late"), 0);
    assert_eq!(at("2026-11-23T00:00:00Z", "late"), 3);
    assert_eq!(at("2026-11-30T23:59:59Z", "early"), 3);
    assert_eq!(at("2026-12-01T00:00:00Z", "early"), 0);
    place.griot(&["agreement", "resume", "paused", "std"]).ok();
    assert_eq!(at(kit::NOW, "paused"), 0);
    let named = ["ingest", "--from", "many", "--agreement", "std", list];
    place.griot(&named).ok();
}

#[test]
fn terms_hold_row_by_row() {
    let place = Place::bare();
    place.griot(&["init", "--exercise"]).ok();
    place.partner(
        "narrow",
        &[
            "--categories",
            "phishing_site,scam_site",
            "--tlp-ceiling",
            "AMBER",
            "--pap-ceiling",
            "GREEN",
        ],
    );
    let csv = format!(
        "{HEADER}ok.example,phishing_site,AMBER,GREEN,KE,x\n\
         wrong-category.example,botnet_c2,GREEN,GREEN,KE,x\n\
         too-strict.example,phishing_site,AMBER+STRICT,GREEN,KE,x\n\
         red.example,scam_site,RED,GREEN,KE,x\n\
         pap.example,scam_site,GREEN,AMBER,KE,x\n\
         ok-too.example,scam_site,CLEAR,CLEAR,KE,x\n"
    );
    let path = place.file("rows.csv", csv);
    let receipt = place.ingest_from("narrow", &path).remove(0);
    assert_eq!(count(&receipt, "rows"), 6);
    assert_eq!(count(&receipt, "new"), 2);
    let refused = &receipt["tally"]["refused"];
    assert_eq!(refused["category-not-allowed"], 1, "{receipt}");
    assert_eq!(refused["marking-above-ceiling"], 3, "{receipt}");
    let number = receipt["submission"].to_string();
    let details = place
        .griot(&["--json", "receipt", &number])
        .ok()
        .values()
        .remove(1);
    let places: Vec<u64> = details
        .as_array()
        .unwrap()
        .iter()
        .map(|refusal| refusal["place"]["row"].as_u64().unwrap())
        .collect();
    assert_eq!(places, [3, 4, 5, 6], "line numbers of the file: {details}");
    let text = details.to_string();
    for word in [
        "botnet_c2",
        "TLP:AMBER+STRICT",
        "TLP:RED",
        "PAP:AMBER",
        "agreement std",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    for value in ["wrong-category", "too-strict", "red", "pap"] {
        let answer = place.lookup(&format!("{value}.example"));
        assert_eq!(answer["known"], false, "{value}");
    }
    // Refused rows can be corrected and sent again: they are kept in a file of their own.
    let side: Vec<_> = kit::files(&place.home().join("refused"));
    assert_eq!(side.len(), 1);
    let kept = std::fs::read_to_string(&side[0]).unwrap();
    assert_eq!(kept.lines().count(), 5, "{kept}");
    // `--strict` makes refused rows visible to scripts.
    let args = [
        "ingest",
        "--strict",
        "--from",
        "narrow",
        path.to_str().unwrap(),
    ];
    place.griot(&args).with_code(4);
}
