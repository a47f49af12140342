//! Sealed services to CloudFormation templates, and sealed trees to bytes.
//!
//! Only trees whose leaves are public or sealed come in here: nothing in this crate can hold, read or print a clear text, and [`write()`]
//! is the only way from a tree to text. Nothing here reads files or asks AWS.

mod code;
mod function;
mod grants;
mod invoke_config;
mod limits;
mod log_group;
mod look;
mod naming;
mod node;
mod not_emitted;
mod resources;
mod resources_merge;
mod role;
mod roles_per_function;
mod service;
mod statement;
mod template;
mod url;
mod write;

pub use code::needs_code;
pub use grants::{ForeignRole, foreign_role, foreign_roles};
pub use limits::check_size;
pub use template::{Events, SealedBy, TemplateOptions, sealed_by_embedded_aws, template};
pub use write::{Format, write};
