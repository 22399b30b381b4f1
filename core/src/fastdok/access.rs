//! Where the service is, and who calls.

use serde::Deserialize;

use crate::base_url::BaseUrl;
use crate::error::Error;
use crate::ids::{check_length, path_segment, percent_encode};
use crate::limits::{Limits, TEXT_CHARS};
use crate::operation::sealed::Sealed;
use crate::secret::Secret;

/// The API root of the production server (verified: FastDok's documentation page).
pub const PRODUCTION: &str = "https://www.fastighetsagarnadokument.se/API/v1.0";

/// The API root of the development server (verified: FastDok's documentation page).
pub const DEVELOPMENT: &str = "https://fsab.bariumlive.com/API/v1.0";

/// What every FastDok call needs besides its own values.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// The API root, as [`PRODUCTION`]; or a server's address, to which `/API/v1.0` is then added.
    ///
    /// An address that ends in a version (`v1.0`, `v1.1`) is taken for an API root as it stands; calls that only version
    /// 1.1 has go to that version beside it. Companies may run a *local form server* (verified), so this can be any address.
    pub base_url: BaseUrl,
    /// Who signs in. Only [`Authenticate`](super::Authenticate) uses them.
    pub credentials: Option<Credentials>,
    /// The ticket that the sign-in gave. Every other operation needs it. It lives 50 minutes after its last use
    /// (verified).
    pub ticket: Option<Secret>,
    /// How much of an answer is accepted.
    pub limits: Limits,
}

/// What a user signs in with.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Credentials {
    /// The key of the *system vendor*, normally the same for all its customers (verified).
    pub api_key: Secret,
    /// The user name at the customer's company.
    pub username: String,
    /// The user's password.
    pub password: Secret,
}

impl Access {
    /// Access without credentials or ticket, with the default limits.
    pub fn new(base_url: BaseUrl) -> Self {
        Self { base_url, credentials: None, ticket: None, limits: Limits::default() }
    }

    /// The same with credentials.
    pub fn with_credentials(self, credentials: Credentials) -> Self {
        Self { credentials: Some(credentials), ..self }
    }

    /// The same with a ticket.
    pub fn with_ticket(self, ticket: Secret) -> Self {
        Self { ticket: Some(ticket), ..self }
    }

    /// The web page of a task, with a ticket that logs its reader in: a link for a browser, not for the API.
    ///
    /// `web_ticket` is [`SignedIn::web_ticket`](super::SignedIn). The address is a secret as the ticket in it is
    /// (verified: FastDok's page on authentication, which writes `/tasks/{id}?ticket={WebTicket}` at the server's
    /// address).
    pub fn task_link(&self, task_id: &str, web_ticket: &Secret) -> Result<Secret, Error> {
        let task = path_segment("taskId", task_id)?;
        if web_ticket.expose().is_empty() {
            return Err(Error::input("input.empty", "webTicket", "must not be empty"));
        }
        check_length("webTicket", web_ticket.expose(), TEXT_CHARS)?;
        let ticket = percent_encode(web_ticket.expose());
        Ok(Secret::new(format!("{}/tasks/{task}?ticket={ticket}", self.server())))
    }

    /// The absolute URL of a path below the API root.
    pub(super) fn url(&self, path: &str) -> String {
        let base = self.base_url.as_str();
        let root = if version_of(base).is_some() { "" } else { "/API/v1.0" };
        format!("{base}{root}{path}")
    }

    /// The same in version 1.1 of the API, which few calls have (verified). That its root differs in the version alone is verified for the
    /// generic API.
    pub(super) fn url_v1_1(&self, path: &str) -> String {
        let base = self.base_url.as_str();
        match version_of(base) {
            Some(parent) => format!("{parent}/v1.1{path}"),
            None => format!("{base}/API/v1.1{path}"),
        }
    }

    /// The server's address: the API root without `/API/v1.0`.
    fn server(&self) -> &str {
        let base = self.base_url.as_str();
        let Some(parent) = version_of(base) else { return base };
        match parent.rsplit_once('/') {
            Some((server, api)) if api.eq_ignore_ascii_case("api") => server,
            _ => parent,
        }
    }
}

/// What stands before the version that an API root ends in, if it ends in one.
fn version_of(base: &str) -> Option<&str> {
    let (parent, last) = base.rsplit_once('/').filter(|(parent, _)| parent.contains("://"))?;
    let (major, minor) = last.strip_prefix(['v', 'V'])?.split_once('.')?;
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (number(major) && number(minor)).then_some(parent)
}

impl Sealed for Access {}

impl crate::operation::Access for Access {
    fn limits(&self) -> Limits {
        self.limits
    }

    fn scrub(&self, error: Error) -> Error {
        let credentials = self.credentials.iter().flat_map(|credentials| [&credentials.api_key, &credentials.password]);
        let secrets: Vec<&Secret> = credentials.chain(&self.ticket).collect();
        error.without(&secrets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(url: &str) -> Access {
        Access::new(BaseUrl::new(url).unwrap())
    }

    #[test]
    fn an_api_root_or_a_server() {
        for (base, url) in [
            (PRODUCTION, "https://www.fastighetsagarnadokument.se/API/v1.0/Tasks"),
            ("https://live.barium.se/api/v1.0/", "https://live.barium.se/api/v1.0/Tasks"),
            ("https://forms.example.se", "https://forms.example.se/API/v1.0/Tasks"),
            ("http://127.0.0.1:8080/forms", "http://127.0.0.1:8080/forms/API/v1.0/Tasks"),
            ("https://v1.0", "https://v1.0/API/v1.0/Tasks"),
        ] {
            assert_eq!(access(base).url("/Tasks"), url);
        }
    }

    #[test]
    fn version_1_1() {
        for (base, url) in [
            (PRODUCTION, "https://www.fastighetsagarnadokument.se/API/v1.1/DataForms"),
            ("https://live.barium.se/api/v1.1/", "https://live.barium.se/api/v1.1/DataForms"),
            ("https://forms.example.se", "https://forms.example.se/API/v1.1/DataForms"),
            ("https://v1.0", "https://v1.0/API/v1.1/DataForms"),
        ] {
            assert_eq!(access(base).url_v1_1("/DataForms"), url);
        }
    }

    #[test]
    fn the_web_page_of_a_task() {
        let ticket = Secret::new("a b&c");
        let link = |base: &str, id: &str| access(base).task_link(id, &ticket).map(|link| link.expose().to_owned());
        assert_eq!(link(DEVELOPMENT, "4673").unwrap(), "https://fsab.bariumlive.com/tasks/4673?ticket=a%20b%26c");
        assert_eq!(link("https://x.example/sub", "1").unwrap(), "https://x.example/sub/tasks/1?ticket=a%20b%26c");
        assert_eq!(link("https://x.example/v1.1", "1").unwrap(), "https://x.example/tasks/1?ticket=a%20b%26c");
        assert_eq!(link(DEVELOPMENT, "../x").unwrap_err().code(), "input.id_path");
        assert!(access(DEVELOPMENT).task_link("1", &Secret::new("")).is_err());
    }

    #[test]
    fn never_prints_a_secret() {
        let credentials = Credentials { api_key: "key-1".into(), username: "anna".into(), password: "hunter2".into() };
        let access = access(DEVELOPMENT).with_credentials(credentials).with_ticket("ticket-1".into());
        let printed = format!("{access:?}");
        assert!(
            !printed.contains("key-1") && !printed.contains("hunter2") && !printed.contains("ticket-1"),
            "{printed}"
        );
    }
}
