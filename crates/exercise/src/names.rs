//! The invented names of the operation: countries, malware, campaigns, actors, brands, words for names.
//!
//! No name here is that of a real malware family, campaign, company or police organisation.

/// The operation.
pub(crate) const OPERATION: &str = "HARMATTAN";

/// The 27 countries that take part: code, English name, French name.
pub(crate) const COUNTRIES: [(&str, &str, &str); 27] = [
    ("AO", "Angola", "Angola"),
    ("BF", "Burkina Faso", "Burkina Faso"),
    ("BJ", "Benin", "Bénin"),
    ("BW", "Botswana", "Botswana"),
    (
        "CD",
        "Democratic Republic of the Congo",
        "République démocratique du Congo",
    ),
    ("CG", "Republic of the Congo", "République du Congo"),
    ("CI", "Côte d'Ivoire", "Côte d'Ivoire"),
    ("CM", "Cameroon", "Cameroun"),
    ("DJ", "Djibouti", "Djibouti"),
    ("DZ", "Algeria", "Algérie"),
    ("GA", "Gabon", "Gabon"),
    ("GH", "Ghana", "Ghana"),
    ("KE", "Kenya", "Kenya"),
    ("MU", "Mauritius", "Maurice"),
    ("MW", "Malawi", "Malawi"),
    ("MZ", "Mozambique", "Mozambique"),
    ("NG", "Nigeria", "Nigéria"),
    ("RW", "Rwanda", "Rwanda"),
    ("SN", "Senegal", "Sénégal"),
    ("SS", "South Sudan", "Soudan du Sud"),
    ("TD", "Chad", "Tchad"),
    ("TN", "Tunisia", "Tunisie"),
    ("TZ", "Tanzania", "Tanzanie"),
    ("UG", "Uganda", "Ouganda"),
    ("ZA", "South Africa", "Afrique du Sud"),
    ("ZM", "Zambia", "Zambie"),
    ("ZW", "Zimbabwe", "Zimbabwe"),
];

/// Families of botnets.
pub(crate) const BOTNETS: [&str; 5] = [
    "SANDFOX",
    "HARMADUST",
    "KHAMSIPEDE",
    "ACACIANT",
    "MIRAGEMOTH",
];
/// Families of ransomware.
pub(crate) const RANSOMWARE: [&str; 2] = ["DRYWELLOCK ransomware", "SALTCARAVAN ransomware"];
/// Families of information stealers.
pub(crate) const STEALERS: [&str; 3] = ["DUNEPICKER", "WADILEECH", "TAMARIPPER"];

/// Campaigns.
pub(crate) const CAMPAIGNS: [&str; 6] = [
    "Dry Season Ledger",
    "Painted Toll Gate",
    "Paper Calabash",
    "Long Salt Road",
    "Quiet Ferryman",
    "Borrowed Lantern",
];

/// Actors, one behind each campaign.
pub(crate) const ACTORS: [&str; 6] = [
    "ACTOR-H1", "ACTOR-H2", "ACTOR-H3", "ACTOR-H4", "ACTOR-H5", "ACTOR-H6",
];

/// Brands aimed at.
pub(crate) const BRANDS: [&str; 6] = [
    "Exercise Bank Zephyrine",
    "Exercise Mobile Money Ondolu",
    "Exercise Post Harmatie",
    "Exercise Telecom Sahrine",
    "Exercise Customs Portal",
    "Exercise Parcel Okavara",
];

/// First words of malicious names.
pub(crate) const FIRST: [&str; 16] = [
    "secure", "login", "account", "verify", "update", "support", "payment", "invoice", "portal",
    "client", "refund", "parcel", "bonus", "wallet", "customs", "service",
];

/// Second words of malicious names.
pub(crate) const SECOND: [&str; 12] = [
    "bank",
    "ondolu",
    "zephyrine",
    "harmatie",
    "sahrine",
    "okavara",
    "desk",
    "centre",
    "online",
    "express",
    "mobile",
    "help",
];

/// Folders of URLs.
pub(crate) const FOLDERS: [&str; 10] = [
    "login",
    "secure",
    "account",
    "gate",
    "files",
    "update",
    "pay",
    "track",
    "panel",
    "wp-includes",
];

/// File names of URLs.
pub(crate) const FILES: [&str; 8] = [
    "index.html",
    "verify.php",
    "session.php",
    "invoice.zip",
    "setup.bin",
    "form.php",
    "gate.php",
    "doc.iso",
];

/// Zones below the reserved top-level domains (RFC 2606). Names with a country's letters stand in for ccTLDs.
pub(crate) const ZONES: [&str; 3] = ["example", "test", "invalid"];

/// Names that the exercise's warning lists know as well-known services: everything below is harmless.
pub(crate) const WELL_KNOWN: [&str; 4] = [
    "encyclopedia.example",
    "government.example",
    "news.example",
    "search.example",
];

/// Names that the exercise's warning lists know as shared services.
pub(crate) const SHARED: [&str; 4] = [
    "freehost.example",
    "pages.example",
    "storage.example",
    "cloudfiles.example",
];
