//! What is sent to AWS and what is made of its answers, with an AWS that is a function in the test.

mod endpoint;
mod environment;
mod failures;
mod logs;
mod objects;
mod other_services;
mod parameters;
mod played;
mod retries;
mod stacks;
