//! The few words of HTTP/1.1 that a WebDriver on loopback understands; it refuses redirects, TLS and other hosts.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use super::{Result, Trouble};

/// How long one command of the driver may take. Opening a session includes the start of the program.
const LIMIT: Duration = Duration::from_secs(90);

/// What the driver answered: the `value` of its reply, or its error.
pub(crate) enum Reply {
    /// The command was carried out.
    Done(Value),
    /// It was not, with the error code of the WebDriver specification (such as `no such element`) and a message.
    Refused {
        /// The code, section 6.6 of the specification.
        code: String,
        /// The words of the driver.
        message: String,
    },
}

/// Sends one command to the driver on `port` and reads its reply.
pub(crate) fn call(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Reply> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_nodelay(true)?;
    let body = body.map(Value::to_string).unwrap_or_default();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let told = || Trouble::new(format!("{method} {path}: the driver answered {text:?}"));
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(told)?;
    let status = head.split(' ').nth(1).ok_or_else(told)?;
    let reply: Value = serde_json::from_str(body).map_err(|_| told())?;
    let value = reply["value"].clone();
    if status == "200" {
        return Ok(Reply::Done(value));
    }
    let word = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    Ok(Reply::Refused { code: word("error"), message: word("message") })
}
