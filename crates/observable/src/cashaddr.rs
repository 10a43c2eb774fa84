//! Bitcoin Cash addresses ("cash address" specification of 2018): base32 with a 40-bit BCH code.
//! Other chains are in `wallet`.

use crate::Problem;

/// Longest cash address with its prefix: 112 characters of payload for a 512-bit hash.
pub(crate) const MAX_CASHADDR: usize = 12 + 112;
const CASHADDR_PREFIX: &str = "bitcoincash";
/// The alphabet of BIP 173, which cash addresses share.
const CHARSET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Bitcoin Cash: cash address, with or without its prefix; canonical with the prefix, lower case.
pub(crate) fn canonical_bch(text: &str) -> Result<String, Problem> {
    if text.len() > MAX_CASHADDR {
        return Err(Problem::TooLong);
    }
    // The specification forbids mixed case.
    if text.bytes().any(|byte| byte.is_ascii_uppercase())
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
    {
        return Err(Problem::Form);
    }
    let lower = text.to_ascii_lowercase();
    let payload = match lower.split_once(':') {
        Some((CASHADDR_PREFIX, payload)) => payload,
        Some(_) => return Err(Problem::Form),
        None => lower.as_str(),
    };
    let mut values = Vec::with_capacity(payload.len());
    for byte in payload.bytes() {
        values.push(
            CHARSET
                .iter()
                .position(|known| *known == byte)
                .ok_or(Problem::Form)? as u8,
        );
    }
    // Eight values of checksum; version byte and the shortest hash (20 bytes) take 34.
    if values.len() < 34 + 8 {
        return Err(Problem::Form);
    }
    let prefix = CASHADDR_PREFIX.bytes().map(|byte| byte & 31).chain([0]);
    if cashaddr_polymod(prefix.chain(values.iter().copied())) != 0 {
        return Err(Problem::Checksum);
    }
    let bytes = from_base32(&values[..values.len() - 8]).ok_or(Problem::Form)?;
    let (version, hash) = bytes.split_first().ok_or(Problem::Form)?;
    // High bit reserved; types 0 to 3 (key, script, and both with tokens); size in the low three bits.
    const SIZES: [usize; 8] = [20, 24, 28, 32, 40, 48, 56, 64];
    if version >> 3 > 3 || hash.len() != SIZES[usize::from(version & 7)] {
        return Err(Problem::Form);
    }
    Ok(format!("{CASHADDR_PREFIX}:{payload}"))
}

/// The BCH code over GF(32) of the cash address specification; zero after XOR with one when the word is valid.
fn cashaddr_polymod(values: impl Iterator<Item = u8>) -> u64 {
    const GENERATOR: [u64; 5] = [
        0x98_f2bc_8e61,
        0x79_b76d_99e2,
        0xf3_3e5f_b3c4,
        0xae_2eab_e2a8,
        0x1e_4f43_e470,
    ];
    let mut state = 1u64;
    for value in values {
        let top = state >> 35;
        state = (state & 0x07_ffff_ffff) << 5 ^ u64::from(value);
        for (bit, term) in GENERATOR.iter().enumerate() {
            if top >> bit & 1 == 1 {
                state ^= term;
            }
        }
    }
    state ^ 1
}

/// Regroups values of five bits as bytes; the padding must be shorter than five bits and zero.
fn from_base32(values: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(values.len() * 5 / 8);
    let (mut buffer, mut bits) = (0u32, 0u32);
    for value in values {
        buffer = (buffer << 5 | u32::from(*value)) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
        }
    }
    (bits < 5 && buffer & ((1 << bits) - 1) == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cash_address_spellings() {
        let canonical = Ok("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a");
        for text in [
            "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
            "QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A",
            "BITCOINCASH:QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A",
        ] {
            assert_eq!(canonical_bch(text).as_deref(), canonical, "{text}");
        }
        for text in [
            "bchtest:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
            "qpm2QSznhks23z7629mms6s4cwef74vcwvy22gdx6a",
            "",
        ] {
            assert!(canonical_bch(text).is_err(), "{text}");
        }
    }
}
