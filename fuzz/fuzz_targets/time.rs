//! Times as people and programs write them: what is read is written in one form that reads back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use model::Utc;
use stix::time::Timestamp;

fuzz_target!(|text: &str| {
    for at in [Utc::parse(text).ok(), formats::fields::time_of(text)]
        .into_iter()
        .flatten()
    {
        assert_eq!(Utc::parse(&at.to_string()), Ok(at), "{at}");
        let _ = (at.date(), at.day_text(), at.minute_text(), at.day_number());
    }
    if let Some(at) = Timestamp::parse(text) {
        assert_eq!(Timestamp::parse(&at.to_string()), Some(at), "{at}");
    }
});
