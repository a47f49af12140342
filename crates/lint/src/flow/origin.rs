//! Where a value comes from: the variable that asks somebody, or the text that is written out.

use crate::place::PlaceId;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// An alternative of a variable: `segment` of the text at `place`, `alternative` of that variable, both from 0.
    Asked { place: PlaceId, segment: u32, alternative: u32 },
    /// A scalar that is written out at `place`, and is referred to from elsewhere.
    Written { place: PlaceId },
}

impl Origin {
    /// Where it stands.
    pub(crate) fn place(self) -> PlaceId {
        match self {
            Self::Asked { place, .. } | Self::Written { place } => place,
        }
    }
}
