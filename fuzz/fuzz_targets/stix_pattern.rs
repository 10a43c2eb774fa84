//! STIX patterns: what parses is written in a canonical text that parses to the same, and gives a bounded number of values.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stix::pattern::{Pattern, extract};

fuzz_target!(|text: &str| {
    let Ok(pattern) = Pattern::parse(text) else {
        return;
    };
    let canonical = pattern.to_string();
    // Escapes may make a text longer than the longest pattern that is read.
    if canonical.len() <= stix::pattern::MAX_BYTES {
        assert_eq!(
            Pattern::parse(&canonical).as_ref(),
            Ok(&pattern),
            "{canonical}"
        );
    }
    let _ = extract(&pattern);
});
