//! Messages: one Fluent bundle per language, made at first use and shared by all threads.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::{Lang, number, typography};

type Bundle = FluentBundle<FluentResource>;

/// A value to put into a message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Arg<'a> {
    /// Text, put in as it is.
    Text(&'a str),
    /// A whole number: chooses the plural form and is written as the language writes numbers.
    Number(i64),
}

fn format_number(lang: Lang, value: &FluentValue<'_>) -> Option<String> {
    match value {
        // Messages only ever get whole numbers (`Arg::Number`), exact in a double up to 2^53.
        FluentValue::Number(n) => Some(number(lang, n.value as i64)),
        _ => None,
    }
}

fn load(lang: Lang) -> Bundle {
    let locale = lang.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Isolation marks (FSI/PDI) would end up in documents, CSV cells and terminal output.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::En => |value, _| format_number(Lang::En, value),
        Lang::Fr => |value, _| format_number(Lang::Fr, value),
    }));
    for (_, source) in lang.files() {
        // A file with an error still gives its good messages; the tests refuse files with errors.
        let resource = match FluentResource::try_new(typography(lang, source)) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn bundle(lang: Lang) -> &'static Bundle {
    static EN: OnceLock<Bundle> = OnceLock::new();
    static FR: OnceLock<Bundle> = OnceLock::new();
    let slot = match lang {
        Lang::En => &EN,
        Lang::Fr => &FR,
    };
    slot.get_or_init(|| load(lang))
}

/// Whether there is a message of this key.
#[must_use]
pub fn has(lang: Lang, key: &str) -> bool {
    bundle(lang).has_message(key)
}

/// The message of this key. A key that does not exist is shown in brackets, so that it is seen.
#[must_use]
pub fn text(lang: Lang, key: &str) -> String {
    text_with(lang, key, &[])
}

/// The message of this key with values put in.
#[must_use]
pub fn text_with(lang: Lang, key: &str, args: &[(&str, Arg<'_>)]) -> String {
    let bundle = bundle(lang);
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return format!("[{key}]");
    };
    let mut values = FluentArgs::new();
    for (name, arg) in args {
        match *arg {
            Arg::Text(text) => values.set(*name, FluentValue::from(text)),
            Arg::Number(n) => values.set(*name, FluentValue::from(n)),
        }
    }
    let mut errors = Vec::new();
    bundle
        .format_pattern(pattern, Some(&values), &mut errors)
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Key to the variables its message uses, read straight from the file.
    fn messages(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut key = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                key = line.split('=').next().unwrap_or("").trim().to_owned();
                assert!(
                    out.insert(key.clone(), BTreeSet::new()).is_none(),
                    "{key} is there twice"
                );
            }
            for part in line.split('$').skip(1) {
                let name: String = part
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                    .collect();
                out.get_mut(&key).unwrap().insert(name);
            }
        }
        out
    }

    #[test]
    fn every_file_is_free_of_errors() {
        for lang in Lang::ALL {
            for (name, source) in lang.files() {
                let errors = FluentResource::try_new((*source).to_owned())
                    .err()
                    .map(|(_, errors)| errors);
                assert!(errors.is_none(), "{}/{name}: {errors:?}", lang.code());
            }
        }
    }

    #[test]
    fn every_key_is_in_every_language_with_the_same_variables() {
        let of = |lang: Lang| {
            lang.files()
                .iter()
                .map(|(name, source)| (*name, messages(source)))
                .collect::<BTreeMap<_, _>>()
        };
        let reference = of(Lang::En);
        for lang in Lang::ALL {
            for (file, wanted) in &reference {
                let found = &of(*lang)[file];
                for (key, variables) in wanted {
                    assert_eq!(
                        found.get(key),
                        Some(variables),
                        "{}/{file}: {key}",
                        lang.code()
                    );
                }
                let extra: Vec<_> = found
                    .keys()
                    .filter(|key| !wanted.contains_key(*key))
                    .collect();
                assert!(
                    extra.is_empty(),
                    "{}/{file}: not in English: {extra:?}",
                    lang.code()
                );
            }
        }
    }

    #[test]
    fn unknown_keys_show_and_plurals_choose() {
        assert_eq!(text(Lang::En, "no-such-key"), "[no-such-key]");
        let n = |lang, n| text_with(lang, "count-items", &[("n", Arg::Number(n))]);
        assert_eq!(n(Lang::En, 1), "1 item");
        assert_eq!(n(Lang::En, 1234), "1,234 items");
        // French: zero is singular.
        assert_eq!(n(Lang::Fr, 0), "0 élément");
        assert_eq!(n(Lang::Fr, 1234), "1\u{202f}234 éléments");
    }
}
