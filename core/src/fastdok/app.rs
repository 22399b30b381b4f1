//! Apps: the processes that cases are started in.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Error;
use crate::json::{Members, RawJson};

/// An app. Members after the generic documentation and the vendor's own client (verified); all but the id may be
/// missing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct App {
    /// `Id`, a GUID.
    pub id: String,
    /// `Name`.
    pub name: Option<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `Status`.
    pub status: Option<String>,
    /// `InstancesCount`: how many cases it has.
    pub instances_count: Option<i64>,
    /// `ProcessId`.
    pub process_id: Option<String>,
    /// `DomainObjectId`.
    pub domain_object_id: Option<String>,
    /// What else the service said.
    pub extra: BTreeMap<String, RawJson>,
}

impl App {
    pub(super) fn read(mut members: Members<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: members.id("Id")?,
            name: members.text("Name")?,
            description: members.text("Description")?,
            status: members.scalar("Status")?,
            instances_count: members.integer("InstancesCount")?,
            process_id: members.text("ProcessId")?,
            domain_object_id: members.text("DomainObjectId")?,
            extra: members.extra()?,
        })
    }
}
