//! Files of address ranges: a damaged file is refused, an accepted one answers any question and writes itself back.
//! The input is what comes after the checksum; head and checksum are put before it, so that the checksum hides nothing.
#![no_main]

use enrich::ranges::RangeTable;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let mut bytes = b"GRIOTRT\x01".to_vec();
    bytes.extend_from_slice(blake3::hash(content).as_bytes());
    bytes.extend_from_slice(content);
    let _ = RangeTable::about_from("input", &bytes);
    let Ok(table) = RangeTable::from_bytes("input", &bytes) else {
        return;
    };
    for address in [
        "0.0.0.0",
        "198.51.100.7",
        "255.255.255.255",
        "::",
        "2001:db8::7",
    ] {
        if let Ok(address) = address.parse() {
            let _ = (table.country(address), table.network(address));
        }
    }
    if let (Ok(first), Ok(last)) = ("0.0.0.0".parse(), "255.255.255.255".parse()) {
        let _ = (
            table.country_over(first, last),
            table.network_over(first, last),
        );
    }
    let again = table.to_bytes();
    assert!(
        RangeTable::from_bytes("again", &again).is_ok(),
        "writes what it can read"
    );
});
