//! Laws that hold for every value of every kind, and for every text whatever it is.

use std::time::{Duration, Instant};

use observable::{Kind, MAX_TEXT, Observable, Problem, refang};
use proptest::prelude::*;

/// Pieces from which texts near the edge of validity are built.
const PIECES: [&str; 84] = [
    "a",
    "Z",
    "0",
    "1",
    "7",
    "9",
    "ff",
    "x",
    "bank",
    "example",
    "onion",
    "com",
    "co.ke",
    "xn--",
    "xn--mnchen-3ya",
    "münchen",
    "ß",
    "é",
    "ا",
    "مصر",
    ".",
    "..",
    "...",
    "-",
    "_",
    "/",
    "//",
    "\\",
    "\\\\",
    ":",
    "::",
    "@",
    "?",
    "#",
    "%",
    "%2e",
    "%2F",
    "%zz",
    "%00",
    "&",
    "&#46;",
    "=",
    "+",
    "*",
    "~",
    "$",
    ",",
    "[",
    "]",
    "[.]",
    "[:]",
    "(dot)",
    "[at]",
    "[.",
    ".]",
    "{",
    "}",
    "(",
    ")",
    "<",
    ">",
    "\"",
    "'",
    "`",
    " ",
    " dot ",
    "\t",
    "…",
    "\u{202e}",
    "\u{200b}",
    "\u{a0}",
    "．",
    "：",
    "。",
    "﹒",
    "http://",
    "hxxps://",
    "[://]",
    "h**p",
    "198.51.100.7",
    "2001:db8::7",
    "/24",
    "HKLM",
    "User-Agent:",
];

/// Values with checksums, which chance does not find: at least one of each kind.
const PUBLISHED: [&str; 20] = [
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "3P14159f73E4gFr7JterCCQh9QjiTjiZrG",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    "LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1",
    "ltc1qwvqn6h5frlcp9t5r9m3dh28534ax9ym2zryr6a",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L",
    "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
    "XpESxaUmonkq8RaLLp46Brx2K39ggQe226",
    "t1Hsc1LR8yKnbbe3twRp88p6vFfC5t7DLbs",
    "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
    "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
    "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
    "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion",
    "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd[.]onion",
    "http://pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion/a",
    "GB29 NWBK 6016 1331 9268 19",
    "TN5910006035183598478831",
    "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
];

/// Beginnings and ends between which pieces are likely to make a value.
const HEADS: [&str; 14] = [
    "",
    "",
    "http://",
    "http://a.example/",
    "http://a.example/",
    "hxxps://a.example/?",
    "tcp://u:",
    "http://[2001:db8::7]",
    "HKLM\\",
    "User-Agent:",
    "c:/",
    "\\\\",
    "x:",
    "@",
];
const TAILS: [&str; 10] = [
    "",
    "",
    "",
    "@bank.example",
    "@[198.51.100.7]",
    "@bank.example/",
    ".example",
    ".example/a",
    "\\",
    "#x",
];

fn pieces() -> impl Strategy<Value = String> {
    (
        prop::sample::select(&HEADS[..]),
        prop::collection::vec(prop::sample::select(&PIECES[..]), 0..10),
        prop::sample::select(&TAILS[..]),
    )
        .prop_map(|(head, pieces, tail)| format!("{head}{}{tail}", pieces.concat()))
}

/// Texts that mostly are values, in spellings that are not canonical.
fn spellings() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<std::net::Ipv4Addr>().prop_map(|address| address.to_string()),
        any::<std::net::Ipv6Addr>().prop_map(|address| address.to_string().to_uppercase()),
        (any::<std::net::Ipv4Addr>(), 0..=32u8)
            .prop_map(|(address, length)| format!("{address}/{length}")),
        (any::<std::net::Ipv6Addr>(), 0..=128u8)
            .prop_map(|(address, length)| format!("{address}/{length}")),
        "[a-zA-Z0-9_]([a-zA-Z0-9-]{0,8}[a-zA-Z0-9])?(\\.[a-zA-Z0-9]{1,9}){0,3}\\.(com|co\\.ke|EXAMPLE|org)\\.?",
        "[\\p{L}]{1,8}\\.(com|مصر|example)",
        "(https?|hxxps?|ftp|TCP)(://|\\[:\\]//)([a-z:%@]{1,6}@)?[a-z]{1,6}(\\[\\.\\]|\\.)example(:[0-9]{1,5})?(/[ -~]{0,20})?(\\?[ -~é]{0,12})?(#[a-z]{0,4})?",
        "[a-zA-Z0-9.+_'-]{1,12}(@|\\[at\\])[a-z]{1,8}(\\.|\\[dot\\])example",
        "[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128}",
        "(AS|as )?[0-9]{1,10}(\\.[0-9]{1,5})?",
        "[0-9a-fA-F]{2}(-[0-9a-fA-F]{2}){5}",
        "(\\+|00)[0-9 ().-]{6,18}",
        "(cve|CVE)-(19|20)[0-9]{2}-[0-9]{3,8}",
        "[tT][aA]?[0-9]{4}(\\.[0-9]{3})?",
        "(@|Telegram:|x: @|Discord:)[a-zA-Z0-9_.#]{1,10}",
        "(HKLM|hkcu:|Computer\\\\HKU)(\\\\{1,2}[ -~]{0,6}){0,4}",
        "([a-zA-Z]:|\\\\\\\\|/|~|%TEMP%)?([/\\\\]{1,3}[ -~]{0,6}){0,4}",
        "\\+221 33[ .-]?[0-9]{3}(\\(0\\))?[ .-][0-9]{2}[ .-][0-9]{2}",
        "(3|6|96|3072):[a-zA-Z0-9+/]{1,64}:[a-zA-Z0-9+/]{0,64}(,\"[ -~]{0,8}\")?",
        "[tq]1[23][di][0-9]{4}[a-zA-Z0-9]{2}_[0-9a-fA-F]{12}_[0-9a-fA-F]{12}",
        "(T1|t1)?[0-9a-fA-F]{70}",
        (prop::sample::select(&PUBLISHED[..]), 0..4u8).prop_map(
            |(value, spelling)| match spelling {
                0 => value.to_uppercase(),
                1 => value.to_lowercase(),
                2 => format!(" \"{value}\" "),
                _ => value.to_owned(),
            }
        ),
        "[\\PC]{0,40}",
    ]
}

/// What must be true of a value, however it came about.
fn lawful(text: &str, observable: &Observable) -> Result<(), TestCaseError> {
    let kind = observable.kind();
    prop_assert_eq!(
        Observable::parse(kind, observable.value()),
        Ok(observable.clone()),
        "fixed point of {:?}",
        text
    );
    let defanged = observable.defanged();
    prop_assert_eq!(
        Observable::parse(kind, &defanged),
        Ok(observable.clone()),
        "defanged {:?} of {:?}",
        defanged,
        text
    );
    let mut stored = Vec::new();
    observable.store_into(&mut stored);
    let back = Observable::from_stored(kind, &stored);
    prop_assert_eq!(back.as_ref(), Ok(observable), "stored form of {:?}", text);
    prop_assert_eq!(back.map(|back| back.key()), Ok(observable.key()));
    // Whatever else is asked of it has an answer.
    let _ = (
        observable.scope(),
        observable.host(),
        observable.registrable_domain(),
        observable.cctld(),
        observable.sco_id(),
    );
    if let Some((first, last)) = observable.ip_range() {
        prop_assert!(first <= last);
    }
    Ok(())
}

fn all_kinds(text: &str) -> Result<(), TestCaseError> {
    for kind in Kind::ALL {
        if let Ok(observable) = Observable::parse(*kind, text) {
            lawful(text, &observable)?;
        }
    }
    if let Ok(endpoint) = Observable::guess_endpoint(text) {
        lawful(text, &endpoint.observable)?;
    }
    let once = refang(text).into_owned();
    let _ = refang(&once);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_of_pieces(text in pieces()) {
        all_kinds(&text)?;
    }

    #[test]
    fn spellings_of_values(text in spellings()) {
        all_kinds(&text)?;
    }

    #[test]
    fn any_text(text in any::<String>()) {
        all_kinds(&text)?;
    }

    #[test]
    fn any_stored_bytes(code in any::<u8>(), bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        if let Some(kind) = Kind::from_code(code)
            && let Ok(observable) = Observable::from_stored(kind, &bytes)
        {
            let mut stored = Vec::new();
            observable.store_into(&mut stored);
            let _ = (observable.key(), observable.defanged(), observable.scope(), observable.host(), observable.ip_range());
            let _ = (observable.registrable_domain(), observable.cctld(), observable.sco_id());
        }
    }

    #[test]
    fn addresses_are_guessed(address in any::<std::net::IpAddr>()) {
        let observable = Observable::from_ip(address);
        prop_assert_eq!(Observable::guess(&address.to_string()), Ok(observable.clone()));
        prop_assert_eq!(Observable::guess(&observable.defanged()), Ok(observable.clone()));
    }

    #[test]
    fn broken_wallets_are_refused(place in 0usize..34, digit in prop::sample::select(b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".to_vec())) {
        let mut text = b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa".to_vec();
        if text[place] == digit {
            return Ok(());
        }
        text[place] = digit;
        let text = String::from_utf8(text).unwrap();
        for kind in [Kind::Btc, Kind::Ltc, Kind::Trx, Kind::Doge, Kind::Dash, Kind::Bch] {
            prop_assert!(Observable::parse(kind, &text).is_err());
        }
    }
}

/// Repeated pieces that would make a careless reader go back to the beginning again and again.
const HOSTILE: [&str; 22] = [
    " ", "[", "(", "{.", "[.", "[.]", ".]", "a.", "a ", " a", "\\.", "&", "&#46;", "%2e/", "../",
    "xn--a.", "é.", "．", "@", ":", "hxxp://", "\"",
];

#[test]
fn hostile_megabytes_are_quick() {
    for piece in HOSTILE {
        for head in ["", "hxxp://", "http://a.example/", "a@"] {
            let text = format!("{head}{}", piece.repeat(1_000_000 / piece.len()));
            let begin = Instant::now();
            let refanged = refang(&text);
            assert!(refanged.len() <= text.len() + 8);
            assert_eq!(
                Observable::guess(&text).map_err(|error| error.problem),
                Err(Problem::TooLong)
            );
            for kind in Kind::ALL {
                assert_eq!(
                    Observable::parse(*kind, &text).map_err(|error| error.problem),
                    Err(Problem::TooLong)
                );
            }
            // A quadratic reader needs minutes; a linear one some hundredths of a second.
            assert!(
                begin.elapsed() < Duration::from_secs(2),
                "{head}{piece:?}: {:?}",
                begin.elapsed()
            );
        }
    }
}

#[test]
fn the_longest_accepted_texts_are_quick() {
    for piece in HOSTILE {
        for head in ["", "hxxp://", "http://a.example/", "a@"] {
            let text = format!(
                "{head}{}",
                piece.repeat((MAX_TEXT - head.len()) / piece.len())
            );
            let begin = Instant::now();
            let _ = Observable::guess(&text);
            for kind in Kind::ALL {
                let _ = Observable::parse(*kind, &text);
            }
            assert!(
                begin.elapsed() < Duration::from_millis(500),
                "{head}{piece:?}: {:?}",
                begin.elapsed()
            );
        }
    }
}
