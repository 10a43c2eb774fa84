//! STIX objects of any type: kept byte for byte, whatever is in them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stix::object::RawObject;

fuzz_target!(|text: &str| {
    if let Ok(object) = RawObject::parse(text) {
        let blanks = [' ', '\t', '\r', '\n'];
        assert_eq!(object.text(), text.trim_matches(blanks), "verbatim");
        let _ = (object.version(), object.is_sco());
    }
    for _ in stix::bundle::BundleReader::new(text.as_bytes()) {}
});
