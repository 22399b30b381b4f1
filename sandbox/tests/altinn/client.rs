//! A client of the Altinn service, written by hand so that each byte can be bent.

use nordcase::http::{Header, HttpRequest, HttpResponse, Method};
use nordcase_sandbox::altinn::Altinn;
use nordcase_sandbox::random::Random;
use nordcase_sandbox::{Desk, Ledger, Now};

pub(crate) const W: &str = "http://www.altinn.no/services/ServiceEngine/Case/2010/10";
pub(crate) const W_2009: &str = "http://www.altinn.no/services/ServiceEngine/Case/2009/10";
pub(crate) const S: &str = "http://schemas.altinn.no/services/ServiceEngine/Case/2010/10";
pub(crate) const TEST: &str = "http://www.altinn.no/services/2009/10";
pub(crate) const PASSWORD: &str = "sandkasse-2681";
pub(crate) const START: Now = 1_800_000_000_000;
pub(crate) const MINUTE: Now = 60_000;
pub(crate) const OPERATIONS: [&str; 4] = ["InstantiateCollaboration", "GetCaseList", "NotifyEvent", "SetNotice"];

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Binding {
    Basic,
    Ws,
    Ec,
    Ec2,
}
use Binding::{Basic, Ec, Ec2, Ws};

impl Binding {
    pub(crate) const ALL: [Self; 4] = [Basic, Ws, Ec, Ec2];

    /// File, ending of the operations' names, contract in the action.
    pub(crate) fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Basic => ("CaseAgencySystemExternalBasic", "ExternalBasic", "ICaseAgencySystemExternalBasic"),
            Ws => ("CaseAgencySystemExternal", "External", "ICaseAgencySystemExternal"),
            Ec => ("CaseAgencySystemEC", "EC", "ICaseAgencySystemEC"),
            Ec2 => ("CaseAgencySystemEC2", "EC", "ICaseAgencySystemEC"),
        }
    }
}

/// A request in the making; the fields are what the tests bend.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) binding: Binding,
    pub(crate) operation: &'static str,
    pub(crate) namespace: &'static str,
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) parameters: String,
    pub(crate) nonce: String,
    pub(crate) created: Now,
}

impl Ask {
    pub(crate) fn action(&self) -> String {
        let (_, suffix, contract) = self.binding.names();
        match self.operation {
            "Test" => format!("{TEST}/IAltinnContractBase/Test"),
            name => format!("{}/{contract}/{name}AgencySystem{suffix}", self.namespace),
        }
    }

    pub(crate) fn body(&self) -> String {
        let (_, suffix, _) = self.binding.names();
        if self.operation == "Test" {
            return format!("<Test xmlns=\"{TEST}\"/>");
        }
        let tag = format!("{}AgencySystem{suffix}", self.operation);
        let credentials = match self.binding {
            Ws => String::new(),
            _ => format!(
                "<systemUserName>{}</systemUserName><systemPassword>{}</systemPassword>",
                self.user, self.password
            ),
        };
        format!("<{tag} xmlns=\"{}\" xmlns:d=\"{S}\">{credentials}{}</{tag}>", self.namespace, self.parameters)
    }

    pub(crate) fn request(&self) -> HttpRequest {
        let (file, ..) = self.binding.names();
        let action = self.action();
        let (headers, envelope) = match self.binding {
            Basic => (
                vec![
                    Header::new("Content-Type", "text/xml; charset=utf-8"),
                    Header::new("SOAPAction", format!("\"{action}\"")),
                ],
                format!(
                    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{}</s:Body></s:Envelope>",
                    self.body()
                ),
            ),
            _ => (
                vec![Header::new("Content-Type", format!("application/soap+xml; charset=utf-8; action=\"{action}\""))],
                format!(
                    "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" \
                     xmlns:a=\"http://www.w3.org/2005/08/addressing\"><s:Header><a:Action>{action}</a:Action>\
                     <a:MessageID>urn:uuid:1</a:MessageID>{}</s:Header><s:Body>{}</s:Body></s:Envelope>",
                    if self.binding == Ws { self.security() } else { String::new() },
                    self.body()
                ),
            ),
        };
        HttpRequest {
            method: Method::Post,
            url: format!("https://tt02.altinn.no/ServiceEngineExternal/{file}.svc?bigiptestversion=true"),
            headers,
            body: envelope.into_bytes(),
        }
    }

    fn security(&self) -> String {
        let at = self.created;
        let seconds = (at - START) / 1000;
        // START is 2027-01-15T08:00:00Z; the tests stay within minutes of it.
        let created = format!("2027-01-15T{:02}:{:02}:{:02}Z", 8 + seconds / 3600, seconds / 60 % 60, seconds % 60);
        let wss = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss";
        format!(
            "<o:Security xmlns:o=\"{wss}-wssecurity-secext-1.0.xsd\" xmlns:u=\"{wss}-wssecurity-utility-1.0.xsd\">\
             <o:UsernameToken><o:Username>{}</o:Username>\
             <o:Password Type=\"{wss}-username-token-profile-1.0#PasswordText\">{}</o:Password>\
             <o:Nonce>{}</o:Nonce><u:Created>{created}</u:Created></o:UsernameToken></o:Security>",
            self.user, self.password, self.nonce
        )
    }
}

pub(crate) struct World {
    pub(crate) altinn: Altinn,
    pub(crate) ledger: Ledger,
    pub(crate) random: Random,
    pub(crate) now: Now,
    pub(crate) calls: u32,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { altinn: Altinn::standard(), ledger: Ledger::default(), random: Random::new(7), now: START, calls: 0 }
    }

    pub(crate) fn desk(&mut self) -> (&mut Altinn, Desk<'_>) {
        (&mut self.altinn, Desk { ledger: &mut self.ledger, random: &mut self.random, now: self.now })
    }

    pub(crate) fn ask(&mut self, binding: Binding, operation: &'static str, parameters: &str) -> Ask {
        self.calls += 1;
        Ask {
            binding,
            operation,
            namespace: W,
            user: "SKDEN".to_owned(),
            password: PASSWORD.to_owned(),
            parameters: parameters.to_owned(),
            nonce: format!("bm9uY2U{}", self.calls),
            created: self.now / 1000 * 1000,
        }
    }

    pub(crate) fn send(&mut self, request: &HttpRequest) -> (u16, String) {
        let (altinn, mut desk) = self.desk();
        let HttpResponse { status, body, .. } = altinn.handle(request, false, &mut desk);
        (status, String::from_utf8(body).unwrap())
    }

    pub(crate) fn call(&mut self, binding: Binding, operation: &'static str, parameters: &str) -> (u16, String) {
        let ask = self.ask(binding, operation, parameters);
        self.send(&ask.request())
    }

    pub(crate) fn ok(&mut self, operation: &'static str, parameters: &str) -> String {
        let (status, body) = self.call(Basic, operation, parameters);
        assert_eq!(status, 200, "{body}");
        body
    }

    /// The ErrorID of a call that is refused.
    pub(crate) fn code(&mut self, operation: &'static str, parameters: &str) -> i32 {
        let (status, body) = self.call(Basic, operation, parameters);
        assert_eq!(status, 500, "{body}");
        error_id(&body)
    }

    pub(crate) fn create(&mut self) -> i32 {
        let body = self.ok("InstantiateCollaboration", CREATE);
        text(&body, "InstantiateCollaborationAgencySystemExternalBasicResult").parse().unwrap()
    }

    pub(crate) fn event(&mut self, id: i32, event: &str) -> String {
        self.ok("NotifyEvent", &to_case(id, event))
    }
}

pub(crate) const CREATE: &str = "<externalServiceCode>2681</externalServiceCode>\
     <externalServiceEditionCode>1</externalServiceEditionCode>\
                      <reporteeNumber>910453092</reporteeNumber>";

pub(crate) fn to_case(id: i32, event: &str) -> String {
    format!("<notificationInfo><d:CaseID>{id}</d:CaseID><d:Event>{event}</d:Event></notificationInfo>")
}

pub(crate) fn to_all(service: &str, event: &str) -> String {
    format!(
        "<notificationInfo><d:Event>{event}</d:Event><d:ExternalServiceCode>{service}</d:ExternalServiceCode>\
         <d:ExternalServiceEditionCode>1</d:ExternalServiceEditionCode></notificationInfo>"
    )
}

pub(crate) fn notice(element: &str, template: &str, tokens: &[(&str, &str)]) -> String {
    let tokens: String = tokens
        .iter()
        .map(|(key, value)| {
            format!("<NoticeTokenBE><TokenKey>{key}</TokenKey><TokenValue>{value}</TokenValue></NoticeTokenBE>")
        })
        .collect();
    format!(
        "<reporteeElementID>{element}</reporteeElementID><noticeInfo><d:NoticeTemplateID>{template}</d:NoticeTemplateID>\
         <d:NoticeTokens>{tokens}</d:NoticeTokens></noticeInfo>"
    )
}

pub(crate) const TOKENS: [(&str, &str); 2] = [("FRIST", "1. mars"), ("Navn", "Åse &amp; co")];

/// The text of the first element of this local name.
pub(crate) fn text(xml: &str, name: &str) -> String {
    let document = roxmltree::Document::parse(xml).unwrap();
    let node = document.descendants().find(|node| node.tag_name().name() == name);
    node.unwrap_or_else(|| panic!("no {name} in {xml}")).text().unwrap_or_default().to_owned()
}

pub(crate) fn error_id(xml: &str) -> i32 {
    text(xml, "ErrorID").parse().unwrap()
}

pub(crate) fn request_name(ask: &Ask) -> String {
    match ask.operation {
        "Test" => "Test".to_owned(),
        name => format!("{name}AgencySystem{}", ask.binding.names().1),
    }
}
