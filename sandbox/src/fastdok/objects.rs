//! Creating objects, and the calls that change them or read their binaries. How they are shown stands in
//! `object_views`.
//!
//! Verified: an object exists once per case, one main contract per case, an upload with a charset parameter answers OK
//! and creates nothing. Invented: while a payment is open nothing can be edited; a paid form and a read-only object
//! cannot be deleted; posted names that an object lacks are ignored.

use nordcase::http::{Header, HttpResponse};

use super::answer::{Answer, Item, Status, done, fault, items, json, refused, respond, stored_day, unknown};
use super::entries::{ObjectEntry, PropertyEntry, short};
use super::model::{Case, File, Kind, Object, Payment, Property, TaskKind};
use super::pairs::{Pairs, form_text, media_type, upload};
use super::standard::{self, FieldKind, Template};
use super::state::{Call, Caller, FastDok};
use super::{document, entries};
use crate::desk::Desk;
use crate::ledger::What;
use rust_decimal::Decimal;

/// Bounds what one case can hold.
pub(super) const MOST_OBJECTS: usize = 500;

/// What is asked to be created, before the rules have seen it.
pub(super) struct Draft {
    folder: bool,
    namespace: String,
    template: Option<String>,
    name: Option<String>,
    read_only: bool,
    properties: Vec<PropertyEntry>,
}

impl Draft {
    pub(super) fn of(entry: ObjectEntry) -> Self {
        Self {
            folder: entry.objectclass.eq_ignore_ascii_case("repository.folder"),
            namespace: entry.typenamespace,
            template: entry.templateid,
            name: entry.name,
            read_only: entry.readonly,
            properties: entry.properties,
        }
    }

    pub(super) fn form(template: &Template) -> Self {
        Self {
            folder: false,
            namespace: template.namespace.to_owned(),
            template: Some(template.code.to_owned()),
            name: None,
            read_only: false,
            properties: Vec::new(),
        }
    }
}

impl Object {
    pub(super) fn new(kind: Kind, name: String, desk: &mut Desk<'_>) -> Self {
        Self {
            id: desk.random.guid(),
            kind,
            name,
            namespace: None,
            data_id: None,
            parent: None,
            read_only: false,
            created: desk.now,
            updated: None,
            properties: Vec::new(),
            payment: None,
        }
    }
}

/// The object of a draft, if it may stand beside the `existing` ones of its case.
pub(super) fn build(draft: Draft, existing: &[Object], desk: &mut Desk<'_>) -> Result<Object, String> {
    if existing.len() >= MOST_OBJECTS {
        return Err(format!("Ett ärende får ha högst {MOST_OBJECTS} objekt."));
    }
    if draft.folder {
        let name = draft.name.filter(|name| !name.is_empty()).ok_or("En mapp behöver name.")?;
        return Ok(Object { read_only: draft.read_only, ..Object::new(Kind::Folder, short(&name), desk) });
    }
    let template = match &draft.template {
        Some(key) => Some(standard::template(key).ok_or_else(|| format!("Formuläret {} finns inte.", short(key)))?),
        None => None,
    };
    let namespace = match template {
        Some(template) if draft.namespace.is_empty() => template.namespace.to_owned(),
        _ => draft.namespace,
    };
    if namespace.is_empty() {
        return Err("typenamespace saknas.".to_owned());
    }
    let same = |object: &Object| {
        let name = object.namespace.as_deref().unwrap_or_default();
        name.eq_ignore_ascii_case(&namespace)
            && object.template().map(|form| form.code) == template.map(|form| form.code)
    };
    if existing.iter().any(same) {
        return Err(format!("Objektet {} får bara finnas en gång per ärende.", short(&namespace)));
    }
    let main = |object: &Object| object.template().is_some_and(Template::is_main_contract);
    if template.is_some_and(Template::is_main_contract) && existing.iter().any(main) {
        return Err(format!("Ett ärende får bara ha ett formulär av typen {}.", standard::MAIN_CONTRACT));
    }
    let (kind, name) = match template {
        Some(template) => (Kind::Form(template.code.to_owned()), template.full_name()),
        None => (Kind::Data, namespace.clone()),
    };
    let data_id = template.map_or_else(|| namespace.clone(), |template| template.code.to_owned());
    let mut object = Object::new(kind, name, desk);
    object.data_id = Some(data_id);
    object.read_only = draft.read_only;
    object.properties = properties(draft.properties, &namespace, template, desk);
    object.namespace = Some(namespace);
    Ok(object)
}

/// The given properties, then the fields that the form or the type has besides.
fn properties(
    given: Vec<PropertyEntry>,
    namespace: &str,
    template: Option<&Template>,
    desk: &Desk<'_>,
) -> Vec<Property> {
    let known = template.map_or_else(|| standard::shared_fields(namespace), |template| template.fields);
    let mut all: Vec<Property> = given
        .into_iter()
        .map(|entry| {
            let info = known.iter().find(|info| info.0.eq_ignore_ascii_case(&entry.name));
            let value = stored(info.map_or(FieldKind::Text, |info| info.2), &entry.value.0);
            Property { name: entry.name, value, read_only: entry.readonly, changed: desk.now }
        })
        .collect();
    for info in known {
        if !all.iter().any(|property| property.name.eq_ignore_ascii_case(info.0)) {
            let (name, value) = (info.0.to_owned(), String::new());
            all.push(Property { name, value, read_only: false, changed: desk.now });
        }
    }
    all
}

/// A value as it is kept: a day becomes a moment, everything else stays as it was sent.
pub(super) fn stored(kind: FieldKind, value: &str) -> String {
    if kind == FieldKind::Date { stored_day(value) } else { value.to_owned() }
}

/// Whether the user can change this property while the case's ready task is of this kind (`None`: archived).
pub(super) fn is_read_only(object: &Object, property: &Property, task: Option<TaskKind>) -> bool {
    let by_task = match task {
        Some(TaskKind::Create) => false,
        Some(TaskKind::Paid) => object.is_contract_number(&property.name),
        Some(TaskKind::Pay) | None => true,
    };
    by_task || object.read_only || property.read_only
}

/// The kind of the ready task, if the case can be edited.
pub(super) fn editable(case: &Case) -> Result<TaskKind, String> {
    match case.ready().map(|task| task.kind) {
        None => Err("Ärendet är avslutat och arkiverat.".to_owned()),
        Some(TaskKind::Pay) => Err("Ärendet kan inte ändras medan en betalning pågår.".to_owned()),
        Some(kind) => Ok(kind),
    }
}

impl FastDok {
    /// The object of this id in one of the company's cases, by their places.
    pub(super) fn object_index(&self, who: Caller, id: &str) -> Result<(usize, usize), HttpResponse> {
        let mine = self.cases.iter().enumerate().filter(|(_, case)| case.company == who.company);
        let mut places = mine.filter_map(|(at, case)| {
            Some((at, case.objects.iter().position(|object| object.id.eq_ignore_ascii_case(id))?))
        });
        places.next().ok_or_else(|| unknown("Objektet"))
    }

    pub(super) fn object(&self, who: Caller, id: &str) -> Result<(&Case, &Object), HttpResponse> {
        let (at, nth) = self.object_index(who, id)?;
        let case = self.cases.get(at);
        case.and_then(|case| Some((case, case.objects.get(nth)?))).ok_or_else(|| unknown("Objektet"))
    }

    /// Adds an object to the case at this place. A licence customer's form in a sharp case is sharp at once.
    pub(super) fn add_object(&mut self, at: usize, mut object: Object, desk: &mut Desk<'_>) -> Result<Object, String> {
        let case = self.cases.get(at).ok_or("Ärendet finns inte.")?;
        let kind = editable(case)?;
        if case.objects.len() >= MOST_OBJECTS {
            return Err(format!("Ett ärende får ha högst {MOST_OBJECTS} objekt."));
        }
        let company = case.company;
        self.number_contract(company, std::slice::from_mut(&mut object), desk);
        let licence = self.companies.get(company).is_some_and(|company| company.licence);
        let case = self.cases.get_mut(at).ok_or("Ärendet finns inte.")?;
        if object.template().is_some() && licence && kind == TaskKind::Paid {
            let task = case.ready().map(|task| task.id.clone()).unwrap_or_default();
            object.payment = Some(Payment { task, price: Decimal::ZERO });
        }
        case.objects.push(object.clone());
        write(desk, case, &object, "created");
        Ok(object)
    }

    /// `POST /Instances/{id}/Objects`: object entries as in a start, or a file (both verified; that it takes several
    /// entries is taken over from the start). Either all are added or, when one cannot be, none (invented).
    ///
    /// A form that comes to a paid case is unpaid: the next ActionPay leads to an order for it alone.
    pub(super) fn add_instance_objects(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        self.may_change(who)?;
        let at = self.case_index(who, call.id(0))?;
        if media_type(call.request) == "multipart/form-data" {
            return self.store_upload(at, None, call);
        }
        let body = form_text(call.request)?;
        let read = entries::read(&body).map_err(|why| fault(400, &why))?;
        if read.is_empty() {
            return Err(refused("Anropet har inget objekt."));
        }
        let case = self.cases.get(at).ok_or_else(|| unknown("Ärendet"))?;
        editable(case).map_err(|why| refused(&why))?;
        let mut all = case.objects.clone();
        let before = all.len();
        self.charge(body.len() + 1024)?;
        for entry in read {
            let known = ["repository.typedobject", "repository.folder"];
            if !known.iter().any(|class| entry.objectclass.eq_ignore_ascii_case(class)) {
                return Err(refused("objectclass ska vara repository.typedobject eller repository.folder."));
            }
            all.push(build(Draft::of(entry), &all, call.desk).map_err(|why| refused(&why))?);
        }
        let mut made = Vec::new();
        for object in all.drain(before..) {
            made.push(self.add_object(at, object, call.desk).map_err(|why| refused(&why))?);
        }
        Ok(created(&made))
    }

    /// `POST /Objects/{folder}/Objects`: a file into a folder.
    pub(super) fn upload_object(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        self.may_change(who)?;
        let (at, nth) = self.object_index(who, call.id(0))?;
        if media_type(call.request) != "multipart/form-data" {
            return Err(fault(415, "Content-Type ska vara multipart/form-data."));
        }
        let folder = self.cases.get(at).and_then(|case| case.objects.get(nth)).ok_or_else(|| unknown("Mappen"))?;
        if folder.kind != Kind::Folder {
            return Err(refused("Filer kan bara läggas i en mapp."));
        }
        let folder = folder.id.clone();
        self.store_upload(at, Some(folder), call)
    }

    fn store_upload(&mut self, at: usize, parent: Option<String>, call: &mut Call<'_, '_>) -> Answer {
        let Some(file) = upload(call.request)? else { return Ok(items(&[])) };
        self.charge(file.data.len() + 1024)?;
        let kind = Kind::File(File { content_type: file.content_type, data: file.data.into() });
        let object = Object { parent, ..Object::new(kind, file.file_name, call.desk) };
        let object = self.add_object(at, object, call.desk).map_err(|why| refused(&why))?;
        Ok(created(&[object]))
    }

    /// Sets fields by name. Names that cannot be set now are reported in `ignoredFields`; the call still succeeds.
    pub(super) fn update_object_fields(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        self.may_change(who)?;
        let body = Pairs::of_body(call.request)?;
        let (at, nth) = self.object_index(who, call.id(0))?;
        self.charge(call.request.body.len())?;
        let case = self.cases.get_mut(at).ok_or_else(|| unknown("Ärendet"))?;
        let task = editable(case).map_err(|why| refused(&why))?;
        let object = case.objects.get_mut(nth).ok_or_else(|| unknown("Objektet"))?;
        let (mut updated, mut ignored) = (Vec::new(), Vec::new());
        for (name, value) in body.0 {
            let place = object.properties.iter().position(|known| known.name.eq_ignore_ascii_case(&name));
            let locked = |property: &Property| is_read_only(object, property, Some(task));
            let Some(place) = place.filter(|place| object.properties.get(*place).is_some_and(|it| !locked(it))) else {
                ignored.push(name);
                continue;
            };
            let value = stored(object.field_kind(&name), &value);
            if let Some(property) = object.properties.get_mut(place) {
                property.value = value;
                property.changed = call.desk.now;
            }
            updated.push(name);
        }
        let (updated_fields, ignored_fields) = (Some(updated.as_slice()), Some(ignored.as_slice()));
        if !updated.is_empty() {
            object.updated = Some(call.desk.now);
            let object = object.clone();
            write(call.desk, case, &object, "updated");
        }
        Ok(json(&Status { success: true, updated_fields, ignored_fields, ..Status::default() }))
    }

    /// Deletes an object; a folder goes with the files in it.
    pub(super) fn delete_object(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        self.may_change(who)?;
        let (at, nth) = self.object_index(who, call.id(0))?;
        let case = self.cases.get_mut(at).ok_or_else(|| unknown("Ärendet"))?;
        editable(case).map_err(|why| refused(&why))?;
        let object = case.objects.get(nth).ok_or_else(|| unknown("Objektet"))?.clone();
        if object.read_only {
            return Err(refused("Objektet är skrivskyddat."));
        }
        if object.payment.is_some() {
            return Err(refused("Ett betalt formulär kan inte tas bort."));
        }
        case.objects.retain(|other| other.id != object.id && other.parent.as_ref() != Some(&object.id));
        write(call.desk, case, &object, "deleted");
        Ok(done())
    }

    pub(super) fn get_object_pdf(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let (case, object) = self.object(who, call.id(0))?;
        let template = object.template().ok_or_else(|| fault(404, "Bara ett formulär har en PDF."))?;
        Ok(respond(200, "application/pdf", document::pdf(case, object, template)))
    }

    /// A preview; `Width` and `Height` (documented for Barium in general) are taken from 16 to 1000 pixels.
    pub(super) fn get_object_image(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let (_, object) = self.object(who, call.id(0))?;
        if object.template().is_none() {
            return Err(fault(404, "Bara ett formulär har en bild."));
        }
        let size = |name: &str, usual: u32| {
            call.query.get(name).map_or(Ok(usual), |text| match text.parse() {
                Ok(size @ 16..=1000) => Ok(size),
                _ => Err(fault(400, &format!("{name} ska vara 16 till 1000."))),
            })
        };
        let (width, height) = (size("width", 210)?, size("height", 297)?);
        Ok(respond(200, "image/png", document::png(object, width, height)))
    }

    pub(super) fn get_object_file(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let (_, object) = self.object(who, call.id(0))?;
        let Kind::File(file) = &object.kind else { return Err(fault(404, "Objektet är ingen fil.")) };
        let mut response = respond(200, &file.content_type, file.data.to_vec());
        let name: String = object.name.bytes().map(escaped).collect();
        response.headers.push(Header::new("Content-Disposition", format!("attachment; filename*=UTF-8''{name}")));
        response.headers.push(Header::new("X-Content-Type-Options", "nosniff"));
        Ok(response)
    }
}

fn escaped(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

fn created(objects: &[Object]) -> HttpResponse {
    let made = objects.iter().map(|object| Item {
        success: true,
        object_class: None,
        name: &object.name,
        id: &object.id,
        reference_id: &object.id,
        resource_uri: None,
    });
    items(&made.collect::<Vec<_>>())
}

pub(super) fn write(desk: &mut Desk<'_>, case: &Case, object: &Object, change: &str) {
    let (case, object, change) = (case.id.clone(), object.id.clone(), change.to_owned());
    desk.ledger.write(desk.now, What::ObjectChanged { case, object, change });
}
