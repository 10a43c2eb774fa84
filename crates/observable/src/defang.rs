//! Defanging for display, and undoing the defanging of others on one value.
//!
//! [`refang`] works on a single value, never on running text: extraction from text has to keep offsets.
//! It is linear and leaves a value that was not defanged as it is.

use std::borrow::Cow;

use crate::Kind;

/// Makes a canonical value harmless: nothing that a mail or chat program would turn into a link.
pub(crate) fn defang(kind: Kind, value: &str) -> String {
    match kind {
        Kind::Ipv4 | Kind::Domain | Kind::Onion => value.replace('.', "[.]"),
        Kind::Ipv6 => value.replace(':', "[:]"),
        Kind::Cidr => value.replace('.', "[.]").replace(':', "[:]"),
        Kind::Email => value.replace('@', "[@]").replace('.', "[.]"),
        Kind::Url => defang_url(value),
        _ => value.to_owned(),
    }
}

fn defang_url(value: &str) -> String {
    let Some((scheme, rest)) = value.split_once("://") else {
        return value.to_owned();
    };
    let (authority, tail) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let dots = if authority.contains('[') {
        authority.to_owned()
    } else {
        authority.replace('.', "[.]")
    };
    let scheme = match scheme {
        "http" => "hxxp".to_owned(),
        "https" => "hxxps".to_owned(),
        "ftp" => "fxp".to_owned(),
        other => return format!("{other}[://]{dots}{tail}"),
    };
    format!("{scheme}://{dots}{tail}")
}

/// Whether a value may be defanged. False answers are certain; true ones cost only the time of [`refang`].
pub(crate) fn suspicious(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.iter().any(|byte| {
        matches!(
            byte,
            b'[' | b']' | b'(' | b')' | b'{' | b'}' | b'\\' | b' ' | b'&' | b'*'
        ) || *byte >= 0x80
    }) {
        return true;
    }
    scheme_end(text).is_some_and(|(end, _)| {
        !text.as_bytes()[..end].iter().all(u8::is_ascii_lowercase)
            || canonical_scheme(&text[..end]).is_some_and(|s| s != &text[..end])
    })
}

/// What a defanged scheme stands for.
fn canonical_scheme(scheme: &str) -> Option<&'static str> {
    let lower = scheme.to_ascii_lowercase();
    match lower.as_str() {
        "http" | "https" | "ftp" | "ftps" | "sftp" | "tcp" | "udp" | "ssh" => return None,
        "meow" | "hpp" | "htp" | "xttp" | "hxtp" | "htxp" => return Some("http"),
        "meows" | "hpps" | "htps" | "xttps" | "hxtps" | "htxps" => return Some("https"),
        "fxp" | "f*p" | "fxxp" | "f_p" => return Some("ftp"),
        _ => {}
    }
    let middle = lower.strip_prefix('h')?;
    let (middle, secure) = match middle.strip_suffix("ps") {
        Some(middle) => (middle, true),
        None => (middle.strip_suffix('p')?, false),
    };
    let masked = (1..=4).contains(&middle.len())
        && middle
            .bytes()
            .all(|byte| matches!(byte, b'x' | b't' | b'*' | b'_' | b'#' | b'-'));
    masked.then_some(if secure { "https" } else { "http" })
}

/// End of the scheme and of the separator after it, in any spelling of `://`.
fn scheme_end(text: &str) -> Option<(usize, usize)> {
    let end = text.bytes().take(8).position(|byte| {
        !(byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'_' | b'#' | b'-'))
    })?;
    if end < 2 {
        return None;
    }
    let rest = &text[end..];
    for separator in [
        "://",
        "[://]",
        "(://)",
        "{://}",
        "[:]//",
        "(:)//",
        "{:}//",
        "[:/]/",
        ":[//]",
        ":\\\\",
        "：//",
        "：／／",
        ":／／",
        "[:]\\\\",
        " :// ",
        "[:][/][/]",
        "&#58;//",
        "&colon;//",
    ] {
        if rest.starts_with(separator) {
            return Some((end, end + separator.len()));
        }
    }
    None
}

/// Words that stand for a dot and for an at sign, in the languages of the reports.
const DOTS: [&str; 8] = [
    ".", "dot", "point", "ponto", "punto", "d0t", "نقطة", "nukta",
];
const ATS: [&str; 7] = ["@", "at", "arobase", "arroba", "chez", "apestaat", "آت"];

/// Undoes the defanging of one value.
///
/// ```
/// assert_eq!(observable::refang("hxxps[:]//login(dot)bank[.]example/a[.]php"), "https://login.bank.example/a.php");
/// assert_eq!(observable::refang("198[.]51[.]100[.]7"), "198.51.100.7");
/// ```
#[must_use]
pub fn refang(text: &str) -> Cow<'_, str> {
    if !suspicious(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    if let Some((end, after)) = scheme_end(text) {
        out.push_str(canonical_scheme(&text[..end]).unwrap_or(&text[..end]));
        out.push_str("://");
        rest = text[after..].trim_start();
    }
    let mut in_authority = true;
    while let Some(c) = rest.chars().next() {
        if let Some((plain, used)) = token(rest, in_authority) {
            if in_authority {
                out.truncate(out.trim_end_matches(' ').len());
            }
            out.push_str(plain);
            rest = &rest[used..];
            if in_authority {
                rest = rest.trim_start_matches(' ');
            }
            in_authority &= plain != "/";
            continue;
        }
        in_authority &= c != '/' && c != '?';
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    if out == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(out)
    }
}

/// The defanged separator at the beginning of `text`: what it stands for and how long it is. Inside a path only square
/// brackets count, because a canonical path may hold the other brackets but never these.
fn token(text: &str, in_authority: bool) -> Option<(&'static str, usize)> {
    let first = text.chars().next()?;
    match first {
        '[' => bracketed(text, ']').or_else(|| half(text, "[.", in_authority)),
        '(' if in_authority => bracketed(text, ')').or_else(|| half(text, "(.", true)),
        '{' if in_authority => bracketed(text, '}').or_else(|| half(text, "{.", true)),
        '<' if in_authority => bracketed(text, '>'),
        '.' if in_authority => [".]", ".)", ".}"]
            .iter()
            .find(|half| text.starts_with(**half))
            .map(|_| (".", 2)),
        '\\' if in_authority => text.starts_with("\\.").then_some((".", 2)),
        '&' => entity(text),
        '．' | '。' | '․' | '｡' if in_authority => Some((".", first.len_utf8())),
        '：' if in_authority => Some((":", first.len_utf8())),
        '＠' if in_authority => Some(("@", first.len_utf8())),
        '／' if in_authority => Some(("/", first.len_utf8())),
        ' ' if in_authority => worded(text),
        _ => None,
    }
}

fn half(text: &str, pattern: &str, in_authority: bool) -> Option<(&'static str, usize)> {
    (in_authority && text.starts_with(pattern)).then_some((".", pattern.len()))
}

/// `[.]`, `[ dot ]`, `(at)`, `[:]`, `[/]` …
fn bracketed(text: &str, close: char) -> Option<(&'static str, usize)> {
    // The longest word is short; a bracket further away is not part of it.
    let end = text.char_indices().take(16).find(|(_, c)| *c == close)?.0;
    let word = text[1..end].trim();
    let used = end + close.len_utf8();
    let lower = word.to_lowercase();
    if DOTS.contains(&lower.as_str()) {
        return Some((".", used));
    }
    if ATS.contains(&lower.as_str()) {
        return Some(("@", used));
    }
    match word {
        ":" => Some((":", used)),
        "://" => Some(("://", used)),
        "/" => Some(("/", used)),
        "::" => Some(("::", used)),
        _ => None,
    }
}

/// ` dot `, ` at ` between blanks.
fn worded(text: &str) -> Option<(&'static str, usize)> {
    let word = text[1..].split(' ').next()?;
    let used = 1 + word.len();
    if !text[used..].starts_with(' ') {
        return None;
    }
    let lower = word.to_lowercase();
    if DOTS[1..].contains(&lower.as_str()) {
        return Some((".", used + 1));
    }
    ATS[1..]
        .contains(&lower.as_str())
        .then_some(("@", used + 1))
}

fn entity(text: &str) -> Option<(&'static str, usize)> {
    const ENTITIES: [(&str, &str); 9] = [
        ("&#46;", "."),
        ("&#x2e;", "."),
        ("&#x2E;", "."),
        ("&period;", "."),
        ("&#58;", ":"),
        ("&colon;", ":"),
        ("&#64;", "@"),
        ("&#x40;", "@"),
        ("&commat;", "@"),
    ];
    ENTITIES
        .iter()
        .find(|(entity, _)| text.starts_with(entity))
        .map(|(entity, plain)| (*plain, entity.len()))
}
