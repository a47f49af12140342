//! Follows values from where they come from to where they land, without asking anybody: what is not known is taken for every
//! possibility.

mod constants;
mod exposure;
mod include;
mod labels;
mod link;
mod mend;
mod mounts;
mod origin;
mod path;
mod reach;
mod report;
mod target;

pub(crate) use constants::constants;
pub(crate) use exposure::{Exposure, Exposures, Landing};
pub(crate) use include::{named_at, wanted};
pub(crate) use labels::labelled;
pub(crate) use mounts::{Mounts, meant};
pub(crate) use origin::Origin;
pub(crate) use report::{Wanted, report};
pub(crate) use target::targets;
