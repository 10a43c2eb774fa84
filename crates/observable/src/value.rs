//! The typed value: parsing by kind, canonical text, stored form, key.

use std::fmt;
use std::net::IpAddr;

use crate::{
    Kind, account, defang, email, fingerprint, guess, hash, ip, name, onion, sco, scope, url,
    wallet,
};

/// A typed value in canonical form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Observable {
    kind: Kind,
    value: String,
}

/// 64-bit content key of an observable: the first eight bytes of BLAKE3 over the kind's code and
/// the stored form. Equal observables have equal keys; unequal ones almost always differ, and every
/// reader compares the value as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u64);

/// Why a text is not a value of the kind asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a valid {}: {problem}", kind.map_or("indicator", Kind::name))]
pub struct ParseError {
    /// The kind that was asked for, or none when it was to be guessed.
    pub kind: Option<Kind>,
    /// The offending text, cut to 200 characters.
    pub text: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Nothing there.
    #[error("it is empty")]
    Empty,
    /// Longer than the kind allows.
    #[error("it is too long")]
    TooLong,
    /// The shape is wrong.
    #[error("it does not have the form of one")]
    Form,
    /// A checksum does not fit.
    #[error("its checksum is wrong")]
    Checksum,
    /// Cut off by the publisher (ellipsis).
    #[error("it was cut off (ellipsis)")]
    CutOff,
    /// A name whose last label is no known top-level domain.
    #[error("its last label is not a known top-level domain")]
    UnknownTld,
    /// No kind fits.
    #[error("no known kind of indicator has this form")]
    UnknownKind,
    /// Control or bidirectional characters.
    #[error("it contains control or invisible characters")]
    Invisible,
}

/// Where a value can lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Can be public infrastructure (or has no place in the network at all, such as a hash).
    Public,
    /// Can not: the registry entry or RFC that says so, for example `private-use (RFC 1918)`.
    Special(&'static str),
}

/// The host part of an address, name, URL or e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host<'a> {
    /// An address.
    Ip(IpAddr),
    /// A name in canonical form.
    Name(&'a str),
}

/// An observable with the port that was written beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The value without the port.
    pub observable: Observable,
    /// The port, if one was given.
    pub port: Option<u16>,
}

/// Longest text accepted for any kind, in bytes. URLs of kits with encoded victims reach several thousand.
pub const MAX_TEXT: usize = 8_192;

pub(crate) fn error(kind: Option<Kind>, text: &str, problem: Problem) -> ParseError {
    ParseError {
        kind,
        text: text.chars().take(200).collect(),
        problem,
    }
}

/// Checks that hold for every kind, and removes what surrounds a value: blanks, quotes, a full stop of the sentence.
pub(crate) fn trimmed(text: &str) -> Result<&str, Problem> {
    if text.len() > MAX_TEXT {
        return Err(Problem::TooLong);
    }
    let mut text = text.trim();
    while let [quote @ (b'"' | b'\'' | b'`'), .., last] = text.as_bytes() {
        if quote != last {
            break;
        }
        text = text[1..text.len() - 1].trim();
    }
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    if text.ends_with("...") || text.ends_with('…') {
        return Err(Problem::CutOff);
    }
    if !text.is_ascii() && text.chars().any(is_invisible)
        || text.bytes().any(|byte| byte < 0x20 || byte == 0x7f)
    {
        return Err(Problem::Invisible);
    }
    Ok(text)
}

/// Control, zero-width and bidirectional formatting characters: they make a value look like another one.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

impl Observable {
    /// Parses `text` as `kind`; accepts defanged spellings.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse(kind: Kind, text: &str) -> Result<Observable, ParseError> {
        trimmed(text)
            .and_then(|text| Observable::parse_trimmed(kind, text))
            .map_err(|problem| error(Some(kind), text, problem))
    }

    pub(crate) fn parse_trimmed(kind: Kind, text: &str) -> Result<Observable, Problem> {
        let network = matches!(
            kind,
            Kind::Ipv4
                | Kind::Ipv6
                | Kind::Cidr
                | Kind::Domain
                | Kind::Url
                | Kind::Email
                | Kind::Onion
        );
        if network && defang::suspicious(text) {
            let text = defang::refang(text);
            return Observable::parse_plain(kind, &text);
        }
        Observable::parse_plain(kind, text)
    }

    fn parse_plain(kind: Kind, text: &str) -> Result<Observable, Problem> {
        let value = match kind {
            Kind::Ipv4 | Kind::Ipv6 => {
                let address = ip::parse(text).ok_or(Problem::Form)?;
                // A v4-mapped IPv6 address is the IPv4 address; the kind follows the value.
                return Ok(Observable::from_ip(address));
            }
            Kind::Cidr => return ip::parse_network(text).ok_or(Problem::Form),
            Kind::Domain => return name::parse(text),
            Kind::Url => url::canonical(text)?,
            Kind::Email => email::canonical(text)?,
            Kind::Md5
            | Kind::Sha1
            | Kind::Sha224
            | Kind::Sha256
            | Kind::Sha384
            | Kind::Sha512
            | Kind::Ja3
            | Kind::Imphash => hash::canonical(kind, text)?,
            Kind::Asn => ip::canonical_asn(text)?,
            Kind::Ssdeep => fingerprint::canonical_ssdeep(text)?,
            Kind::Tlsh => fingerprint::canonical_tlsh(text)?,
            Kind::Ja4 => fingerprint::canonical_ja4(text)?,
            Kind::Mac => fingerprint::canonical_mac(text)?,
            Kind::FileName => fingerprint::canonical_file_name(text)?,
            Kind::FilePath => fingerprint::canonical_file_path(text)?,
            Kind::Mutex => fingerprint::canonical_mutex(text)?,
            Kind::RegistryKey => fingerprint::canonical_registry_key(text)?,
            Kind::UserAgent => fingerprint::canonical_user_agent(text)?,
            Kind::Onion => onion::canonical_onion(text)?,
            Kind::Btc => wallet::canonical_btc(text)?,
            Kind::Eth => wallet::canonical_eth(text)?,
            Kind::Xmr => wallet::canonical_xmr(text)?,
            Kind::Trx => wallet::canonical_trx(text)?,
            Kind::Ltc => wallet::canonical_ltc(text)?,
            Kind::Doge => wallet::canonical_doge(text)?,
            Kind::Bch => wallet::canonical_bch(text)?,
            Kind::Dash => wallet::canonical_dash(text)?,
            Kind::Zec => wallet::canonical_zec(text)?,
            Kind::Xrp => wallet::canonical_xrp(text)?,
            Kind::Sol => wallet::canonical_sol(text)?,
            Kind::Iban => account::canonical_iban(text)?,
            Kind::Phone => account::canonical_phone(text)?,
            Kind::Handle => account::canonical_handle(text)?,
            Kind::Cve => account::canonical_cve(text)?,
            Kind::Attack => account::canonical_attack(text)?,
        };
        Ok(Observable { kind, value })
    }

    /// Parses `text` as whatever kind it looks like; accepts defanged spellings.
    ///
    /// # Errors
    /// When no kind fits.
    pub fn guess(text: &str) -> Result<Observable, ParseError> {
        let endpoint = Observable::guess_endpoint(text)?;
        match endpoint.port {
            None => Ok(endpoint.observable),
            Some(_) => Err(error(None, text, Problem::UnknownKind)),
        }
    }

    /// As [`Observable::guess`], but also takes `host:port` and `[v6]:port`.
    ///
    /// # Errors
    /// When no kind fits.
    pub fn guess_endpoint(text: &str) -> Result<Endpoint, ParseError> {
        trimmed(text)
            .and_then(guess::endpoint)
            .map_err(|problem| error(None, text, problem))
    }

    /// The observable of an address; a v4-mapped IPv6 address becomes the IPv4 address.
    #[must_use]
    pub fn from_ip(address: IpAddr) -> Observable {
        match address.to_canonical() {
            IpAddr::V4(v4) => Observable {
                kind: Kind::Ipv4,
                value: ip::v4_text(v4),
            },
            IpAddr::V6(v6) => Observable {
                kind: Kind::Ipv6,
                value: v6.to_string(),
            },
        }
    }

    /// For the parsers of this crate, which have made the canonical text.
    pub(crate) fn canonical(kind: Kind, value: String) -> Observable {
        Observable { kind, value }
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The canonical text.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The canonical text made harmless for display.
    #[must_use]
    pub fn defanged(&self) -> String {
        defang::defang(self.kind, &self.value)
    }

    /// Writes the stored form (binary for addresses and hashes, UTF-8 else) to `out`.
    pub fn store_into(&self, out: &mut Vec<u8>) {
        match self.kind {
            Kind::Ipv4 | Kind::Ipv6 => match self.value.parse::<IpAddr>() {
                Ok(IpAddr::V4(v4)) => out.extend_from_slice(&v4.octets()),
                Ok(IpAddr::V6(v6)) => out.extend_from_slice(&v6.octets()),
                Err(_) => out.extend_from_slice(self.value.as_bytes()),
            },
            Kind::Cidr => ip::store_network(&self.value, out),
            Kind::Md5
            | Kind::Sha1
            | Kind::Sha224
            | Kind::Sha256
            | Kind::Sha384
            | Kind::Sha512
            | Kind::Ja3
            | Kind::Imphash => {
                hash::store(&self.value, out);
            }
            Kind::Url => url::store(&self.value, out),
            _ => out.extend_from_slice(self.value.as_bytes()),
        }
    }

    /// Rebuilds a value from its stored form.
    ///
    /// # Errors
    /// When the bytes are not a stored form of this kind.
    pub fn from_stored(kind: Kind, bytes: &[u8]) -> Result<Observable, ParseError> {
        let broken = || error(Some(kind), &String::from_utf8_lossy(bytes), Problem::Form);
        let value = match kind {
            Kind::Ipv4 => ip::v4_text(<[u8; 4]>::try_from(bytes).map_err(|_| broken())?.into()),
            Kind::Ipv6 => {
                std::net::Ipv6Addr::from(<[u8; 16]>::try_from(bytes).map_err(|_| broken())?)
                    .to_string()
            }
            Kind::Cidr => ip::load_network(bytes).ok_or_else(broken)?,
            Kind::Md5
            | Kind::Sha1
            | Kind::Sha224
            | Kind::Sha256
            | Kind::Sha384
            | Kind::Sha512
            | Kind::Ja3
            | Kind::Imphash => hash::load(kind, bytes).ok_or_else(broken)?,
            Kind::Url => url::load(bytes).ok_or_else(broken)?,
            _ => std::str::from_utf8(bytes).map_err(|_| broken())?.to_owned(),
        };
        Ok(Observable { kind, value })
    }

    /// The content key.
    #[must_use]
    pub fn key(&self) -> Key {
        // Addresses are the bulk of most feeds: no allocation for them.
        if self.kind == Kind::Ipv4
            && let Some(address) = ip::parse_v4(self.value.as_bytes())
        {
            let [a, b, c, d] = address.octets();
            return Key::of(&[Kind::Ipv4.code(), a, b, c, d]);
        }
        let mut bytes = Vec::with_capacity(self.value.len() + 1);
        bytes.push(self.kind.code());
        self.store_into(&mut bytes);
        Key::of(&bytes)
    }

    /// The identifier of the STIX 2.1 cyber observable object for this value
    /// (UUIDv5, specification section 2.9), or none for kinds without such an object.
    #[must_use]
    pub fn sco_id(&self) -> Option<String> {
        sco::id(self.kind, &self.value)
    }

    /// The host named by this value: the address itself, the name itself, or that of a URL or e-mail address.
    #[must_use]
    pub fn host(&self) -> Option<Host<'_>> {
        let text = match self.kind {
            Kind::Ipv4 | Kind::Ipv6 => return self.value.parse().ok().map(Host::Ip),
            Kind::Domain | Kind::Onion => return Some(Host::Name(&self.value)),
            Kind::Url => url::host(&self.value)?,
            Kind::Email => self.value.rsplit_once('@')?.1,
            _ => return None,
        };
        let bare = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(text);
        Some(bare.parse().map_or(Host::Name(text), Host::Ip))
    }

    /// The registrable domain (public suffix plus one label) of the host's name.
    #[must_use]
    pub fn registrable_domain(&self) -> Option<&str> {
        match self.host()? {
            Host::Name(host) => name::registrable(host),
            Host::Ip(_) => None,
        }
    }

    /// The last label of the host's name when it is a country code, upper case (`UK` is given as `GB`).
    #[must_use]
    pub fn cctld(&self) -> Option<[u8; 2]> {
        match self.host()? {
            Host::Name(host) => name::cctld(host),
            Host::Ip(_) => None,
        }
    }

    /// The first and last address of an address or network.
    #[must_use]
    pub fn ip_range(&self) -> Option<(IpAddr, IpAddr)> {
        match self.kind {
            Kind::Ipv4 | Kind::Ipv6 => self.value.parse().ok().map(|address| (address, address)),
            Kind::Cidr => ip::network_range(&self.value),
            _ => None,
        }
    }

    /// Whether this value can be public infrastructure.
    #[must_use]
    pub fn scope(&self) -> Scope {
        scope::of(self)
    }
}

impl Key {
    /// The key of a kind's code followed by the stored form.
    #[must_use]
    pub fn of(code_and_stored: &[u8]) -> Key {
        let hash = blake3::hash(code_and_stored);
        let mut first = [0; 8];
        first.copy_from_slice(&hash.as_bytes()[..8]);
        Key(u64::from_le_bytes(first))
    }
}

impl fmt::Display for Observable {
    /// The canonical text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}
