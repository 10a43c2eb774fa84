//! Addresses of cryptocurrencies. Every canonical form is checked against the checksum of its chain,
//! so a wallet that was mistyped or cut is refused. This module must not look anything up on a chain.

use bech32::primitives::decode::{SegwitHrpstring, SegwitHrpstringError};
use bs58::Alphabet;
use sha3::{Digest, Keccak256};

use crate::cashaddr::MAX_CASHADDR;
pub(crate) use crate::cashaddr::canonical_bch;
use crate::{Kind, Problem};

/// Longest Base58Check address (25 or 26 bytes of data). Base58 decoding is quadratic, so the length is checked first.
const MAX_BASE58: usize = 36;
/// Longest segwit address, BIP 173.
const MAX_SEGWIT: usize = 90;

/// Bitcoin: `1…`, `3…` (Base58Check versions 0x00 and 0x05), `bc1…` (BIP 173, BIP 350).
pub(crate) fn canonical_btc(text: &str) -> Result<String, Problem> {
    if has_prefix(text, "bc1") {
        return segwit(text, "bc");
    }
    base58check(text, Alphabet::BITCOIN, &[&[0x00], &[0x05]]).map(|_| text.to_owned())
}

/// Litecoin: `L…`, `M…`, `ltc1…`. The old script form `3…` (version 0x05, shared with Bitcoin) becomes its `M…` twin.
pub(crate) fn canonical_ltc(text: &str) -> Result<String, Problem> {
    if has_prefix(text, "ltc1") {
        return segwit(text, "ltc");
    }
    let mut bytes = base58check(text, Alphabet::BITCOIN, &[&[0x30], &[0x32], &[0x05]])?;
    if bytes[0] != 0x05 {
        return Ok(text.to_owned());
    }
    bytes[0] = 0x32;
    Ok(bs58::encode(bytes).with_check().into_string())
}

/// Ethereum and compatible chains: `0x` and 40 hexadecimal digits. Mixed case must satisfy EIP-55; one case carries no checksum.
pub(crate) fn canonical_eth(text: &str) -> Result<String, Problem> {
    let digits = text
        .strip_prefix("0x")
        .or_else(|| text.strip_prefix("0X"))
        .ok_or(Problem::Form)?;
    if digits.len() != 40 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Problem::Form);
    }
    let lower = digits.to_ascii_lowercase();
    let has_upper = digits.bytes().any(|byte| byte.is_ascii_uppercase());
    let has_lower = digits.bytes().any(|byte| byte.is_ascii_lowercase());
    if has_upper && has_lower && !eip55(digits, &lower) {
        return Err(Problem::Checksum);
    }
    Ok(format!("0x{lower}"))
}

/// A letter is upper case exactly when the nibble of the hash at its place is 8 or more (EIP-55).
fn eip55(digits: &str, lower: &str) -> bool {
    let hash = Keccak256::digest(lower.as_bytes());
    digits.bytes().enumerate().all(|(index, digit)| {
        let byte = hash[index / 2];
        let nibble = if index % 2 == 0 { byte >> 4 } else { byte & 15 };
        digit.is_ascii_digit() || digit.is_ascii_uppercase() == (nibble >= 8)
    })
}

/// TRON: `T…`, version 0x41.
pub(crate) fn canonical_trx(text: &str) -> Result<String, Problem> {
    base58check(text, Alphabet::BITCOIN, &[&[0x41]]).map(|_| text.to_owned())
}

/// Dogecoin: `D…`, and scripts `A…` or `9…`.
pub(crate) fn canonical_doge(text: &str) -> Result<String, Problem> {
    base58check(text, Alphabet::BITCOIN, &[&[0x1e], &[0x16]]).map(|_| text.to_owned())
}

/// Dash: `X…`, and scripts `7…`.
pub(crate) fn canonical_dash(text: &str) -> Result<String, Problem> {
    base58check(text, Alphabet::BITCOIN, &[&[0x4c], &[0x10]]).map(|_| text.to_owned())
}

/// Zcash transparent addresses: `t1…` and `t3…`.
pub(crate) fn canonical_zec(text: &str) -> Result<String, Problem> {
    base58check(text, Alphabet::BITCOIN, &[&[0x1c, 0xb8], &[0x1c, 0xbd]]).map(|_| text.to_owned())
}

/// XRP ledger classic addresses: `r…`, version 0 in the ledger's own alphabet.
pub(crate) fn canonical_xrp(text: &str) -> Result<String, Problem> {
    base58check(text, Alphabet::RIPPLE, &[&[0x00]]).map(|_| text.to_owned())
}

/// Solana: Base58 of 32 bytes. There is no checksum, so this kind is never guessed.
pub(crate) fn canonical_sol(text: &str) -> Result<String, Problem> {
    // 32 bytes take 32 characters (all ones) to 44.
    if !(32..=44).contains(&text.len()) {
        return Err(Problem::Form);
    }
    let mut bytes = [0; 33];
    match bs58::decode(text).onto(&mut bytes[..]) {
        Ok(32) => Ok(text.to_owned()),
        _ => Err(Problem::Form),
    }
}

/// Monero: standard (18), integrated (19) and subaddresses (42) of the main network.
pub(crate) fn canonical_xmr(text: &str) -> Result<String, Problem> {
    if !matches!(text.len(), 95 | 106) {
        return Err(Problem::Form);
    }
    let bytes = monero_base58(text.as_bytes()).ok_or(Problem::Form)?;
    // Network byte, two keys, payment identifier of integrated addresses, four bytes of Keccak-256.
    let (body, checksum) = bytes
        .split_at_checked(bytes.len().saturating_sub(4))
        .ok_or(Problem::Form)?;
    let fits = match body.first() {
        Some(18 | 42) => body.len() == 65,
        Some(19) => body.len() == 73,
        _ => false,
    };
    if !fits {
        return Err(Problem::Form);
    }
    if Keccak256::digest(body)[..4] != *checksum {
        return Err(Problem::Checksum);
    }
    Ok(text.to_owned())
}

/// Monero's Base58: blocks of 11 characters are 8 bytes each, a last block of 7 characters is 5 bytes.
fn monero_base58(text: &[u8]) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes = Vec::with_capacity(77);
    for block in text.chunks(11) {
        let size = match block.len() {
            11 => 8,
            7 => 5,
            _ => return None,
        };
        let mut value = 0u128;
        for byte in block {
            let digit = ALPHABET.iter().position(|known| known == byte)?;
            value = value * 58 + digit as u128;
        }
        if value >> (8 * size) != 0 {
            return None;
        }
        bytes.extend_from_slice(&value.to_be_bytes()[16 - size..]);
    }
    Some(bytes)
}

/// The kind and canonical form of a wallet address whose checksum holds. Bitcoin wins where chains share a form.
/// Solana has no checksum and is never guessed.
pub(crate) fn guess_wallet(text: &str) -> Option<(Kind, String)> {
    let first = *text.as_bytes().first()?;
    if text.len() < 25
        || text.len() > MAX_CASHADDR
        || !text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b':')
    {
        return None;
    }
    let attempt = |kind: Kind, parser: fn(&str) -> Result<String, Problem>| {
        parser(text).ok().map(|value| (kind, value))
    };
    match first {
        b'0' => attempt(Kind::Eth, canonical_eth),
        b'1' | b'3' => attempt(Kind::Btc, canonical_btc),
        b'b' | b'B' => {
            attempt(Kind::Btc, canonical_btc).or_else(|| attempt(Kind::Bch, canonical_bch))
        }
        b'l' => attempt(Kind::Ltc, canonical_ltc),
        b'L' | b'M' => attempt(Kind::Ltc, canonical_ltc),
        b'D' | b'A' | b'9' => attempt(Kind::Doge, canonical_doge),
        b'T' => attempt(Kind::Trx, canonical_trx),
        b'X' | b'7' => attempt(Kind::Dash, canonical_dash),
        b't' => attempt(Kind::Zec, canonical_zec),
        b'4' | b'8' => attempt(Kind::Xmr, canonical_xmr),
        b'r' => attempt(Kind::Xrp, canonical_xrp).or_else(|| attempt(Kind::Bch, canonical_bch)),
        b'q' | b'p' | b'z' | b'Q' | b'P' | b'Z' | b'R' => attempt(Kind::Bch, canonical_bch),
        _ => None,
    }
}

fn has_prefix(text: &str, prefix: &str) -> bool {
    text.len() > prefix.len()
        && text.as_bytes()[..prefix.len()].eq_ignore_ascii_case(prefix.as_bytes())
}

/// Version and hash of a Base58Check address: one of `versions`, then 20 bytes, then four bytes of double SHA-256.
fn base58check(text: &str, alphabet: &Alphabet, versions: &[&[u8]]) -> Result<Vec<u8>, Problem> {
    if text.len() > MAX_BASE58 {
        return Err(Problem::TooLong);
    }
    let bytes = bs58::decode(text)
        .with_alphabet(alphabet)
        .with_check(None)
        .into_vec()
        .map_err(|error| match error {
            bs58::decode::Error::InvalidChecksum { .. } => Problem::Checksum,
            _ => Problem::Form,
        })?;
    let fits = versions
        .iter()
        .any(|version| bytes.starts_with(version) && bytes.len() == version.len() + 20);
    fits.then_some(bytes).ok_or(Problem::Form)
}

/// A segwit address of one chain, lower case. Witness version 0 has the BIP 173 checksum, later ones that of BIP 350.
fn segwit(text: &str, hrp: &str) -> Result<String, Problem> {
    if text.len() > MAX_SEGWIT {
        return Err(Problem::TooLong);
    }
    let decoded = SegwitHrpstring::new(text).map_err(|error| match error {
        SegwitHrpstringError::Checksum(_) => Problem::Checksum,
        _ => Problem::Form,
    })?;
    if !decoded.hrp().as_str().eq_ignore_ascii_case(hrp) {
        return Err(Problem::Form);
    }
    Ok(text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Parser = fn(&str) -> Result<String, Problem>;

    /// Changes one character in the middle; every checksum here must notice.
    fn spoilt(text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        let middle = text.len() / 2;
        bytes[middle] = if bytes[middle] == b'2' { b'3' } else { b'2' };
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn published_addresses_are_fixed_points() {
        let vectors: [(Kind, Parser, &str); 20] = [
            // Genesis block; BIP 13/16 style script; BIP 173 and BIP 350 vectors.
            (
                Kind::Btc,
                canonical_btc,
                "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            ),
            (
                Kind::Btc,
                canonical_btc,
                "3P14159f73E4gFr7JterCCQh9QjiTjiZrG",
            ),
            (
                Kind::Btc,
                canonical_btc,
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            ),
            (
                Kind::Btc,
                canonical_btc,
                "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
            ),
            (
                Kind::Btc,
                canonical_btc,
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            ),
            (
                Kind::Btc,
                canonical_btc,
                "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
            ),
            (
                Kind::Ltc,
                canonical_ltc,
                "LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1",
            ),
            (
                Kind::Ltc,
                canonical_ltc,
                "ltc1qwvqn6h5frlcp9t5r9m3dh28534ax9ym2zryr6a",
            ),
            (
                Kind::Trx,
                canonical_trx,
                "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
            ),
            (
                Kind::Doge,
                canonical_doge,
                "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L",
            ),
            (
                Kind::Bch,
                canonical_bch,
                "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
            ),
            (
                Kind::Bch,
                canonical_bch,
                "bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq",
            ),
            (
                Kind::Dash,
                canonical_dash,
                "XpESxaUmonkq8RaLLp46Brx2K39ggQe226",
            ),
            (
                Kind::Zec,
                canonical_zec,
                "t1Hsc1LR8yKnbbe3twRp88p6vFfC5t7DLbs",
            ),
            (
                Kind::Zec,
                canonical_zec,
                "t3Vz22vK5z2LcKEdg16Yv4FFneEL1zg9ojd",
            ),
            (
                Kind::Xrp,
                canonical_xrp,
                "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
            ),
            (Kind::Xrp, canonical_xrp, "rrrrrrrrrrrrrrrrrrrrrhoLvTp"),
            (
                Kind::Xmr,
                canonical_xmr,
                "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
            ),
            (
                Kind::Xmr,
                canonical_xmr,
                "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H",
            ),
            (
                Kind::Eth,
                canonical_eth,
                "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
            ),
        ];
        for (kind, parser, text) in vectors {
            assert_eq!(parser(text).as_deref(), Ok(text), "{text}");
            assert_eq!(guess_wallet(text), Some((kind, text.to_owned())), "{text}");
            if kind != Kind::Eth {
                let spoilt = spoilt(text);
                assert!(parser(&spoilt).is_err(), "{spoilt}");
                assert_eq!(guess_wallet(&spoilt), None, "{spoilt}");
            }
        }
    }

    #[test]
    fn bip_173_and_350_refusals() {
        for text in [
            "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
            // Version 1 with the old checksum, version 0 with the new one.
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
            "bc1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq54rw8g",
            "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
            "bc1rw5uspcuh",
            "bc1gmk9yu",
            "bc1pw5dgrnzv",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8F3T4",
            "bc1",
        ] {
            assert!(canonical_btc(text).is_err(), "{text}");
        }
        assert_eq!(
            canonical_btc("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4").as_deref(),
            Ok("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")
        );
    }

    #[test]
    fn eip_55() {
        for text in [
            "0x52908400098527886E0F7030069857D2E4169EE7",
            "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
            "0xde709f2102306220921060314715629080e2fb77",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
            "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
            "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        ] {
            assert_eq!(canonical_eth(text), Ok(text.to_ascii_lowercase()), "{text}");
        }
        assert_eq!(
            canonical_eth("0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
            Err(Problem::Checksum)
        );
        assert_eq!(
            canonical_eth("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
            Err(Problem::Form)
        );
    }

    #[test]
    fn chains_are_told_apart() {
        assert!(canonical_trx("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").is_err());
        assert!(canonical_btc("LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1").is_err());
        let modern = canonical_ltc("3P14159f73E4gFr7JterCCQh9QjiTjiZrG").unwrap();
        assert!(modern.starts_with('M'));
        assert_eq!(canonical_ltc(&modern), Ok(modern.clone()));
    }

    #[test]
    fn solana_has_thirty_two_bytes() {
        assert!(canonical_sol("11111111111111111111111111111111").is_ok());
        assert!(canonical_sol("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA").is_ok());
        assert!(canonical_sol("111111111111111111111111111111111").is_err());
        assert!(canonical_sol("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").is_err());
        assert_eq!(
            guess_wallet("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"),
            None
        );
    }
}
