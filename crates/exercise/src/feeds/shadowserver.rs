//! Shadowserver style reports: one CSV per report type, columns found by header.
//!
//! `event4_sinkhole` and `event6_sinkhole` carry the infected hosts with source port and second,
//! `scan_http_proxy` the open proxies.

use std::fmt::Write;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::{About, Row, blank_time, quoted};

const EVENT: [&str; 33] = [
    "timestamp",
    "protocol",
    "src_ip",
    "src_port",
    "src_asn",
    "src_geo",
    "src_region",
    "src_city",
    "src_hostname",
    "src_naics",
    "src_sector",
    "device_vendor",
    "device_type",
    "device_model",
    "severity",
    "dst_ip",
    "dst_port",
    "dst_asn",
    "dst_geo",
    "dst_region",
    "dst_city",
    "dst_hostname",
    "dst_naics",
    "dst_sector",
    "public_source",
    "infection",
    "family",
    "tag",
    "application",
    "version",
    "event_id",
    "ssl_cipher",
    "ssl_servername",
];

const SCAN: [&str; 25] = [
    "timestamp",
    "severity",
    "ip",
    "protocol",
    "port",
    "hostname",
    "tag",
    "asn",
    "geo",
    "region",
    "city",
    "naics",
    "hostname_source",
    "sector",
    "http",
    "http_code",
    "http_reason",
    "content_type",
    "connection",
    "proxy_authenticate",
    "via",
    "server",
    "content_length",
    "transfer_encoding",
    "http_date",
];

pub(super) fn write(rows: &[Row], about: About, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut out = String::new();
    let columns: &[&str] = if about.stream == "scan_http_proxy" {
        &SCAN
    } else {
        &EVENT
    };
    header(&mut out, columns);
    for row in rows {
        let (country, asn) = row.stated.map_or_else(Default::default, |(c, asn)| {
            (c.code().to_owned(), asn.to_string())
        });
        let time = blank_time(row.last_seen);
        let port = row.port.map(|port| port.to_string()).unwrap_or_default();
        let family = row.malware.unwrap_or_default();
        let event = format!("{:016x}", rng.random::<u64>());
        let field = |column: &&str| match *column {
            "timestamp" => time.as_str(),
            "protocol" => "tcp",
            "src_ip" | "ip" => row.value.as_str(),
            "src_port" | "port" => port.as_str(),
            "src_asn" | "asn" => asn.as_str(),
            "src_geo" | "geo" => country.as_str(),
            "severity" => {
                if about.stream == "scan_http_proxy" {
                    "medium"
                } else {
                    "high"
                }
            }
            // The sinkhole's own side, in the exercise's sinkhole range.
            "dst_ip" => "198.19.254.10",
            "dst_port" => "443",
            "dst_asn" => "64698",
            "dst_geo" => "MU",
            "public_source" => "exercise",
            "infection" | "family" => family,
            "tag" if about.stream == "scan_http_proxy" => "http-proxy",
            "tag" => "sinkhole",
            "application" => "https",
            "event_id" => event.as_str(),
            "http" => "HTTP/1.1",
            "http_code" => "200",
            _ => "",
        };
        let line: Vec<String> = columns.iter().map(|column| quoted(field(column))).collect();
        let _ = writeln!(out, "{}", line.join(","));
    }
    out.into_bytes()
}

fn header(out: &mut String, columns: &[&str]) {
    let line: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    let _ = writeln!(out, "{}", line.join(","));
}
