//! Reading speed of the two formats that carry the bulk: plain lists and CSV with category, dates and confidence.

#![allow(missing_docs, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Cursor;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use formats::lines::Lines;
use formats::{Context, Limits, format_by_id};
use model::Utc;

const ROWS: u32 = 100_000;

fn address(n: u32) -> String {
    let [_, b, c, d] = n.wrapping_mul(2_654_435_761).to_be_bytes();
    format!("198.{}.{c}.{d}", 18 + b % 2)
}

fn plain() -> String {
    (0..ROWS).fold(String::new(), |mut text, n| {
        text.push_str(&address(n));
        text.push('\n');
        text
    })
}

fn table() -> String {
    let head = "value,type,category,first_seen,last_seen,confidence\n".to_owned();
    (0..ROWS).fold(head, |mut text, n| {
        let day = n % 28 + 1;
        writeln!(
            text,
            "{},ipv4,botnet_c2,2024-05-{day:02}T08:00:00Z,2024-05-{day:02} 09:30:00,{}",
            address(n),
            n % 101
        )
        .unwrap();
        text
    })
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Elements(u64::from(ROWS)));
    group.sample_size(10);
    let list = plain();
    group.bench_function("lines", |bencher| {
        bencher.iter(|| {
            let mut lines = Lines::new(Box::new(Cursor::new(list.as_bytes())), &Limits::default());
            let mut count = 0u64;
            while lines.next().is_some() {
                count += 1;
            }
            black_box(count)
        });
    });
    for (id, text) in [("plain", list.clone()), ("csv", table())] {
        let context = Context::new("bench.txt", Utc(1_800_000_000));
        group.bench_function(id, |bencher| {
            bencher.iter(|| {
                format_by_id(id)
                    .unwrap()
                    .open(Box::new(Cursor::new(text.as_bytes())), &context)
                    .unwrap()
                    .map(black_box)
                    .count()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
