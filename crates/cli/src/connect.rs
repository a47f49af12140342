//! Chooses who answers for AWS: AWS itself, another endpoint, the embedded AWS, or nobody.

use std::path::Path;
use std::sync::Arc;

use sealform_aws::{Aws, Carried, Carrier, Options};
use sealform_diagnostic::{Diagnostic, registry};
use sealform_local::{Local, Outcome};
use sealform_secret::Region;

use crate::args::AwsArgs;

/// The embedded AWS as the SDK's HTTP client.
struct Embedded(Arc<Local>);

impl Carrier for Embedded {
    fn carry(&self, request: http::Request<Vec<u8>>) -> Carried {
        match self.0.handle(request) {
            Outcome::Answer(response) => Carried::Answer(response),
            Outcome::Delay(duration, response) => Carried::Delay(duration, response),
            Outcome::Reset => Carried::Reset,
        }
    }
}

/// Whoever `arguments` name; `None` for `--offline`. Nothing is asked yet.
///
/// # Errors
/// SF606 for a `--local` file that cannot be read, SF052 for one that makes no sense, SF608 for an endpoint that speaks plain HTTP.
pub(crate) fn connect(arguments: &AwsArgs, region: Region) -> Result<Option<Aws>, Diagnostic> {
    if arguments.offline {
        return Ok(None);
    }
    let carrier = match &arguments.local {
        Some(path) => Some(Arc::new(Embedded(Arc::new(embedded(path)?))) as Arc<dyn Carrier>),
        None => None,
    };
    if let Some(url) = &arguments.endpoint_url {
        sealform_aws::check_endpoint(url)
            .map_err(|failure| Diagnostic { help: failure.help, ..Diagnostic::error(failure.code, failure.message) })?;
    }
    Ok(Some(Aws::new(Options { endpoint_url: arguments.endpoint_url.clone(), carrier, ..Options::new(region) })))
}

/// The embedded AWS that starts from the file at `path`.
///
/// # Errors
/// SF606 where it cannot be read, SF052 where it makes no sense. Its values are secrets: no excerpt shows it.
pub(crate) fn embedded(path: &Path) -> Result<Local, Diagnostic> {
    let text = crate::world::read_text(path)?;
    Local::from_yaml(&text).map_err(|error| {
        Diagnostic::error(&registry::BAD_SETTINGS, format!("{}: {error}", path.display()))
            .help("The file describes the embedded AWS: account, region, keys, parameters, secrets. See docs/embedded-aws.md.")
    })
}
