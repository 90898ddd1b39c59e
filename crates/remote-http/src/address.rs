//! Where the platform is. In clear only on this machine; everywhere else over TLS.

use std::net::{Ipv4Addr, Ipv6Addr};

use reqwest::Url;

/// Why a text is no address of a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not `https://HOST` or `https://HOST:PORT`, with a path at most.
    #[error("an address looks like https://host or https://host:port")]
    Form,
    /// In clear over a network.
    #[error("http is for this machine only; a platform elsewhere has an address that begins with https")]
    InClear,
    /// A name, password, query or fragment stands in it.
    #[error("an address holds no name, password, question mark or number sign")]
    Extra,
}

/// A platform's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// Without a slash at the end: the paths of the contract begin with one.
    base: String,
    reach: Reach,
}

/// How far away it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// On this machine: no proxy is asked, TLS is not needed.
    ThisMachine,
    /// Anywhere else.
    Network,
}

impl Address {
    pub(crate) fn parse(text: &str) -> Result<Self, AddressError> {
        let url = Url::parse(text.trim()).map_err(|_| AddressError::Form)?;
        let host = url.host_str().ok_or(AddressError::Form)?;
        let reach = if is_this_machine(host) { Reach::ThisMachine } else { Reach::Network };
        match (url.scheme(), reach) {
            ("https", _) | ("http", Reach::ThisMachine) => {}
            ("http", Reach::Network) => return Err(AddressError::InClear),
            _ => return Err(AddressError::Form),
        }
        let named = !url.username().is_empty() || url.password().is_some();
        if named || url.query().is_some() || url.fragment().is_some() {
            return Err(AddressError::Extra);
        }
        let base = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { base, reach })
    }

    pub(crate) const fn reach(&self) -> Reach {
        self.reach
    }

    /// The whole address of a path of the contract.
    pub(crate) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

fn is_this_machine(host: &str) -> bool {
    let v6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    host == "localhost"
        || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || v6.is_some_and(|host| host.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_completed_by_the_paths_of_the_contract() {
        for (text, whole) in [
            ("https://share.jl.gov.cn", "https://share.jl.gov.cn/v1/realm"),
            (" https://share.jl.gov.cn:8443/ ", "https://share.jl.gov.cn:8443/v1/realm"),
            ("https://jl.gov.cn/jixiang/", "https://jl.gov.cn/jixiang/v1/realm"),
            ("http://127.0.0.1:7001", "http://127.0.0.1:7001/v1/realm"),
            ("http://[::1]:7001", "http://[::1]:7001/v1/realm"),
            ("http://localhost:7001", "http://localhost:7001/v1/realm"),
        ] {
            let address = Address::parse(text).expect("an address");
            assert_eq!(address.join(jixiang_wire::path::REALM), whole);
        }
    }

    #[test]
    fn nothing_is_sent_in_clear_over_a_network() {
        for text in [
            "http://share.jl.gov.cn",
            "http://127.0.0.1.nip.io",
            "http://localhost.evil.example",
            "http://10.0.0.1",
            "http://[::ffff:127.0.0.1]",
            "http://0.0.0.0:80",
        ] {
            assert_eq!(Address::parse(text), Err(AddressError::InClear), "{text}");
        }
    }

    #[test]
    fn other_forms_are_no_addresses() {
        for text in ["", "share.jl.gov.cn", "ftp://127.0.0.1", "file:///etc/passwd", "https://", "javascript:1"] {
            assert_eq!(Address::parse(text), Err(AddressError::Form), "{text}");
        }
        for text in ["https://a:b@c.cn", "https://a@c.cn", "https://c.cn/?x=1", "https://c.cn/#x"] {
            assert_eq!(Address::parse(text), Err(AddressError::Extra), "{text}");
        }
    }
}
