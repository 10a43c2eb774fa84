//! Defanging and refanging: refanging twice is refanging once, and a value's own defanged form leads back to it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use observable::{Kind, Observable, refang};

fuzz_target!(|text: &str| {
    let once = refang(text).into_owned();
    assert!(
        once.len() <= text.len() + 64,
        "refanging never grows a text much"
    );
    for kind in [
        Kind::Ipv4,
        Kind::Ipv6,
        Kind::Cidr,
        Kind::Domain,
        Kind::Url,
        Kind::Email,
    ] {
        let Ok(value) = Observable::parse(kind, text) else {
            continue;
        };
        let shown = value.defanged();
        assert_eq!(
            Observable::parse(kind, &shown).as_ref(),
            Ok(&value),
            "the displayed form {shown:?} leads back"
        );
    }
});
