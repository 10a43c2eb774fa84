//! Every reader: the first byte picks a registered format, the rest goes through unpacking and the format. It ends, and
//! every value that it drafts is in canonical form.
#![no_main]

use std::io::Cursor;

use formats::container::{Archive, Packing, decode_sample, open_stream};
use formats::{Context, Format, Limits, Row, Sample, detect, registry};
use libfuzzer_sys::fuzz_target;
use model::Utc;
use observable::Observable;

/// More rows than this from one input of at most a few kilobytes is not bounded by the input.
const ROWS: u64 = 1_000_000;

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, input)) = bytes.split_first() else {
        return;
    };
    let formats = registry();
    let format = formats[usize::from(first) % formats.len()];
    let mut context = Context::new("input", Utc(1_767_225_600));
    // Small limits, so that their edges are met.
    context.limits = Limits {
        item_bytes: 4_096,
        unpacked_bytes: 1 << 20,
        members: 16,
        ..Limits::default()
    };
    if Packing::of(input) == Packing::Zip {
        let opened = Archive::open(Box::new(Cursor::new(input)), "input", &context.limits);
        let Ok(mut archive) = opened else { return };
        for position in 0..archive.len() {
            if let Ok(member) = archive.member(position) {
                run(format, member, &context);
            }
        }
        return;
    }
    let text = decode_sample(input, true);
    let sample = Sample {
        file_name: "input",
        text: &text,
        whole: true,
    };
    let _ = detect(&sample);
    if let Ok(stream) = open_stream(Box::new(input), "input", &context.limits) {
        run(format, stream, &context);
    }
});

fn run(format: &dyn Format, input: Box<dyn std::io::BufRead + Send + '_>, context: &Context) {
    let Ok(mut reader) = format.open(input, context) else {
        return;
    };
    let mut rows = 0;
    for row in reader.by_ref() {
        rows += 1;
        assert!(rows < ROWS, "{} does not end", format.id());
        if let Row::Draft(draft) = row {
            let value = draft.observable;
            assert_eq!(
                Observable::parse(value.kind(), value.value()).as_ref(),
                Ok(&value),
                "{}: drafts are canonical",
                format.id()
            );
        }
    }
    let _ = (reader.passed_over(), reader.remarks());
}
