//! The words in the cells of tabular feeds: types, categories, levels, empty values; English, French and Portuguese.

use model::Category;
use observable::Kind;

use crate::category_alias::category_of;

/// Lower case without accents; every run of other characters is one underscore.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.trim().chars() {
        let plain = match character {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' => 'a',
            'è' | 'é' | 'ê' | 'ë' | 'È' | 'É' | 'Ê' | 'Ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' | 'Í' | 'Î' => 'i',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'Ó' | 'Ô' | 'Õ' => 'o',
            'ù' | 'ú' | 'û' | 'ü' | 'Ú' | 'Û' => 'u',
            'ç' | 'Ç' => 'c',
            'ñ' => 'n',
            other => other.to_ascii_lowercase(),
        };
        if plain.is_ascii_alphanumeric() {
            folded.push(plain);
        } else if !folded.ends_with('_') && !folded.is_empty() {
            folded.push('_');
        }
    }
    if folded.ends_with('_') {
        folded.pop();
    }
    folded
}

/// What a feed's type label asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeLabel {
    /// One kind.
    Kind(Kind),
    /// An address of either version.
    Ip,
    /// `address:port` or `name:port`.
    Endpoint,
    /// A name, or an address in its place.
    Host,
    /// A hash: its length says which.
    Hash,
}

/// The meaning of a type label; none when it is unknown or stands for something that is no observable.
#[must_use]
pub fn type_label(label: &str) -> Option<TypeLabel> {
    let word = fold(label);
    Some(match word.as_str() {
        "ip" | "ip_addr" | "ip_address" | "ip_src" | "ip_dst" | "address" | "adresse_ip"
        | "endereco_ip" | "ipaddr" => TypeLabel::Ip,
        "ipv4" | "ipv4_addr" | "ip4" => TypeLabel::Kind(Kind::Ipv4),
        "ipv6" | "ipv6_addr" | "ip6" => TypeLabel::Kind(Kind::Ipv6),
        "ip_port" | "ip_dst_port" | "ip_src_port" | "hostname_port" | "endpoint" | "socket" => {
            TypeLabel::Endpoint
        }
        "cidr" | "network" | "netblock" | "subnet" | "ip_range" | "reseau" | "rede" => {
            TypeLabel::Kind(Kind::Cidr)
        }
        "domain" | "domain_name" | "hostname" | "fqdn" | "host" | "domaine" | "nom_de_domaine"
        | "dominio" | "site" => TypeLabel::Host,
        "url" | "uri" | "link" | "lien" => TypeLabel::Kind(Kind::Url),
        "email" | "e_mail" | "email_addr" | "email_src" | "email_dst" | "mail" | "courriel"
        | "correio" => TypeLabel::Kind(Kind::Email),
        "hash" | "file_hash" | "file" | "filehash" | "empreinte" => TypeLabel::Hash,
        "md5" | "md5_hash" | "filehash_md5" | "hash_md5" => TypeLabel::Kind(Kind::Md5),
        "sha1" | "sha1_hash" | "filehash_sha1" | "hash_sha1" | "sha_1" => {
            TypeLabel::Kind(Kind::Sha1)
        }
        "sha256" | "sha256_hash" | "filehash_sha256" | "hash_sha256" | "sha_256" => {
            TypeLabel::Kind(Kind::Sha256)
        }
        "asn" | "as" => TypeLabel::Kind(Kind::Asn),
        "mac" | "mac_addr" | "mac_address" => TypeLabel::Kind(Kind::Mac),
        "bitcoin" => TypeLabel::Kind(Kind::Btc),
        "ethereum" => TypeLabel::Kind(Kind::Eth),
        "monero" => TypeLabel::Kind(Kind::Xmr),
        "phone_number" | "telephone" | "telefone" => TypeLabel::Kind(Kind::Phone),
        "filename" => TypeLabel::Kind(Kind::FileName),
        "vulnerability" => TypeLabel::Kind(Kind::Cve),
        "ja3_fingerprint_md5" => TypeLabel::Kind(Kind::Ja3),
        other => TypeLabel::Kind(Kind::from_name(other)?),
    })
}

/// The category that a feed's word means: our own name, another taxonomy's, or a common word.
#[must_use]
pub fn category(text: &str) -> Option<Category> {
    if let Some(own) = Category::from_id(text) {
        return Some(own);
    }
    let word = fold(text);
    let common = match word.as_str() {
        "phishing"
        | "phish"
        | "hameconnage"
        | "site_d_hameconnage"
        | "credential_phishing"
        | "phishing_url" => Category::PHISHING_SITE,
        "malware"
        | "malware_download"
        | "malware_url"
        | "payload_delivery"
        | "payload"
        | "distribution"
        | "maliciel"
        | "malware_site"
        | "hosting_malware"
        | "drive_by"
        | "distribution_de_maliciels" => Category::MALWARE_DISTRIBUTION,
        "c2"
        | "cc"
        | "cnc"
        | "c_c"
        | "c2_server"
        | "botnet"
        | "botnet_cc"
        | "command_and_control"
        | "botnet_c_c"
        | "botnet_cnc"
        | "commande_et_controle"
        | "comando_e_controlo"
        | "malware_c2"
        | "botnet_command_server" => Category::BOTNET_C2,
        "ransomware" | "ransomware_c_c" | "rancongiciel" | "resgate" => Category::RANSOMWARE_C2,
        "bot" | "bots" | "infected" | "infected_system" | "infection" | "compromised_host"
        | "hote_infecte" | "drone" | "zombie" => Category::INFECTED_HOST,
        "spam" | "spammer" | "spam_source" | "pourriel" | "abuse_mail" => Category::SPAM_SENDER,
        "scam" | "fraud" | "fraude" | "arnaque" | "burla" | "fake_shop" | "investment_scam" => {
            Category::SCAM_SITE
        }
        "proxy" | "tor" | "anonymizer" | "anonymizers" | "open_proxy" | "vpn" | "abused"
        | "amplifier" | "vulnerable_system" => Category::ABUSED_SERVICE,
        "darkweb" | "dark_web" | "market" | "marketplace" => Category::DARKWEB_MARKET,
        "compromised" | "compromised_site" | "defacement" | "hacked" | "site_compromis" => {
            Category::COMPROMISED_WEBSITE
        }
        "bec" | "business_email_compromise" => Category::BEC_INFRA,
        "scanner" | "scanning" | "brute_force" | "bruteforce" | "attacker" | "attack"
        | "attacks" | "reputation" | "malicious" | "suspicious" | "blacklist" | "autre"
        | "outro" | "malicious_activity" | "exploit" | "ddos" => Category::OTHER,
        _ => {
            return ["rsit", "intelmq", "n6", "threat"]
                .iter()
                .find_map(|source| category_of(source, text));
        }
    };
    Some(common)
}

/// Whether a field says nothing. `NA` is not among the words: it is Namibia's code.
#[must_use]
pub fn is_null(text: &str) -> bool {
    matches!(
        text,
        "" | "-" | "None" | "none" | "NULL" | "null" | "n/a" | "N/A" | "\\N" | "nan" | "NaN"
    )
}

/// 0-100 from a number, a percentage, a fraction below one with a point, or low/medium/high (30, 60, 90).
#[must_use]
pub fn confidence(text: &str) -> Option<u8> {
    let bare = text.trim_end_matches('%').trim_end();
    if let Ok(number) = bare.parse::<u8>() {
        return (number <= 100).then_some(number);
    }
    match bare.to_lowercase().as_str() {
        "low" | "faible" | "bas" | "basse" | "baixa" | "baixo" => return Some(30),
        "medium" | "moderate" | "moyen" | "moyenne" | "media" | "média" | "médio" => {
            return Some(60);
        }
        "high" | "haute" | "eleve" | "élevé" | "élevée" | "haut" | "alta" | "alto" => {
            return Some(90);
        }
        _ => {}
    }
    let fraction: f64 = bare.replace(',', ".").parse().ok()?;
    let percent = if fraction <= 1.0 && text.len() == bare.len() {
        fraction * 100.0
    } else {
        fraction
    };
    (0.0..=100.0)
        .contains(&percent)
        .then(|| percent.round() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_meanings() {
        assert_eq!(category("Phishing"), Some(Category::PHISHING_SITE));
        assert_eq!(category("botnet_cc"), Some(Category::BOTNET_C2));
        assert_eq!(category("botnet-c2"), Some(Category::BOTNET_C2));
        assert_eq!(category("weather"), None);
        assert_eq!(type_label("ip:port"), Some(TypeLabel::Endpoint));
        assert_eq!(
            type_label("FileHash-SHA256"),
            Some(TypeLabel::Kind(Kind::Sha256))
        );
        assert_eq!(type_label("onion"), Some(TypeLabel::Kind(Kind::Onion)));
        assert_eq!(type_label("yara"), None);
        assert_eq!(confidence("85%"), Some(85));
        assert_eq!(confidence("0.85"), Some(85));
        assert_eq!(confidence("haute"), Some(90));
        assert_eq!(confidence("101"), None);
        assert_eq!(confidence("-1"), None);
    }
}
