//! FastDok in memory, written from the published documents and recordings alone.
//!
//! The real service lets no one in without an agreement and hands out test balance by e-mail; this one stands in for
//! it. What no document says is decided here and marked as invented at the place; `answer` says how answers are shaped,
//! `route` which paths there are, `workflow` what actions do.
//!
//! # Standard data
//!
//! All values are public test values. The API key is [`API_KEY`], `7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4`, for every
//! company.
//!
//! | company | balance (SEK) | factor | licence customer | member | user | password | may act |
//! | --- | --- | --- | --- | --- | --- | --- | --- |
//! | Bostads AB Björken | 2000.00 | 0.8 | no | yes | `asa.oberg@bjorken.example` | `Björk&Löv+2026` | yes |
//! | | | | | | `nils.ek@bjorken.example` | `Ek-och-Alm-7` | yes |
//! | | | | | | `revisor@bjorken.example` | `Bara-Läsa-1` | no |
//! | Hyresfastigheter Ångström AB | 500.00 | 0 | yes | yes | `eva@angstrom.example` | `Våglängd-550` | yes |
//! | Fastighets AB Tomma Kassan | 100.00 | 1 | no | no | `per@tommakassan.example` | `Tre-Kronor-3` | yes |
//!
//! | form (`templateid`) | name | type | base price (SEK, without VAT) |
//! | --- | --- | --- | --- |
//! | `12B.2` | Hyreskontrakt för lokal | Huvudkontrakt | 250.00 |
//! | `7B` | Hyreskontrakt för bostad | Huvudkontrakt | 180.00 |
//! | `15A` | Brandskyddsklausul | Brandskydd | 60.50 |
//! | `16B` | Fastighetsskatteklausul | Fastighetsskatt | 45.00 |
//! | `INFO` | Information om personuppgifter | Information | 0.00 |
//!
//! Applications: `form` (Formulärärende, started with object entries or `message=START`) and `bostad`
//! (Bostadsuthyrning, `message=START`). Participants of every task that is followed by another: Handläggare (whoever may
//! act) and Granskare (everybody at the company). Lists: `lokaler` (Lokalkontrakt, of the forms 12B.2) and `bostader`
//! (Bostadskontrakt, of the forms 7B).

mod answer;
mod attachments;
mod cases;
mod data_lists;
mod document;
mod domain_users;
mod domains;
mod entries;
mod lists;
mod model;
mod object_views;
mod objects;
mod pages;
mod pairs;
mod participants;
mod route;
mod sign_in;
mod standard;
mod state;
mod tasks;
mod templates;
mod undocumented;
mod workflow;

use nordcase::http::{Header, HttpRequest, HttpResponse};
use rust_decimal::Decimal;
use serde_json::json;

use crate::desk::Desk;
use answer::{NO_XML, date, fault, respond};
use model::{Action, Case, Company};

pub use model::Spoiled;
use pages::Pages;
use pairs::Pairs;
use route::{Found, Handler};
use state::Call;
use workflow::Actor;

pub use sign_in::SignedIn;
pub use standard::API_KEY;
pub use state::FastDok;
pub use undocumented::Undocumented;

/// The largest request body that is read, in bytes.
const MOST_BODY: usize = 16 << 20;
/// Balances and factors beyond these are no test of anything, and sums of them could leave the number type.
const MOST_BALANCE: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);
const MOST_FACTOR: Decimal = Decimal::ONE_HUNDRED;

/// The most cases that a list can be told to begin with.
const MOST_OLDER: usize = 1_000_000;

/// The operation that verb and path stand for, as `fastdok.get_task`; `None` when FastDok has none there.
pub fn operation(request: &HttpRequest) -> Option<&'static str> {
    match route::find(request) {
        Found::Route(route, _) => Some(route.operation),
        _ => None,
    }
}

impl FastDok {
    /// Answers one request. With `locked` the caller's account is answered as a locked one, and nothing is applied.
    pub fn handle(&mut self, request: &HttpRequest, locked: bool, desk: &mut Desk<'_>) -> HttpResponse {
        let mut query = Pairs::parse(request.query());
        query.cap_pages(self.pages);
        let text_json = query.flag("jsontext");
        let mut response = self.answer(request, query, locked, desk);
        if text_json {
            let json = response.headers.iter_mut().find(|header| header.value.starts_with("application/json"));
            if let Some(header) = json {
                header.value = header.value.replace("application/", "text/");
            }
        }
        response
    }

    fn answer(&mut self, request: &HttpRequest, query: Pairs, locked: bool, desk: &mut Desk<'_>) -> HttpResponse {
        let (route, ids) = match route::find(request) {
            Found::Route(route, ids) => (route, ids),
            Found::NoApi => return respond(404, "text/plain; charset=utf-8", "Här finns inget.".into()),
            Found::NoPath => return fault(400, "Resursen finns inte."),
            Found::NoMethod(allowed) => {
                let mut response = fault(405, "Resursen tar inte emot det här anropet.");
                response.headers.push(Header::new("Allow", allowed));
                return response;
            }
        };
        if request.body.len() > MOST_BODY {
            return fault(413, "Anropet är för stort.");
        }
        match query.get("format").map(str::to_ascii_lowercase).as_deref() {
            None | Some("" | "json") => {}
            Some("xml") => return fault(400, NO_XML),
            Some(_) => return fault(400, "format ska vara json."),
        }
        let mut call = Call { request, ids, query, locked, desk };
        let answer = match route.handler {
            Handler::Open(handler) => handler(self, &mut call),
            Handler::Signed(handler) => self.caller(&call).and_then(|who| handler(self, &mut call, who)),
        };
        answer.unwrap_or_else(|early| early)
    }
}

/// What happens outside the API: the passing of time, Barium's staff, other people in the web UI.
impl FastDok {
    /// Every ticket is stale from now on.
    pub fn expire_tickets(&mut self) {
        self.tickets.clear();
    }

    /// Sets a company's balance in SEK. False when there is no such company (by id or name), or the amount has parts of
    /// an öre or is absurdly large.
    pub fn set_balance(&mut self, domain: &str, amount: Decimal) -> bool {
        let mut amount = amount.normalize();
        if amount.scale() > 2 || amount.abs() > MOST_BALANCE {
            return false;
        }
        amount.rescale(2);
        self.named_company(domain).map(|company| company.balance = amount).is_some()
    }

    /// Sets a company's flags and factor; `None` leaves one as it is. False when there is no such company, or the
    /// factor is not from 0 to 100.
    pub fn set_customer(
        &mut self,
        domain: &str,
        licence: Option<bool>,
        member: Option<bool>,
        factor: Option<Decimal>,
    ) -> bool {
        if factor.is_some_and(|factor| factor < Decimal::ZERO || factor > MOST_FACTOR) {
            return false;
        }
        let Some(company) = self.named_company(domain) else { return false };
        company.licence = licence.unwrap_or(company.licence);
        company.member = member.unwrap_or(company.member);
        company.factor = factor.unwrap_or(company.factor);
        true
    }

    fn named_company(&mut self, name: &str) -> Option<&mut Company> {
        let wanted = name.to_lowercase();
        self.companies.iter_mut().find(|company| company.name.to_lowercase() == wanted || company.id == wanted)
    }

    /// Cuts all lists into pages of at most so many rows, whatever is asked for (`None`: as asked), with or without a `TotalCount`. The lists of cases
    /// begin with so many older running cases, which are in those lists and nowhere else.
    pub fn set_pages(&mut self, most_rows: Option<usize>, total_count: bool, older_cases: usize) {
        let older_cases = older_cases.min(MOST_OLDER);
        self.pages = Pages { most_rows: most_rows.map(|rows| rows.max(1)), no_total: !total_count, older_cases };
    }

    /// Answers the calls whose answers are documented nowhere in this way; `None`: in the sandbox's own.
    pub fn set_undocumented(&mut self, answer: Option<Undocumented>) {
        self.undocumented = answer;
    }

    /// Writes the row of this case in lists of cases so that it cannot be read; `None`: as ever.
    pub fn spoil_case(&mut self, case: &str, how: Option<Spoiled>) -> Result<(), String> {
        let at = self.any_case(case)?;
        if let Some(case) = self.cases.get_mut(at) {
            case.spoiled = how;
        }
        Ok(())
    }

    /// Somebody adds a form to a case in the web UI. The error says why that cannot be.
    pub fn add_form(&mut self, case: &str, template: &str, desk: &mut Desk<'_>) -> Result<(), String> {
        let at = self.any_case(case)?;
        let template = standard::template(template).ok_or("Formuläret finns inte.")?;
        let existing = self.cases.get(at).map(|case| case.objects.as_slice()).unwrap_or_default();
        let form = objects::build(objects::Draft::form(template), existing, desk)?;
        self.add_object(at, form, desk).map(drop)
    }

    /// Somebody else at the company carries out an action on the case's ready task in the web UI; `action` is a
    /// `ReferenceId` in any case.
    pub fn web_action(&mut self, case: &str, action: &str, desk: &mut Desk<'_>) -> Result<(), String> {
        let at = self.any_case(case)?;
        let known = [Action::Pay, Action::Complete, Action::Cancel];
        let action = known.into_iter().find(|known| known.reference().eq_ignore_ascii_case(action));
        let action = action.ok_or("Åtgärden finns inte.")?;
        let company = self.cases.get(at).map(|case| case.company);
        let user = self.users.iter().find(|user| Some(user.company) == company && user.performs);
        let user = user.ok_or("Företaget har ingen användare.")?;
        let actor = Actor { login: "web".to_owned(), name: user.name.clone(), id: user.id.clone() };
        self.act(at, action, &actor, desk).map(drop)
    }

    fn any_case(&self, id: &str) -> Result<usize, String> {
        let found = self.cases.iter().position(|case| case.id.eq_ignore_ascii_case(id));
        found.ok_or_else(|| "Ärendet finns inte.".to_owned())
    }

    /// The companies and cases for people and tests to look at: amounts as decimal text, times as the API writes them.
    pub fn overview(&self) -> serde_json::Value {
        let domains: Vec<_> = self
            .companies
            .iter()
            .enumerate()
            .map(|(index, company)| {
                let users = self.users.iter().filter(|user| user.company == index);
                json!({
                    "id": company.id, "name": company.name, "balance": company.balance.to_string(),
                    "licence": company.licence, "member": company.member,
                    "factor": company.factor.normalize().to_string(),
                    "users": users.map(|user| user.login.as_str()).collect::<Vec<_>>(),
                })
            })
            .collect();
        let cases: Vec<_> = self.cases.iter().map(|case| self.show_case(case)).collect();
        json!({ "domains": domains, "cases": cases })
    }

    fn show_case(&self, case: &Case) -> serde_json::Value {
        let task = case.tasks.last();
        let history = case.tasks.iter().map(|task| {
            let done = task.completed.as_ref();
            json!({
                "id": task.id, "kind": task.kind.reference(), "created": date(task.created),
                "completed": done.map(|done| date(done.at)), "by": done.map(|done| &done.by),
                "action": done.map(|done| done.action.reference()),
            })
        });
        let forms = case.forms().map(|(form, template)| {
            let price = form.payment.as_ref().map(|payment| payment.price.to_string());
            json!({
                "id": form.id, "template": template.code, "name": template.full_name(),
                "paid": form.payment.is_some(), "price": price,
            })
        });
        json!({
            "id": case.id, "name": case.name, "archived": case.archived.is_some(), "started": date(case.started),
            "domain": self.companies.get(case.company).map(|company| &company.name),
            "task": task.map(|task| json!({
                "id": task.id, "kind": task.kind.reference(), "status": tasks::status(task),
            })),
            "origin": task.and_then(|task| task.origin).map(|kind| kind.reference()),
            "history": history.collect::<Vec<_>>(), "forms": forms.collect::<Vec<_>>(),
        })
    }
}
