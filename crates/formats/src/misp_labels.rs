//! What MISP tags and galaxies say: markings, names, grades, categories.
//!
//! Machine tags `namespace:predicate="value"` of the taxonomies tlp, PAP, rsit, common-taxonomy, admiralty-scale, misp and
//! the galaxies; anything else is kept as a tag.

use model::{Admiralty, Category, Pap, Tlp};
use serde_json::{Map, Value};

use crate::category_alias::{category_of, is_ransomware};
use crate::fields::{MAX_LIST, clean};

/// What the labels of an event or attribute say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    /// Strictest TLP.
    pub tlp: Option<Tlp>,
    /// Strictest PAP.
    pub pap: Option<Pap>,
    /// Malware and tool names.
    pub malware: Vec<String>,
    /// Actor names.
    pub actors: Vec<String>,
    /// Campaign names.
    pub campaigns: Vec<String>,
    /// Category.
    pub category: Option<Category>,
    /// Whether a ransomware family is named.
    pub ransomware: bool,
    /// Confidence, 0-100.
    pub confidence: Option<u8>,
    /// Admiralty source letter.
    pub source_grade: Option<char>,
    /// Admiralty item number.
    pub item_grade: Option<char>,
    /// Every tag as sent.
    pub tags: Vec<String>,
}

/// Names in lists of galaxy clusters often carry their number: `Name - S0123`.
fn cluster_name(value: &str) -> String {
    let name = clean(value);
    match name.rsplit_once(" - ") {
        Some((before, code))
            if code.len() >= 4
                && code.len() <= 9
                && code[1..]
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.') =>
        {
            before.to_owned()
        }
        _ => name,
    }
}

fn push(list: &mut Vec<String>, name: String) {
    if !name.is_empty() && list.len() < MAX_LIST && !list.contains(&name) {
        list.push(name);
    }
}

impl Labels {
    /// From the `Tag` and `Galaxy` members of an event or attribute.
    #[must_use]
    pub fn of(map: &Map<String, Value>) -> Labels {
        let mut labels = Labels::default();
        for tag in list(map, "Tag") {
            if let Some(name) = tag
                .get("name")
                .and_then(Value::as_str)
                .or_else(|| tag.as_str())
            {
                labels.tag(name);
            }
        }
        for galaxy in list(map, "Galaxy") {
            let kind = galaxy
                .get("type")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if let Some(galaxy) = galaxy.as_object() {
                for cluster in list(galaxy, "GalaxyCluster") {
                    if let Some(value) = cluster.get("value").and_then(Value::as_str) {
                        labels.galaxy(kind, value);
                    }
                }
            }
        }
        labels
    }

    fn galaxy(&mut self, kind: &str, value: &str) {
        let name = cluster_name(value);
        match kind {
            "threat-actor"
            | "mitre-intrusion-set"
            | "microsoft-activity-group"
            | "360net-threat-actor" => push(&mut self.actors, name),
            "ransomware" => {
                self.ransomware = true;
                push(&mut self.malware, name);
            }
            "malpedia"
            | "tool"
            | "botnet"
            | "banker"
            | "stealer"
            | "rat"
            | "backdoor"
            | "exploit-kit"
            | "android"
            | "cryptominers"
            | "mitre-malware"
            | "mitre-tool"
            | "mitre-enterprise-attack-malware"
            | "mitre-enterprise-attack-tool"
            | "mitre-mobile-attack-malware" => push(&mut self.malware, name),
            "campaign" | "mitre-campaign" | "operation" => push(&mut self.campaigns, name),
            _ => {}
        }
    }

    fn tag(&mut self, tag: &str) {
        let tag = clean(tag);
        push(&mut self.tags, tag.clone());
        let (head, value) = match tag.split_once('=') {
            Some((head, value)) => (head.trim(), value.trim().trim_matches('"')),
            None => (tag.trim(), ""),
        };
        let (namespace, predicate) = head
            .split_once(':')
            .map_or((head, ""), |(namespace, predicate)| {
                (namespace.trim(), predicate.trim())
            });
        match namespace.to_ascii_lowercase().as_str() {
            // An unknown level of a known marking is read as the strictest.
            "tlp"
                if !predicate.is_empty()
                    && !predicate.eq_ignore_ascii_case("unclear")
                    && !predicate.starts_with("ex:") =>
            {
                self.tlp = self
                    .tlp
                    .max(Some(Tlp::parse(predicate).unwrap_or(Tlp::Red)));
            }
            "pap" if !predicate.is_empty() => {
                self.pap = self
                    .pap
                    .max(Some(Pap::parse(predicate).unwrap_or(Pap::Red)));
            }
            "misp-galaxy" => self.galaxy(predicate, value),
            namespace @ ("rsit" | "common-taxonomy") => {
                self.category = self
                    .category
                    .or_else(|| category_of(namespace, value))
                    .or_else(|| category_of(namespace, predicate));
            }
            "phishing" => self.category = self.category.or(Some(Category::PHISHING_SITE)),
            "malware_classification" if value.eq_ignore_ascii_case("ransomware") => {
                self.ransomware = true;
            }
            "admiralty-scale" => match predicate {
                "source-reliability" => {
                    self.source_grade = value
                        .chars()
                        .next()
                        .map(|letter| letter.to_ascii_uppercase());
                }
                "information-credibility" => self.item_grade = value.chars().next(),
                _ => {}
            },
            "misp" if predicate == "confidence-level" => {
                self.confidence = match value {
                    "completely-confident" => Some(100),
                    "usually-confident" => Some(75),
                    "fairly-confident" => Some(50),
                    "rarely-confident" => Some(25),
                    "unconfident" => Some(0),
                    _ => self.confidence,
                };
            }
            _ if predicate.is_empty() => {
                self.category = self.category.or_else(|| category_of("tag", head));
                self.ransomware |= is_ransomware(head);
            }
            _ => {}
        }
    }

    /// Both: `self` (the attribute's) goes before `outer` (the event's); of markings the strictest wins.
    #[must_use]
    pub fn within(mut self, outer: &Labels) -> Labels {
        self.tlp = self.tlp.max(outer.tlp);
        self.pap = self.pap.max(outer.pap);
        for (own, others) in [
            (&mut self.malware, &outer.malware),
            (&mut self.actors, &outer.actors),
            (&mut self.campaigns, &outer.campaigns),
            (&mut self.tags, &outer.tags),
        ] {
            others.iter().for_each(|name| push(own, name.clone()));
        }
        self.category = self.category.or(outer.category);
        self.ransomware |= outer.ransomware;
        self.confidence = self.confidence.or(outer.confidence);
        self.source_grade = self.source_grade.or(outer.source_grade);
        self.item_grade = self.item_grade.or(outer.item_grade);
        self
    }

    /// The grade; a part that is not given is "cannot be judged".
    #[must_use]
    pub fn grade(&self) -> Option<Admiralty> {
        if self.source_grade.is_none() && self.item_grade.is_none() {
            return None;
        }
        Admiralty::parse(&format!(
            "{}{}",
            self.source_grade.unwrap_or('F'),
            self.item_grade.unwrap_or('6')
        ))
    }
}

/// The elements of a list member.
#[must_use]
pub fn list<'a>(map: &'a Map<String, Value>, key: &str) -> &'a [Value] {
    match map.get(key) {
        Some(Value::Array(values)) => values,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(tags: &[&str]) -> Labels {
        let mut labels = Labels::default();
        tags.iter().for_each(|tag| labels.tag(tag));
        labels
    }

    #[test]
    fn tags_speak() {
        let found = labels(&[
            "tlp:white",
            "TLP:AMBER+STRICT",
            "PAP:AMBER",
            "misp-galaxy:threat-actor=\"Example Group\"",
            "rsit:malicious-code=\"c2-server\"",
            "misp-galaxy:mitre-malware=\"ExampleBot - S9999\"",
            "admiralty-scale:source-reliability=\"b\"",
            "admiralty-scale:information-credibility=\"2\"",
        ]);
        assert_eq!(found.tlp, Some(Tlp::AmberStrict));
        assert_eq!(found.pap, Some(Pap::Amber));
        assert_eq!(found.actors, ["Example Group"]);
        assert_eq!(found.malware, ["ExampleBot"]);
        assert_eq!(found.category, Some(Category::BOTNET_C2));
        assert_eq!(found.grade(), Admiralty::parse("B2"));
        assert_eq!(
            labels(&["tlp:purple"]).tlp,
            Some(Tlp::Red),
            "unknown is the strictest"
        );
        assert!(labels(&["misp-galaxy:ransomware=\"Akira\""]).ransomware);
    }
}
