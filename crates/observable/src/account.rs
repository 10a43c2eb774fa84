//! Identifiers people and bodies are given: bank accounts, telephone numbers, handles, and the numbers of
//! public catalogues (CVE, ATT&CK). Form and checksum only; whether an account exists is not asked here.

use crate::Problem;

/// Length of an IBAN by country: the IBAN registry of SWIFT (ISO 13616).
const IBAN_LENGTHS: [(&[u8; 2], usize); 90] = [
    (b"AD", 24), (b"AE", 23), (b"AL", 28), (b"AT", 20), (b"AZ", 28), (b"BA", 20), (b"BE", 16), (b"BG", 22),
    (b"BH", 22), (b"BI", 27), (b"BR", 29), (b"BY", 28), (b"CH", 21), (b"CR", 22), (b"CY", 28), (b"CZ", 24),
    (b"DE", 22), (b"DJ", 27), (b"DK", 18), (b"DO", 28), (b"EE", 20), (b"EG", 29), (b"ES", 24), (b"FI", 18),
    (b"FK", 18), (b"FO", 18), (b"FR", 27), (b"GB", 22), (b"GE", 22), (b"GI", 23), (b"GL", 18), (b"GR", 27),
    (b"GT", 28), (b"HN", 28), (b"HR", 21), (b"HU", 28), (b"IE", 22), (b"IL", 23), (b"IQ", 23), (b"IS", 26),
    (b"IT", 27), (b"JO", 30), (b"KW", 30), (b"KZ", 20), (b"LB", 28), (b"LC", 32), (b"LI", 21), (b"LT", 20),
    (b"LU", 20), (b"LV", 21), (b"LY", 25), (b"MC", 27), (b"MD", 24), (b"ME", 22), (b"MK", 19), (b"MN", 20),
    (b"MR", 27), (b"MT", 31), (b"MU", 30), (b"NI", 28), (b"NL", 18), (b"NO", 15), (b"OM", 23), (b"PK", 24),
    (b"PL", 28), (b"PS", 29), (b"PT", 25), (b"QA", 29), (b"RO", 24), (b"RS", 22), (b"RU", 33), (b"SA", 24),
    (b"SC", 31), (b"SD", 18), (b"SE", 24), (b"SI", 19), (b"SK", 24), (b"SM", 27), (b"SO", 23), (b"ST", 25),
    (b"SV", 28), (b"TL", 23), (b"TN", 24), (b"TR", 26), (b"UA", 29), (b"VA", 22), (b"VG", 24), (b"XK", 20),
    (b"YE", 30), (b"IR", 26),
];

/// Countries whose banks use the form without an entry in the registry: mostly the CFA franc zones and Lusophone Africa.
const IBAN_LENGTHS_UNREGISTERED: [(&[u8; 2], usize); 21] = [
    (b"AO", 25), (b"BF", 28), (b"BJ", 28), (b"CF", 27), (b"CG", 27), (b"CI", 28), (b"CM", 27), (b"CV", 25),
    (b"DZ", 26), (b"GA", 27), (b"GQ", 27), (b"GW", 25), (b"KM", 27), (b"MA", 28), (b"MG", 27), (b"ML", 28),
    (b"MZ", 25), (b"NE", 28), (b"SN", 28), (b"TD", 27), (b"TG", 28),
];

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
    let &[a, b, high, low, ..] = iban.as_bytes() else { return Err(Problem::Form) };
    let known = IBAN_LENGTHS.iter().chain(&IBAN_LENGTHS_UNREGISTERED).find(|(country, _)| **country == [a, b]);
    if !known.is_some_and(|(_, length)| *length == iban.len()) || !high.is_ascii_digit() || !low.is_ascii_digit() {
        return Err(Problem::Form);
    }
    // ISO 7064: letters count 10 to 35; country and check digits go to the end.
    let remainder = iban.bytes().skip(4).chain(iban.bytes().take(4)).fold(0u32, |rest, byte| match byte {
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

/// Country codes in use, ITU-T E.164 list of assigned codes; `x` stands for any digit. No code begins with another.
const COUNTRY_CODES: [&str; 49] = [
    "1", "7", "20", "211", "212", "213", "216", "218", "22x", "23x", "24x", "25x", "26x", "27", "290", "291", "297", "298", "299",
    "3x", "35x", "37x", "38x", "4x", "42x", "50x", "5x", "59x", "6x", "67x", "68x", "69x", "800", "808", "81", "82", "84", "85x", "86",
    "87x", "88x", "9x", "96x", "97x", "992", "993", "994", "995", "996",
];
