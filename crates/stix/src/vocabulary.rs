//! Object types and open vocabularies of STIX 2.1 (section 10).
//!
//! Open vocabularies are suggestions: readers accept any value, writers here use these.

/// Domain objects (section 4).
pub const SDO_TYPES: &[&str] = &[
    "attack-pattern",
    "campaign",
    "course-of-action",
    "grouping",
    "identity",
    "incident",
    "indicator",
    "infrastructure",
    "intrusion-set",
    "location",
    "malware",
    "malware-analysis",
    "note",
    "observed-data",
    "opinion",
    "report",
    "threat-actor",
    "tool",
    "vulnerability",
];

/// Relationship objects (section 5).
pub const SRO_TYPES: &[&str] = &["relationship", "sighting"];

/// Cyber observable objects (section 6).
pub const SCO_TYPES: &[&str] = &[
    "artifact",
    "autonomous-system",
    "directory",
    "domain-name",
    "email-addr",
    "email-message",
    "file",
    "ipv4-addr",
    "ipv6-addr",
    "mac-addr",
    "mutex",
    "network-traffic",
    "process",
    "software",
    "url",
    "user-account",
    "windows-registry-key",
    "x509-certificate",
];

/// Meta objects (section 7).
pub const META_TYPES: &[&str] = &[
    "extension-definition",
    "language-content",
    "marking-definition",
];

/// `indicator-type-ov`.
pub const INDICATOR_TYPES: &[&str] = &[
    "anomalous-activity",
    "anonymization",
    "attribution",
    "benign",
    "compromised",
    "malicious-activity",
    "unknown",
];

/// `infrastructure-type-ov`.
pub const INFRASTRUCTURE_TYPES: &[&str] = &[
    "amplification",
    "anonymization",
    "botnet",
    "command-and-control",
    "control-system",
    "exfiltration",
    "firewall",
    "hosting-malware",
    "hosting-target-lists",
    "phishing",
    "reconnaissance",
    "routers-switches",
    "staging",
    "unknown",
    "workstation",
];

/// `malware-type-ov`.
pub const MALWARE_TYPES: &[&str] = &[
    "adware",
    "backdoor",
    "bootkit",
    "bot",
    "ddos",
    "downloader",
    "dropper",
    "exploit-kit",
    "keylogger",
    "ransomware",
    "remote-access-trojan",
    "resource-exploitation",
    "rogue-security-software",
    "rootkit",
    "screen-capture",
    "spyware",
    "trojan",
    "unknown",
    "virus",
    "webshell",
    "wiper",
    "worm",
];

/// `report-type-ov`.
pub const REPORT_TYPES: &[&str] = &[
    "attack-pattern",
    "campaign",
    "identity",
    "indicator",
    "intrusion-set",
    "malware",
    "observed-data",
    "threat-actor",
    "threat-report",
    "tool",
    "vulnerability",
];

/// `grouping-context-ov`.
pub const GROUPING_CONTEXTS: &[&str] = &["malware-analysis", "suspicious-activity", "unspecified"];

/// `identity-class-ov`.
pub const IDENTITY_CLASSES: &[&str] = &[
    "class",
    "group",
    "individual",
    "organization",
    "system",
    "unknown",
];

/// `pattern-type-ov`.
pub const PATTERN_TYPES: &[&str] = &["pcre", "sigma", "snort", "stix", "suricata", "yara"];

/// `hash-algorithm-ov`.
pub const HASH_ALGORITHMS: &[&str] = &[
    "MD5", "SHA-1", "SHA-256", "SHA-512", "SHA3-256", "SHA3-512", "SSDEEP", "TLSH",
];

/// `account-type-ov`.
pub const ACCOUNT_TYPES: &[&str] = &[
    "facebook",
    "ldap",
    "nis",
    "openid",
    "radius",
    "skype",
    "tacacs",
    "twitter",
    "unix",
    "windows-domain",
    "windows-local",
];

/// `region-ov`.
pub const REGIONS: &[&str] = &[
    "africa",
    "americas",
    "antarctica",
    "asia",
    "australia-new-zealand",
    "caribbean",
    "central-america",
    "central-asia",
    "eastern-africa",
    "eastern-asia",
    "eastern-europe",
    "europe",
    "latin-america-caribbean",
    "melanesia",
    "micronesia",
    "middle-africa",
    "northern-africa",
    "northern-america",
    "northern-europe",
    "oceania",
    "polynesia",
    "south-america",
    "south-eastern-asia",
    "southern-africa",
    "southern-asia",
    "southern-europe",
    "western-africa",
    "western-asia",
    "western-europe",
];

/// `extension-type-enum` (closed).
pub const EXTENSION_TYPES: &[&str] = &[
    "new-sco",
    "new-sdo",
    "new-sro",
    "property-extension",
    "toplevel-property-extension",
];

/// Whether `object_type` is defined by the standard itself.
#[must_use]
pub fn is_standard_type(object_type: &str) -> bool {
    [SDO_TYPES, SRO_TYPES, SCO_TYPES, META_TYPES]
        .iter()
        .any(|types| types.contains(&object_type))
}

/// Whether `object_type` is a cyber observable object of the standard.
#[must_use]
pub fn is_sco_type(object_type: &str) -> bool {
    SCO_TYPES.contains(&object_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_each_word_once() {
        let lists = [
            SDO_TYPES,
            SRO_TYPES,
            SCO_TYPES,
            META_TYPES,
            INDICATOR_TYPES,
            INFRASTRUCTURE_TYPES,
            MALWARE_TYPES,
            REPORT_TYPES,
            GROUPING_CONTEXTS,
            IDENTITY_CLASSES,
            PATTERN_TYPES,
            HASH_ALGORITHMS,
            ACCOUNT_TYPES,
            REGIONS,
            EXTENSION_TYPES,
        ];
        for list in lists {
            let words: std::collections::BTreeSet<_> = list.iter().collect();
            assert_eq!(words.len(), list.len());
        }
        assert_eq!((SDO_TYPES.len(), SCO_TYPES.len()), (19, 18));
    }
}
