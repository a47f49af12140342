//! Plain HTTP stays on this machine.

use std::time::{Duration, Instant};

use sealform_aws::{Aws, Options};
use sealform_diagnostic::registry;
use sealform_secret::Question;

use crate::played::{ask_key, ask_parameter, region};

#[tokio::test]
async fn a_plain_http_endpoint_is_refused_for_every_question() {
    let options = Options { endpoint_url: Some("http://192.0.2.1:4566".to_owned()), ..Options::new(region("eu-central-1")) };
    let start = Instant::now();
    for (_, answer) in Aws::new(options).answer(&[ask_parameter("/a"), ask_key("alias/app"), Question::Account]).await {
        let failure = answer.expect_err("it is plain http");
        assert_eq!(failure.code, &registry::PLAIN_HTTP);
        assert_eq!(failure.message, "the endpoint http://192.0.2.1 would carry secrets unencrypted");
    }
    assert!(start.elapsed() < Duration::from_secs(2), "nothing was sent, nobody was looked for");
}
