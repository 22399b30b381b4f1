//! Stored journeys: load, store again, and refuse a wrong input.

use nordcase::altinn::journeys as altinn;
use nordcase::fastdok::journeys as fastdok;
use nordcase::journey::{Call, Input, Journey, Moment, Script};
use nordcase::{BaseUrl, Error};
use serde_json::Value;

use crate::check::listed;
use crate::schema::{self, expand};

pub(crate) fn run(case: &schema::Journey, complaints: &mut Vec<String>) -> schema::Journey {
    let text = match expand(&case.stored) {
        Value::String(text) => text,
        stored => stored.to_string(),
    };
    let outcome = match case.journey.as_str() {
        "fastdok.start_case" => in_fastdok::<fastdok::StartCase>(&text, case, complaints),
        "fastdok.pay_case" => in_fastdok::<fastdok::PayCase>(&text, case, complaints),
        "fastdok.cancel_payment" => in_fastdok::<fastdok::CancelPayment>(&text, case, complaints),
        "fastdok.complete_case" => in_fastdok::<fastdok::CompleteCase>(&text, case, complaints),
        "altinn.create_case" => in_altinn::<altinn::CreateCase>(&text, case, complaints),
        "altinn.send_event" => in_altinn::<altinn::SendEvent>(&text, case, complaints),
        "altinn.place_notice" => in_altinn::<altinn::PlaceNotice>(&text, case, complaints),
        other => panic!("no journey {other:?}"),
    };
    let error = outcome.err().map(|error| listed(case.error.as_ref(), &error));
    schema::Journey { error, ..case.clone() }
}

fn in_fastdok<S>(text: &str, case: &schema::Journey, complaints: &mut Vec<String>) -> Result<(), Error>
where
    S: Script<Call: Call<Session = nordcase::fastdok::Session>>,
{
    let access = nordcase::fastdok::Access::new(BaseUrl::new("https://forms.example.se").unwrap());
    load::<S>(text, case, &mut nordcase::fastdok::Session::new(access.with_ticket("t".into())), complaints)
}

fn in_altinn<S>(text: &str, case: &schema::Journey, complaints: &mut Vec<String>) -> Result<(), Error>
where
    S: Script<Call: Call<Session = nordcase::altinn::Session>>,
{
    let access = nordcase::altinn::Access::basic(BaseUrl::new("https://www.altinn.no").unwrap(), "SKDEN", "p");
    load::<S>(text, case, &mut nordcase::altinn::Session::new(access), complaints)
}

fn load<S: Script>(
    text: &str,
    case: &schema::Journey,
    session: &mut <S::Call as Call>::Session,
    complaints: &mut Vec<String>,
) -> Result<(), Error> {
    let mut journey = Journey::<S>::from_json(text)?;
    let outcome = match case.input.as_deref() {
        None => Ok(()),
        Some("woke") => journey.resume(session, Input::Woke, Moment::at(0)),
        Some("approved") => journey.resume(session, Input::Decision { approved: true }, Moment::at(0)),
        Some(other) => panic!("no input {other:?}"),
    };
    let stored = serde_json::from_str(text).unwrap();
    let again = serde_json::from_str(&journey.to_json()).unwrap();
    if !keeps(&stored, &again) {
        complaints.push(format!("stored again it is {again}\n    it was {stored}"));
    }
    outcome
}

/// Whether the stored form still says all that it said. A later release may add members.
fn keeps(stored: &Value, again: &Value) -> bool {
    match (stored, again) {
        (Value::Object(stored), Value::Object(again)) => {
            stored.iter().all(|(name, value)| keeps(value, again.get(name).unwrap_or(&Value::Null)))
        }
        (Value::Array(stored), Value::Array(again)) => {
            stored.len() == again.len() && stored.iter().zip(again).all(|(stored, again)| keeps(stored, again))
        }
        (stored, again) => stored == again,
    }
}
