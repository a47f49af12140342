//! Variables resolved without I/O: sources, fallbacks, order, cycles. A [`sealform_model::Tree`] of expressions becomes one of
//! classified leaves, for as much of the service as a [`Demand`] wants.
//!
//! Nothing is read here: a [`Resolver`] names the questions it needs answered and is called again. A secret of AWS stays a reference
//! on the whole way, and what comes from outside is never searched for variables again.

mod arena;
mod call;
mod context;
mod cycle;
mod demand;
mod detect;
mod dotenv;
mod evaluate;
mod file_format;
mod force;
mod include;
mod inputs;
pub mod inventory;
mod join;
mod judge;
mod materialise;
mod missing;
mod normalise;
mod plugins;
mod pseudo;
mod refused;
mod region;
mod resolver;
mod settings;
mod shape;
mod source_row;
mod sources;
mod ssm_reference;
mod syntax;
mod value;
mod version;
mod walk;

pub use demand::{Demand, Events};
pub use detect::detect;
pub use file_format::FileFormat;
pub use inputs::{Dialect, DialectFlag, Inputs, Javascript};
pub use resolver::Resolver;
pub use settings::Settings;
pub use source_row::{SourceRow, source_rows};
pub use syntax::grammar;
