//! What can happen at a step besides its going well.

use nordcase_sandbox::Fault;

/// One thing that happens. All but [`Twist::None`] count as a fault of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Twist {
    /// Nothing special.
    None,
    /// The sandbox's plan strikes.
    Fault(Fault),
    /// The process is killed after storing the journey, before the request leaves.
    KillBefore,
    /// The process is killed when the request has been handled, before the answer is read.
    KillAfter,
    /// The caller cancels before the request arrives.
    CancelBefore,
    /// The caller cancels while the request is being handled.
    CancelAfter,
    /// Somebody else acts on the case first.
    Other(&'static str),
    /// The caller does not approve.
    Decline,
}

/// Every fault that the plan knows. `Slow` is longer than any host waits.
pub(crate) const FAULTS: [Fault; 10] = [
    Fault::NeverArrives,
    Fault::AnswerLost,
    Fault::Error500,
    Fault::Error500Applied,
    Fault::HtmlPage,
    Fault::HtmlPageApplied,
    Fault::CutBody,
    Fault::Slow { ms: 600_000 },
    Fault::StaleTicket,
    Fault::LockedAccount,
];
