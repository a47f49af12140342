//! The SDK's configuration, credentials and clients, made at the first question and kept for the run.

use std::collections::BTreeMap;
use std::error::Error;
use std::ffi::OsStr;
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_sts::config::retry::{RetryPartition, TokenBucket};
use aws_sdk_sts::config::{Credentials, ProvideCredentials, SharedCredentialsProvider, SharedHttpClient};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::service_config::ServiceConfigKey;
use sealform_diagnostic::registry;
use sealform_secret::Region;
use tokio::sync::Semaphore;
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

use crate::carrier::CarrierClient;
use crate::endpoint::{self, RefusePlainHttp};
use crate::failure::{Call, Cause, no_credentials};
use crate::{Failure, Options};

/// Connecting: the SDK's own default.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3_100);
/// One attempt of a call.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
/// A call with all its attempts.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);
/// The whole credential chain; a `credential_process` may have to ask its user.
const CREDENTIALS_TIMEOUT: Duration = Duration::from_secs(30);

/// The longest wait between two attempts, as the SDK has it ("Retry behavior", AWS SDKs and Tools Reference Guide, read 2026-11-23).
const MAX_BACKOFF: Duration = Duration::from_secs(20);
/// With it ten attempts wait 46 s at most, so [`CALL_TIMEOUT`] does not cut them short.
const BACKOFF: Duration = Duration::from_millis(100);
/// On this machine nobody else waits for the service to recover.
const NEAR_MAX_BACKOFF: Duration = Duration::from_millis(200);
const NEAR_BACKOFF: Duration = Duration::from_millis(5);

/// Tokens for retries, more than a run can spend: the SDK's own bucket of 500 would end the retries of a big service early, and
/// the number of attempts bounds each call anyway.
const RETRY_TOKENS: usize = 1_000_000;

/// The clients of one run.
pub(crate) struct Session {
    config: SdkConfig,
    region: Region,
    attempts: u32,
    permits: Semaphore,
    ssm: Mutex<BTreeMap<Region, aws_sdk_ssm::Client>>,
    kms: Mutex<BTreeMap<Region, aws_sdk_kms::Client>>,
    secrets_manager: Mutex<BTreeMap<Region, aws_sdk_secretsmanager::Client>>,
    cloudformation: Mutex<BTreeMap<Region, aws_sdk_cloudformation::Client>>,
    s3: Mutex<BTreeMap<Region, aws_sdk_s3::Client>>,
    s3_addressing: S3Addressing,
    outages: Mutex<BTreeMap<(&'static str, Region), Cause>>,
}

/// The client of a service in a Region, made at its first use.
macro_rules! client {
    ($session:ident . $clients:ident, $sdk:ident, $region:ident) => {
        lock(&$session.$clients)
            .entry($region.clone())
            .or_insert_with(|| $sdk::Client::from_conf(configure!($session, $sdk, $region).build()))
            .clone()
    };
}

/// The configuration of a service's client in a Region, which lacks only what that service alone knows.
macro_rules! configure {
    ($session:ident, $sdk:ident, $region:ident) => {
        $sdk::config::Builder::from(&$session.config)
            .region($sdk::config::Region::new($region.as_str().to_owned()))
            .interceptor(RefusePlainHttp)
            .retry_partition(RetryPartition::custom("sealform").token_bucket(TokenBucket::new(RETRY_TOKENS)).build())
    };
}

impl Session {
    /// # Errors
    /// SF602 without credentials, SF608 for an endpoint that speaks plain HTTP.
    pub(crate) async fn start(options: &Options) -> Result<Self, Failure> {
        let config = match &options.carrier {
            Some(carrier) => embedded(options, CarrierClient(carrier.clone())),
            None => loaded(options).await?,
        };
        let s3_addressing = S3Addressing::of(&config, options);
        let attempts = config.retry_config().map_or(options.attempts, RetryConfig::max_attempts);
        Ok(Self {
            config,
            region: options.region.clone(),
            attempts,
            permits: Semaphore::new(options.calls_in_flight.max(1)),
            ssm: Mutex::default(),
            kms: Mutex::default(),
            secrets_manager: Mutex::default(),
            cloudformation: Mutex::default(),
            s3: Mutex::default(),
            s3_addressing,
            outages: Mutex::default(),
        })
    }

    /// The Region of the run.
    pub(crate) fn region(&self) -> &Region {
        &self.region
    }

    pub(crate) fn ssm(&self, region: &Region) -> aws_sdk_ssm::Client {
        client!(self.ssm, aws_sdk_ssm, region)
    }

    pub(crate) fn kms(&self, region: &Region) -> aws_sdk_kms::Client {
        client!(self.kms, aws_sdk_kms, region)
    }

    pub(crate) fn secrets_manager(&self, region: &Region) -> aws_sdk_secretsmanager::Client {
        client!(self.secrets_manager, aws_sdk_secretsmanager, region)
    }

    pub(crate) fn cloudformation(&self, region: &Region) -> aws_sdk_cloudformation::Client {
        client!(self.cloudformation, aws_sdk_cloudformation, region)
    }

    pub(crate) fn s3(&self, region: &Region) -> aws_sdk_s3::Client {
        let path_style = self.s3_addressing == S3Addressing::Path;
        let client = || aws_sdk_s3::Client::from_conf(configure!(self, aws_sdk_s3, region).force_path_style(path_style).build());
        lock(&self.s3).entry(region.clone()).or_insert_with(client).clone()
    }

    /// For the one call that a run makes to STS.
    pub(crate) fn sts(&self) -> aws_sdk_sts::Client {
        let region = &self.region;
        aws_sdk_sts::Client::from_conf(configure!(self, aws_sdk_sts, region).build())
    }

    /// Sends `request` when its turn has come. After a call that found the service out of reach, the calls that still wait for
    /// their turn fail likewise at once.
    ///
    /// # Security
    /// The SDK logs whole HTTP bodies at trace level (aws-smithy-runtime 1.16, `client/orchestrator.rs`, `transmitting request`),
    /// and a body may hold a clear text or a parameter's value. So nothing that the SDK logs during a call reaches any subscriber.
    pub(crate) async fn send<T, E>(
        &self,
        call: &Call,
        request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, Cause>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        // The semaphore is never closed.
        let _permit = self.permits.acquire().await;
        let service = call.action.split(':').next().unwrap_or(call.action);
        if let Some(cause) = lock(&self.outages).get(&(service, call.region.clone())) {
            return Err(cause.clone());
        }
        tracing::debug!(action = call.action, region = call.region.as_str(), "asking AWS");
        let answer = request.with_subscriber(NoSubscriber::default()).await.map_err(|error| Cause::of(&error));
        if let Err(cause) = &answer {
            tracing::debug!(action = call.action, region = call.region.as_str(), "no answer");
            if cause.is_outage() {
                lock(&self.outages).insert((service, call.region.clone()), cause.clone());
            }
        }
        answer
    }

    /// Puts the cause of a failed call in words.
    pub(crate) fn failure(&self, cause: &Cause, call: &Call) -> Failure {
        cause.failure(call, self.attempts)
    }
}

/// Where a request to S3 names its bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum S3Addressing {
    /// In the host's name, as AWS wants it.
    VirtualHost,
    /// In the path: no name below `localhost`, or below an emulator's own, need be known to anybody.
    Path,
}

impl S3Addressing {
    /// AWS's own endpoints have no URL in the configuration; the names are those of the SDK ("Service-specific endpoints", AWS SDKs
    /// and Tools Reference Guide, read 2026-11-23).
    fn of(config: &SdkConfig, options: &Options) -> Self {
        let key = || ServiceConfigKey::builder().service_id("S3").env("AWS_ENDPOINT_URL").profile("endpoint_url").build().ok();
        let has_own = || config.service_config().zip(key()).is_some_and(|(service, key)| service.load_config(key).is_some());
        if options.carrier.is_some() || config.endpoint_url().is_some() || has_own() { Self::Path } else { Self::VirtualHost }
    }
}

/// For an embedded AWS: nothing of this machine is read, and the credentials are made up.
fn embedded(options: &Options, carrier: CarrierClient) -> SdkConfig {
    let credentials = Credentials::new("EMBEDDED", "embedded", None, None, "sealform");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(aws_config::Region::new(options.region.as_str().to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(SharedHttpClient::new(carrier))
        .retry_config(retries(options, options.attempts, true))
        .timeout_config(timeouts())
        .build()
}

/// From the environment and the shared configuration files, with credentials from the SDK's default chain.
async fn loaded(options: &Options) -> Result<SdkConfig, Failure> {
    endpoint::check_environment(std::env::vars_os())?;
    let attempts = attempts(std::env::var_os("AWS_MAX_ATTEMPTS").as_deref())?.unwrap_or(options.attempts);
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .region(aws_config::Region::new(options.region.as_str().to_owned()))
        .timeout_config(timeouts());
    if let Some(profile) = &options.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(url) = &options.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    let config = loader.load().await;
    if let Some(url) = config.endpoint_url() {
        endpoint::check_endpoint(url)?;
    }
    // Taken once and kept for the run: one failure instead of one a call, and the chain is asked where its logs can be seen.
    let credentials = credentials(&config, options.profile.as_deref()).await?;
    let near = config.endpoint_url().is_some_and(endpoint::is_on_this_machine);
    Ok(config
        .into_builder()
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .retry_config(retries(options, attempts, near))
        .build())
}

async fn credentials(config: &SdkConfig, profile: Option<&str>) -> Result<Credentials, Failure> {
    let of_profile = profile.map(|profile| format!(" for profile `{profile}`")).unwrap_or_default();
    let provider = config.credentials_provider().ok_or_else(|| no_credentials(format!("there are no AWS credentials{of_profile}")))?;
    match tokio::time::timeout(CREDENTIALS_TIMEOUT, provider.provide_credentials()).await {
        Ok(Ok(credentials)) => Ok(credentials),
        Ok(Err(_)) => Err(no_credentials(format!("there are no usable AWS credentials{of_profile}"))),
        Err(_) => {
            Err(no_credentials(format!("the AWS credentials{of_profile} could not be had within {} s", CREDENTIALS_TIMEOUT.as_secs())))
        }
    }
}

/// The number of attempts that the user wants ("Retry behavior", AWS SDKs and Tools Reference Guide, read 2026-11-23).
///
/// # Errors
/// SF052 for what is no number from 1 on.
fn attempts(variable: Option<&OsStr>) -> Result<Option<u32>, Failure> {
    let Some(value) = variable.filter(|value| !value.is_empty()) else { return Ok(None) };
    match value.to_str().and_then(|value| value.parse().ok()) {
        Some(attempts @ 1..) => Ok(Some(attempts)),
        _ => Err(Failure::new(&registry::BAD_SETTINGS, "AWS_MAX_ATTEMPTS is no number of attempts")
            .help("set it to a number from 1 on, or leave it out for ten attempts a call")),
    }
}

/// Full jitter, each wait up to twice the last one. The SDK retries throttling, server errors, timeouts and broken connections.
fn retries(options: &Options, attempts: u32, near: bool) -> RetryConfig {
    let (backoff, longest) = if near { (NEAR_BACKOFF, NEAR_MAX_BACKOFF) } else { (BACKOFF, MAX_BACKOFF) };
    RetryConfig::standard()
        .with_max_attempts(attempts.max(1))
        .with_initial_backoff(options.backoff.unwrap_or(backoff))
        .with_max_backoff(longest)
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(CALL_TIMEOUT)
        .build()
}

/// A map is whole even where somebody panicked while holding its lock.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
