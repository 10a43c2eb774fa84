//! Real STIX 2.0 bundles of a published feed, when they lie beside the repository.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use stix::bundle::BundleReader;
use stix::object::{Facts, SpecVersion};
use stix::pattern::{Pattern, extract};

#[test]
fn indicators_of_real_bundles_are_extracted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/feeds/unit42");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no real bundles beside the repository");
        return;
    };
    let mut paths: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    paths.sort();
    let (mut objects, mut patterns, mut parsed, mut complete) = (0, 0, 0, 0);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut left = Vec::new();
    for path in &paths {
        let reader = BundleReader::new(BufReader::new(File::open(path).unwrap()));
        for object in reader {
            let object = object.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            objects += 1;
            assert_eq!(object.spec_version, SpecVersion::V20);
            let Facts::Indicator(facts) = &object.facts else {
                continue;
            };
            patterns += 1;
            let Ok(pattern) = Pattern::parse(&facts.pattern) else {
                left.push(format!("not parsed: {}", facts.pattern));
                continue;
            };
            parsed += 1;
            assert_eq!(Pattern::parse(&pattern.to_string()), Ok(pattern.clone()));
            let extraction = extract(&pattern);
            complete += usize::from(extraction.complete);
            left.extend(extraction.left);
            for value in extraction.values {
                *kinds.entry(value.kind.name()).or_default() += 1;
            }
        }
    }
    println!(
        "{} bundles, {objects} objects, {patterns} patterns: {parsed} parsed, {complete} extracted completely",
        paths.len()
    );
    println!("{kinds:?}\nleft: {left:#?}");
    assert!(patterns > 0);
    assert_eq!(parsed, patterns);
    assert!(complete * 100 >= patterns * 99, "{complete} of {patterns}");
}
