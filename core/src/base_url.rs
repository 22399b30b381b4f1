//! The address of a service: checked once, so that no operation has to.

use std::fmt;

use crate::error::Error;

/// An absolute base URL without a trailing slash, user, query or fragment: `https`, or `http` to the loopback.
///
/// A `Ticket` header and a password in a body must not cross a network in the clear, hence `https`. [`BaseUrl::insecure`] is
/// the explicit way out for a form server in one's own network.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Checks the URL.
    pub fn new(url: &str) -> Result<Self, Error> {
        let checked = Self::insecure(url)?;
        if checked.0.starts_with("http://") && !is_loopback(checked.host()) {
            return Err(Error::input("input.url_not_https", FIELD, "must be https (http only to the loopback)"));
        }
        Ok(checked)
    }

    /// The same, with plain `http` allowed to any host. Credentials then cross the network in the clear.
    pub fn insecure(url: &str) -> Result<Self, Error> {
        let malformed = |rule: &'static str| Error::input("input.url_malformed", FIELD, rule);
        let parts = url.split_once(':').and_then(|(scheme, rest)| Some((scheme, rest.strip_prefix("//")?)));
        let (scheme, rest) = parts.ok_or_else(|| malformed("must start with https://"))?;
        let scheme = ["https", "http"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known));
        let scheme = scheme.ok_or_else(|| malformed("must be an http or https URL"))?;
        if !url.bytes().all(is_url_byte) {
            return Err(malformed("must be ASCII without spaces; write other characters percent-encoded"));
        }
        if rest.bytes().any(|byte| matches!(byte, b'?' | b'#')) {
            return Err(Error::input("input.url_query", FIELD, "must have no query and no fragment"));
        }
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err(Error::input("input.url_userinfo", FIELD, "must have no user and no password"));
        }
        if path.split('/').any(is_dots) {
            return Err(malformed("its path must have no dot segments"));
        }
        check_authority(authority).ok_or_else(|| malformed("its host or port is not valid"))?;
        Ok(Self([scheme, "://", rest.trim_end_matches('/')].concat()))
    }

    /// The URL, without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let authority = rest.split('/').next().unwrap_or(rest);
        split_port(authority).0
    }
}

const FIELD: &str = "baseUrl";

/// A character that a URL may have, percent-encoded or not.
fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`')
}

/// One dot or two, which some HTTP clients decode before they resolve them.
fn is_dots(segment: &str) -> bool {
    let mut rest = segment;
    let mut dots = 0;
    while let Some(after) = [".", "%2e", "%2E"].into_iter().find_map(|dot| rest.strip_prefix(dot)) {
        rest = after;
        dots += 1;
    }
    rest.is_empty() && (dots == 1 || dots == 2)
}

/// Host and port; the brackets of an IPv6 address stay.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

fn check_authority(authority: &str) -> Option<()> {
    let (host, port) = split_port(authority);
    if let Some(port) = port {
        let number: u16 = port.parse().ok()?;
        (number > 0 && port.bytes().all(|byte| byte.is_ascii_digit())).then_some(())?;
    }
    if let Some(inner) = host.strip_prefix('[') {
        let address = inner.strip_suffix(']')?;
        return address.parse::<std::net::Ipv6Addr>().is_ok().then_some(());
    }
    let valid = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    (host.len() <= 253 && host.split('.').all(valid)).then_some(())
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(url: &str) -> String {
        BaseUrl::new(url).map_or_else(|error| error.code().to_owned(), |url| url.as_str().to_owned())
    }

    #[test]
    fn https_or_loopback() {
        assert_eq!(code("https://www.altinn.no/"), "https://www.altinn.no");
        assert_eq!(code("HTTPS://forms.example.se:8443/sub/API/v1.0/"), "https://forms.example.se:8443/sub/API/v1.0");
        for url in ["http://localhost:8080", "http://127.0.0.1", "http://127.9.9.9:1", "http://[::1]:80"] {
            assert_eq!(code(url), url);
        }
        for url in
            ["http://example.se", "http://127.0.0.1.example.se", "http://localhost.example.se", "http://10.0.0.1"]
        {
            assert_eq!(code(url), "input.url_not_https", "{url}");
        }
        assert_eq!(BaseUrl::insecure("http://10.0.0.1/x").unwrap().as_str(), "http://10.0.0.1/x");
    }

    #[test]
    fn nothing_hides_in_it() {
        assert_eq!(code("https://user:pw@example.se"), "input.url_userinfo");
        assert_eq!(code("http://localhost@example.se"), "input.url_userinfo");
        for url in ["https://example.se?x=1", "https://example.se/#a"] {
            assert_eq!(code(url), "input.url_query", "{url}");
        }
        for url in [
            "",
            "example.se",
            "ftp://example.se",
            "https://",
            "https:///x",
            "https://a b",
            "https://a\r\nX: y",
            "https://a/../b",
            "https://a/%2E%2e/b",
            "https://a:99999",
            "https://a:",
            "https://a:+1",
            "https://[::1",
            "https://[zz]",
            "https://ex..se",
            "https://å.se",
            "https://a\\b",
        ] {
            assert_eq!(code(url), "input.url_malformed", "{url}");
        }
    }
}
