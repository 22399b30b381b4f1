//! What is sent is made after it was stored, which may take a while: a header that is dated does not grow old meanwhile.

use std::sync::atomic::{AtomicI64, Ordering};

use nordcase::BaseUrl;
use nordcase::altinn::journeys::CreateCase;
use nordcase::altinn::{Access, Binding, InstantiateCollaboration, Session, SystemUser};
use nordcase::client::{Clock, Exchange, SharedSession, Watcher, run};
use nordcase::dates::DateTime;
use nordcase::error::{Failure, TransportError};
use nordcase::http::{HttpRequest, HttpResponse};
use nordcase::journey::{Journey, Moment, NoQuestion, Step};

/// Time passes only while the journey is stored: ten minutes each time.
struct Slow(AtomicI64);

impl Slow {
    fn created(&self) -> String {
        DateTime::from_unix_seconds(self.0.load(Ordering::Relaxed)).expect("a time").to_string()
    }
}

impl Clock for &Slow {
    fn now(&self) -> Moment {
        Moment::at(self.0.load(Ordering::Relaxed) * 1_000)
    }

    async fn sleep(&self, _millis: u64) {}
}

impl Watcher<CreateCase> for &Slow {
    fn save(&mut self, _: &Journey<CreateCase>) -> std::io::Result<()> {
        self.0.fetch_add(600, Ordering::Relaxed);
        Ok(())
    }

    async fn approve(&mut self, question: &NoQuestion) -> bool {
        match *question {}
    }
}

/// Nothing is answered; each request must be as old as nothing.
impl Exchange for &Slow {
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let body = String::from_utf8(request.body).expect("SOAP is text");
        assert!(body.contains(&self.created()), "not made at {}: {body}", self.created());
        Err(TransportError::new(Failure::Network, true, "cut"))
    }
}

#[tokio::test]
async fn what_is_sent_is_made_after_it_was_stored() {
    let start = 1_800_000_000;
    let created = DateTime::from_unix_seconds(start).expect("a time");
    let user = SystemUser::new("SKDEN", "pw");
    let binding = Binding::Ws { user, created, nonce: vec![0; 16], message_id: None };
    let access = Access::new(BaseUrl::new("https://tt02.example.no").expect("a URL"), binding);
    let session = SharedSession::new(Session::new(access));
    let slow = Slow(AtomicI64::new(start));
    let mut journey = Journey::new(CreateCase::new(InstantiateCollaboration::new("2681", 1, "910453092")), 1);
    let end = run(&mut journey, &session, &&slow, &&slow, &mut &slow).await.expect("it ends");
    assert!(matches!(end, Step::Failed(_)), "{end:?}");
    assert!(slow.0.load(Ordering::Relaxed) > start + 1_200);
}
