//! The fonts compiled into the program: IBM Plex (OFL) for the document, Typst's own as fall-back.
//!
//! System fonts are never used: they differ from machine to machine, and so would the bytes.

use typst::foundations::Bytes;
use typst::text::Font;
use typst_kit::fonts::FontStore;

/// Font files in order of preference; a new script is one line here.
const FILES: &[&[u8]] = &[
    include_bytes!("../../../assets/fonts/IBMPlexSans-Regular.ttf"),
    include_bytes!("../../../assets/fonts/IBMPlexSans-Italic.ttf"),
    include_bytes!("../../../assets/fonts/IBMPlexSans-SemiBold.ttf"),
    include_bytes!("../../../assets/fonts/IBMPlexMono-Regular.ttf"),
];

/// Loads every font once.
pub(crate) fn store() -> FontStore {
    let mut store = FontStore::new();
    for file in FILES {
        for font in Font::iter(Bytes::new(*file)) {
            let info = font.info().clone();
            store.push((font, info));
        }
    }
    store.extend(typst_kit::fonts::embedded());
    store
}
