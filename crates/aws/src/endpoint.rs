//! Refuses endpoints that speak plain HTTP beyond this machine: once for each URL that is configured, and again for each request.

use std::net::IpAddr;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use sealform_diagnostic::registry;

use crate::Failure;

/// Accepts `https://` URLs, and `http://` URLs whose host is this machine's loopback.
///
/// # Errors
/// SF608 for anything else. The message names scheme and host only, for a URL may hold a password.
pub fn check_endpoint(url: &str) -> Result<(), Failure> {
    let refused = |message: String| {
        Err(Failure::new(&registry::PLAIN_HTTP, message).help("use an https:// endpoint, or one on this machine (http://localhost)"))
    };
    let Some((scheme, host)) = scheme_and_host(url) else {
        return refused("the endpoint is no URL with a scheme and a host".to_owned());
    };
    match scheme.as_str() {
        "https" => Ok(()),
        "http" if is_loopback(&host) => Ok(()),
        "http" => refused(format!("the endpoint http://{host} would carry secrets unencrypted")),
        _ => refused(format!("the endpoint's scheme is {scheme}, not https")),
    }
}

/// Whether `url` names a service on this machine.
pub(crate) fn is_on_this_machine(url: &str) -> bool {
    scheme_and_host(url).is_some_and(|(_, host)| is_loopback(&host))
}

/// Checks every `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>` of the environment: those of STS and SSO carry the requests for
/// credentials, which no interceptor of ours sees.
///
/// # Errors
/// SF608 with the variable's name.
pub(crate) fn check_environment(variables: impl Iterator<Item = (std::ffi::OsString, std::ffi::OsString)>) -> Result<(), Failure> {
    for (name, value) in variables {
        let Some(name) = name.to_str().filter(|name| name.starts_with("AWS_ENDPOINT_URL")) else { continue };
        if value.is_empty() {
            continue;
        }
        check_endpoint(value.to_str().unwrap_or_default())
            .map_err(|failure| Failure { message: format!("{name}: {}", failure.message), ..failure })?;
    }
    Ok(())
}

/// The last hook before each request leaves, whatever its endpoint was made from.
#[derive(Debug)]
pub(crate) struct RefusePlainHttp;

impl Intercept for RefusePlainHttp {
    fn name(&self) -> &'static str {
        "RefusePlainHttp"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        Ok(check_endpoint(context.request().uri())?)
    }
}

fn scheme_and_host(url: &str) -> Option<(String, String)> {
    let uri: http::Uri = url.trim().parse().ok()?;
    let host = uri.host().filter(|host| !host.is_empty())?;
    Some((uri.scheme_str()?.to_ascii_lowercase(), host.to_ascii_lowercase()))
}

fn is_loopback(host: &str) -> bool {
    // RFC 6761 section 6.3 reserves `localhost` and the names below it for the loopback.
    let host = host.trim_end_matches('.');
    if host == "localhost" || host.ends_with(".localhost") {
        return true;
    }
    let address = host.trim_start_matches('[').trim_end_matches(']');
    address.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_the_loopback_are_accepted() {
        for accepted in [
            "https://ssm.eu-central-1.amazonaws.com",
            "HTTPS://example.org/path",
            "http://localhost:4566",
            "http://aws.localhost",
            "http://LOCALHOST.:1",
            "http://127.0.0.1:4566/",
            "http://127.8.9.1",
            "http://[::1]:4566",
            "http://[::ffff:127.0.0.1]:4566",
        ] {
            assert_eq!(check_endpoint(accepted), Ok(()), "{accepted}");
        }
        for refused in [
            "http://ssm.eu-central-1.amazonaws.com",
            "HTTP://10.0.0.1",
            "http://localhost@example.org",
            "http://localhost.example.org",
            "http://127.0.0.1.example.org",
            "http://2130706433",
            "http://0.0.0.0:4566",
            "http://[::]:4566",
            "http://169.254.169.254",
            "ftp://localhost",
            "localhost:4566",
            "example.org",
            "",
            "http://",
        ] {
            assert_eq!(check_endpoint(refused).expect_err(refused).code, &registry::PLAIN_HTTP, "{refused}");
        }
    }

    #[test]
    fn a_refusal_quotes_no_password() {
        let failure = check_endpoint("http://user:hunter2@example.org/?token=hunter2").expect_err("it is plain http");
        assert_eq!(failure.message, "the endpoint http://example.org would carry secrets unencrypted");
    }

    #[test]
    fn the_environment_names_the_variable_at_fault() {
        let variables = |name: &str, value: &str| std::iter::once((name.into(), value.into()));
        assert_eq!(check_environment(variables("AWS_ENDPOINT_URL_STS", "https://sts.example.org")), Ok(()));
        assert_eq!(check_environment(variables("HTTP_PROXY", "http://proxy.example.org")), Ok(()));
        let failure = check_environment(variables("AWS_ENDPOINT_URL_STS", "http://sts.example.org")).expect_err("it is plain http");
        assert_eq!(failure.message, "AWS_ENDPOINT_URL_STS: the endpoint http://sts.example.org would carry secrets unencrypted");
    }
}
