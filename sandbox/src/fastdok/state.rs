//! The service's data, and what its handlers share.

use nordcase::http::{HttpRequest, HttpResponse};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::answer::{refused, unknown};
use super::model::{Case, Company, Ticket, User};
use super::pages::Pages;
use super::pairs::Pairs;
use super::standard;
use super::undocumented::Undocumented;
use crate::desk::Desk;
use crate::random::Random;

/// All that callers may store in one sandbox, in bytes; a changing call counts at least a little.
const MOST_STORED: u64 = 64 << 20;

/// The service and its data; its serde form is part of the snapshot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FastDok {
    pub(super) companies: Vec<Company>,
    pub(super) users: Vec<User>,
    pub(super) tickets: Vec<Ticket>,
    pub(super) cases: Vec<Case>,
    /// Bytes that callers had stored, never counted down.
    pub(super) stored: u64,
    #[serde(default, skip_serializing_if = "Pages::is_plain")]
    pub(super) pages: Pages,
    /// How calls whose answers are documented nowhere are answered, if not in the sandbox's own way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) undocumented: Option<Undocumented>,
}

/// One request with what its handler needs.
pub(super) struct Call<'a, 'd> {
    pub(super) request: &'a HttpRequest,
    /// The segments of the path that name something.
    pub(super) ids: Vec<String>,
    pub(super) query: Pairs,
    /// The account is to be answered as locked (an order of the fault plan).
    pub(super) locked: bool,
    pub(super) desk: &'a mut Desk<'d>,
}

impl Call<'_, '_> {
    pub(super) fn id(&self, nth: usize) -> &str {
        self.ids.get(nth).map_or("", String::as_str)
    }
}

/// Who calls: places in the lists of users and companies.
#[derive(Clone, Copy)]
pub(super) struct Caller {
    pub(super) user: usize,
    pub(super) company: usize,
}

impl FastDok {
    /// The standard data (see the head of this module).
    pub fn standard(random: &mut Random) -> Self {
        let mut service = Self {
            companies: Vec::new(),
            users: Vec::new(),
            tickets: Vec::new(),
            cases: Vec::new(),
            stored: 0,
            pages: Pages::default(),
            undocumented: None,
        };
        for (index, company) in standard::COMPANIES.iter().enumerate() {
            service.companies.push(Company {
                id: random.guid(),
                name: company.name.to_owned(),
                description: company.description.to_owned(),
                balance: Decimal::new(company.balance, 2),
                licence: company.licence,
                member: company.member,
                factor: Decimal::new(company.factor, 1),
                transactions: Vec::new(),
                contracts: 0,
            });
            service.users.extend(company.users.iter().map(|user| User {
                id: random.guid(),
                login: user.login.to_owned(),
                name: user.name.to_owned(),
                company: index,
                performs: user.performs,
                failures: 0,
                locked_until: None,
                last_login: None,
            }));
        }
        service
    }

    pub(super) fn company(&self, who: Caller) -> Result<&Company, HttpResponse> {
        self.companies.get(who.company).ok_or_else(|| unknown("Domänen"))
    }

    pub(super) fn own_cases(&self, who: Caller) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(move |case| case.company == who.company)
    }

    pub(super) fn case_index(&self, who: Caller, id: &str) -> Result<usize, HttpResponse> {
        let mine = |case: &Case| case.company == who.company && case.id.eq_ignore_ascii_case(id);
        self.cases.iter().position(mine).ok_or_else(|| unknown("Ärendet"))
    }

    pub(super) fn case(&self, who: Caller, id: &str) -> Result<&Case, HttpResponse> {
        self.case_index(who, id).and_then(|at| self.cases.get(at).ok_or_else(|| unknown("Ärendet")))
    }

    /// `PerformPermission`: whether this user may act on tasks.
    pub(super) fn performs(&self, who: Caller) -> bool {
        self.users.get(who.user).is_some_and(|user| user.performs)
    }

    /// A user who may not act may not change anything else either (invented).
    pub(super) fn may_change(&self, who: Caller) -> Result<(), HttpResponse> {
        if self.performs(who) { Ok(()) } else { Err(refused("Du saknar behörighet att utföra det här.")) }
    }

    pub(super) fn login(&self, who: Caller) -> String {
        self.users.get(who.user).map(|user| user.login.clone()).unwrap_or_default()
    }

    /// Counts what a call stores; refuses it when the sandbox is full.
    pub(super) fn charge(&mut self, bytes: usize) -> Result<(), HttpResponse> {
        let stored = self.stored.saturating_add(bytes as u64);
        if stored > MOST_STORED {
            return Err(refused("Sandlådan är full."));
        }
        self.stored = stored;
        Ok(())
    }
}
