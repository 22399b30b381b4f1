//! The standard data. The tables in the head of [`super`] list it; a test holds the two together.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::case::{Case, Element, ElementKind, PlacedElement, Status};
use super::edition::Editions;
use super::security::Security;
use super::state::Altinn;

const FIRST_NEW_ID: i32 = 100_001;

/// The service as it starts.
pub(super) fn altinn() -> Altinn {
    let mut altinn = Altinn {
        security: Security::default(),
        editions: Editions::default(),
        cases: vec![
            case(1001, "2690", Status::Active),
            case(1002, "2690", Status::Archived),
            case(1003, "2690", Status::Deleted),
            case(1004, "4500", Status::Active),
        ],
        elements: vec![
            element(1001, 2001, ElementKind::Melding, Status::Active),
            element(1001, 2002, ElementKind::Innsending, Status::Archived),
            element(1001, 2003, ElementKind::Innsending, Status::Deleted),
            element(0, 2004, ElementKind::Melding, Status::Active),
            element(1001, 2005, ElementKind::Innsyn, Status::Active),
        ],
        next_id: FIRST_NEW_ID,
    };
    altinn.set_system("SKDEN", "sandkasse-2681", "SKD");
    altinn.set_system("TDIREN", "sandkasse-4500", "TDIR");
    for definition in [konkursbo(), orientering(), tilsyn()] {
        let added = altinn.add_edition(definition);
        debug_assert_eq!(added, Ok(()), "the standard editions are well-formed");
    }
    altinn
}

fn case(id: i32, service: &str, status: Status) -> Case {
    Case {
        id,
        service: service.to_owned(),
        edition: 1,
        reportee: "910453092".to_owned(),
        state: 1,
        status,
        created: 0,
        visible: None,
        due: None,
        notice: None,
        conditions: BTreeMap::new(),
        history: Vec::new(),
        spoiled: None,
    }
}

fn element(case_id: i32, id: i32, kind: ElementKind, status: Status) -> PlacedElement {
    PlacedElement { case_id, element: Element { id, kind, status }, notice: None }
}

fn konkursbo() -> Value {
    let to = |name: &str, event: &str, to: &str| json!({"name": name, "event": event, "to": to});
    json!({
        "service": "2681", "edition": 1, "owner": "SKD", "default_language": "nb", "start": "Opprettet",
        "names": {"nb": "Konkursbo", "nn": "Konkursbu", "en": "Bankruptcy estate"},
        "conditions": {"AlleVedleggMottatt": true},
        "notices": notices(),
        "states": [
            {"id": 1, "name": "Opprettet", "may_delete": true,
             "friendly": {"nb": "Saken er opprettet", "nn": "Saka er oppretta", "en": "The case is created"},
             "transitions": [
                to("Skjema påbegynt", "^3374:1:Instantiated$", "UnderArbeid"),
                to("Frist utløpt", "^DeadlineExpired$", "FristUtlopt")]},
            {"id": 2, "name": "UnderArbeid",
             "friendly": {
                "nb": "Under arbeid hos bostyrer", "nn": "Under arbeid hos bustyrar", "en": "The trustee is at work"},
             "transitions": [
                {"name": "Skjema sendt inn", "event": "^3374:1:(Submitted|Archived)$", "to": "TilBehandling",
                 "condition": "AlleVedleggMottatt"},
                to("Frist utløpt", "^DeadlineExpired$", "FristUtlopt")]},
            {"id": 3, "name": "TilBehandling",
             "friendly": {
                "nb": "Til behandling hos etaten", "nn": "Til handsaming hos etaten", "en": "The agency is at work"},
             "transitions": [
                to("Godkjent", "^Approved$", "Avsluttet"),
                to("Avvist", "^Rejected$", "Avvist"),
                to("Må utfylles mer", "^MoreInformationNeeded$", "UnderArbeid"),
                {"name": "Beregnes på nytt", "event": "^Recalculate$", "to": "TilBehandling",
                 "fails": {"error_code": 60029, "detail": "The workflow code of the service threw an exception."}}]},
            {"id": 4, "name": "FristUtlopt", "may_archive": true,
             "friendly": {"nb": "Fristen er utløpt", "nn": "Fristen er gått ut", "en": "The deadline has passed"},
             "transitions": [to("Frist forlenget", "^DeadlineExtended$", "UnderArbeid")]},
            {"id": 5, "name": "Avsluttet", "may_archive": true,
             "friendly": {"nb": "Avsluttet", "nn": "Avslutta", "en": "Closed"}},
            {"id": 6, "name": "Avvist", "may_archive": true, "may_delete": true,
             "friendly": {"nb": "Avvist", "en": "Rejected"},
             "transitions": [to("Vedtak lest", "^3375:1:(Opened|Confirmed)$", "Avsluttet")]},
        ],
    })
}

fn orientering() -> Value {
    json!({
        "service": "2690", "edition": 1, "owner": "SKD", "start": "Sendt",
        "names": {"nb": "Orientering", "nn": "Orientering", "en": "Information"},
        "notices": notices(),
        "states": [
            {"id": 1, "name": "Sendt",
             "may_archive": true, "may_delete": true, "friendly": {"nb": "Sendt", "en": "Sent"}},
        ],
    })
}

fn tilsyn() -> Value {
    json!({
        "service": "4500", "edition": 1, "owner": "TDIR", "start": "Varslet",
        "names": {"nb": "Tilsyn", "nn": "Tilsyn", "en": "Inspection"},
        "states": [
            {"id": 1, "name": "Varslet", "friendly": {"nb": "Tilsyn er varslet", "en": "Inspection announced"},
             "transitions": [{"name": "Lukket", "event": "^Closed$", "to": "Lukket"}]},
            {"id": 2, "name": "Lukket", "may_archive": true},
        ],
    })
}

fn notices() -> Value {
    json!([
        {"id": "12", "text": {
            "nb": "Fristen for $$navn$$ er $$frist$$.", "nn": "Fristen for $$navn$$ er $$frist$$.",
            "en": "The deadline for $$navn$$ is $$frist$$."}},
        {"id": "13", "text": {
            "nb": "Saken venter på svar.", "nn": "Saka ventar på svar.", "en": "The case awaits an answer."}},
    ])
}
