//! Styles of defanging seen in reports, each with the value it hides. Two laws hold for every line: the text parses to
//! the value, and so does the guess that is not told the kind.

use observable::{Kind, Observable, refang};

const ONION: &str = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion";

/// Name of the style, text, kind, canonical value.
const STYLES: [(&str, &str, Kind, &str); 50] = [
    ("(.)", "198(.)51(.)100(.)7", Kind::Ipv4, "198.51.100.7"),
    (
        "(DOT)",
        "cdn(DOT)bank(DOT)example",
        Kind::Domain,
        "cdn.bank.example",
    ),
    (".]", "198.]51.]100.]7", Kind::Ipv4, "198.51.100.7"),
    (
        ".]",
        "login-bank.]example",
        Kind::Domain,
        "login-bank.example",
    ),
    (
        "HXXP plain",
        "HXXPS://ns1.bank.example/a/b/c.bin",
        Kind::Url,
        "https://ns1.bank.example/a/b/c.bin",
    ),
    (
        "[.]",
        "198[.]51[.]100[.]0/24",
        Kind::Cidr,
        "198.51.100.0/24",
    ),
    (
        "[.]",
        "login[.]bank[.]example",
        Kind::Domain,
        "login.bank.example",
    ),
    (
        "[.]",
        "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd[.]onion",
        Kind::Onion,
        ONION,
    ),
    (
        "[DOT]",
        "cdn[DOT]bank[DOT]example",
        Kind::Domain,
        "cdn.bank.example",
    ),
    (
        "[arobase] [point]",
        "admin2[arobase]bank[point]example",
        Kind::Email,
        "admin2@bank.example",
    ),
    (
        "[arroba] [ponto]",
        "no-reply[arroba]bank[ponto]example",
        Kind::Email,
        "no-reply@bank.example",
    ),
    (
        "[at] plain",
        "contact[at]bank.example",
        Kind::Email,
        "contact@bank.example",
    ),
    (
        "[point]",
        "198[point]51[point]100[point]7",
        Kind::Ipv4,
        "198.51.100.7",
    ),
    (
        "[ponto]",
        "login[ponto]bank[ponto]example",
        Kind::Domain,
        "login.bank.example",
    ),
    (
        "bslash",
        "login\\.bank\\.example",
        Kind::Domain,
        "login.bank.example",
    ),
    (
        "entity",
        "login&#46;bank&#46;example",
        Kind::Domain,
        "login.bank.example",
    ),
    (
        "fullwidth: plain",
        "http：//bank.example/wp/up.php",
        Kind::Url,
        "http://bank.example/wp/up.php",
    ),
    (
        "h**p [.]",
        "h**ps://cdn[.]bank[.]example/gate.php",
        Kind::Url,
        "https://cdn.bank.example/gate.php",
    ),
    (
        "hxtp plain",
        "hxtps://bank.example/a/b/c.bin",
        Kind::Url,
        "https://bank.example/a/b/c.bin",
    ),
    (
        "hxxp [.",
        "hxxps://login[.bank[.example/gate.php",
        Kind::Url,
        "https://login.bank.example/gate.php",
    ),
    (
        "hxxp [.]",
        "hxxp://198[.]51[.]100[.]7/x.apk",
        Kind::Url,
        "http://198.51.100.7/x.apk",
    ),
    (
        "hxxp plain",
        "hxxp://pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion/chat/f61c6e24",
        Kind::Url,
        "http://pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion/chat/f61c6e24",
    ),
    (
        "hxxp[://] [.]",
        "hxxp[://]bank[.]example/i.php?id=42&t=ed",
        Kind::Url,
        "http://bank.example/i.php?id=42&t=ed",
    ),
    ("last(.)", "198.51.100(.)7", Kind::Ipv4, "198.51.100.7"),
    (
        "last(dot)",
        "update.bank(dot)example",
        Kind::Domain,
        "update.bank.example",
    ),
    (
        "sp[.]",
        "198 [.] 51 [.] 100 [.] 7",
        Kind::Ipv4,
        "198.51.100.7",
    ),
    ("{.}", "login{.}example", Kind::Domain, "login.example"),
    (
        "{at} {dot}",
        "m.n{at}bank{dot}example",
        Kind::Email,
        "m.n@bank.example",
    ),
    // Styles of other publishers.
    (
        "hxxp[:]//",
        "hxxps[:]//bank[.]example/",
        Kind::Url,
        "https://bank.example/",
    ),
    (
        "hxxp(:)//",
        "hxxp(:)//bank(.)example/a",
        Kind::Url,
        "http://bank.example/a",
    ),
    (
        "hxxp:\\\\",
        "hxxp:\\\\bank.example/a",
        Kind::Url,
        "http://bank.example/a",
    ),
    (
        "meow",
        "meows://bank.example/",
        Kind::Url,
        "https://bank.example/",
    ),
    (
        "fxp",
        "fxp://bank[.]example/a",
        Kind::Url,
        "ftp://bank.example/a",
    ),
    (
        "port",
        "hxxp://198[.]51[.]100[.]7:8080/a",
        Kind::Url,
        "http://198.51.100.7:8080/a",
    ),
    (
        "port [:]",
        "hxxp://198[.]51[.]100[.]7[:]8080/a",
        Kind::Url,
        "http://198.51.100.7:8080/a",
    ),
    ("[dot]", "bank[dot]example", Kind::Domain, "bank.example"),
    (
        "[ dot ]",
        "bank[ dot ]example",
        Kind::Domain,
        "bank.example",
    ),
    (" dot ", "bank dot example", Kind::Domain, "bank.example"),
    (
        " at ",
        "fraud at bank dot example",
        Kind::Email,
        "fraud@bank.example",
    ),
    (
        "(at)",
        "fraud(at)bank.example",
        Kind::Email,
        "fraud@bank.example",
    ),
    (
        "[@]",
        "fraud[@]bank[.]example",
        Kind::Email,
        "fraud@bank.example",
    ),
    (
        "[punto]",
        "bank[punto]example",
        Kind::Domain,
        "bank.example",
    ),
    ("arabic", "bank[نقطة]example", Kind::Domain, "bank.example"),
    (
        "entity @",
        "fraud&#64;bank&period;example",
        Kind::Email,
        "fraud@bank.example",
    ),
    (
        "fullwidth dot",
        "bank．example",
        Kind::Domain,
        "bank.example",
    ),
    (
        "fullwidth @",
        "fraud＠bank.example",
        Kind::Email,
        "fraud@bank.example",
    ),
    ("[:]", "2001[:]db8[:][:]7", Kind::Ipv6, "2001:db8::7"),
    ("[::]", "2001[:]db8[::]7", Kind::Ipv6, "2001:db8::7"),
    (
        "path [.]",
        "hxxps://bank[.]example/a[.]php",
        Kind::Url,
        "https://bank.example/a.php",
    ),
    (
        "not defanged",
        "https://bank.example/a(b)/{c}?d=(.)",
        Kind::Url,
        "https://bank.example/a(b)/%7Bc%7D?d=(.)",
    ),
];

#[test]
fn every_style_gives_its_value() {
    for (style, text, kind, value) in STYLES {
        let parsed = Observable::parse(kind, text);
        assert_eq!(
            parsed.as_ref().map(Observable::value),
            Ok(value),
            "{style}: {text}"
        );
        assert_eq!(Observable::guess(text), parsed, "{style}: {text}: guessed");
    }
}

#[test]
fn refanging_twice_changes_nothing() {
    for (style, text, _, _) in STYLES {
        let once = refang(text).into_owned();
        assert_eq!(refang(&once), once, "{style}");
    }
}

/// The styles that occur in the shared sample are all in the table above.
#[test]
fn table_covers_the_styles_of_the_sample() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/extraction-sample.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: the extraction sample is not there");
        return;
    };
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        for style in record["styles"].as_array().unwrap() {
            let style = style.as_str().unwrap();
            assert!(STYLES.iter().any(|(name, ..)| *name == style), "{style}");
        }
    }
}
