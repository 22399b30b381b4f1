//! `GET /Domains/Current`: the company of the user who signed in (verified; FastDok's page on company information).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::answer;
use super::domain::Domain;
use super::request::get;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Reads the company: its balance, and whether it is a licence customer or a member.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetCurrentDomain {}

impl GetCurrentDomain {
    /// Reads it.
    pub fn new() -> Self {
        Self::default()
    }

    /// The answer, as a journey reads it: a member that it does not decide by may be anything.
    pub(crate) fn read_lenient(access: &Access, response: &HttpResponse) -> Result<Domain, Error> {
        answer::lenient(access, response)
    }
}

impl Sealed for GetCurrentDomain {}

impl Operation for GetCurrentDomain {
    const NAME: &'static str = "fastdok.get_current_domain";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Domain;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        get(access, "/Domains/Current", &[])
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Domain, Error> {
        answer::record(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = GetCurrentDomain::new();
        assert_eq!(sent(&new), "GET /Domains/Current\nAccept: application/json\n\n");
    }

    #[test]
    fn the_answer() {
        // Captured shape: the sample of FastDok's page, values restated.
        let body = r#"{"Id":"d1","Name":"Fastighets AB","Description":"","Balance":1250.50,"OwnedBy":"FSAB","Properties":[
            {"TypeNamespace":"fsab.avtalskund","KeyValue":null,"Value":"True"},
            {"TypeNamespace":"fsab.medlem","KeyValue":null,"Value":"True"},
            {"TypeNamespace":"fsab.rabattfaktor","KeyValue":null,"Value":"0"}]}"#;
        let answer = GetCurrentDomain::new().response(&access(), &json(body)).unwrap();
        assert_eq!((answer.is_licence_customer(), answer.is_member()), (Some(true), Some(true)));
        assert_eq!(answer.balance.unwrap().to_string(), "1250.50");
        assert_eq!(answer.price("99".parse().unwrap()).unwrap(), crate::money::Amount::ZERO);
        assert!(answer.extra.is_empty());
    }
}
