//! Any text as a value: a value that is accepted is its own canonical form, and its stored form leads back to it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use observable::Observable;

fuzz_target!(|text: &str| {
    let Ok(endpoint) = Observable::guess_endpoint(text) else {
        return;
    };
    let value = endpoint.observable;
    assert_eq!(
        Observable::parse(value.kind(), value.value()).as_ref(),
        Ok(&value),
        "the canonical form parses back"
    );
    let mut stored = Vec::new();
    value.store_into(&mut stored);
    assert_eq!(
        Observable::from_stored(value.kind(), &stored).as_ref(),
        Ok(&value),
        "the stored form leads back"
    );
    let _ = (
        value.key(),
        value.sco_id(),
        value.host(),
        value.registrable_domain(),
        value.cctld(),
        value.ip_range(),
        value.scope(),
    );
});
