//! Objects of S3 as text: GetObject, once an object. Needs `s3:GetObject`.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use sealform_diagnostic::registry;
use sealform_secret::{Answer, ObjectAddress, Plaintext, Question, Region};

use crate::Failure;
use crate::failure::{Call, Cause, Reply, malformed};
use crate::outcome::Outcomes;
use crate::session::Session;

/// The largest object that is read: what a variable holds ends in a template, which itself may have 1 MB
/// ("CloudFormation quotas", read 2026-11-23).
const MAX_BYTES: usize = 1024 * 1024;

/// For the whole body. The SDK's time limits end with the answer's head, and it lets a body trickle.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Answers [`Question::Object`].
pub(crate) async fn answer(session: Arc<Session>, address: ObjectAddress) -> Outcomes {
    let outcome = ask(&session, &address).await.map(Answer::Object);
    vec![(Question::Object(address), outcome)]
}

async fn ask(session: &Session, address: &ObjectAddress) -> Result<Option<Arc<Plaintext>>, Failure> {
    let mut call = call(address, address.region.clone());
    let mut fetched = fetch(session, address, &call).await?;
    if let Fetched::Elsewhere(region) = fetched {
        call.region = region;
        fetched = fetch(session, address, &call).await?;
    }
    match fetched {
        Fetched::Missing => Ok(None),
        Fetched::Whole(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(Plaintext::new(text, format!("s3:{}/{}", address.bucket, address.key)))),
            Err(_) => Err(malformed(&call, "the object is not text in UTF-8").help("store what a variable needs as text in UTF-8")),
        },
        Fetched::TooLarge => Err(Failure::new(&registry::AWS_ERROR, format!("{} in {} is larger than 1 MiB", call.subject, call.region))
            .help("keep what a variable needs in an object of its own")),
        Fetched::Elsewhere(_) => Err(malformed(&call, "each Region says that the bucket is in another")),
    }
}

fn call(address: &ObjectAddress, region: Region) -> Call {
    Call { action: "s3:GetObject", region, subject: format!("object `{}/{}`", address.bucket, address.key), reply: Reply::Shown }
}

/// What one call brought.
enum Fetched {
    Whole(Vec<u8>),
    TooLarge,
    Missing,
    /// The bucket is in this Region.
    Elsewhere(Region),
}

type S3Error = SdkError<GetObjectError, HttpResponse>;

async fn fetch(session: &Session, address: &ObjectAddress, call: &Call) -> Result<Fetched, Failure> {
    let request = session.s3(&call.region).get_object().bucket(&*address.bucket).key(&*address.key);
    let exchange = async {
        match request.send().await {
            Ok(output) => tokio::time::timeout(BODY_TIMEOUT, read(output.body)).await.map_err(SdkError::timeout_error)?,
            Err(error) => elsewhere(&error, &call.region).map(Fetched::Elsewhere).ok_or(error),
        }
    };
    match session.send(call, exchange).await {
        Ok(fetched) => Ok(fetched),
        // A bucket that does not exist is a mistake, not a missing value: the Serverless Framework knows only this code too (3.40.0,
        // `lib/configuration/variables/sources/instance-dependent/get-s3.js`).
        Err(cause) if cause.code() == Some("NoSuchKey") => Ok(Fetched::Missing),
        Err(Cause::Denied) => Err(session.failure(&Cause::Denied, call).help(format!(
            "allow `s3:GetObject` on it to whoever runs this; without `s3:ListBucket` on `{}` AWS also denies an object that does not exist",
            address.bucket
        ))),
        Err(cause) => Err(session.failure(&cause, call)),
    }
}

async fn read(mut body: ByteStream) -> Result<Fetched, S3Error> {
    let mut bytes = Vec::new();
    // The head has arrived long since, with status 200.
    let broken = |error| SdkError::response_error(error, HttpResponse::new(StatusCode::from(http::StatusCode::OK), SdkBody::empty()));
    while let Some(chunk) = body.try_next().await.map_err(broken)? {
        if bytes.len() + chunk.len() > MAX_BYTES {
            return Ok(Fetched::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Fetched::Whole(bytes))
}

/// S3 answers for a bucket of another Region with `PermanentRedirect`, `TemporaryRedirect` or `AuthorizationHeaderMalformed`, and
/// names the Region in this header ("Error responses" and "HeadBucket", S3 API Reference, read 2026-11-23).
fn elsewhere(error: &S3Error, asked: &Region) -> Option<Region> {
    let region = Region::parse(error.raw_response()?.headers().get("x-amz-bucket-region")?)?;
    (region != *asked).then_some(region)
}
