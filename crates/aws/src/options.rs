//! What the driver may choose. Nothing here touches the environment, a file or the network.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sealform_secret::Region;

use crate::Carrier;

/// Whom to ask, and how patiently.
#[derive(Clone)]
pub struct Options {
    /// The Region whose account is meant by [`sealform_secret::Question::Account`]; every other question names its own.
    pub region: Region,
    /// The profile of the shared configuration; `None`: `AWS_PROFILE`, else `default`.
    pub profile: Option<String>,
    /// One endpoint for all services; `None`: `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's, else AWS's own.
    pub endpoint_url: Option<String>,
    /// An embedded AWS in place of the network. Then neither credentials nor profiles nor AWS's environment variables are read.
    pub carrier: Option<Arc<dyn Carrier>>,
    /// How often one call is attempted, the first time included; at least 1. `AWS_MAX_ATTEMPTS` has the last word, but not with a
    /// carrier.
    pub attempts: u32,
    /// The first retry after throttling waits a random part of this, each further one up to twice as long. `None`: 100 ms for AWS,
    /// 5 ms for an embedded AWS and for endpoints on this machine.
    pub backoff: Option<Duration>,
    /// How many calls may be under way at the same time; at least 1.
    pub calls_in_flight: usize,
}

impl Options {
    /// Attempts per call at deploy time. The SDK's own three are too few where many functions are deployed at once
    /// (anomalyco/sst issue 4063, read 2026-11-23); chamber makes ten as well.
    pub const ATTEMPTS: u32 = 10;

    /// Calls under way at the same time: enough to hide the latency, below Parameter Store's default of 40 calls a second
    /// (AWS Systems Manager quotas, read 2026-11-23).
    pub const CALLS_IN_FLIGHT: usize = 8;

    /// AWS itself with the usual credentials, in `region`.
    #[must_use]
    pub fn new(region: Region) -> Self {
        Self {
            region,
            profile: None,
            endpoint_url: None,
            carrier: None,
            attempts: Self::ATTEMPTS,
            backoff: None,
            calls_in_flight: Self::CALLS_IN_FLIGHT,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The endpoint's URL may hold a password.
        formatter
            .debug_struct("Options")
            .field("region", &self.region)
            .field("profile", &self.profile)
            .field("embedded", &self.carrier.is_some())
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
