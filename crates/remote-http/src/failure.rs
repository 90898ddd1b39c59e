//! Why an exchange failed before there was an answer of the contract: the connection, or whoever stands in its way.

use std::error::Error;
use std::io::ErrorKind;

use jixiang_engine::port::RemoteError;

/// Translates an error of the HTTP client. The words are for logs: they name no address and no header.
pub(crate) fn translate(error: reqwest::Error) -> RemoteError {
    let error = error.without_url();
    let words = innermost(&error);
    if spoke_no_http(&error) {
        return RemoteError::Fault(format!("what answers is no platform: {words}"));
    }
    if error.is_connect() && has_wrong_certificate(&error) {
        return RemoteError::Fault(format!("the platform's certificate does not hold: {words}"));
    }
    if error.is_builder() || error.is_decode() && !is_broken_off(&error) {
        return RemoteError::Fault(words);
    }
    RemoteError::Offline(words)
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

fn innermost(error: &reqwest::Error) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

/// Whether bytes came that are no HTTP.
fn spoke_no_http(error: &reqwest::Error) -> bool {
    causes(error).filter_map(|cause| cause.downcast_ref::<hyper::Error>()).any(hyper::Error::is_parse)
}

/// Whether the connection ended before the answer did.
fn is_broken_off(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| {
        cause
            .downcast_ref::<hyper::Error>()
            .is_some_and(|error| error.is_incomplete_message() || error.is_closed() || error.is_body_write_aborted())
            || cause.downcast_ref::<std::io::Error>().is_some()
    })
}

/// TLS reports what is wrong with a certificate or a handshake as invalid data.
fn has_wrong_certificate(error: &reqwest::Error) -> bool {
    causes(error)
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|error| error.kind() == ErrorKind::InvalidData)
}
