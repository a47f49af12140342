//! Parameter Store.

mod by_path;
mod delete;
mod describe;
mod filter;
mod get;
mod label;
mod message;
mod name;
mod parameter;
mod put;

pub(crate) use by_path::get_parameters_by_path;
pub(crate) use delete::delete_parameter;
pub(crate) use describe::describe_parameters;
pub(crate) use get::{get_parameter, get_parameters};
pub(crate) use label::{is_label, label_parameter_version};
pub(crate) use name::canonical;
pub(crate) use parameter::Parameter;
pub use parameter::{ParameterType, Tier};
pub(crate) use put::{DEFAULT_KEY, NewParameter, put, put_parameter};
