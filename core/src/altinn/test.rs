//! `Test`: asks whether the service answers.
//!
//! `POST …/CaseAgencySystem{binding}.svc`, action `http://www.altinn.no/services/2009/10/IAltinnContractBase/Test`.
//! Every Altinn service has it, in its own namespace and without parameters, not even credentials (verified for EC and
//! for the Basic binding of a sibling). In WS and EC the header still tells who calls.

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::envelope::{Answer, Contract, Empty, request};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::operation::{Effect, Operation, sealed};

/// Asks whether the service answers. Says nothing about the credentials over the Basic binding, which sends none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Test {}

impl Test {
    /// The question.
    pub fn new() -> Self {
        Self {}
    }
}

impl sealed::Sealed for Test {}

impl Operation for Test {
    const NAME: &'static str = "altinn.test";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = ();

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        request(access, Contract::Test, |_| Ok(()))
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<(), Error> {
        let mut answer = Answer::new(access, Contract::Test, response.status, &response.headers, Empty);
        answer.feed(&response.body)?;
        answer.finish().map(|_| ())
    }
}
