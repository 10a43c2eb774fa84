//! What a compilation may see: the main source, the files handed in, the fonts. Nothing else.

use std::collections::BTreeMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};
use typst_kit::fonts::FontStore;

/// Name of the main source inside the virtual file system.
pub(crate) const MAIN: &str = "/main.typ";

/// The closed environment of one compilation.
pub(crate) struct Virtual<'a> {
    library: &'a LazyHash<Library>,
    fonts: &'a FontStore,
    main: Source,
    files: BTreeMap<String, Bytes>,
}

/// The id of a file in the virtual root, or none when the name is no valid path.
fn id(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl<'a> Virtual<'a> {
    /// Makes the environment; gives back the offending name when a file name is no valid path.
    pub(crate) fn new(
        library: &'a LazyHash<Library>,
        fonts: &'a FontStore,
        main: &str,
        files: &[(&str, &[u8])],
    ) -> Result<Virtual<'a>, String> {
        let main_id = id(MAIN).ok_or_else(|| MAIN.to_owned())?;
        let mut map = BTreeMap::new();
        for (name, bytes) in files {
            let path = VirtualPath::new(name).map_err(|_| (*name).to_owned())?;
            map.insert(path.get_with_slash().to_owned(), Bytes::new(bytes.to_vec()));
        }
        Ok(Virtual {
            library,
            fonts,
            main: Source::new(main_id, main.to_owned()),
            files: map,
        })
    }

    fn lookup(&self, id: FileId) -> FileResult<&Bytes> {
        // Packages would need a download; they have a root of their own and are refused here.
        if *id.root() != VirtualRoot::Project {
            return Err(FileError::AccessDenied);
        }
        let name = id.vpath().get_with_slash();
        self.files
            .get(name)
            .ok_or_else(|| FileError::NotFound(name.into()))
    }
}

impl World for Virtual<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        let bytes = self.lookup(id)?;
        let text = std::str::from_utf8(bytes).map_err(|_| FileError::InvalidUtf8)?;
        Ok(Source::new(id, text.to_owned()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.main.id() {
            return Ok(Bytes::from_string(self.main.text().to_owned()));
        }
        self.lookup(id).cloned()
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        // A document with the date of its making would differ from run to run.
        None
    }
}
