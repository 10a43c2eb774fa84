//! Tables without a mapping: the columns that are proposed exist, and their separator is one byte.
#![no_main]

use formats::Sample;
use formats::csv::propose_mapping;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let sample = Sample {
        file_name: "input.csv",
        text,
        whole: true,
    };
    let Some(proposal) = propose_mapping(&sample) else {
        return;
    };
    assert!(
        proposal
            .mapping
            .separator
            .is_none_or(|separator| separator.is_ascii())
    );
    assert!(
        proposal
            .mapping
            .columns
            .values()
            .all(|column| *column < text.len().max(1))
    );
});
