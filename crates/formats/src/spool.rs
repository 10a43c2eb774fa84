//! Input that is read twice: the first megabytes in memory, the rest in a temporary file that has no name.
//!
//! Markings and names of an event or bundle may stand after the items they apply to; a first pass collects them. Nothing
//! of the input stays behind: the file is gone when the reader is.

use std::io::{self, Read, Seek, Write};

use tempfile::SpooledTempFile;

use crate::{Context, FormatError};

/// Bytes kept in memory before a temporary file is made.
pub const IN_MEMORY: usize = 32 << 20;

/// A copy of an input.
pub struct Spool {
    file: SpooledTempFile,
    /// Why the input could not be read to its end; the copy has what came before.
    failed: Option<io::Error>,
}

impl Spool {
    /// Copies `input`. When it breaks off, what came before is kept and reading the copy ends with the same error.
    ///
    /// # Errors
    /// When the copy cannot be written.
    pub fn copy(input: &mut dyn Read, context: &Context) -> Result<Spool, FormatError> {
        let mut file = tempfile::spooled_tempfile(IN_MEMORY);
        let mut failed = None;
        let mut buffer = vec![0; 64 << 10];
        loop {
            match input.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => file
                    .write_all(&buffer[..count])
                    .map_err(|source| io_error(source, context))?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        file.rewind().map_err(|source| io_error(source, context))?;
        Ok(Spool { file, failed })
    }

    /// Goes back to the beginning.
    ///
    /// # Errors
    /// When the temporary file fails.
    pub fn rewind(&mut self, context: &Context) -> Result<(), FormatError> {
        self.file
            .rewind()
            .map_err(|source| io_error(source, context))
    }

    /// For the first pass: reads the copy and ends without error where the input broke off.
    pub fn first_pass(&mut self) -> impl Read + '_ {
        &mut self.file
    }
}

fn io_error(source: io::Error, context: &Context) -> FormatError {
    FormatError::Io {
        file: context.file_name.clone(),
        source,
    }
}

impl Read for Spool {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.file.read(buffer)? {
            0 if !buffer.is_empty() => self.failed.take().map_or(Ok(0), Err),
            count => Ok(count),
        }
    }
}
