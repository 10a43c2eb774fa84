//! The languages there are.

/// A language of the interface and of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// English.
    En,
    /// French.
    Fr,
}

impl Lang {
    /// Every language, the fall-back language first.
    pub const ALL: &'static [Lang] = &[Lang::En, Lang::Fr];

    /// ISO 639-1 code, also the name of the folder under `assets/i18n/`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Fr => "fr",
        }
    }

    /// The language's own name for itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::Fr => "Français",
        }
    }

    /// The language of a code; takes `FR`, `fr-SN`, `fr_SN.UTF-8` alike.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Lang> {
        let head = code.split(['-', '_', '.']).next().unwrap_or(code);
        Lang::ALL
            .iter()
            .copied()
            .find(|lang| lang.code().eq_ignore_ascii_case(head))
    }

    /// Written from right to left. No such language is built in yet; layouts ask here already.
    #[must_use]
    pub const fn rtl(self) -> bool {
        match self {
            Lang::En | Lang::Fr => false,
        }
    }

    /// The texts, file by file.
    pub(crate) const fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Lang::En => &[
                (
                    "report.ftl",
                    include_str!("../../../assets/i18n/en/report.ftl"),
                ),
                ("cli.ftl", include_str!("../../../assets/i18n/en/cli.ftl")),
            ],
            Lang::Fr => &[
                (
                    "report.ftl",
                    include_str!("../../../assets/i18n/fr/report.ftl"),
                ),
                ("cli.ftl", include_str!("../../../assets/i18n/fr/cli.ftl")),
            ],
        }
    }

    /// Separator of thousands. French uses the narrow no-break space.
    pub(crate) const fn thousands(self) -> char {
        match self {
            Lang::En => ',',
            Lang::Fr => '\u{202f}',
        }
    }

    /// Decimal mark.
    pub(crate) const fn decimal_mark(self) -> char {
        match self {
            Lang::En => '.',
            Lang::Fr => ',',
        }
    }

    /// What stands between a figure and the per cent sign.
    pub(crate) const fn percent_space(self) -> &'static str {
        match self {
            Lang::En => "",
            Lang::Fr => "\u{202f}",
        }
    }

    /// The word before the last member of a list.
    pub(crate) const fn and(self) -> &'static str {
        match self {
            Lang::En => "and",
            Lang::Fr => "et",
        }
    }

    /// Month names, January first: in full, and short for axes.
    pub(crate) const fn months(self) -> &'static [(&'static str, &'static str); 12] {
        match self {
            Lang::En => &[
                ("January", "Jan"),
                ("February", "Feb"),
                ("March", "Mar"),
                ("April", "Apr"),
                ("May", "May"),
                ("June", "Jun"),
                ("July", "Jul"),
                ("August", "Aug"),
                ("September", "Sep"),
                ("October", "Oct"),
                ("November", "Nov"),
                ("December", "Dec"),
            ],
            Lang::Fr => &[
                ("janvier", "janv."),
                ("février", "févr."),
                ("mars", "mars"),
                ("avril", "avr."),
                ("mai", "mai"),
                ("juin", "juin"),
                ("juillet", "juil."),
                ("août", "août"),
                ("septembre", "sept."),
                ("octobre", "oct."),
                ("novembre", "nov."),
                ("décembre", "déc."),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_every_spelling() {
        assert_eq!(Lang::from_code("fr_SN.UTF-8"), Some(Lang::Fr));
        assert_eq!(Lang::from_code("EN-gb"), Some(Lang::En));
        assert_eq!(Lang::from_code("xx"), None);
        assert_eq!(Lang::from_code(""), None);
    }
}
