//! Names: the country behind a name's top-level domain, and the registrable domain.
//!
//! A name is not resolved: its country is that of the registry, not of a host.

use std::sync::OnceLock;

use observable::{Host, Observable};
use rustc_hash::FxHashMap;

/// Labels that are not simply an ISO 3166-1 code.
const CCTLD: &str = include_str!("../../../assets/names/cctld.csv");

fn labels() -> &'static FxHashMap<&'static str, [u8; 2]> {
    static LABELS: OnceLock<FxHashMap<&'static str, [u8; 2]>> = OnceLock::new();
    LABELS.get_or_init(|| {
        CCTLD
            .lines()
            .filter(|line| !line.starts_with('#'))
            .skip(1)
            .filter_map(|line| {
                let mut fields = line.split(',');
                let label = fields.next()?;
                let country: [u8; 2] = fields.next()?.as_bytes().try_into().ok()?;
                Some((label, country))
            })
            .collect()
    })
}

/// The country whose registry a value's name lies under, if it is a country's.
///
/// Country-code domains in other scripts count (`xn--mgbc0a9azcg` is Morocco).
#[must_use]
pub fn cctld(value: &Observable) -> Option<[u8; 2]> {
    let Some(Host::Name(name)) = value.host() else {
        return None;
    };
    country_of_name(name).or_else(|| value.cctld())
}

/// As [`cctld`], from a name in canonical form (A-labels, lower case, no trailing dot): only the
/// labels that are not simply an ISO code.
fn country_of_name(name: &str) -> Option<[u8; 2]> {
    let (_, label) = name.rsplit_once('.')?;
    labels().get(label).copied()
}

/// The registrable domain (public suffix plus one label) of a value's name.
#[must_use]
pub fn registrable_domain(value: &Observable) -> Option<String> {
    value.registrable_domain().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_other_scripts_have_countries() {
        assert_eq!(country_of_name("site.xn--mgbc0a9azcg"), Some(*b"MA"));
        assert_eq!(country_of_name("site.xn--lgbbat1ad8j"), Some(*b"DZ"));
        assert_eq!(country_of_name("site.co.uk"), Some(*b"GB"));
        assert_eq!(country_of_name("site.com"), None);
        assert_eq!(country_of_name("iso2"), None);
        assert_eq!(country_of_name("x.label"), None);
    }
}
