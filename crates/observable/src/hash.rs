//! Hashes written in hexadecimal.

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

use crate::{Kind, Problem};

/// Hexadecimal digits of each kind.
pub(crate) const fn digits(kind: Kind) -> usize {
    match kind {
        Kind::Md5 | Kind::Ja3 | Kind::Imphash => 32,
        Kind::Sha1 => 40,
        Kind::Sha224 => 56,
        Kind::Sha256 => 64,
        Kind::Sha384 => 96,
        Kind::Sha512 => 128,
        _ => 0,
    }
}

/// The kind of hash that has so many digits. 32 is taken as MD5.
pub(crate) const fn kind_of(digits: usize) -> Option<Kind> {
    match digits {
        32 => Some(Kind::Md5),
        40 => Some(Kind::Sha1),
        56 => Some(Kind::Sha224),
        64 => Some(Kind::Sha256),
        96 => Some(Kind::Sha384),
        128 => Some(Kind::Sha512),
        _ => None,
    }
}

pub(crate) fn canonical(kind: Kind, text: &str) -> Result<String, Problem> {
    if text.len() != digits(kind) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Problem::Form);
    }
    Ok(text.to_ascii_lowercase())
}

pub(crate) fn store(canonical: &str, out: &mut Vec<u8>) {
    match HEXLOWER_PERMISSIVE.decode(canonical.as_bytes()) {
        Ok(bytes) => out.extend_from_slice(&bytes),
        Err(_) => out.extend_from_slice(canonical.as_bytes()),
    }
}

pub(crate) fn load(kind: Kind, bytes: &[u8]) -> Option<String> {
    (bytes.len() * 2 == digits(kind)).then(|| HEXLOWER.encode(bytes))
}
