//! `SetNoticeAgencySystem`: puts a notice (*merknad*) on a case, or on an element in it. Parameters, order and types
//! are verified for EC and EC2 (WSDL), inferred for Basic and WS.
//!
//! `POST …/CaseAgencySystem{binding}.svc`, action `…/SetNoticeAgencySystem{suffix}`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::envelope::{Answer, Contract, Empty, request};
use super::namespaces::{DATA, NOTICE_TOKENS};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::check_length;
use crate::limits::{ID_CHARS, TEXT_CHARS, TOKEN_CHARS, TOKENS};
use crate::operation::{Effect, Operation, sealed};

const CONTRACT: Contract = Contract::Case("SetNoticeAgencySystem");

/// Puts a notice on a case or on an element in it. The text is a template of the service's, in which tokens are
/// replaced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetNotice {
    /// `reporteeElementID`: the digits of a CaseID or of an active element; `AR` and digits for an archived element, as
    /// `AR5276128` (verified).
    pub reportee_element_id: String,
    /// `NoticeTemplateID`: a template defined on the case's service (verified; its format is unknown).
    pub notice_template_id: String,
    /// `NoticeTokens`: what to put in the place of the template's variables; may be empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notice_tokens: Vec<NoticeToken>,
}

/// What to put in the place of one variable (`NoticeTokenBE`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NoticeToken {
    /// `TokenKey`: the variable's name, without the `$$` around it. Upper and lower case are the same (verified).
    pub token_key: String,
    /// `TokenValue`: its text.
    pub token_value: String,
}

impl NoticeToken {
    /// A token.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { token_key: key.into(), token_value: value.into() }
    }
}

impl SetNotice {
    /// A notice of this template, without tokens.
    pub fn new(reportee_element_id: impl Into<String>, notice_template_id: impl Into<String>) -> Self {
        Self {
            reportee_element_id: reportee_element_id.into(),
            notice_template_id: notice_template_id.into(),
            notice_tokens: Vec::new(),
        }
    }

    fn check(&self) -> Result<(), Error> {
        let id = &self.reportee_element_id;
        let digits = id.strip_prefix("AR").unwrap_or(id);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let rule = "must be digits, or AR followed by digits";
            return Err(Error::input("input.element_id", "reporteeElementID", rule));
        }
        check_length("reporteeElementID", id, ID_CHARS)?;
        if self.notice_template_id.is_empty() {
            return Err(Error::input("input.empty", "NoticeTemplateID", "must not be empty"));
        }
        check_length("NoticeTemplateID", &self.notice_template_id, TEXT_CHARS)?;
        if self.notice_tokens.len() > TOKENS {
            return Err(Error::input("input.too_long", "NoticeTokens", format!("must be at most {TOKENS} tokens")));
        }
        let mut keys = BTreeSet::new();
        for (index, token) in self.notice_tokens.iter().enumerate() {
            let error = |code, name, rule: String| Err(Error::input(code, field(index, name), rule));
            if token.token_key.is_empty() {
                return error("input.empty", "TokenKey", "must not be empty".to_owned());
            }
            for (name, text, limit) in
                [("TokenKey", &token.token_key, TEXT_CHARS), ("TokenValue", &token.token_value, TOKEN_CHARS)]
            {
                if check_length(name, text, limit).is_err() {
                    return error("input.too_long", name, format!("must have at most {limit} characters"));
                }
            }
            if !keys.insert(token.token_key.to_lowercase()) {
                let rule = "is the key of another token as well, but for upper and lower case";
                return error("input.token_key_duplicate", "TokenKey", rule.to_owned());
            }
        }
        Ok(())
    }
}

/// `NoticeTokens[2].TokenKey`
fn field(index: usize, name: &str) -> String {
    format!("NoticeTokens[{index}].{name}")
}

impl sealed::Sealed for SetNotice {}

impl Operation for SetNotice {
    const NAME: &'static str = "altinn.set_notice";
    const EFFECT: Effect = Effect::Changes;
    type Access = Access;
    type Output = ();

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        self.check()?;
        request(access, CONTRACT, |writer| {
            writer.element("reporteeElementID", &self.reportee_element_id)?;
            // The tokens have a prefix of their own, so that they stay where they belong if the service's namespace has
            // another date.
            for part in ["<noticeInfo xmlns:a=\"", DATA, "\" xmlns:b=\"", NOTICE_TOKENS, "\">"] {
                writer.markup(part);
            }
            writer.element("a:NoticeTemplateID", &self.notice_template_id)?;
            if !self.notice_tokens.is_empty() {
                writer.markup("<a:NoticeTokens>");
                for (index, token) in self.notice_tokens.iter().enumerate() {
                    writer.markup("<b:NoticeTokenBE>");
                    writer.element_of("b:TokenKey", &token.token_key, || field(index, "TokenKey").into())?;
                    writer.element_of("b:TokenValue", &token.token_value, || field(index, "TokenValue").into())?;
                    writer.markup("</b:NoticeTokenBE>");
                }
                writer.markup("</a:NoticeTokens>");
            }
            writer.markup("</noticeInfo>");
            Ok(())
        })
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<(), Error> {
        let mut answer = Answer::new(access, CONTRACT, response.status, &response.headers, Empty);
        answer.feed(&response.body)?;
        answer.finish().map(|_| ())
    }
}
