//! Altinn's journeys: create a case exactly once, send an event, place a notice.
//!
//! | journey | does | after an unseen outcome |
//! | --- | --- | --- |
//! | [`CreateCase`] | creates a collaboration case for a reportee | lists the reportee's cases again and adopts the new one |
//! | [`SendEvent`] | sends an event to a case, or to all of an edition | reads the state; to all of an edition it is never sent twice |
//! | [`PlaceNotice`] | sets a notice on a case or an element | reads the case's notice, where it can be read |
//!
//! The service has no idempotency key. By its own words a call that timed out created nothing (verified as text), but a reply can be lost after the
//! case was created, so the list decides, once the settle bound has passed. Nothing is ever tried again after 5, 44 or 989: the system user would be locked for about an hour.

mod calls;
mod create_case;
mod place_notice;
mod send_event;

pub use calls::{AltinnAnswer, AltinnCall};
pub use create_case::{CreateCase, CreateConfidence, CreateReceipt};
pub use place_notice::{NoticeReceipt, PlaceNotice};
pub use send_event::{CaseMove, EventReceipt, EventTarget, SendEvent};
