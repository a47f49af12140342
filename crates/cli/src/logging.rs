//! Logs for people who debug: off unless `SEALFORM_LOG` asks for them.

use tracing::Level;
use tracing_subscriber::filter::{FilterExt, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging to standard error if `SEALFORM_LOG` is set, for example to `debug`.
///
/// # Security
/// Only our own targets may log below `info`: the AWS SDK logs whole HTTP bodies at trace level (aws-smithy-runtime 1.x,
/// `client/orchestrator.rs`, read 2026-11-23), and the body of Encrypt is the clear text. No directive can lift that.
#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
pub(crate) fn start() {
    let Ok(directives) = std::env::var("SEALFORM_LOG") else { return };
    let ours_or_harmless = filter_fn(|metadata| metadata.target().starts_with("sealform") || *metadata.level() <= Level::INFO);
    let layer = fmt::layer().with_writer(std::io::stderr).without_time().with_filter(EnvFilter::new(directives).and(ours_or_harmless));
    // A second start (in tests) keeps the first.
    let _ = tracing_subscriber::registry().with(layer).try_init();
}
