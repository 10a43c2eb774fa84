//! Tests of packed inputs, the hostile ones included.

use std::io::Write;

use super::*;

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn unpack(bytes: Vec<u8>, limits: &Limits) -> Result<Vec<u8>, String> {
    let mut stream = open_stream(Box::new(Cursor::new(bytes)), "x", limits)
        .map_err(|error| error.to_string())?;
    let mut out = Vec::new();
    io::copy(&mut stream, &mut out).map_err(|error| error.to_string())?;
    Ok(out)
}

#[test]
fn streams_are_unpacked_by_their_first_bytes() {
    let limits = Limits::default();
    assert_eq!(unpack(b"plain".to_vec(), &limits).unwrap(), b"plain");
    assert_eq!(
        unpack([gz(b"one\n"), gz(b"two\n")].concat(), &limits).unwrap(),
        b"one\ntwo\n",
        "several members"
    );
    assert_eq!(
        unpack(zstd::encode_all(&b"z"[..], 3).unwrap(), &limits).unwrap(),
        b"z"
    );
    assert_eq!(unpack(Vec::new(), &limits).unwrap(), b"");
}

#[test]
fn what_is_packed_twice_is_refused() {
    let error = unpack(gz(&gz(b"x")), &Limits::default()).unwrap_err();
    assert_eq!(
        error,
        "x: not readable as gzip: it holds gzip data inside gzip; unpack it once before handing it in"
    );
    let inner = zipped(&[("a.txt", b"1")]);
    let mut outer = Archive::open(
        Box::new(Cursor::new(zipped(&[("in.zip", &inner)]))),
        "o.zip",
        &Limits::default(),
    )
    .unwrap();
    assert!(
        outer
            .member(0)
            .err()
            .unwrap()
            .to_string()
            .contains("an archive inside an archive")
    );
}

#[test]
fn a_truncated_stream_gives_what_came_before() {
    let text: String = (0..20_000u32)
        .map(|n| {
            format!(
                "198.18.{}.{} {}\n",
                n % 256,
                n % 251,
                n.wrapping_mul(2_654_435_761)
            )
        })
        .collect();
    let mut packed = gz(text.as_bytes());
    packed.truncate(packed.len() / 2);
    let mut stream =
        open_stream(Box::new(Cursor::new(packed)), "x.gz", &Limits::default()).unwrap();
    let mut out = Vec::new();
    let error = stream.read_to_end(&mut out).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    assert!(!out.is_empty() && text.as_bytes().starts_with(&out));
}

#[test]
fn a_bomb_is_stopped() {
    let bomb = gz(&vec![b'a'; 30_000_000]);
    let error = unpack(bomb.clone(), &Limits::default()).unwrap_err();
    assert!(error.contains("limit ratio"), "{error}");
    let error = unpack(
        bomb,
        &Limits {
            unpacked_bytes: 1_000,
            ..Limits::default()
        },
    )
    .unwrap_err();
    assert_eq!(
        error,
        "unpacking stopped: more than 1000 bytes came out (limit unpacked_bytes)"
    );
}

#[test]
fn archives_give_their_members() {
    let packed = gz(b"198.51.100.9\n");
    let bytes = zipped(&[
        ("a.txt", b"198.51.100.7\n"),
        ("deep/b.txt.gz", &packed),
        ("__MACOSX/._a.txt", b"\0"),
    ]);
    let mut archive = Archive::open(
        Box::new(Cursor::new(bytes.clone())),
        "feeds.zip",
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(
        archive.names().collect::<Vec<_>>(),
        ["a.txt", "deep/b.txt.gz"]
    );
    let mut text = String::new();
    archive
        .member(0)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    archive
        .member(1)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, "198.51.100.7\n198.51.100.9\n");
    assert!(archive.member(2).is_err());

    let few = Limits {
        members: 1,
        ..Limits::default()
    };
    let error = Archive::open(Box::new(Cursor::new(bytes.clone())), "feeds.zip", &few)
        .err()
        .unwrap()
        .to_string();
    assert_eq!(
        error,
        "feeds.zip: the archive has 3 files, 1 are allowed (limit members)"
    );
    let small = Limits {
        unpacked_bytes: 5,
        ..Limits::default()
    };
    assert!(Archive::open(Box::new(Cursor::new(bytes)), "feeds.zip", &small).is_err());
    let error = unpack(zipped(&[("a", b"b")]), &Limits::default()).unwrap_err();
    assert!(error.contains("cannot be read as a stream"), "{error}");
}

#[test]
fn an_encrypted_archive_is_refused() {
    let mut bytes = zipped(&[("a.txt", b"198.51.100.7\n")]);
    // Bit 0 of the general purpose flags (APPNOTE 4.4.4) in the local and the central header.
    for signature in [&b"PK\x03\x04"[..], b"PK\x01\x02"] {
        let at = bytes
            .windows(4)
            .position(|window| window == signature)
            .unwrap();
        bytes[at + if signature[2] == 3 { 6 } else { 8 }] |= 1;
    }
    let error = Archive::open(Box::new(Cursor::new(bytes)), "x.zip", &Limits::default())
        .err()
        .unwrap()
        .to_string();
    assert_eq!(
        error,
        "x.zip: not readable as zip: \"a.txt\" is encrypted; hand it in without a password"
    );
}

#[test]
fn names_lose_their_packing() {
    assert_eq!(inner_name("urlhaus.csv.gz"), "urlhaus.csv");
    assert_eq!(inner_name("a.ZST"), "a");
    assert_eq!(inner_name(".gz"), ".gz");
    assert_eq!(inner_name("é"), "é");
}

#[test]
fn looking_changes_nothing() {
    let mut sampled = Sampled::take(Box::new(Cursor::new(b"0123456789".to_vec())), 4);
    assert!(!sampled.whole());
    assert_eq!(&sampled.head()[..4], b"0123");
    let mut text = String::new();
    sampled.read_to_string(&mut text).unwrap();
    assert_eq!(text, "0123456789");
    assert!(Sampled::take(Box::new(Cursor::new(b"0123".to_vec())), 4).whole());
}
