//! Fingerprints (fuzzy hashes, TLS clients, network cards) and the names programs leave on a host
//! (files, mutexes, registry keys, user agents). Form only; no value is compared with another here.

use crate::Problem;
use crate::value::{is_invisible, trimmed};

/// Longest ssdeep hash: block size, two signatures, and the file name some tools append.
const MAX_SSDEEP: usize = 640;
/// Longest signature of ssdeep (`SPAMSUM_LENGTH`).
const SPAMSUM_LENGTH: usize = 64;

/// `blocksize:signature:signature`; the file name that tools append after a comma is dropped.
pub(crate) fn canonical_ssdeep(text: &str) -> Result<String, Problem> {
    if text.len() > MAX_SSDEEP {
        return Err(Problem::TooLong);
    }
    let hash = text.split_once(',').map_or(text, |(hash, _)| hash);
    let mut parts = hash.split(':');
    let (Some(block), Some(first), Some(second), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Problem::Form);
    };
    if block.is_empty()
        || block.len() > 10
        || block.starts_with('0')
        || !block.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Err(Problem::Form);
    }
    // The smallest block is three bytes, and it doubles.
    let size: u64 = block.parse().map_err(|_| Problem::Form)?;
    let doubled = size.is_multiple_of(3) && (size / 3).is_power_of_two();
    let signature = |part: &str| {
        part.len() <= SPAMSUM_LENGTH
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
    };
    if !doubled || first.is_empty() || !signature(first) || !signature(second) {
        return Err(Problem::Form);
    }
    Ok(hash.to_owned())
}

/// `T1` and 70 hexadecimal digits, upper case. The form without the version mark gets it.
pub(crate) fn canonical_tlsh(text: &str) -> Result<String, Problem> {
    let upper = if text.len() <= 72 {
        text.to_ascii_uppercase()
    } else {
        return Err(Problem::Form);
    };
    let digits = if upper.len() == 72 {
        upper.strip_prefix("T1").ok_or(Problem::Form)?
    } else {
        upper.as_str()
    };
    if digits.len() != 70 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Problem::Form);
    }
    Ok(format!("T1{digits}"))
}

/// JA4, `t13d1516h2_8daaf6152771_b186095e22b6`, lower case (JA4+ technical details, TLS client fingerprint).
pub(crate) fn canonical_ja4(text: &str) -> Result<String, Problem> {
    if text.len() != 36 || !text.is_ascii() {
        return Err(Problem::Form);
    }
    let lower = text.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    // Transport (TLS, QUIC, DTLS), version, name indication, counts of ciphers and extensions, ends of the first ALPN value.
    let versions = [
        "13", "12", "11", "10", "s3", "s2", "s1", "d1", "d2", "d3", "00",
    ];
    let head = matches!(bytes[0], b't' | b'q' | b'd')
        && versions.contains(&&lower[1..3])
        && matches!(bytes[3], b'd' | b'i')
        && bytes[4..8].iter().all(u8::is_ascii_digit)
        && bytes[8..10].iter().all(u8::is_ascii_alphanumeric);
    let tail = bytes[10] == b'_'
        && bytes[23] == b'_'
        && bytes[11..23]
            .iter()
            .chain(&bytes[24..])
            .all(u8::is_ascii_hexdigit);
    (head && tail).then_some(lower).ok_or(Problem::Form)
}

/// Six octets, lower case with colons; also reads `aa-bb-cc-dd-ee-ff` and `aabb.ccdd.eeff`.
pub(crate) fn canonical_mac(text: &str) -> Result<String, Problem> {
    if text.len() > 17 {
        return Err(Problem::Form);
    }
    let (separator, groups, width) = match text.as_bytes() {
        [_, _, separator @ (b':' | b'-'), ..] => (char::from(*separator), 6, 2),
        [_, _, _, _, b'.', ..] => ('.', 3, 4),
        _ => return Err(Problem::Form),
    };
    let fits =
        |group: &str| group.len() == width && group.bytes().all(|byte| byte.is_ascii_hexdigit());
    if text.split(separator).count() != groups || !text.split(separator).all(fits) {
        return Err(Problem::Form);
    }
    let mut out = String::with_capacity(17);
    for (index, c) in text.chars().filter(|c| *c != separator).enumerate() {
        if index > 0 && index % 2 == 0 {
            out.push(':');
        }
        out.push(c.to_ascii_lowercase());
    }
    Ok(out)
}

/// Longest file name, in bytes (common file systems).
const MAX_FILE_NAME: usize = 255;
/// Longest path: `PATH_MAX` of Linux.
const MAX_PATH: usize = 4_096;
/// Longest name of a kernel object of Windows, in bytes (`MAX_PATH` characters of three bytes).
const MAX_MUTEX: usize = 780;
/// Longest registry key, in bytes: 255 characters a level would allow more, no tool writes them.
const MAX_REGISTRY_KEY: usize = 2_048;
/// Longest User-Agent; servers stop at about this much for a header.
const MAX_USER_AGENT: usize = 4_096;

/// A name without directories, case kept.
pub(crate) fn canonical_file_name(text: &str) -> Result<String, Problem> {
    let name = plain(text, MAX_FILE_NAME)?;
    if name.contains(['/', '\\']) || matches!(name, "." | "..") {
        return Err(Problem::Form);
    }
    Ok(name.to_owned())
}

/// A path with at least one separator, case kept. Doubled separators (also those of escaped text) become one, a drive
/// letter is upper case, and paths with a drive use backslashes.
pub(crate) fn canonical_file_path(text: &str) -> Result<String, Problem> {
    let text = plain(text, MAX_PATH)?;
    if !text.contains(['/', '\\']) || text.contains("://") {
        return Err(Problem::Form);
    }
    let drive =
        matches!(text.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    if drive {
        out.push(text.as_bytes()[0].to_ascii_uppercase().into());
        rest = &text[1..];
    } else if text.starts_with("\\\\") {
        // A share keeps its two leading backslashes.
        out.push_str("\\\\");
        rest = text.trim_start_matches('\\');
    }
    let mut previous = out.chars().last().unwrap_or_default();
    for c in rest.chars() {
        let c = if drive && c == '/' { '\\' } else { c };
        if matches!(c, '/' | '\\') && c == previous {
            continue;
        }
        out.push(c);
        previous = c;
    }
    stable(out)
}

/// A mutex (or other kernel object) name; case matters, `Global\` and `Local\` stay.
pub(crate) fn canonical_mutex(text: &str) -> Result<String, Problem> {
    plain(text, MAX_MUTEX).map(str::to_owned)
}

/// Short and full names of the hives.
const HIVES: [(&str, &str); 8] = [
    ("HKLM", "HKEY_LOCAL_MACHINE"),
    ("HKCU", "HKEY_CURRENT_USER"),
    ("HKCR", "HKEY_CLASSES_ROOT"),
    ("HKU", "HKEY_USERS"),
    ("HKCC", "HKEY_CURRENT_CONFIG"),
    ("HKPD", "HKEY_PERFORMANCE_DATA"),
    ("REGISTRY\\MACHINE", "HKEY_LOCAL_MACHINE"),
    ("REGISTRY\\USER", "HKEY_USERS"),
];

/// A registry key with the full name of its hive (STIX 2.1 section 6.14 asks for it), one backslash between levels,
/// none at the end. The case of the levels is kept as written.
pub(crate) fn canonical_registry_key(text: &str) -> Result<String, Problem> {
    let text = plain(text, MAX_REGISTRY_KEY)?;
    // Slashes separate only where there is no backslash: they may stand inside a key's name.
    let text = if text.contains('\\') {
        text.to_owned()
    } else {
        text.replace('/', "\\")
    };
    let mut levels: Vec<&str> = text.split('\\').filter(|level| !level.is_empty()).collect();
    if levels.len() > 1 && levels[0].eq_ignore_ascii_case("computer") {
        levels.remove(0);
    }
    let two = levels
        .get(1)
        .map(|second| format!("{}\\{second}", levels[0]));
    let (hive, rest) = HIVES
        .iter()
        .find_map(|(short, full)| {
            // PowerShell writes the drive `HKLM:`.
            let first = levels.first()?.trim_end_matches(':');
            if first.eq_ignore_ascii_case(short) || first.eq_ignore_ascii_case(full) {
                return Some((*full, &levels[1..]));
            }
            two.as_ref()
                .is_some_and(|two| two.eq_ignore_ascii_case(short))
                .then(|| (*full, &levels[2..]))
        })
        .ok_or(Problem::Form)?;
    let mut out = hive.to_owned();
    for level in rest {
        out.push('\\');
        out.push_str(level);
    }
    stable(
        out.trim_end_matches(|c: char| c == '\\' || c.is_whitespace())
            .to_owned(),
    )
}

/// The value of a User-Agent header; the header's name in front of it is dropped.
pub(crate) fn canonical_user_agent(text: &str) -> Result<String, Problem> {
    let mut text = plain(text, MAX_USER_AGENT)?;
    let header = "user-agent:";
    while let Some((name, value)) = text.split_at_checked(header.len()) {
        if !name.eq_ignore_ascii_case(header) {
            break;
        }
        // The value may be quoted on its own.
        text = trimmed(value)?;
    }
    Ok(text.to_owned())
}

/// Text without surrounding blanks or invisible characters, within a limit in bytes.
fn plain(text: &str, most: usize) -> Result<&str, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    if text.len() > most {
        return Err(Problem::TooLong);
    }
    if text.chars().any(is_invisible) {
        return Err(Problem::Invisible);
    }
    Ok(text)
}

/// A rewritten text must be one that parsing leaves alone; what trimming would still change is refused.
fn stable(text: String) -> Result<String, Problem> {
    if trimmed(&text)? == text {
        Ok(text)
    } else {
        Err(Problem::Form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fuzzy_hashes() {
        let hash = "96:s4Ud1Lj96tHHlZDrwciQmA+4uy1I0G4HYuL8N3TzS8QsO/wqWXLcMSx:sF1LjEtHHlZDrJzrhuyZvHYm8tKp/RWO";
        assert_eq!(canonical_ssdeep(hash).as_deref(), Ok(hash));
        assert_eq!(
            canonical_ssdeep(&format!("{hash},\"a,b.exe\"")).as_deref(),
            Ok(hash)
        );
        for text in [
            "97:abc:def",
            "96:abc",
            "96::def",
            "0:abc:def",
            "96:a b:def",
            "96:abc:def:ghi",
            "",
            "99999999999:a:b",
        ] {
            assert!(canonical_ssdeep(text).is_err(), "{text}");
        }
        let digits = "9A024A7B4A56B8C5A1F0D3E2C4B6A8907F5E3D1C2B4A6978D0E1F2A3B4C5D6E7F80910"; // any 70 digits will do
        assert_eq!(
            canonical_tlsh(&digits.to_ascii_lowercase()),
            Ok(format!("T1{digits}"))
        );
        assert_eq!(
            canonical_tlsh(&format!("t1{digits}")),
            Ok(format!("T1{digits}"))
        );
        assert!(canonical_tlsh(&format!("T2{digits}")).is_err());
        assert!(canonical_tlsh(&digits[1..]).is_err());
    }

    #[test]
    fn ja4_and_mac() {
        let ja4 = "t13d1516h2_8daaf6152771_b186095e22b6";
        assert_eq!(canonical_ja4(&ja4.to_ascii_uppercase()).as_deref(), Ok(ja4));
        for text in [
            "t13d1516h2_8daaf6152771_b186095e22bg",
            "x13d1516h2_8daaf6152771_b186095e22b6",
            "t14d1516h2_8daaf6152771_b186095e22b6",
            "",
        ] {
            assert!(canonical_ja4(text).is_err(), "{text}");
        }
        for text in ["D2-FB-49-24-37-18", "d2:fb:49:24:37:18", "d2fb.4924.3718"] {
            assert_eq!(
                canonical_mac(text).as_deref(),
                Ok("d2:fb:49:24:37:18"),
                "{text}"
            );
        }
        for text in [
            "d2:fb-49:24:37:18",
            "d2:fb:49:24:37",
            "d2fb49243718",
            "d2:fb:49:24:37:1g",
            "é:fb",
            "",
            "d2:fb:49:24:37:18:00",
        ] {
            assert!(canonical_mac(text).is_err(), "{text}");
        }
    }

    #[test]
    fn files() {
        assert_eq!(
            canonical_file_name(" Facture 2024.pdf.exe ").as_deref(),
            Ok("Facture 2024.pdf.exe")
        );
        assert_eq!(
            canonical_file_name("fact\u{202e}fdp.exe"),
            Err(Problem::Invisible)
        );
        assert_eq!(canonical_file_name("a/b"), Err(Problem::Form));
        for (text, path) in [
            ("c:\\\\Users\\\\Public/x.exe", "C:\\Users\\Public\\x.exe"),
            ("/tmp//.x/y", "/tmp/.x/y"),
            ("%APPDATA%\\x.dll", "%APPDATA%\\x.dll"),
            ("\\\\\\\\srv\\\\share", "\\\\srv\\share"),
        ] {
            assert_eq!(canonical_file_path(text).as_deref(), Ok(path), "{text}");
            assert_eq!(canonical_file_path(path).as_deref(), Ok(path));
        }
        for text in ["x.exe", "http://a.example/", ""] {
            assert!(canonical_file_path(text).is_err(), "{text}");
        }
    }

    #[test]
    fn registry_keys() {
        let run = "HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows\\CurrentVersion\\Run";
        for text in [
            "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\",
            "hklm:\\Software\\\\Microsoft\\Windows\\CurrentVersion\\Run",
            "Computer\\HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
            "\\Registry\\Machine\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
            "HKLM/Software/Microsoft/Windows/CurrentVersion/Run",
            run,
        ] {
            assert_eq!(canonical_registry_key(text).as_deref(), Ok(run), "{text}");
        }
        assert_eq!(canonical_registry_key("HKU").as_deref(), Ok("HKEY_USERS"));
        for text in ["Software\\Run", "\\", "HKXX\\a", "Computer"] {
            assert!(canonical_registry_key(text).is_err(), "{text}");
        }
    }

    #[test]
    fn user_agents_and_mutexes() {
        assert_eq!(
            canonical_user_agent("User-Agent: \"Mozilla/5.0 (X)\"").as_deref(),
            Ok("Mozilla/5.0 (X)")
        );
        assert_eq!(canonical_user_agent("a\r\nb"), Err(Problem::Invisible));
        assert_eq!(
            canonical_user_agent(&"a".repeat(5_000)),
            Err(Problem::TooLong)
        );
        assert_eq!(
            canonical_mutex("Global\\Q1w2").as_deref(),
            Ok("Global\\Q1w2")
        );
        assert_eq!(canonical_mutex(" "), Err(Problem::Empty));
    }
}
