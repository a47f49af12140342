//! Whole services through `seal`: each of the six ways, each trap, each refusal.

mod blob;
mod companions;
mod elsewhere;
mod environment;
mod never_clear;
mod oracle;
mod refusals;
mod resolve;
mod six_ways;
mod support;
mod template;
mod world;
