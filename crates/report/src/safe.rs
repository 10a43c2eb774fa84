//! Untrusted text made harmless for display: control and bidirectional characters, defanging, breaks.
//!
//! Escaping for HTML, XML and CSV is done where those are written; this is about what the eye sees.

/// Longest free text that is printed (characters); the annex files hold the whole.
pub const MAX_TEXT: usize = 600;
/// Longest value that is printed (characters).
pub const MAX_VALUE: usize = 160;

/// Characters that are invisible or turn the direction of text (UAX #9, Trojan Source).
fn invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// White space becomes one blank; control, invisible and direction characters become visible `‹U+202E›`;
/// more than `limit` characters are cut with an ellipsis.
#[must_use]
pub fn clean(text: &str, limit: usize) -> String {
    let mut out = String::with_capacity(text.len().min(limit.saturating_mul(4)));
    let mut blank = false;
    for (count, c) in text.trim().chars().enumerate() {
        if count >= limit {
            out.push('…');
            break;
        }
        if c.is_whitespace() && c != '\u{2028}' && c != '\u{2029}' {
            blank = true;
            continue;
        }
        if blank {
            out.push(' ');
            blank = false;
        }
        if c.is_control() || invisible(c) {
            out.push_str(&format!("‹U+{:04X}›", c as u32));
        } else {
            out.push(c);
        }
    }
    out
}

/// The value in a form that can not be clicked and that no reader turns into a link.
#[must_use]
pub fn defang(kind: &str, value: &str) -> String {
    match kind {
        "ipv4" | "domain" | "onion" => value.replace('.', "[.]"),
        "ipv6" => value.replacen(':', "[:]", 1),
        "cidr" => {
            let (net, len) = value.split_once('/').unwrap_or((value, ""));
            let net = if net.contains(':') {
                net.replacen(':', "[:]", 1)
            } else {
                net.replace('.', "[.]")
            };
            format!("{net}/{len}")
        }
        "email" => value.replace('@', "[@]").replace('.', "[.]"),
        "url" => defang_url(value),
        // Hashes, wallets and the rest are no links.
        _ => defang_loose(value),
    }
}

fn defang_url(value: &str) -> String {
    let (scheme, rest) = value.split_once("://").unwrap_or(("", value));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    // In a bracketed IPv6 host the brackets are already there.
    let host = if host.contains('[') {
        host.replacen(':', "[:]", 1)
    } else {
        host.replace('.', "[.]")
    };
    let scheme = scheme.replace("http", "hxxp").replace("ftp", "fxp");
    let mark = if scheme.is_empty() { "" } else { "://" };
    defang_loose(&format!("{scheme}{mark}{host}{path}"))
}

/// Takes the teeth out of links inside other text.
fn defang_loose(text: &str) -> String {
    text.replace("http://", "hxxp://")
        .replace("https://", "hxxps://")
        .replace("www.", "www[.]")
}

/// The printed form of an item's value: defanged, cleaned, cut; true when it was cut.
#[must_use]
pub fn printed(kind: &str, value: &str) -> (String, bool) {
    let cut = value.chars().count() > MAX_VALUE;
    let short: String = value.chars().take(MAX_VALUE).collect();
    let mut text = clean(&defang(kind, &short), usize::MAX);
    if cut {
        text.push('…');
    }
    (text, cut)
}

/// Text of people and feeds as a document shows it: cleaned, cut, and never wider than its column.
#[must_use]
pub fn shown(text: &str, limit: usize) -> String {
    breakable(&clean(text, limit), 24)
}

/// Puts zero-width spaces into runs without a blank that are longer than `run` characters, so that no
/// line overflows: at signs that part a value, and after `run` characters where there is none.
#[must_use]
pub fn breakable(text: &str, run: usize) -> String {
    const ZERO_WIDTH_SPACE: char = '\u{200B}';
    let run = run.max(8);
    let mut out = String::with_capacity(text.len() + 8);
    for (i, word) in text.split(' ').enumerate() {
        if i > 0 {
            out.push(' ');
        }
        if word.chars().count() <= run {
            out.push_str(word);
            continue;
        }
        let mut since = 0;
        let mut last = ' ';
        for c in word.chars() {
            // Before a defanged dot, after a sign: a reader sees where the value goes on.
            let natural = (c == '['
                || matches!(last, '/' | '?' | '&' | '=' | '-' | '_' | ',' | ';'))
                && since >= 4;
            if natural && !(matches!(last, '/') && c == '/') || since >= run {
                out.push(ZERO_WIDTH_SPACE);
                since = 0;
            }
            out.push(c);
            last = c;
            since += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_can_not_be_clicked() {
        assert_eq!(defang("ipv4", "198.18.0.1"), "198[.]18[.]0[.]1");
        assert_eq!(defang("ipv6", "2001:db8::1"), "2001[:]db8::1");
        assert_eq!(defang("cidr", "198.18.0.0/15"), "198[.]18[.]0[.]0/15");
        assert_eq!(
            defang(
                "url",
                "https://login.bank.example/a.php?u=http://www.x.example/"
            ),
            "hxxps://login[.]bank[.]example/a.php?u=hxxp://www[.]x.example/"
        );
        assert_eq!(
            defang("url", "http://[2001:db8::1]:80/x"),
            "hxxp://[2001[:]db8::1]:80/x"
        );
        assert_eq!(defang("email", "a.b@c.example"), "a[.]b[@]c[.]example");
        assert_eq!(defang("sha256", "ab12"), "ab12");
    }

    #[test]
    fn what_is_invisible_is_shown() {
        assert_eq!(
            clean("a\u{202e}b\0\n\tc\u{200b}", 99),
            "a‹U+202E›b‹U+0000› c‹U+200B›"
        );
        assert_eq!(clean("abcdef", 3), "abc…");
        assert_eq!(breakable("abcdefghij kl", 8), "abcdefgh\u{200B}ij kl");
        assert_eq!(
            breakable("login-bank[.]example/a", 12),
            "login-\u{200B}bank\u{200B}[.]example/\u{200B}a"
        );
    }

    proptest! {
        #[test]
        fn clean_text_has_no_control_characters(text in "\\PC*|[\\x00-\\x{2fff}]*", limit in 0usize..200) {
            let shown = clean(&text, limit);
            prop_assert!(shown.chars().all(|c| !c.is_control() && !invisible(c)));
            prop_assert_eq!(clean(&shown, usize::MAX), shown.trim());
        }

        #[test]
        fn no_link_survives(text in "(http://|https://|www\\.)?[a-z./:?]{0,40}") {
            for kind in ["url", "file_name"] {
                let shown = defang(kind, &text);
                prop_assert!(!shown.contains("http://") && !shown.contains("https://") && !shown.contains("www."));
            }
        }
    }
}
