//! What functions may open, and what they must: their environments and the statements of their roles, as far as the files say.
//!
//! What a file does not show (a role of another stack, a managed policy) is taken to allow everything.

mod environment;
mod follow;
mod functions;
mod pattern;
mod policies;
mod roles;
mod statement;
mod text;

pub(crate) use environment::{Ciphertext, Holds, Variable, encrypted_name};
pub(crate) use functions::{Access, Function};
pub(crate) use pattern::may_be_same_arn;
pub(crate) use roles::Sight;
pub(crate) use statement::{Entry, Statement};
pub(crate) use text::{Text, UNKNOWN, parameter_arn, text_at};

use sealform_diagnostic::Span;

use crate::place::PlaceId;
use crate::unit::Unit;

/// Where to point at for `place`: itself, or, where it is in an included file, the reference at `entry` that brings it.
pub(crate) fn point(unit: &Unit<'_>, place: PlaceId, entry: PlaceId) -> Span {
    unit.span(if unit.is_own(place) { place } else { entry })
}
