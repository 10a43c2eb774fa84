//! Names of Tor onion services, version 3 (Tor rend-spec-v3, section 6 "Encoding onion addresses").
//! This module knows the name only; addresses below it (`www.….onion`) are names of the caller.

use data_encoding::BASE32_NOPAD;
use sha3::{Digest, Sha3_256};

use crate::Problem;

/// Characters before `.onion`: 32 bytes of key, 2 of checksum, 1 of version in base32.
const LABEL: usize = 56;

/// `<56 base32 characters>.onion` in lower case; the checksum and the version must fit.
pub(crate) fn canonical_onion(text: &str) -> Result<String, Problem> {
    let text = text.strip_suffix('.').unwrap_or(text);
    if text.len() != LABEL + ".onion".len() || !text.is_ascii() {
        return Err(Problem::Form);
    }
    let lower = text.to_ascii_lowercase();
    let label = lower.strip_suffix(".onion").ok_or(Problem::Form)?;
    let bytes = BASE32_NOPAD
        .decode(label.to_ascii_uppercase().as_bytes())
        .map_err(|_| Problem::Form)?;
    let (key, rest) = bytes.split_at_checked(32).ok_or(Problem::Form)?;
    let &[first, second, version] = rest else {
        return Err(Problem::Form);
    };
    if version != 3 {
        return Err(Problem::Form);
    }
    let hash = Sha3_256::new()
        .chain_update(b".onion checksum")
        .chain_update(key)
        .chain_update([version])
        .finalize();
    if hash[..2] != [first, second] {
        return Err(Problem::Checksum);
    }
    Ok(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Example addresses of the specification.
    const PUBLISHED: [&str; 3] = [
        "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion",
        "sp3k262uwy4r2k3ycr5awluarykdpag6a7y33jxop4cs2lu5uz5sseqd.onion",
        "xa4r2iadxm55fbnqgwwi5mymqdcofiu3w6rpbtqn7b2dyn7mgwj64jyd.onion",
    ];

    #[test]
    fn published_names() {
        for name in PUBLISHED {
            assert_eq!(canonical_onion(name).as_deref(), Ok(name));
            assert_eq!(
                canonical_onion(&name.to_ascii_uppercase()).as_deref(),
                Ok(name)
            );
        }
    }

    #[test]
    fn refusals() {
        let name = PUBLISHED[0];
        assert_eq!(
            canonical_onion(&name.replacen('p', "q", 1)),
            Err(Problem::Checksum)
        );
        // The last character carries the version.
        assert_eq!(
            canonical_onion(&name.replace("yd.onion", "yc.onion")),
            Err(Problem::Form)
        );
        for text in [
            &format!("www.{name}"),
            "expyuzz4wqqyqhjn.onion",
            "",
            "é.onion",
            &name[..56],
        ] {
            assert_eq!(canonical_onion(text), Err(Problem::Form), "{text}");
        }
    }
}
