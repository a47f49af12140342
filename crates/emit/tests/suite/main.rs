//! What the crate promises: templates as the Serverless Framework makes them, and text that reads back as the same data.

mod awkward;
mod functions;
mod merging;
mod oracle;
mod refusals;
mod roles;
mod sealing;
mod support;
mod writing;
