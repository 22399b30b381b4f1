//! What the command line and the environment say: against which servers, as whom.

use clap::Parser;
use nordcase::{BaseUrl, Error, Secret, altinn, fastdok};
use nordcase_sandbox::fastdok::API_KEY;

/// The command line.
#[derive(Debug, Default, Parser)]
#[command(name = "cargo xtask demo", bin_name = "cargo xtask demo", about = ABOUT, after_help = ENVIRONMENT)]
pub(crate) struct Flags {
    /// One JSON object per line: each call, and last how it ended.
    #[arg(long)]
    pub(crate) json: bool,
    /// On a real server: also spend money, archive, create cases. Without it, FastDok gets a draft case that is brought to payment,
    /// cancelled and deleted, and Altinn is only read.
    #[arg(long)]
    pub(crate) yes: bool,
    /// A real FastDok.
    #[arg(long, value_name = "URL")]
    pub(crate) fastdok_url: Option<String>,
    /// A real Altinn.
    #[arg(long, value_name = "URL")]
    pub(crate) altinn_url: Option<String>,
}

const ABOUT: &str = "Both APIs at work over real HTTP, as a timeline.

Without a URL it starts the sandbox on a free port of this machine and shows everything. With one or both it calls those servers, and only \
                     them, with credentials from the environment.";

const ENVIRONMENT: &str = "Environment, for real servers:
  NORDCASE_FASTDOK_API_KEY      the system vendor's key
  NORDCASE_FASTDOK_USERNAME     who signs in
  NORDCASE_FASTDOK_PASSWORD
  NORDCASE_ALTINN_SYSTEM_USER   the agency system
  NORDCASE_ALTINN_PASSWORD
  NORDCASE_ALTINN_SERVICE       external service code and edition, as 2681:1
  NORDCASE_ALTINN_REPORTEE      organisasjonsnummer, fødselsnummer or D-number of the case to create; only with --yes";

/// How the demonstration runs.
pub(crate) struct Options {
    pub(crate) flags: Flags,
    pub(crate) fastdok: Option<FastDokUsers>,
    pub(crate) altinn: Option<Agencies>,
}

/// Who signs in to FastDok.
pub(crate) struct FastDokUsers {
    /// Pays from a balance.
    pub(crate) customer: UserAt,
    /// Only in the sandbox.
    pub(crate) others: Option<OtherUsers>,
}

pub(crate) struct OtherUsers {
    /// Has too little to pay with.
    pub(crate) poor: UserAt,
    /// Does not pay per case.
    pub(crate) licence: UserAt,
}

/// Who calls Altinn.
pub(crate) struct Agencies {
    pub(crate) system: SystemAt,
    /// External service code and edition.
    pub(crate) service: (String, i32),
    /// Whom cases are created for.
    pub(crate) reportees: Vec<String>,
}

/// A user at an address.
pub(crate) struct UserAt {
    base_url: BaseUrl,
    credentials: fastdok::Credentials,
}

/// An agency system at an address.
pub(crate) struct SystemAt {
    base_url: BaseUrl,
    name: String,
    password: Secret,
}

impl UserAt {
    pub(crate) fn access(&self) -> fastdok::Access {
        fastdok::Access::new(self.base_url.clone()).with_credentials(self.credentials.clone())
    }

    pub(crate) fn name(&self) -> &str {
        &self.credentials.username
    }
}

impl SystemAt {
    pub(crate) fn access(&self) -> altinn::Access {
        altinn::Access::basic(self.base_url.clone(), &self.name, self.password.clone())
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The same system with another password.
    pub(crate) fn with_password(&self, password: &str) -> Self {
        Self { base_url: self.base_url.clone(), name: self.name.clone(), password: password.into() }
    }
}

impl Options {
    pub(crate) fn new(flags: Flags) -> Self {
        Self { flags, fastdok: None, altinn: None }
    }

    pub(crate) fn is_real(&self) -> bool {
        self.flags.fastdok_url.is_some() || self.flags.altinn_url.is_some()
    }

    /// Takes the sandbox's standard users. Their passwords are public.
    pub(crate) fn use_sandbox(&mut self, url: &str) -> Result<(), Error> {
        let base_url = BaseUrl::new(url)?;
        let user = |name: &str, password: &str| UserAt {
            base_url: base_url.clone(),
            credentials: fastdok::Credentials {
                api_key: API_KEY.into(),
                username: name.to_owned(),
                password: password.into(),
            },
        };
        self.fastdok = Some(FastDokUsers {
            customer: user("asa.oberg@bjorken.example", "Björk&Löv+2026"),
            others: Some(OtherUsers {
                poor: user("per@tommakassan.example", "Tre-Kronor-3"),
                licence: user("eva@angstrom.example", "Våglängd-550"),
            }),
        });
        self.altinn = Some(Agencies {
            system: SystemAt { base_url, name: "SKDEN".to_owned(), password: "sandkasse-2681".into() },
            service: ("2681".to_owned(), 1),
            reportees: vec!["910453092".to_owned(), "01010750160".to_owned()],
        });
        Ok(())
    }

    /// Takes the credentials of real servers from the environment.
    pub(crate) fn use_real(&mut self, env: impl Fn(&str) -> Option<String>) -> Result<(), String> {
        let needed = |name: &str| env(name).ok_or_else(|| format!("{name} is not set"));
        let address = |url: &str| BaseUrl::new(url).map_err(|error| format!("{url}: {error}"));
        if let Some(url) = &self.flags.fastdok_url {
            let credentials = fastdok::Credentials {
                api_key: needed("NORDCASE_FASTDOK_API_KEY")?.into(),
                username: needed("NORDCASE_FASTDOK_USERNAME")?,
                password: needed("NORDCASE_FASTDOK_PASSWORD")?.into(),
            };
            self.fastdok =
                Some(FastDokUsers { customer: UserAt { base_url: address(url)?, credentials }, others: None });
        }
        if let Some(url) = &self.flags.altinn_url {
            let service = needed("NORDCASE_ALTINN_SERVICE")?;
            let parsed = service.split_once(':').and_then(|(code, edition)| Some((code, edition.parse().ok()?)));
            let (code, edition) = parsed.ok_or("NORDCASE_ALTINN_SERVICE must be code:edition, as 2681:1")?;
            let reportee = if self.flags.yes { Some(needed("NORDCASE_ALTINN_REPORTEE")?) } else { None };
            self.altinn = Some(Agencies {
                system: SystemAt {
                    base_url: address(url)?,
                    name: needed("NORDCASE_ALTINN_SYSTEM_USER")?,
                    password: needed("NORDCASE_ALTINN_PASSWORD")?.into(),
                },
                service: (code.to_owned(), edition),
                reportees: reportee.into_iter().collect(),
            });
        }
        Ok(())
    }

    /// What must never be printed or stored.
    pub(crate) fn secrets(&self) -> Vec<&str> {
        let customer = self.fastdok.as_ref().map(|users| &users.customer.credentials);
        let fastdok = customer.into_iter().flat_map(|it| [it.api_key.expose(), it.password.expose()]);
        fastdok.chain(self.altinn.as_ref().map(|agencies| agencies.system.password.expose())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Options, clap::Error> {
        Flags::try_parse_from([&["demo"], args].concat()).map(Options::new)
    }

    fn env(name: &str) -> Option<String> {
        let value = if name == "NORDCASE_ALTINN_SERVICE" { "2681:1" } else { "value" };
        Some(value.to_owned())
    }

    #[test]
    fn a_misspelt_flag_starts_nothing() {
        assert!(parse(&["--jason"]).is_err_and(|why| why.to_string().contains("--jason")));
        assert!(parse(&["--fastdok-url"]).is_err());
        assert!(!parse(&["--json"]).is_ok_and(|options| options.is_real()));
    }

    #[test]
    fn real_servers_need_https_and_all_their_credentials() {
        let mut options = parse(&["--fastdok-url", "http://fastdok.example"]).expect("flags");
        assert!(options.use_real(env).is_err_and(|why| why.contains("https")));
        let mut options = parse(&["--fastdok-url", "https://fastdok.example"]).expect("flags");
        assert!(options.use_real(|_| None).is_err_and(|why| why.contains("NORDCASE_FASTDOK_API_KEY")));
        assert!(options.use_real(env).is_ok() && options.altinn.is_none());
        let mut options = parse(&["--altinn-url", "https://altinn.example"]).expect("flags");
        assert!(options.use_real(|name| env(name).filter(|_| name != "NORDCASE_ALTINN_REPORTEE")).is_ok());
        let mut options = parse(&["--altinn-url", "https://altinn.example", "--yes"]).expect("flags");
        let no_reportee = options.use_real(|name| env(name).filter(|_| name != "NORDCASE_ALTINN_REPORTEE"));
        assert!(no_reportee.is_err_and(|why| why.contains("REPORTEE")));
    }
}
