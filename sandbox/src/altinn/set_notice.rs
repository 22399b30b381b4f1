//! `SetNoticeAgencySystem`: puts a notice on a case or on one of its elements.
//!
//! `reporteeElementID` is a caseID, the digits of an active element, or `AR` and the digits of an archived one
//! (verified). Checked in this order (inferred): 60005 not of that form, 60016 unknown (or an *innsyn* that is not
//! archived), 60017 in no case, 60024 another owner's case, 60018 element deleted, 60019 archived element without `AR`,
//! 60015 and 60014 the case deleted or archived; then the notice, whose codes no table assigns (inferred from their
//! names): 60011 template not given or not one of the edition's, 60020 a key that is missing, double, or not in the
//! template, 60021 no value, 60025 a variable of the template without a token.

use std::collections::BTreeMap;

use super::binding::{DATA, SERVICE};
use super::case::{ElementKind, Notice, Status};
use super::edition::Edition;
use super::fault::Fault;
use super::security::Caller;
use super::soap::{self, Call, Credentials};
use super::state::Altinn;
use crate::desk::Desk;
use crate::ledger::What;

pub(super) struct Input {
    pub(super) credentials: Credentials,
    element: String,
    template: String,
    tokens: Vec<(Option<String>, Option<String>)>,
}

impl Input {
    pub(super) fn read(call: &Call<'_, '_>) -> Result<Self, Fault> {
        let names = ["reporteeElementID", "noticeInfo"];
        let (credentials, [element, info]) = call.parameters(names)?;
        let element = call.string(element, names[0])?.unwrap_or_default();
        let mut input = Self { credentials, element, template: String::new(), tokens: Vec::new() };
        if let Some(info) = info.filter(|info| !soap::is_nil(*info)) {
            let [template, tokens] = soap::members(info, DATA, ["NoticeTemplateID", "NoticeTokens"]);
            input.template = call.string(template, names[1])?.unwrap_or_default();
            // The items and their members are in the service namespace, everything around them is not (verified).
            let items = tokens.into_iter().flat_map(|tokens| tokens.children());
            for item in items.filter(|item| item.has_tag_name((SERVICE, "NoticeTokenBE"))) {
                let [key, value] = soap::members(item, SERVICE, ["TokenKey", "TokenValue"]);
                input.tokens.push((call.string(key, names[1])?, call.string(value, names[1])?));
            }
        }
        Ok(input)
    }
}

/// What the notice goes on.
enum Target {
    Case(i32),
    /// The element's place in the list, and the case it is in.
    Element(usize, i32),
}

impl Altinn {
    pub(super) fn set_notice(&mut self, caller: &Caller, input: &Input, desk: &mut Desk<'_>) -> Result<String, Fault> {
        let target = self.target(caller, &input.element)?;
        let (Target::Case(case_id) | Target::Element(_, case_id)) = target;
        let (case, edition) = self.case(case_id).ok_or(Fault::Refused(60016))?;
        case.must_run()?;
        let notice = notice(edition, input)?;
        let template = notice.template.clone();
        match target {
            Target::Case(id) => {
                let index = self.index(id).ok_or(Fault::Refused(60016))?;
                self.cases[index].notice = Some(notice);
            }
            Target::Element(index, _) => self.elements[index].notice = Some(notice),
        }
        let element = soap::cut(&input.element);
        desk.ledger.write(desk.now, What::NoticeSet { element, case_id, template });
        Ok(String::new())
    }

    /// Finds what `reporteeElementID` means, if the caller may put a notice there.
    fn target(&self, caller: &Caller, text: &str) -> Result<Target, Fault> {
        let digits = text.strip_prefix("AR");
        let archived = digits.is_some();
        let digits = digits.unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Fault::Refused(60005));
        }
        // Digits that are no 32-bit number are of the right form, but nothing has them.
        let id: i32 = digits.parse().map_err(|_| Fault::Refused(60016))?;
        if let Some((_, edition)) = self.case(id).filter(|_| !archived) {
            return if edition.owner == caller.owner { Ok(Target::Case(id)) } else { Err(Fault::Refused(60024)) };
        }
        let index = self.elements.iter().position(|placed| placed.element.id == id).ok_or(Fault::Refused(60016))?;
        let placed = &self.elements[index];
        let (_, edition) = self.case(placed.case_id).ok_or(Fault::Refused(60017))?;
        if edition.owner != caller.owner {
            return Err(Fault::Refused(60024));
        }
        match (placed.element.status, archived) {
            (Status::Deleted, _) => Err(Fault::Refused(60018)),
            (Status::Archived, false) => Err(Fault::Refused(60019)),
            (Status::Active, true) => Err(Fault::Refused(60016)),
            (Status::Active, false) if placed.element.kind == ElementKind::Innsyn => Err(Fault::Refused(60016)),
            _ => Ok(Target::Element(index, placed.case_id)),
        }
    }
}

/// Fills in the template.
fn notice(edition: &Edition, input: &Input) -> Result<Notice, Fault> {
    let template = edition.notices.iter().find(|notice| notice.id == input.template).ok_or(Fault::Refused(60011))?;
    let variables = template.variables();
    let mut tokens = BTreeMap::new();
    for (key, value) in &input.tokens {
        let key = key.as_deref().unwrap_or_default().to_lowercase();
        if !variables.contains(&key) || tokens.contains_key(&key) {
            return Err(Fault::Refused(60020));
        }
        tokens.insert(key, value.clone().ok_or(Fault::Refused(60021))?);
    }
    if tokens.len() < variables.len() {
        return Err(Fault::Refused(60025));
    }
    let text = edition.in_language(&template.text, 0).unwrap_or_default();
    Ok(Notice { template: template.id.clone(), text: template.fill(text, &tokens) })
}
