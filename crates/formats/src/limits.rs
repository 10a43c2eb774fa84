//! Limits for input from outside. Each has a name, a default and an error that names it.

/// What a reader takes at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one line or one structured item. Longer ones are refused and passed over in bounded memory.
    pub item_bytes: usize,
    /// Nesting of JSON or XML.
    pub depth: usize,
    /// Rows of one submission.
    pub rows: u64,
    /// Bytes after decompression.
    pub unpacked_bytes: u64,
    /// Unpacked bytes per packed byte, once more than 10 MB have come out.
    pub ratio: u64,
    /// Files in one archive.
    pub members: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            item_bytes: 1 << 20,
            depth: 64,
            rows: 100_000_000,
            unpacked_bytes: 64 << 30,
            ratio: 200,
            members: 100_000,
        }
    }
}
