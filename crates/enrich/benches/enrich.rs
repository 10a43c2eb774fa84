//! How long look-ups, loading and starting take. Tables are made of seeded invented ranges, as many
//! as the largest open data set has.

use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use criterion::{Criterion, criterion_group, criterion_main};
use enrich::ranges::{About, RangeTable, RangeTableBuilder, TableKind};
use enrich::{Directory, Enricher, WarningLists};
use observable::{Kind, Observable};

/// A small generator with a fixed seed; quality does not matter here.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 16
    }
}

fn table() -> RangeTable {
    let mut builder = RangeTableBuilder::new(About {
        name: "invented networks".into(),
        kind: TableKind::Network,
        date: "2026-01-01".into(),
        licence: "none".into(),
    });
    let mut numbers = Numbers(1);
    for i in 0..412_000u32 {
        let start = i * 10_000 + (numbers.next() % 4_000) as u32;
        let end = start + (numbers.next() % 5_000) as u32;
        let asn = (numbers.next() % 80_000) as u32;
        let (start, end) = (Ipv4Addr::from(start).into(), Ipv4Addr::from(end).into());
        let _ = builder.network(start, end, asn, &format!("Invented network {asn}"));
    }
    for i in 0..103_000u128 {
        let start = (0x2000 << 112) + (i << 100) + (u128::from(numbers.next() % 9) << 96);
        let asn = (numbers.next() % 80_000) as u32;
        let (start, end) = (
            Ipv6Addr::from(start).into(),
            Ipv6Addr::from(start | u128::MAX >> 32).into(),
        );
        let _ = builder.network(start, end, asn, &format!("Invented network {asn}"));
    }
    builder.build()
}

fn addresses() -> Vec<IpAddr> {
    let mut numbers = Numbers(2);
    (0..4096)
        .map(|_| IpAddr::V4((numbers.next() as u32).into()))
        .collect()
}

fn benches(c: &mut Criterion) {
    let table = table();
    let bytes = table.to_bytes();
    let v4 = addresses();
    let v6: Vec<IpAddr> = (0..4096u128)
        .map(|i| IpAddr::V6(((0x2000 << 112) + ((i * 25) << 100)).into()))
        .collect();
    let mut at = 0;
    let mut next = move || {
        at = (at + 1) % 4096;
        at
    };
    c.bench_function("range table, IPv4", |b| {
        b.iter(|| black_box(&table).network(v4[next()]));
    });
    c.bench_function("range table, IPv6", |b| {
        b.iter(|| black_box(&table).network(v6[next()]));
    });
    c.bench_function("load a compiled table of 515,000 ranges", |b| {
        b.iter(|| RangeTable::from_bytes("bench", black_box(&bytes)));
    });

    let values: Vec<Observable> = v4
        .iter()
        .filter_map(|ip| Observable::parse(Kind::Ipv4, &ip.to_string()).ok())
        .collect();
    let name = Observable::parse(Kind::Domain, "login.bank.sites.google.com");
    let url = Observable::parse(Kind::Url, "https://login.bank.sites.google.com/a/b?c=d");
    let lists = WarningLists::built_in();
    let enricher = Enricher::built_in();
    c.bench_function("warning lists, IPv4", |b| {
        b.iter(|| black_box(&lists).hits(&values[next()], false));
    });
    if let (Ok(name), Ok(url)) = (&name, &url) {
        c.bench_function("warning lists, name", |b| {
            b.iter(|| lists.hits(black_box(name), false));
        });
        c.bench_function("enrich, URL", |b| {
            b.iter(|| enricher.enrich(black_box(url), false));
        });
    }
    c.bench_function("enrich, IPv4", |b| {
        b.iter(|| enricher.enrich(&values[next()], false));
    });
    c.bench_function("enrich, IPv4, exercise", |b| {
        b.iter(|| enricher.enrich(&values[next()], true));
    });
    c.bench_function("read the shipped warning lists", |b| {
        b.iter(WarningLists::built_in);
    });
    c.bench_function("read the shipped directory", |b| {
        b.iter(Directory::built_in);
    });
}

criterion_group! {
    name = all;
    config = Criterion::default()
        .warm_up_time(std::time::Duration::from_millis(300))
        .measurement_time(std::time::Duration::from_secs(1))
        .sample_size(10);
    targets = benches
}
criterion_main!(all);
