//! The exit codes: a contract that scripts rely on.

use sealform_diagnostic::{Blame, Diagnostic};

/// Done, or clean.
pub(crate) const DONE: u8 = 0;
/// Refused for what the user can mend in files or parameters.
pub(crate) const REFUSED: u8 = 1;
/// The command line makes no sense.
pub(crate) const USAGE: u8 = 2;
/// The world failed: denied, expired, throttled out, network, malformed answer, unreadable file.
pub(crate) const WORLD: u8 = 3;
/// A bug of ours.
pub(crate) const BUG: u8 = 70;

/// The exit code of a run that ended with these diagnostics: a bug outweighs the world, which outweighs the user's files.
pub(crate) fn code(diagnostics: &[Diagnostic]) -> u8 {
    let of = |diagnostic: &Diagnostic| match diagnostic.code.blame {
        Blame::Input => REFUSED,
        Blame::World => WORLD,
        Blame::Bug => BUG,
    };
    diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).map(of).max().unwrap_or(DONE)
}
