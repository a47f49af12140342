//! Whole services, converted in memory: what becomes of them, what is left, and that a second time changes nothing.

mod allowed;
mod by_hand;
mod definitions;
mod forms;
mod generated;
mod left;
mod lint;
mod moves;
mod real;
mod roles;
mod store;
mod support;
