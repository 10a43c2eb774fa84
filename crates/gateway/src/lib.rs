//! Use cases: take in, look up, report, export, exercise.
