//! Takes observables out of a pattern, and says what could not be taken out.
//!
//! A value is taken out when the pattern would match on it being seen: equality, membership and
//! subnet tests, in any AND/OR combination. What narrows a match without being an observable
//! (negation, wildcards, order and time) is listed in `left`, and the pattern kept beside the values.

use observable::Kind;

use super::Pattern;
use super::ast::{
    Comparison, Constant, ObjectPath, Observation, Operator, Predicate, Step, Test, TextOperator,
    quoted,
};
use super::path::{account_kind, handle, hash_algorithm, kind_of, platform, takes_port};

/// Most values taken out of one pattern; the rest is counted in `left`.
pub const MAX_VALUES: usize = 10_000;

/// Longest text of a part in `left`, in characters.
const MAX_LEFT_CHARS: usize = 200;

/// A value found in a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternValue {
    /// What the path says it is. The text has not been checked against it.
    pub kind: Kind,
    /// STIX object type of the path.
    pub object_type: String,
    /// The whole path in canonical text.
    pub path: String,
    /// Name of the hash algorithm as written, for hashes.
    pub algorithm: Option<String>,
    /// The value as written.
    pub text: String,
    /// The port that the same observation asks for.
    pub port: Option<u16>,
}

/// What [`extract`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extraction {
    /// The values in the order of the pattern, each once.
    pub values: Vec<PatternValue>,
    /// The values and ports say all that the pattern says.
    pub complete: bool,
    /// What they do not say: the part of the pattern and the reason.
    pub left: Vec<String>,
}

/// Takes the observables out of `pattern`.
#[must_use]
pub fn extract(pattern: &Pattern) -> Extraction {
    let mut out = Extraction::default();
    observation(&pattern.root, &mut out);
    for value in out
        .values
        .iter_mut()
        .filter(|value| value.kind == Kind::Handle)
    {
        value.text = handle(&value.text);
    }
    let mut seen = std::collections::HashSet::new();
    out.values
        .retain(|value| seen.insert((value.kind, value.text.clone(), value.port)));
    if out.values.len() > MAX_VALUES {
        out.values.truncate(MAX_VALUES);
        let note =
            format!("at most {MAX_VALUES} values are taken out of one pattern; there are more");
        out.left.push(note);
    }
    out.complete = out.left.is_empty();
    out
}

fn leave(out: &mut Extraction, part: &str, reason: &str) {
    let mut text: String = part.chars().take(MAX_LEFT_CHARS).collect();
    if text.len() < part.len() {
        text.push('…');
    }
    out.left.push(format!("{text}: {reason}"));
}

fn observation(part: &Observation, out: &mut Extraction) {
    // One more than the limit is enough to notice that it was passed.
    if out.values.len() > MAX_VALUES {
        return;
    }
    match part {
        Observation::Single(comparison) => {
            let found = conjunction(&[comparison], out);
            out.values.extend(found);
        }
        Observation::And(parts) | Observation::Or(parts) => {
            parts.iter().for_each(|part| observation(part, out));
        }
        Observation::FollowedBy(parts) => {
            leave(out, "FOLLOWEDBY", "the order of observations is not kept");
            parts.iter().for_each(|part| observation(part, out));
        }
        Observation::Qualified { inner, qualifiers } => {
            for qualifier in qualifiers {
                leave(
                    out,
                    &qualifier.to_string(),
                    "limits of time and number are not kept",
                );
            }
            observation(inner, out);
        }
    }
}

/// Where a port belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Source,
    Destination,
}

/// Tests that describe the values beside them.
#[derive(Default)]
struct Context<'a> {
    ports: Vec<(Side, Vec<u16>, &'a Comparison)>,
    account_types: Vec<(&'a str, &'a Comparison)>,
    host_types: Vec<(Side, &'a Comparison)>,
}

/// The values of parts that must all hold of one observation, with the context applied to them.
fn conjunction(parts: &[&Comparison], out: &mut Extraction) -> Vec<PatternValue> {
    let mut context = Context::default();
    let mut values = Vec::new();
    for part in flattened(parts) {
        if let Some((side, ports)) = ports_of(part) {
            context.ports.push((side, ports, part));
        } else if let Some(account_type) = equal_text(part, "user-account", &["account_type"]) {
            context.account_types.push((account_type, part));
        } else if let Some(side) = host_type(part) {
            context.host_types.push((side, part));
        } else {
            match part {
                Comparison::Test(test) => values.extend(values_of(test, out)),
                Comparison::Or(parts) => {
                    for part in parts {
                        if values.len() > MAX_VALUES {
                            break;
                        }
                        let found = conjunction(&[part], out);
                        values.extend(found);
                    }
                }
                Comparison::And(_) => {} // flattened away
            }
        }
    }
    let values = with_accounts(joined_path(values), &context, out);
    for (side, part) in &context.host_types {
        if !values.iter().any(|value| side_of(value) == Some(*side)) {
            leave(out, &part.to_string(), "there is no address beside it");
        }
    }
    with_ports(values, &context, out)
}

/// ANDs inside ANDs are one AND.
fn flattened<'a>(parts: &[&'a Comparison]) -> Vec<&'a Comparison> {
    parts
        .iter()
        .flat_map(|part| match part {
            Comparison::And(inner) => flattened(&inner.iter().collect::<Vec<_>>()),
            _ => vec![*part],
        })
        .collect()
}

/// The observables of one test; what is none of them is left.
fn values_of(test: &Test, out: &mut Extraction) -> Vec<PatternValue> {
    let constants: Vec<Constant> = match (&test.predicate, test.negated) {
        (_, true) => {
            leave(
                out,
                &test.to_string(),
                "a negated test names no value to look for",
            );
            return Vec::new();
        }
        (Predicate::Compare(Operator::Equal, constant), _) => vec![constant.clone()],
        (Predicate::In(constants), _) => constants.clone(),
        (Predicate::Text(TextOperator::IsSubset, text), _) => vec![Constant::Text(text.clone())],
        (Predicate::Text(operator, _), _) => {
            let reason = format!("{} names no single value", operator.word());
            leave(out, &test.to_string(), &reason);
            return Vec::new();
        }
        (Predicate::Compare(operator, _), _) => {
            let reason = format!("`{}` names no single value", operator.sign());
            leave(out, &test.to_string(), &reason);
            return Vec::new();
        }
        (Predicate::Exists, _) => {
            leave(out, &test.to_string(), "EXISTS names no value");
            return Vec::new();
        }
    };
    if constants.is_empty() {
        leave(out, &test.to_string(), "an empty list names no value");
    }
    let mut values = Vec::new();
    for constant in &constants {
        match value(&test.path, constant) {
            Some(value) => values.push(value),
            None => leave(
                out,
                &format!("{} = {constant}", test.path),
                "no kind of observable lies at this path",
            ),
        }
    }
    values
}

fn value(path: &ObjectPath, constant: &Constant) -> Option<PatternValue> {
    let text = match constant {
        Constant::Text(text) => text.clone(),
        Constant::Integer(number) => number.to_string(),
        Constant::Hex(bytes) => data_encoding::HEXLOWER.encode(bytes),
        _ => return None,
    };
    let kind = kind_of(path, &text)?;
    let text = match kind {
        Kind::Asn if text.bytes().all(|byte| byte.is_ascii_digit()) => format!("AS{text}"),
        _ => text,
    };
    Some(PatternValue {
        kind,
        object_type: path.object_type.clone(),
        path: path.to_string(),
        algorithm: hash_algorithm(path).map(str::to_owned),
        text,
        port: None,
    })
}

/// `file:name` and its directory are one path.
fn joined_path(mut values: Vec<PatternValue>) -> Vec<PatternValue> {
    let only = |wanted: &str| {
        let mut found = values
            .iter()
            .enumerate()
            .filter(|(_, value)| value.path == wanted);
        match (found.next(), found.next()) {
            (Some((index, _)), None) => Some(index),
            _ => None,
        }
    };
    let (Some(name), Some(directory)) = (only("file:name"), only("file:parent_directory_ref.path"))
    else {
        return values;
    };
    let path = join_path(&values[directory].text, &values[name].text);
    values[name].text = path;
    values[name].kind = Kind::FilePath;
    values.remove(directory);
    values
}

/// `name` inside `directory`, with the separator that the directory uses.
pub(super) fn join_path(directory: &str, name: &str) -> String {
    if directory.ends_with(['/', '\\']) {
        return format!("{directory}{name}");
    }
    let drive = directory.len() == 2 && directory.ends_with(':');
    let separator = if drive || directory.contains('\\') {
        '\\'
    } else {
        '/'
    };
    format!("{directory}{separator}{name}")
}

/// Accounts whose type is one of our kinds (a wallet, a phone number) get that kind; the type of
/// others is the platform of their handle. Accounts of a machine are no observables.
fn with_accounts(
    mut values: Vec<PatternValue>,
    context: &Context<'_>,
    out: &mut Extraction,
) -> Vec<PatternValue> {
    let is_account = |value: &PatternValue| value.object_type == "user-account";
    let (name, part) = match context.account_types.as_slice() {
        [] => return values,
        [one] if values.iter().any(is_account) => *one,
        parts => {
            for (_, part) in parts {
                leave(
                    out,
                    &part.to_string(),
                    "there is no single account of this type beside it",
                );
            }
            return values;
        }
    };
    let (kind, platform) = (account_kind(name), platform(name));
    if kind.is_none() && platform.is_none() {
        leave(
            out,
            &part.to_string(),
            "accounts of this type cannot be looked for elsewhere",
        );
        values.retain(|value| !is_account(value));
        return values;
    }
    for value in values.iter_mut().filter(|value| is_account(value)) {
        value.kind = kind.unwrap_or(Kind::Handle);
        if let Some(platform) = platform {
            value.text = format!("{platform}:{}", value.text);
        }
    }
    values
}

fn with_ports(
    values: Vec<PatternValue>,
    context: &Context<'_>,
    out: &mut Extraction,
) -> Vec<PatternValue> {
    let mut used = vec![false; context.ports.len()];
    let mut with = Vec::with_capacity(values.len());
    for value in values {
        let side = side_of(&value);
        let fitting = context.ports.iter().enumerate().find(|(_, (of, _, _))| {
            value.port.is_none() && side == Some(*of) && takes_port(value.kind)
        });
        let Some((index, (_, ports, _))) = fitting else {
            with.push(value);
            continue;
        };
        used[index] = true;
        for port in ports {
            if with.len() > MAX_VALUES {
                break;
            }
            with.push(PatternValue {
                port: Some(*port),
                ..value.clone()
            });
        }
    }
    for ((_, _, part), used) in context.ports.iter().zip(used) {
        if !used {
            leave(
                out,
                &part.to_string(),
                "there is no address or name beside this port",
            );
        }
    }
    with
}

/// On which side of the traffic a value stands; values of other object types are where it goes to.
fn side_of(value: &PatternValue) -> Option<Side> {
    match value.path.as_str() {
        "network-traffic:src_ref.value" => Some(Side::Source),
        "network-traffic:dst_ref.value" => Some(Side::Destination),
        _ => takes_port(value.kind).then_some(Side::Destination),
    }
}

/// `network-traffic:dst_port = 443`, `… IN (80, 443)`, or an OR of such tests.
fn ports_of(part: &Comparison) -> Option<(Side, Vec<u16>)> {
    match part {
        Comparison::Test(test) if !test.negated => {
            let side = match (test.path.object_type.as_str(), test.path.steps.as_slice()) {
                ("network-traffic", [Step::Name(name)]) if name == "dst_port" => Side::Destination,
                ("network-traffic", [Step::Name(name)]) if name == "src_port" => Side::Source,
                _ => return None,
            };
            let constants = match &test.predicate {
                Predicate::Compare(Operator::Equal, constant) => std::slice::from_ref(constant),
                Predicate::In(constants) => constants.as_slice(),
                _ => return None,
            };
            let ports: Option<Vec<u16>> = constants.iter().map(port).collect();
            ports
                .filter(|ports| !ports.is_empty())
                .map(|ports| (side, ports))
        }
        Comparison::Or(parts) => {
            let mut all = parts.iter().map(ports_of);
            let (side, mut ports) = all.next()??;
            for other in all {
                let (other_side, more) = other?;
                if other_side != side {
                    return None;
                }
                ports.extend(more);
            }
            Some((side, ports))
        }
        _ => None,
    }
}

fn port(constant: &Constant) -> Option<u16> {
    match constant {
        Constant::Integer(number) => u16::try_from(*number).ok(),
        Constant::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// `network-traffic:dst_ref.type = 'ipv4-addr'` only repeats what the value shows.
fn host_type(part: &Comparison) -> Option<Side> {
    let sides = [("dst_ref", Side::Destination), ("src_ref", Side::Source)];
    sides.into_iter().find_map(|(name, side)| {
        let named = equal_text(part, "network-traffic", &[name, "type"])?;
        matches!(named, "ipv4-addr" | "ipv6-addr" | "domain-name").then_some(side)
    })
}

/// The text that a path is asked to equal, if `part` is such a test.
fn equal_text<'a>(part: &'a Comparison, object_type: &str, names: &[&str]) -> Option<&'a str> {
    let Comparison::Test(Test {
        path,
        negated: false,
        predicate,
    }) = part
    else {
        return None;
    };
    let Predicate::Compare(Operator::Equal, Constant::Text(text)) = predicate else {
        return None;
    };
    let same = path.object_type == object_type
        && path.steps.len() == names.len()
        && path
            .steps
            .iter()
            .zip(names)
            .all(|(step, name)| matches!(step, Step::Name(found) if found == name));
    same.then_some(text)
}

impl PatternValue {
    /// Path and value as a test, for messages.
    #[must_use]
    pub fn describe(&self) -> String {
        format!("{} = {}", self.path, quoted(&self.text))
    }
}
