//! What the resolver does, case by case. One program, so that its parts share one world of answers.

mod conformance;
mod differences;
mod dotenv;
mod limits;
mod more_sources;
mod peers;
mod rules;
mod sources;
mod world;
