//! What others answer in the platform's place: gateways, portals, and programs that speak no HTTP.

use std::net::SocketAddr;

use super::draw::{Harm, Wound};

/// A page with this status line and these further fields.
fn page(status: &str, fields: &str, html: &str) -> Vec<u8> {
    let length = html.len();
    format!(
        "HTTP/1.1 {status}\r\n{fields}Content-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n\r\n{html}"
    )
    .into_bytes()
}

/// The whole answer of somebody in between, when the harm is one.
pub(super) fn instead(wound: Wound, elsewhere: SocketAddr) -> Option<Vec<u8>> {
    let later = format!("Retry-After: {}\r\n", wound.pick(&["1", "2", "5"]));
    let gateway = "<html><body><h1>gateway</h1></body></html>";
    Some(match wound.harm {
        Harm::TooMany => page("429 Too Many Requests", "", gateway),
        Harm::TooManyLater => page("429 Too Many Requests", &later, gateway),
        Harm::ServerError => {
            let status =
                ["500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"];
            page(wound.pick(&status), "", gateway)
        }
        Harm::ServerErrorLater => page("503 Service Unavailable", &later, gateway),
        Harm::Redirect => {
            let status = ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"];
            page(wound.pick(&status), &format!("Location: http://{elsewhere}/portal\r\n"), gateway)
        }
        Harm::Portal => page("200 OK", "", "<!DOCTYPE html><html><title>上网认证</title><form>手机号</form></html>"),
        Harm::DropBefore
        | Harm::DropInRequest
        | Harm::DropBetween
        | Harm::DropInAnswer
        | Harm::ResetInRequest
        | Harm::ResetInAnswer
        | Harm::StallInRequest
        | Harm::StallInAnswer
        | Harm::Pause
        | Harm::SlowLoris
        | Harm::CorruptRequest
        | Harm::CorruptAnswer
        | Harm::TruncateRequest
        | Harm::TruncateAnswer
        | Harm::Duplicate
        | Harm::LengthTooLong
        | Harm::LengthTooShort
        | Harm::CutTls => return None,
    })
}

/// The beginning of what a TLS server says: an alert that a name is unknown, or a hello that breaks off.
pub(super) fn tls(wound: Wound) -> &'static [u8] {
    const ALERT: &[u8] = &[0x15, 3, 3, 0, 2, 2, 112];
    const HELLO: &[u8] = &[0x16, 3, 3, 0, 122, 2, 0, 0, 118, 3, 3, 0x5A, 0x21, 0xC9, 0x7E, 0x04];
    wound.pick(&[ALERT, HELLO, &HELLO[..3]])
}
