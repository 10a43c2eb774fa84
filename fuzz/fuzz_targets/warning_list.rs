//! Warning lists in MISP's format: refused or indexed, and any value can be looked up in them.
#![no_main]

use enrich::WarningLists;
use libfuzzer_sys::fuzz_target;
use observable::Observable;

const VALUES: [&str; 6] = [
    "198.51.100.7",
    "2001:db8::7",
    "203.0.113.0/24",
    "a.b.example.com",
    "http://a.example.com/x?y=1",
    "d41d8cd98f00b204e9800998ecf8427e",
];

fuzz_target!(|bytes: &[u8]| {
    let Ok(lists) = WarningLists::of_file("input", bytes) else {
        return;
    };
    for value in VALUES {
        if let Ok(value) = Observable::guess(value) {
            let _ = lists.hits(&value, false);
        }
    }
    let _ = lists.datasets();
});
