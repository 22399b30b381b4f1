//! What both examples share: where the service is.
//!
//! In your own program this is one line: the service's address.

use nordcase::client::Journal;
use nordcase::{BaseUrl, Error};
use nordcase_sandbox::server::{Options, Server};

const HELP: &str = "There is no service to call. Start a sandbox in another terminal,

  cargo run --bin nordcase-sandbox -- --port 8080

and set NORDCASE_SANDBOX=http://127.0.0.1:8080. Or add --sandbox, which starts one inside this program.";

/// The address in `NORDCASE_SANDBOX`, or with `--sandbox` that of a sandbox started here, which runs as long as the second value lives.
///
/// With neither, it says what to do and ends the program.
///
/// # Errors
/// When the sandbox cannot be started, or the address is none.
pub fn service() -> Result<(BaseUrl, Option<Server>), Box<dyn std::error::Error>> {
    if std::env::args().any(|arg| arg == "--sandbox") {
        let server = Server::start(Options::default())?;
        return Ok((BaseUrl::new(&server.url())?, Some(server)));
    }
    let Ok(url) = std::env::var("NORDCASE_SANDBOX") else {
        eprintln!("{HELP}");
        std::process::exit(2);
    };
    Ok((BaseUrl::new(&url)?, None))
}

/// A journal for this run alone. A program of your own opens the same folder each time, and carries on what it finds there.
///
/// # Errors
/// When the folder cannot be made.
pub fn journal() -> Result<Journal, Error> {
    Journal::open(std::env::temp_dir().join(format!("nordcase-example-{}", std::process::id())))
}

/// The programs in the project's README compile.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct ProjectReadme;

/// And so does the one in the core's, and says what is true.
#[cfg(doctest)]
#[doc = include_str!("../../../core/README.md")]
struct CoreReadme;
