//! Identifiers of STIX cyber observable objects, compared with those the reference implementation
//! (Python stix2 3.0.2, STIX 2.1) gives for the same values.

use observable::{Kind, Observable};

const REFERENCE: [(Kind, &str, &str); 19] = [
    (
        Kind::Ipv4,
        "198.51.100.7",
        "ipv4-addr--12592121-be4c-5a93-a813-5a5af16e50db",
    ),
    (
        Kind::Ipv6,
        "2001:db8::7",
        "ipv6-addr--9ed76cd5-ab3b-55a5-b6ec-b55c3efb0be2",
    ),
    (
        Kind::Cidr,
        "198.51.100.0/24",
        "ipv4-addr--1ea47840-aa39-5aa8-b4a2-cd203eb6662a",
    ),
    (
        Kind::Cidr,
        "2001:db8::/32",
        "ipv6-addr--8da31feb-e0f9-54c3-ab30-bd8ccea361dd",
    ),
    (
        Kind::Domain,
        "login.bank.example",
        "domain-name--9f334425-402a-54eb-9e66-315c9f381e0a",
    ),
    (
        Kind::Onion,
        "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion",
        "domain-name--37d8af66-1f58-50e8-ba37-863309647e37",
    ),
    (
        Kind::Url,
        "https://bank.example/login?a=1&b=%C3%A9",
        "url--1a21ed71-e38c-5a37-82c0-f18c55c4141d",
    ),
    (
        Kind::Email,
        "fraud@bank.example",
        "email-addr--8064039e-98a0-5cc5-8cc1-f953b4419403",
    ),
    (
        Kind::Email,
        "élodie@bank.example",
        "email-addr--7546e0ab-a047-5c51-98e2-0d65196482fe",
    ),
    (
        Kind::Asn,
        "AS64500",
        "autonomous-system--0a5f7072-df00-5729-9f0a-4eb18631a446",
    ),
    (
        Kind::Mac,
        "d2:fb:49:24:37:18",
        "mac-addr--757b1725-9903-54f5-a855-1240691d7659",
    ),
    (
        Kind::Mutex,
        "Global\\Q1\"w2",
        "mutex--fcc17629-a010-51a2-a429-bb6c64abbcbe",
    ),
    (
        Kind::Md5,
        "d41d8cd98f00b204e9800998ecf8427e",
        "file--02fff920-f614-527c-81d1-6353633a6d21",
    ),
    (
        Kind::Sha1,
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "file--fa6e66a5-f019-51f9-8ab5-812023e58c6e",
    ),
    (
        Kind::Sha256,
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "file--22f8ff52-8f62-5f03-a53a-6f50f54fd74c",
    ),
    (
        Kind::Sha512,
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
        "file--39cf7bb7-502d-50ad-845c-b910a0598953",
    ),
    (
        Kind::FileName,
        "Facture 2024.pdf.exe",
        "file--5605e671-eefd-5bd4-a184-ba328758ffc2",
    ),
    (
        Kind::FileName,
        "فاتورة.exe",
        "file--2818240b-cca4-5021-b862-d61113bce1e7",
    ),
    (
        Kind::RegistryKey,
        "HKEY_LOCAL_MACHINE\\Software\\Run",
        "windows-registry-key--24f36866-8ff5-5ab0-b34a-dd64f23f023b",
    ),
];

#[test]
fn identifiers_equal_those_of_the_reference() {
    for (kind, value, id) in REFERENCE {
        let observable = Observable::parse(kind, value).unwrap();
        assert_eq!(observable.value(), value);
        assert_eq!(observable.sco_id().as_deref(), Some(id), "{value}");
    }
}

#[test]
fn spellings_share_an_identifier() {
    for (kind, one, other) in [
        (
            Kind::Url,
            "HXXPS://Bank[.]example:443/a/../login",
            "https://bank.example/login",
        ),
        (Kind::Ipv6, "2001:DB8:0::7", "2001:db8::7"),
        (Kind::Cidr, "198.51.100.9/24", "198.51.100.0/24"),
        (Kind::Mac, "D2-FB-49-24-37-18", "d2fb.4924.3718"),
    ] {
        let id = |text| Observable::parse(kind, text).unwrap().sco_id();
        assert_eq!(id(one), id(other), "{one}");
        assert!(id(one).is_some());
    }
}

#[test]
fn kinds_without_an_object_have_no_identifier() {
    for (kind, value) in [
        (Kind::Cve, "CVE-2021-44228"),
        (Kind::Btc, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        (Kind::Attack, "T1486"),
    ] {
        assert_eq!(
            Observable::parse(kind, value).unwrap().sco_id(),
            None,
            "{value}"
        );
    }
}
