//! The fault plan: which calls go wrong, and how.

use nordcase::http::{Header, HttpResponse};
use serde::{Deserialize, Serialize};

/// One way for a call to go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// The request is lost on its way: nothing is applied and nothing answered.
    NeverArrives,
    /// The request is applied, but not a byte of the answer comes back.
    AnswerLost,
    /// HTTP 500 from a server that did not apply the request.
    Error500,
    /// HTTP 500 from a server that applied it all the same.
    Error500Applied,
    /// A load balancer's HTML page (HTTP 503); nothing is applied.
    HtmlPage,
    /// A load balancer's HTML page (HTTP 503) after the request was applied.
    HtmlPageApplied,
    /// A request that changes something is accepted and not answered, and applied only later, under the rules that hold then. Of any other call the
    /// answer is lost.
    AppliedLate {
        /// How much later, in milliseconds.
        ms: u64,
    },
    /// The same, but at once there is a gateway's HTML page (HTTP 504).
    HtmlPageAppliedLate {
        /// How much later, in milliseconds.
        ms: u64,
    },
    /// A read is answered as some time ago, as a cache or a replica that lags does. Other calls are answered as ever.
    OldAnswer {
        /// How long ago, in milliseconds. The sandbox must have been told to remember (see [`crate::Sandbox::remember`]), or have had this order.
        ms: u64,
    },
    /// The transport sends the request twice by itself: it is handled twice, and the second answer comes back.
    Repeated,
    /// Applied; the connection breaks in the middle of the answer's body.
    CutBody,
    /// Applied; the answer takes this long.
    Slow {
        /// Milliseconds.
        ms: u64,
    },
    /// FastDok: the ticket is stale (HTTP 401, nothing applied). Altinn: no effect.
    StaleTicket,
    /// The account is locked: nothing is applied, and the service says so in its own way.
    LockedAccount,
    /// HTTP 200 with a refusal in plain words, `Inloggningen misslyckades`; nothing is applied.
    PlainWords,
    /// HTTP 200 with a page that asks to sign in; nothing is applied.
    SignInPage,
    /// HTTP 200 with `{"message":"Invalid credentials"}`; nothing is applied.
    JsonMessage,
    /// HTTP 200 with nothing; nothing is applied.
    EmptyAnswer,
    /// HTTP 400 with an HTML page; nothing is applied.
    Status400,
    /// HTTP 401 with an HTML page; nothing is applied.
    Status401,
    /// HTTP 403 with an HTML page; nothing is applied.
    Status403,
    /// HTTP 429 with an HTML page; nothing is applied.
    Status429,
    /// A redirect to a page that asks to sign in (HTTP 302); nothing is applied.
    Redirect,
    /// Altinn's refusal of the credentials (989) in a fault that no XML reader takes whole: it has a `&#x1;`. FastDok: the same text.
    Unreadable989,
}

/// One order of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultRule {
    /// The operation's name, as `fastdok.perform_action`; `*` for any.
    pub operation: String,
    /// Which call of it, counted from 1 from when the rule was added.
    pub nth: u32,
    /// What goes wrong.
    #[serde(flatten)]
    pub fault: Fault,
    /// How many calls it has seen.
    #[serde(default)]
    pub seen: u32,
}

/// All orders; each strikes once and is then spent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// In the order they were added.
    pub rules: Vec<FaultRule>,
}

impl Plan {
    /// Orders that the `nth` call of `operation` from now on goes wrong.
    pub fn add(&mut self, operation: &str, nth: u32, fault: Fault) {
        self.rules.push(FaultRule { operation: operation.to_owned(), nth: nth.max(1), fault, seen: 0 });
    }

    /// Counts a call of `operation`, and takes out the rule that it triggers.
    pub fn take(&mut self, operation: &str) -> Option<Fault> {
        let mut hit = None;
        for (index, rule) in self.rules.iter_mut().enumerate() {
            if rule.operation == "*" || rule.operation == operation {
                rule.seen += 1;
                if rule.seen >= rule.nth && hit.is_none() {
                    hit = Some(index);
                }
            }
        }
        hit.map(|index| self.rules.remove(index).fault)
    }

    /// How far back the old answers go that wait in the plan.
    pub(crate) fn looks_back(&self) -> u64 {
        let back = |rule: &FaultRule| if let Fault::OldAnswer { ms } = rule.fault { ms } else { 0 };
        self.rules.iter().map(back).max().unwrap_or(0)
    }
}

impl Fault {
    /// What is answered instead of the service's own answer, which there is none of: the request went no further.
    pub(crate) fn answer_before_the_service(self) -> Option<HttpResponse> {
        Some(match self {
            Self::Error500 => error_500(),
            Self::HtmlPage => html_page(),
            Self::PlainWords => answer(200, "text/plain; charset=utf-8", "Inloggningen misslyckades"),
            Self::SignInPage => answer(200, HTML, SIGN_IN_PAGE),
            Self::JsonMessage => answer(200, "application/json; charset=utf-8", r#"{"message":"Invalid credentials"}"#),
            Self::EmptyAnswer => HttpResponse { status: 200, headers: Vec::new(), body: Vec::new() },
            Self::Status400 => page(400, "Bad Request"),
            Self::Status401 => page(401, "Unauthorized"),
            Self::Status403 => page(403, "Forbidden"),
            Self::Status429 => page(429, "Too Many Requests"),
            Self::Redirect => {
                let mut response = page(302, "Found");
                response.headers.push(Header::new("Location", "/login.aspx?ReturnUrl=%2f"));
                response
            }
            Self::Unreadable989 => answer(500, "text/xml; charset=utf-8", UNREADABLE_989),
            _ => return None,
        })
    }
}

const HTML: &str = "text/html; charset=utf-8";

const SIGN_IN_PAGE: &str = "<!DOCTYPE html><html lang=\"sv\"><title>Logga in</title><form method=\"post\">\
    <p>Fel användarnamn eller lösenord.</p><input name=\"Username\"><input name=\"Password\" type=\"password\"></form></html>";

/// The shape of a real fault, with a character that XML 1.0 does not have.
const UNREADABLE_989: &str = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault>\
    <faultcode>s:Client</faultcode><faultstring xml:lang=\"nb-NO\">An errror occurred</faultstring><detail>\
    <AltinnFault xmlns=\"http://www.altinn.no/services/common/fault/2009/10\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">\
    <AltinnErrorMessage>The system user could not be authenticated&#x1;</AltinnErrorMessage>\
    <AltinnExtendedErrorMessage>No information available</AltinnExtendedErrorMessage>\
    <AltinnLocalizedErrorMessage>Feil systembruker eller passord</AltinnLocalizedErrorMessage>\
    <ErrorGuid>00000000-0000-0000-0000-000000000000</ErrorGuid><ErrorID>989</ErrorID><UserGuid>-no value-</UserGuid><UserId>0</UserId>\
    </AltinnFault></detail></s:Fault></s:Body></s:Envelope>";

fn answer(status: u16, content_type: &str, body: &str) -> HttpResponse {
    HttpResponse { status, headers: vec![Header::new("Content-Type", content_type)], body: body.as_bytes().to_vec() }
}

fn page(status: u16, title: &str) -> HttpResponse {
    answer(status, HTML, &format!("<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"))
}

/// What a broken application server answers.
pub(crate) fn error_500() -> HttpResponse {
    let page = "<!DOCTYPE html><html><head><title>Runtime Error</title></head><body><h1>Server Error in '/' Application.</h1></body></html>";
    answer(500, HTML, page)
}

/// What a load balancer answers while the service behind it is away.
pub(crate) fn html_page() -> HttpResponse {
    let page = "<html><head><title>503 Service Unavailable</title></head><body>The service is temporarily unavailable.</body></html>";
    answer(503, "text/html", page)
}

/// What a gateway answers that has waited long enough.
pub(crate) fn gateway_timeout() -> HttpResponse {
    let page =
        "<html><head><title>504 Gateway Time-out</title></head><body>The server didn't respond in time.</body></html>";
    answer(504, "text/html", page)
}
