//! CloudFormation's intrinsic functions, the short tag and the long form alike.

use crate::place::PlaceId;

/// A call of an intrinsic function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Function<'d> {
    /// The long form's key: `Ref`, `Condition`, or `Fn::...`.
    pub(crate) name: &'d str,
    /// Its argument. Of a short tag (`!Sub x`) that is the tagged place itself: look at it with [`crate::unit::Unit::bare`], which does not see the
    /// tag.
    pub(crate) argument: PlaceId,
}

/// Whether a key alone in a mapping makes it a call.
pub(crate) fn is_function_key(key: &str) -> bool {
    key == "Ref" || key.starts_with("Fn::")
}
