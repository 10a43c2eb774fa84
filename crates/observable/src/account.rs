//! Identifiers people and bodies are given: bank accounts, telephone numbers, handles, and the numbers of
//! public catalogues (CVE, ATT&CK). Form and checksum only; whether an account exists is not asked here.

use crate::Problem;

/// Length of an IBAN by country: the IBAN registry of SWIFT (ISO 13616).
fn registered_length(country: [u8; 2]) -> Option<usize> {
    Some(match &country {
        b"NO" => 15,
        b"BE" => 16,
        b"DK" | b"FI" | b"FK" | b"FO" | b"GL" | b"NL" | b"SD" => 18,
        b"MK" | b"SI" => 19,
        b"AT" | b"BA" | b"EE" | b"KZ" | b"LT" | b"LU" | b"MN" | b"XK" => 20,
        b"CH" | b"HR" | b"LI" | b"LV" => 21,
        b"BG" | b"BH" | b"CR" | b"DE" | b"GB" | b"GE" | b"IE" | b"ME" | b"RS" | b"VA" => 22,
        b"AE" | b"GI" | b"IL" | b"IQ" | b"OM" | b"SO" | b"TL" => 23,
        b"AD" | b"CZ" | b"ES" | b"MD" | b"PK" | b"RO" | b"SA" | b"SE" | b"SK" | b"TN" | b"VG" => 24,
        b"LY" | b"PT" | b"ST" => 25,
        b"IS" | b"TR" => 26,
        b"BI" | b"DJ" | b"FR" | b"GR" | b"IT" | b"MC" | b"MR" | b"SM" => 27,
        b"AL" | b"AZ" | b"BY" | b"CY" | b"DO" | b"GT" | b"HN" | b"HU" | b"LB" | b"NI" | b"PL"
        | b"SV" => 28,
        b"BR" | b"EG" | b"PS" | b"QA" | b"UA" => 29,
        b"JO" | b"KW" | b"MU" | b"YE" => 30,
        b"MT" | b"SC" => 31,
        b"LC" => 32,
        b"RU" => 33,
        _ => return None,
    })
}

/// Countries whose banks use the form without an entry in the registry: mostly the CFA franc zones and Lusophone Africa.
fn unregistered_length(country: [u8; 2]) -> Option<usize> {
    Some(match &country {
        b"AO" | b"CV" | b"GW" | b"MZ" => 25,
        b"DZ" | b"IR" => 26,
        b"CF" | b"CG" | b"CM" | b"GA" | b"GQ" | b"KM" | b"MG" | b"TD" => 27,
        b"BF" | b"BJ" | b"CI" | b"MA" | b"ML" | b"NE" | b"SN" | b"TG" => 28,
        _ => return None,
    })
}

/// Longest IBAN with generous spacing.
const MAX_IBAN_TEXT: usize = 80;

/// Upper case without spaces; the length of the country and the check digits (modulo 97) must fit.
pub(crate) fn canonical_iban(text: &str) -> Result<String, Problem> {
    if text.len() > MAX_IBAN_TEXT {
        return Err(Problem::TooLong);
    }
    let mut iban = String::with_capacity(34);
    for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        if !c.is_ascii_alphanumeric() {
            return Err(Problem::Form);
        }
        iban.push(c.to_ascii_uppercase());
    }
    let &[a, b, high, low, ..] = iban.as_bytes() else {
        return Err(Problem::Form);
    };
    let length = registered_length([a, b]).or_else(|| unregistered_length([a, b]));
    if length != Some(iban.len()) || !high.is_ascii_digit() || !low.is_ascii_digit() {
        return Err(Problem::Form);
    }
    // ISO 7064: letters count 10 to 35; country and check digits go to the end.
    let remainder = iban
        .bytes()
        .skip(4)
        .chain(iban.bytes().take(4))
        .fold(0u32, |rest, byte| match byte {
            b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
            _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
        });
    // Check digits run from 02 to 98; 00, 01 and 99 would also leave one.
    let check = (high - b'0') * 10 + (low - b'0');
    if remainder != 1 || !(2..=98).contains(&check) {
        return Err(Problem::Checksum);
    }
    Ok(iban)
}

/// Longest telephone number with its spacing.
const MAX_PHONE_TEXT: usize = 64;

/// Length of the country code `digits` begin with: ITU-T E.164 list of assigned country codes. No code begins with another.
fn country_code(digits: &[u8]) -> Option<usize> {
    let value = |count: usize| {
        digits.get(..count).map(|part| {
            part.iter()
                .fold(0u16, |sum, digit| sum * 10 + u16::from(digit - b'0'))
        })
    };
    if matches!(value(1)?, 1 | 7) {
        return Some(1);
    }
    if matches!(
        value(2)?,
        20 | 27 | 30..=34 | 36 | 39..=41 | 43..=49 | 51..=58 | 60..=66 | 81 | 82 | 84 | 86 | 90..=95 | 98
    ) {
        return Some(2);
    }
    let three = matches!(
        value(3)?,
        211..=213 | 216 | 218 | 220..=258 | 260..=269 | 290 | 291 | 297..=299
            | 350..=359 | 370..=378 | 380..=383 | 385..=387 | 389
            | 420 | 421 | 423
            | 500..=509 | 590..=599
            | 670 | 672..=683 | 685..=692
            | 800 | 808 | 850 | 852 | 853 | 855 | 856 | 870 | 878 | 880..=883 | 886
            | 960..=968 | 970..=977 | 979 | 992..=996 | 998
    );
    three.then_some(3)
}

/// E.164: `+`, country code, number; 8 to 15 digits. Spacing is dropped, a leading `00` is read as `+`, Arabic and
/// Persian digits as their values, and the trunk zero written as `(0)` goes (Italy dials it, and keeps it).
pub(crate) fn canonical_phone(text: &str) -> Result<String, Problem> {
    if text.len() > MAX_PHONE_TEXT {
        return Err(Problem::TooLong);
    }
    let text = text.strip_prefix("tel:").unwrap_or(text).trim();
    let text = if text.trim_start_matches(['+', '0', ' ']).starts_with("39") {
        text.to_owned()
    } else {
        text.replacen("(0)", "", 1)
    };
    let mut digits = String::with_capacity(16);
    let mut plus = false;
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' => {
                digits.push(char::from(b'0' + (c as u32 & 15) as u8));
            }
            '+' if !plus && digits.is_empty() => plus = true,
            // Hyphens of every typography, and the no-break spaces of French spacing.
            '.' | '-' | '(' | ')' | '\u{2010}'..='\u{2013}' => {}
            c if c.is_whitespace() => {}
            _ => return Err(Problem::Form),
        }
    }
    let number = if plus {
        digits.as_str()
    } else {
        digits.strip_prefix("00").ok_or(Problem::Form)?
    };
    if number.len() < 8 || number.len() > 15 {
        return Err(Problem::Form);
    }
    match country_code(number.as_bytes()).ok_or(Problem::Form)? {
        // The plans of North America and of Russia with Kazakhstan have ten digits after the code.
        1 if number.len() != 11 => Err(Problem::Form),
        _ => Ok(format!("+{number}")),
    }
}

/// Longest account name with its platform, in bytes.
const MAX_HANDLE: usize = 192;

/// Platforms that do not tell upper from lower case in account names; the names are folded so that spellings meet.
const CASELESS_PLATFORMS: [&str; 11] = [
    "telegram",
    "x",
    "twitter",
    "instagram",
    "facebook",
    "tiktok",
    "github",
    "linkedin",
    "youtube",
    "skype",
    "snapchat",
];

/// `platform:name` or `@name`. The platform is lower case; the name keeps its case unless the platform ignores it.
pub(crate) fn canonical_handle(text: &str) -> Result<String, Problem> {
    if text.len() > MAX_HANDLE {
        return Err(Problem::TooLong);
    }
    // Marks some platforms use inside a name: Discord `name#1234`, Matrix and Mastodon `@name:server`, `@name@server`.
    let valid = |name: &str| {
        name.chars().any(char::is_alphanumeric)
            && name.chars().all(|c| {
                c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '+' | '#' | '@' | ':')
            })
    };
    if text.starts_with('@') {
        let name = text.trim_start_matches('@');
        return valid(name).then(|| format!("@{name}")).ok_or(Problem::Form);
    }
    let (platform, name) = text.split_once(':').ok_or(Problem::Form)?;
    let platform = platform.trim().to_ascii_lowercase();
    let name = name.trim().trim_start_matches('@');
    let known_form = (1..=32).contains(&platform.len())
        && platform
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    if !known_form || !valid(name) {
        return Err(Problem::Form);
    }
    let name = if CASELESS_PLATFORMS.contains(&platform.as_str()) {
        name.to_ascii_lowercase()
    } else {
        name.to_owned()
    };
    Ok(format!("{platform}:{name}"))
}

/// `CVE-YYYY-NNNN`, upper case; four digits or more, no leading zero beyond four (CVE identifier syntax of 2014).
pub(crate) fn canonical_cve(text: &str) -> Result<String, Problem> {
    // "CVE-", year, hyphen and at most 19 digits; hyphens of typesetters take three bytes.
    if text.len() > 40 {
        return Err(Problem::TooLong);
    }
    let upper = text
        .replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}'], "-")
        .to_ascii_uppercase();
    let (year, number) = upper
        .strip_prefix("CVE-")
        .and_then(|rest| rest.split_once('-'))
        .ok_or(Problem::Form)?;
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let plain_year = year.len() == 4 && all_digits(year) && ("1999".."2100").contains(&year);
    let plain_number = (4..=19).contains(&number.len())
        && all_digits(number)
        && (number.len() == 4 || !number.starts_with('0'));
    (plain_year && plain_number)
        .then_some(upper)
        .ok_or(Problem::Form)
}

/// ATT&CK identifiers: techniques `T1059` and `T1059.001`, tactics `TA0001`, and four digits after the letters of
/// mitigations, software, groups, campaigns, data sources and assets.
pub(crate) fn canonical_attack(text: &str) -> Result<String, Problem> {
    if text.len() > 9 {
        return Err(Problem::Form);
    }
    let upper = text.to_ascii_uppercase();
    let letters = upper.bytes().take_while(u8::is_ascii_uppercase).count();
    let (prefix, number) = upper.split_at(letters);
    let digits = |part: &str, count: usize| {
        part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let fits = match (prefix, number.split_once('.')) {
        ("T", Some((technique, sub))) => digits(technique, 4) && digits(sub, 3),
        ("T" | "TA" | "M" | "S" | "G" | "C" | "DS" | "A", None) => digits(number, 4),
        _ => false,
    };
    fits.then_some(upper).ok_or(Problem::Form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registry_examples() {
        for (text, canonical) in [
            ("GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"),
            ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
            (
                "FR14 2004 1010 0505 0001 3M02 606",
                "FR1420041010050500013M02606",
            ),
            (
                "PT50 0002 0123 1234 5678 9015 4",
                "PT50000201231234567890154",
            ),
            ("TN59 1000 6035 1835 9847 8831", "TN5910006035183598478831"),
            (
                "EG38 0019 0005 0000 0000 2631 8000 2",
                "EG380019000500000000263180002",
            ),
            (
                "mu17bomm0101101030300200000mur",
                "MU17BOMM0101101030300200000MUR",
            ),
            ("MR1300020001010000123456753", "MR1300020001010000123456753"),
            ("LY83002048000020100120361", "LY83002048000020100120361"),
            (
                "SC18SSCB11010000000000001497USD",
                "SC18SSCB11010000000000001497USD",
            ),
            ("NO93 8601 1117 947", "NO9386011117947"),
            (
                "MT84MALT011000012345MTLCAST001S",
                "MT84MALT011000012345MTLCAST001S",
            ),
        ] {
            assert_eq!(canonical_iban(text).as_deref(), Ok(canonical), "{text}");
            assert_eq!(canonical_iban(canonical).as_deref(), Ok(canonical));
        }
        assert_eq!(
            canonical_iban("GB28NWBK60161331926819"),
            Err(Problem::Checksum)
        );
        for text in [
            "GB29NWBK6016133192681",
            "ZZ29NWBK60161331926819",
            "GB",
            "",
            "GBéé",
        ] {
            assert_eq!(canonical_iban(text), Err(Problem::Form), "{text}");
        }
    }

    #[test]
    fn telephone_numbers() {
        for (text, canonical) in [
            ("+221 33 839 00 00", "+221338390000"),
            ("00 221-33-839-00-00", "+221338390000"),
            ("+44 (0)20 7946 0018", "+442079460018"),
            ("+39 06 5550 1234", "+390655501234"),
            ("tel:+1-202-555-0143", "+12025550143"),
            ("+٢٠ ٢ ٢٥٧٥ ٠٠٠٠", "+20225750000"),
            ("+225\u{a0}07.00.00.00.00", "+2250700000000"),
        ] {
            assert_eq!(canonical_phone(text).as_deref(), Ok(canonical), "{text}");
            assert_eq!(canonical_phone(canonical).as_deref(), Ok(canonical));
        }
        for text in [
            "0338390000",
            "+999 1234 5678",
            "+259 1234 5678",
            "+1 202 555 014",
            "+221 33",
            "+2213383900001234",
            "+",
            "",
            "++22133839000",
            "+221338x90000",
        ] {
            assert!(canonical_phone(text).is_err(), "{text}");
        }
    }

    #[test]
    fn handles() {
        assert_eq!(
            canonical_handle("Telegram:@Bank_Support").as_deref(),
            Ok("telegram:bank_support")
        );
        assert_eq!(
            canonical_handle("Discord: Name#1234").as_deref(),
            Ok("discord:Name#1234")
        );
        assert_eq!(canonical_handle("@@Someone").as_deref(), Ok("@Someone"));
        for text in [
            "someone",
            "@",
            "x:",
            ":x",
            "http://a.example",
            "a b:c",
            "x:a b",
        ] {
            assert!(canonical_handle(text).is_err(), "{text}");
        }
    }

    #[test]
    fn catalogue_numbers() {
        assert_eq!(
            canonical_cve("cve-2014-0160").as_deref(),
            Ok("CVE-2014-0160")
        );
        assert_eq!(
            canonical_cve("CVE\u{2011}2021\u{2011}44228").as_deref(),
            Ok("CVE-2021-44228")
        );
        for text in [
            "CVE-2014-160",
            "CVE-1998-0001",
            "CVE-2021-012345",
            "CVE-2021",
            "2021-44228",
            "CVE-2021-4422x",
            "CVE-2021-44228-1",
        ] {
            assert!(canonical_cve(text).is_err(), "{text}");
        }
        for (text, canonical) in [
            ("t1059.001", "T1059.001"),
            ("T1486", "T1486"),
            ("ta0001", "TA0001"),
            ("G0007", "G0007"),
        ] {
            assert_eq!(canonical_attack(text).as_deref(), Ok(canonical), "{text}");
        }
        for text in ["T105", "T1059.01", "TA0001.001", "X1234", "T", "", "TÀ001"] {
            assert!(canonical_attack(text).is_err(), "{text}");
        }
    }
}
