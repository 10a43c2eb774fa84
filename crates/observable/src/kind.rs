//! The kinds of observable, their names and their stable storage codes.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($variant:ident = $code:literal, $name:literal, $doc:literal;)+) => {
        /// What sort of value an observable is.
        ///
        /// The codes are stored; they are never reused or renumbered.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum Kind {
            $(
                #[doc = $doc]
                #[serde(rename = $name)]
                $variant = $code,
            )+
        }

        impl Kind {
            /// Every kind, in code order.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant),+];

            /// The name used in files, on the command line and in the interface.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Kind::$variant => $name),+ }
            }

            /// The kind with this name, if there is one.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Kind> {
                match name { $($name => Some(Kind::$variant),)+ _ => None }
            }

            /// The stable storage code.
            #[must_use]
            pub const fn code(self) -> u8 {
                self as u8
            }

            /// The kind with this storage code, if there is one.
            #[must_use]
            pub const fn from_code(code: u8) -> Option<Kind> {
                match code { $($code => Some(Kind::$variant),)+ _ => None }
            }
        }
    };
}

kinds! {
    Ipv4 = 1, "ipv4", "IPv4 address.";
    Ipv6 = 2, "ipv6", "IPv6 address (RFC 5952 text).";
    Cidr = 3, "cidr", "IPv4 or IPv6 network in prefix notation, host bits zero.";
    Domain = 4, "domain", "DNS name as A-labels, lower case, no trailing dot.";
    Url = 5, "url", "Absolute URL in canonical form.";
    Email = 6, "email", "E-mail address.";
    Md5 = 7, "md5", "MD5 of a file.";
    Sha1 = 8, "sha1", "SHA-1 of a file or certificate.";
    Sha224 = 9, "sha224", "SHA-224 of a file.";
    Sha256 = 10, "sha256", "SHA-256 of a file.";
    Sha384 = 11, "sha384", "SHA-384 of a file.";
    Sha512 = 12, "sha512", "SHA-512 of a file.";
    Ssdeep = 13, "ssdeep", "ssdeep fuzzy hash.";
    Tlsh = 14, "tlsh", "TLSH fuzzy hash.";
    Ja3 = 15, "ja3", "JA3 TLS client fingerprint (MD5 form).";
    Ja4 = 16, "ja4", "JA4 TLS client fingerprint.";
    Asn = 17, "asn", "Autonomous system number.";
    Mac = 18, "mac", "MAC address.";
    Onion = 19, "onion", "Tor onion service version 3 name.";
    Btc = 20, "btc", "Bitcoin address.";
    Eth = 21, "eth", "Ethereum address.";
    Xmr = 22, "xmr", "Monero address.";
    Trx = 23, "trx", "TRON address.";
    Ltc = 24, "ltc", "Litecoin address.";
    Doge = 25, "doge", "Dogecoin address.";
    Bch = 26, "bch", "Bitcoin Cash address.";
    Dash = 27, "dash", "Dash address.";
    Zec = 28, "zec", "Zcash transparent address.";
    Xrp = 29, "xrp", "XRP ledger address.";
    Sol = 30, "sol", "Solana address.";
    Iban = 31, "iban", "International bank account number.";
    Phone = 32, "phone", "Telephone number in E.164 form.";
    FileName = 33, "file_name", "File name.";
    Mutex = 34, "mutex", "Mutex name.";
    Cve = 35, "cve", "CVE identifier.";
    UserAgent = 36, "user_agent", "HTTP User-Agent string.";
    Handle = 37, "handle", "Account handle on a platform.";
    Imphash = 38, "imphash", "Import hash of a PE file.";
    FilePath = 39, "file_path", "Path of a file.";
    RegistryKey = 40, "registry_key", "Windows registry key.";
    Attack = 41, "attack", "MITRE ATT&CK technique identifier.";
}
