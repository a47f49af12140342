//! KMS: keys, aliases, and symmetric encryption bound to a context.

mod aliases;
mod blob;
mod cipher;
mod der;
mod keys;
mod manage;
mod material;

pub(crate) use aliases::{create_alias, list_aliases};
pub(crate) use cipher::{decrypt, encrypt, generate_data_key};
pub(crate) use keys::{Key, KeyState, KeyUsage, Keys, uuid};
pub(crate) use manage::{create_key, describe_key};
pub(crate) use material::{Context, derive};
