use std::collections::BTreeSet;

use super::*;
use crate::error::{Api, Error, Failure, Kind, Retry, ServiceError, TransitionError, TransportError};

#[test]
fn codes_are_unique_and_explained() {
    let rows = error_codes();
    let codes: BTreeSet<_> = rows.iter().map(|row| row.code.clone()).collect();
    assert_eq!(codes.len(), rows.len());
    for row in &rows {
        assert!(!row.explanation.is_empty() && !row.what_to_do.is_empty(), "{}", row.code);
        assert_eq!(find_code(&row.code).as_ref(), Some(row));
    }
}

#[test]
fn every_code_has_one_retry_wherever_it_stands() {
    for row in error_codes() {
        let code = row.code.clone();
        let known: &'static str = Box::leak(code.to_string().into_boxed_str());
        let errors = match row.kind {
            Kind::Input => vec![Error::input(known, "x", "y")],
            Kind::Parse => vec![Error::parse(known, "", "", b"", 200)],
            Kind::Transition => vec![Error::Transition(Box::new(TransitionError {
                code: known,
                state: String::new(),
                event: String::new(),
                allowed: vec![],
                reason: String::new(),
            }))],
            Kind::Service => {
                let api = if known.starts_with("altinn.") { Api::Altinn } else { Api::FastDok };
                let refusal = ServiceError::of(row.clone(), api);
                vec![
                    Error::Service(Box::new(refusal.clone())),
                    Error::Service(Box::new(ServiceError { status: 500, ..refusal })),
                ]
            }
            Kind::Transport => {
                let failures = [Failure::Timeout, Failure::Network, Failure::Cancelled, Failure::TooLarge];
                let failure = failures.into_iter().find(|failure| failure.code() == known).unwrap();
                let unsent = Error::from(TransportError::new(failure, false, ""));
                let read = TransportError { reads: true, ..TransportError::new(failure, true, "") };
                let safe = if failure == Failure::TooLarge { Retry::Never } else { Retry::Safe };
                assert_eq!((unsent.retry(), Error::from(read).retry()), (safe, safe), "{known}");
                vec![TransportError::new(failure, true, "").into()]
            }
        };
        for error in errors {
            assert_eq!((error.code(), error.kind(), error.retry()), (known, row.kind, row.retry), "{known}");
            let json = serde_json::to_value(&error).unwrap();
            assert_eq!(json["retry"], serde_json::to_value(row.retry).unwrap(), "{known}");
        }
    }
}
