//! Cost of reading one value and making its key. Targets on one core: IPv4 100 ns, domain 300 ns, URL 500 ns,
//! SHA-256 200 ns.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use observable::{Kind, Observable};

fn parse(c: &mut Criterion) {
    for (kind, text) in [
        (Kind::Ipv4, "198.51.100.77"),
        (Kind::Domain, "login.secure-bank.co.ke"),
        (
            Kind::Url,
            "https://login.secure-bank.co.ke/wp-content/update/index.php?id=4234",
        ),
        (
            Kind::Sha256,
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ),
    ] {
        c.bench_function(&format!("parse and key {}", kind.name()), |b| {
            b.iter(|| Observable::parse(kind, black_box(text)).map(|observable| observable.key()));
        });
        c.bench_function(&format!("guess and key {}", kind.name()), |b| {
            b.iter(|| Observable::guess(black_box(text)).map(|observable| observable.key()));
        });
    }
}

criterion_group!(benches, parse);
criterion_main!(benches);
