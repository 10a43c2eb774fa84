//! Numbers and lists as each language writes them.

use crate::Lang;

/// A whole number with thousands separated: `1,234`, `1 234`.
#[must_use]
pub fn number(lang: Lang, value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 3);
    if value < 0 {
        // The real minus sign: same width as the digits, never broken from them.
        out.push('\u{2212}');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(lang.thousands());
        }
        out.push(digit);
    }
    out
}

/// A change: `+12`, `−3`, `0`.
#[must_use]
pub fn signed(lang: Lang, value: i64) -> String {
    if value > 0 {
        format!("+{}", number(lang, value))
    } else {
        number(lang, value)
    }
}

/// A number with `digits` decimals (at most six), rounded half away from zero.
#[must_use]
pub fn decimal(lang: Lang, value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{:.*}", digits.min(6), value.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = whole
        .parse::<i64>()
        .map_or_else(|_| whole.to_owned(), |n| number(lang, n));
    if !rest.is_empty() {
        out.push(lang.decimal_mark());
        out.push_str(rest);
    }
    if value < 0.0 && out.contains(|c: char| c.is_ascii_digit() && c != '0') {
        out.insert(0, '\u{2212}');
    }
    out
}

/// The share of `part` in `whole` in whole per cent; `–` when there is nothing to share.
#[must_use]
pub fn percent(lang: Lang, part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let share = (u128::from(part) * 200 + u128::from(whole)) / (u128::from(whole) * 2);
    format!("{share}{}%", lang.percent_space())
}

/// The small rules of printing that are tedious to type: French no-break spaces before `: ; ? ! »` and
/// after `«`. Other languages are left as they are.
#[must_use]
pub fn typography(lang: Lang, text: &str) -> String {
    if lang != Lang::Fr {
        return text.to_owned();
    }
    let mut out = text
        .replace(" :", "\u{a0}:")
        .replace(" »", "\u{a0}»")
        .replace("« ", "«\u{a0}");
    for sign in [";", "?", "!"] {
        out = out.replace(&format!(" {sign}"), &format!("\u{202f}{sign}"));
    }
    out
}

/// Members of a list in a sentence: `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn list<S: AsRef<str>>(lang: Lang, members: &[S]) -> String {
    match members {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [head @ .., last] => {
            let head: Vec<&str> = head.iter().map(AsRef::as_ref).collect();
            format!("{} {} {}", head.join(", "), lang.and(), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn as_each_language_writes() {
        assert_eq!(number(Lang::En, 1_234_567), "1,234,567");
        assert_eq!(number(Lang::Fr, 1_234), "1\u{202f}234");
        assert_eq!(number(Lang::Fr, -999), "\u{2212}999");
        assert_eq!(decimal(Lang::Fr, 1234.56, 1), "1\u{202f}234,6");
        assert_eq!(decimal(Lang::En, -0.04, 1), "0.0");
        assert_eq!(decimal(Lang::En, f64::NAN, 1), "–");
        assert_eq!(percent(Lang::Fr, 1, 3), "33\u{202f}%");
        assert_eq!(percent(Lang::En, 0, 0), "–");
        assert_eq!(list(Lang::Fr, &["a", "b", "c"]), "a, b et c");
        assert_eq!(signed(Lang::En, 12), "+12");
        assert_eq!(
            typography(Lang::Fr, "Où ? Ici : là"),
            "Où\u{202f}? Ici\u{a0}: là"
        );
        assert_eq!(typography(Lang::En, "a : b"), "a : b");
    }

    proptest! {
        #[test]
        fn digits_survive(value in any::<i64>()) {
            let shown: String = number(Lang::En, value).chars().filter(char::is_ascii_digit).collect();
            prop_assert_eq!(shown, value.unsigned_abs().to_string());
        }
    }
}
