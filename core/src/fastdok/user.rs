//! Users of a company.

use crate::dates::DateTime;
use crate::json::record;

record! {
    /// A user of a domain. Members after Barium's page on users (verified for the generic API, which writes them in lower case here); all but the
    /// id may be missing.
    pub struct DomainUser {
        /// `userid`, a number.
        id: String = "userid" as written,
        /// `firstname`.
        first_name: Option<String> = "firstname",
        /// `lastname`.
        last_name: Option<String> = "lastname",
        /// `email`.
        email: Option<String> = "email",
        /// `disabled`: whether the user may not sign in (inferred).
        disabled: Option<bool> = "disabled",
        /// `lastlogin`, UTC.
        last_login: Option<DateTime> = "lastlogin",
        /// `origin`: the system that the user comes from (inferred).
        origin: Option<String> = "origin",
        /// `originkey`: the user's key there (inferred).
        origin_key: Option<String> = "originkey" as written,
        /// `title`.
        title: Option<String> = "title",
        /// `department`.
        department: Option<String> = "department",
        /// `country`.
        country: Option<String> = "country",
        /// `telephone`.
        telephone: Option<String> = "telephone" as written,
        /// `groups` that the user is in; only [`ListDomainUserGroups`](super::ListDomainUserGroups) has them.
        groups: Vec<DomainUserGroup> = "groups",
        ..
        /// What else the service said.
        extra
    }
}

record! {
    /// A group of users.
    pub struct DomainUserGroup {
        /// `Id`, a number.
        id: Option<String> = "Id" as written,
        /// `Name`.
        name: Option<String> = "Name",
        ..
        /// What else the service said.
        extra
    }
}
