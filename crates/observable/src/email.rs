//! E-mail addresses.
//!
//! The domain is made canonical; the local part keeps its case, because only the receiving system may say
//! that case does not matter (RFC 5321 section 2.4).

use crate::{Problem, ip, name};

pub(crate) fn canonical(text: &str) -> Result<String, Problem> {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let text = text
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .unwrap_or(text);
    let (local, domain) = text.rsplit_once('@').ok_or(Problem::Form)?;
    // RFC 5321 section 4.5.3.1.1: 64 octets.
    if local.is_empty() || local.len() > 64 {
        return Err(if local.is_empty() {
            Problem::Form
        } else {
            Problem::TooLong
        });
    }
    // Narrower than RFC 5322 atext: braces, bars and ampersands only occur as defanging.
    let allowed = |c: char| c.is_alphanumeric() || "!#$%'*+/=?^_`~.-".contains(c);
    if !local.chars().all(allowed)
        || local.starts_with('.')
        || local.ends_with('.')
        || local.contains("..")
    {
        return Err(Problem::Form);
    }
    if let Some(literal) = domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        let literal = literal.strip_prefix("IPv6:").unwrap_or(literal);
        let address = ip::parse(literal).ok_or(Problem::Form)?;
        return Ok(if address.is_ipv4() {
            format!("{local}@[{address}]")
        } else {
            format!("{local}@[IPv6:{address}]")
        });
    }
    let domain = name::host(domain)?;
    let last = domain.rsplit('.').next().unwrap_or_default();
    if !domain.contains('.') {
        return Err(Problem::Form);
    }
    if !name::known_tld(&domain, last) {
        return Err(Problem::UnknownTld);
    }
    Ok(format!("{local}@{domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(
            canonical("Admin@Bank.EXAMPLE").as_deref(),
            Ok("Admin@bank.example")
        );
        assert_eq!(
            canonical("<a.b+c@example.org>").as_deref(),
            Ok("a.b+c@example.org")
        );
        assert_eq!(canonical("a@[192.0.2.1]").as_deref(), Ok("a@[192.0.2.1]"));
        for text in [
            "@example.org",
            "a@",
            "a b@example.org",
            "a..b@example.org",
            "a@localhost",
            "a@example.notatld1",
        ] {
            assert!(canonical(text).is_err(), "{text}");
        }
    }
}
