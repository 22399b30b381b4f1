//! What can happen at a step besides its going well.

use nordcase::http::{Header, HttpResponse};
use nordcase_sandbox::Fault;

/// One thing that happens. All but [`Twist::None`], [`Twist::LateNow`], [`Twist::GoOn`], [`Twist::Decline`] and [`Twist::OtherCredentials`] count as a fault of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Twist {
    /// Nothing special.
    None,
    /// The sandbox's plan strikes.
    Fault(Fault),
    /// Something before the service answers in its place.
    Page(Page),
    /// The process is killed after storing the journey, before the request leaves.
    KillBefore,
    /// The process is killed when the request has been handled, before the answer is read.
    KillAfter,
    /// The caller cancels before the request arrives.
    CancelBefore,
    /// The caller cancels while the request is being handled.
    CancelAfter,
    /// Somebody else acts first.
    Other(&'static str),
    /// Somebody else begins with several acts, some of them first, the rest whenever they like.
    Begin { acts: Acts, then: Acts },
    /// And goes on with them. No fault of its own.
    GoOn { acts: Acts, then: Acts },
    /// What was accepted and is still to be applied is applied just before. No fault of its own: it may be at any time.
    LateNow,
    /// The caller does not approve.
    Decline,
    /// After an end for refused credentials: a new process carries on what was stored, with credentials that are right. The refusal was the fault.
    OtherCredentials,
}

/// Acts of others, one after the other.
pub(crate) type Acts = &'static [&'static str];

/// The answer of a firewall or a gateway, whatever became of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub status: u16,
    /// An HTML page; otherwise there is nothing but the status.
    pub html: bool,
    pub applied: Applied,
}

/// What became of a request that the service did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applied {
    Not,
    Now,
    Late,
}

impl Page {
    /// The fault of the plan that does the same to the request.
    pub(crate) fn fault(self) -> Fault {
        match self.applied {
            Applied::Not => Fault::NeverArrives,
            Applied::Now => Fault::AnswerLost,
            Applied::Late => Fault::AppliedLate { ms: LATE_MS },
        }
    }

    /// What comes back.
    pub(crate) fn answer(self) -> HttpResponse {
        let mut answer = HttpResponse { status: self.status, headers: Vec::new(), body: Vec::new() };
        if self.html {
            answer.headers.push(Header::new("Content-Type", "text/html"));
            answer.body = format!("<html><body><h1>{}</h1>Request ID: 1820</body></html>", self.status).into_bytes();
        }
        answer
    }
}

/// The pages that make a difference at a request of this kind: to a change each with all that can have become of it. The sandbox's plan has those of a sign-in.
pub(crate) fn pages(kind: Kind) -> Vec<Page> {
    let page = |status, html, applied| Page { status, html, applied };
    match kind {
        Kind::SignIn => Vec::new(),
        Kind::Read => vec![page(403, true, Applied::Not), page(404, true, Applied::Not)],
        Kind::Change => {
            let answers = [(403, true), (403, false), (404, true), (404, false)];
            let of = |applied| answers.map(|(status, html)| page(status, html, applied));
            [Applied::Not, Applied::Now, Applied::Late].into_iter().flat_map(of).collect()
        }
    }
}

/// What a request is to its service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    SignIn,
    Read,
    Change,
}

/// How much later a late request is applied, if not before ([`Twist::LateNow`]): after every look of a journey that takes 25 seconds for enough, and long before
/// a gateway gives up (230 s).
pub(crate) const LATE_MS: u64 = 30_000;
/// How old an answer from a cache is. Each change takes a second ([`crate::world`]), so that it is from before the last few of them.
pub(crate) const CACHE_MS: u64 = 10_000;
/// The same, from before the last of them only.
pub(crate) const SHORT_CACHE_MS: u64 = 1_500;

/// A request that is never answered, whatever became of it.
pub(crate) const LOST: [Fault; 3] = [Fault::NeverArrives, Fault::AnswerLost, Fault::AppliedLate { ms: LATE_MS }];

/// A sign-in changes nothing that matters: whether it arrived makes no difference.
const AT_SIGN_IN: [Fault; 13] = [
    Fault::AnswerLost,
    Fault::CutBody,
    Fault::Error500,
    Fault::HtmlPage,
    Fault::LockedAccount,
    Fault::PlainWords,
    Fault::SignInPage,
    Fault::JsonMessage,
    Fault::EmptyAnswer,
    Fault::Status400,
    Fault::Status403,
    Fault::Status429,
    Fault::Redirect,
];

/// Nor does it for a read. Sent twice it is as sent once.
const AT_READ: [Fault; 7] = [
    Fault::AnswerLost,
    Fault::CutBody,
    Fault::Error500,
    Fault::HtmlPage,
    Fault::OldAnswer { ms: CACHE_MS },
    Fault::OldAnswer { ms: SHORT_CACHE_MS },
    Fault::LockedAccount,
];

/// `Slow` is longer than any host waits.
pub(crate) const AT_CHANGE: [Fault; 11] = [
    Fault::NeverArrives,
    Fault::AnswerLost,
    Fault::Error500,
    Fault::Error500Applied,
    Fault::HtmlPage,
    Fault::HtmlPageApplied,
    Fault::AppliedLate { ms: LATE_MS },
    Fault::HtmlPageAppliedLate { ms: LATE_MS },
    Fault::CutBody,
    Fault::Slow { ms: 600_000 },
    Fault::LockedAccount,
];

/// The faults of the plan that make a difference at a request of this kind; FastDok signs in, Altinn's credentials go with each call.
pub(crate) fn faults(kind: Kind, altinn: bool, repeats: bool) -> impl Iterator<Item = Fault> {
    let of_kind: &[Fault] = match kind {
        Kind::SignIn => &AT_SIGN_IN,
        Kind::Read => &AT_READ,
        Kind::Change => &AT_CHANGE,
    };
    let of_service: &[Fault] = match kind {
        Kind::SignIn => &[],
        _ if altinn => &[Fault::Status401, Fault::Unreadable989],
        _ => &[Fault::StaleTicket],
    };
    let of_transport: &[Fault] = if repeats && kind == Kind::Change { &[Fault::Repeated] } else { &[] };
    of_kind.iter().chain(of_service).chain(of_transport).copied()
}
