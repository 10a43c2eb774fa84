//! What there is to take in: files, folders, standard input.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{GatewayError, Result, at};

/// One input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, with the name to show and to recognise formats by.
    File {
        /// Where it is.
        path: PathBuf,
        /// Its name: below the folder that was named, or the file's own.
        name: String,
    },
    /// Standard input.
    Stdin,
}

impl Input {
    /// The name to show.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Input::File { name, .. } => name,
            Input::Stdin => "-",
        }
    }
}

/// Folders nested deeper than this are not entered; guards against link cycles.
const MAX_DEPTH: usize = 32;

/// Expands paths: `-` is standard input, folders give their files in the order of their names, hidden files are left out.
///
/// # Errors
/// When a path does not exist or a folder holds nothing.
pub fn collect(paths: &[PathBuf]) -> Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input::Stdin);
            continue;
        }
        let meta = fs::metadata(path).map_err(at(path))?;
        if meta.is_dir() {
            let before = inputs.len();
            walk(path, "", 0, &mut inputs)?;
            if inputs.len() == before {
                return Err(GatewayError::Nothing(path.clone()));
            }
        } else {
            let name = path.file_name().map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            );
            inputs.push(Input::File {
                path: path.clone(),
                name,
            });
        }
    }
    Ok(inputs)
}

fn walk(folder: &Path, prefix: &str, depth: usize, inputs: &mut Vec<Input>) -> Result<()> {
    if depth > MAX_DEPTH {
        return Ok(());
    }
    let mut entries = fs::read_dir(folder)
        .map_err(at(folder))?
        .collect::<std::io::Result<Vec<_>>>()
        .map_err(at(folder))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let file_name = entry.file_name().to_string_lossy().into_owned();
        if file_name.starts_with('.') {
            continue;
        }
        let name = if prefix.is_empty() {
            file_name
        } else {
            format!("{prefix}/{file_name}")
        };
        let path = entry.path();
        // What cannot be looked at (a dangling link) is an input that cannot be read: said when its turn comes, and no
        // reason to leave the others of the folder.
        if fs::metadata(&path).is_ok_and(|meta| meta.is_dir()) {
            walk(&path, &name, depth + 1, inputs)?;
        } else {
            inputs.push(Input::File { path, name });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_give_their_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["z.txt", "a.txt", "b/c.txt", ".hidden"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let names: Vec<String> = collect(&[folder.path().to_owned()])
            .unwrap()
            .iter()
            .map(|i| i.name().to_owned())
            .collect();
        assert_eq!(names, ["a.txt", "b/c.txt", "z.txt"]);
        assert_eq!(collect(&["-".into()]).unwrap(), [Input::Stdin]);
        assert!(matches!(
            collect(&[folder.path().join("none")]),
            Err(GatewayError::File { .. })
        ));
        let empty = tempfile::tempdir().unwrap();
        assert!(matches!(
            collect(&[empty.path().to_owned()]),
            Err(GatewayError::Nothing(_))
        ));
    }
}
