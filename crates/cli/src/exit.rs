//! Exit codes. Scripts rely on them: they are part of the interface and documented in docs/commands.md.

use gateway::GatewayError;

/// Done.
pub const OK: u8 = 0;
/// Something failed; the message says what and what to do.
pub const FAILED: u8 = 1;
/// The command line or the configuration is wrong.
pub const USAGE: u8 = 2;
/// A submission was refused as a whole: no agreement in force, or its format was not recognised.
pub const REFUSED: u8 = 3;
/// Done, but rows were refused (`ingest --strict`) or nothing was found (`lookup`, `list`).
pub const PARTLY: u8 = 4;

/// The exit code for an error.
pub fn of(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<GatewayError>() {
        Some(GatewayError::Agreement(_) | GatewayError::Format(_)) => REFUSED,
        Some(
            GatewayError::NoHome(_)
            | GatewayError::BadSlug(_)
            | GatewayError::UnknownOrganisation { .. },
        ) => USAGE,
        _ => FAILED,
    }
}

/// Whether the error is that nobody reads our output any more.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
