//! Environment variables of `.env` files: which files are read, how they are written, and how variables in them are put in.

mod expansion;
mod load;
mod syntax;

pub(crate) use load::Dotenv;
