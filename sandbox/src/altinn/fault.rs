//! What the service says instead of a result, and the texts of its codes.
//!
//! The names and English texts of 60001–60032 are the reference's (verified); that they are the `AltinnErrorMessage` on
//! the wire, and the Bokmål messages beside them, is inferred: no sample of such a fault is public. 989 is as in a real
//! fault, 5 as in a client's list of errors, 0 as in a real fault.

/// Why there is no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// `AltinnFault` with a code of the tables.
    Refused(i32),
    /// `AltinnFault` with ErrorID 0: the request's content could not be read; the text is the .NET formatter's.
    Unreadable(String),
    /// WCF: no operation has this action.
    ActionNotSupported(String),
    /// WCF: the envelope is of the other SOAP version.
    VersionMismatch,
    /// WCF: the security header is missing, stale, or was seen before.
    InvalidSecurity,
}

/// The code of a caller whose credentials are wrong, missing or locked, on the bindings without a certificate.
pub(crate) const EXTERNAL_SYSTEM_AUTHENTICATION: i32 = 989;
/// The same on the bindings with a certificate (inferred), and the code for a resource of another service owner.
pub(crate) const NOT_AUTHORIZED: i32 = 5;

/// `AltinnErrorMessage` and `AltinnLocalizedErrorMessage` of a code.
pub(crate) fn messages(code: i32) -> (&'static str, &'static str) {
    const LOGIN: &str = "Incorrect username/password/pin given for user";
    const WRONG: &str = "Wrong username/password supplied.";
    match code {
        NOT_AUTHORIZED => (WRONG, WRONG),
        EXTERNAL_SYSTEM_AUTHENTICATION => (LOGIN, LOGIN),
        60001 => ("Invalid Case ID", "CaseID er ikke gyldig"),
        60002 => (
            "Invalid Service Code and Service Edition Code Combination and Invalid CaseID",
            "Tjenestekode og tjenesteutgavekode mangler eller er ikke gyldige",
        ),
        60005 => ("Invalid Reportee Element", "Elementet er ikke på gyldig format"),
        60011 => ("Invalid NoticeTemplateID", "Merknadsmalen er ikke gyldig"),
        60012 => ("Mandatory ReporteeNumber", "Avgiver er ikke gyldig"),
        60014 => ("Case is archived, no processing allowed", "Saken er arkivert"),
        60015 => ("Case is Deleted, no processing allowed", "Saken er slettet"),
        60016 => ("The element is unavailable.", "Elementet eksisterer ikke"),
        60017 => ("The element is not associated with any Case.", "Elementet hører ikke til en samhandlingstjeneste"),
        60018 => ("The element is deleted.", "Elementet er slettet"),
        60019 => ("The element is archived.", "Elementet er arkivert, bruk arkivreferansen"),
        60020 => ("Invalid notice Token", "Nøkkelen finnes ikke i merknadsmalen"),
        60021 => ("Invalid notice Token Value", "Verdien til nøkkelen er ikke gyldig"),
        60022 => ("Invalid Event Identifiers", "Hendelsesinformasjon mangler"),
        60023 => ("Invalid Event Name", "Hendelse mangler"),
        60024 => ("Service Owner is unauthorized", "Tjenesteeieren er ikke autorisert for tjenesten"),
        60025 => ("Missing Notice Tokens", "Nøkler som malen trenger mangler"),
        60026 => ("Received WorkFlow Exception", "Feil i tilstandsmaskinen"),
        60027 => ("Workflow Initiation Exception", "Tilstandsmaskinen kunne ikke startes"),
        60028 => ("Missing Workflow Instance", "Saken mangler en instans av tilstandsmaskinen"),
        60029 => ("WorkFlow Generic Exception", "Ukjent feil i tilstandsmaskinen"),
        60030 => ("Event Delivery Failed", "Hendelsen kunne ikke leveres"),
        60031 => ("Missing Event Name", "Hendelsen mangler navn"),
        60032 => ("Unavailable State Machine Events", "Hendelsen kunne ikke registreres for tjenesten"),
        _ => ("General error", "Generell feil"),
    }
}
