//! Files in the file fields of a form.
//!
//! Generic Barium: a client's call on API v1.1 shows the path and that each part is named as its field; the members of
//! the answer are inferred from that client's model, and whether FastDok has such fields is unknown. Invented: the field
//! then holds the file's name, and the file lies below the form, as one in a folder does.

use super::answer::{Answer, Status, fault, json, refused, unknown};
use super::model::{File, Kind, Object};
use super::objects::{MOST_OBJECTS, editable, is_read_only, write};
use super::pairs::{media_type, uploads};
use super::standard::FieldKind;
use super::state::{Call, Caller, FastDok};

impl FastDok {
    /// `POST /DataForms/{formId}/Attachments`, where the id is that of a form in a case. Names that are no file field,
    /// or one that cannot be set now, are reported in `ignoredFields`; the call still succeeds, as for other fields.
    pub(super) fn upload_attachment(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        self.may_change(who)?;
        let (at, nth) = self.object_index(who, call.id(0)).map_err(|_| unknown("Formuläret"))?;
        if media_type(call.request) != "multipart/form-data" {
            return Err(fault(415, "Content-Type ska vara multipart/form-data."));
        }
        let files = uploads(call.request)?;
        let case = self.cases.get(at).ok_or_else(|| unknown("Ärendet"))?;
        let form = case.objects.get(nth).filter(|object| object.template().is_some());
        let form = form.ok_or_else(|| unknown("Formuläret"))?;
        let task = editable(case).map_err(|why| refused(&why))?;
        // With a charset parameter nothing is created, as for every other upload.
        let (mut taken, mut ignored) = (Vec::new(), Vec::new());
        for (field, file) in files.unwrap_or_default() {
            let place = form.properties.iter().position(|property| property.name.eq_ignore_ascii_case(&field));
            let is_open = |place: &usize| {
                let property = form.properties.get(*place);
                property.is_some_and(|it| !is_read_only(form, it, Some(task)))
                    && form.field_kind(&field) == FieldKind::File
            };
            match place.filter(is_open) {
                Some(place) => taken.push((place, field, file)),
                None => ignored.push(field),
            }
        }
        if case.objects.len() + taken.len() > MOST_OBJECTS {
            return Err(refused(&format!("Ett ärende får ha högst {MOST_OBJECTS} objekt.")));
        }
        let form = form.id.clone();
        self.charge(taken.iter().map(|(.., file)| file.data.len() + 1024).sum())?;
        let mut updated = Vec::new();
        for (place, field, file) in taken {
            let kind = Kind::File(File { content_type: file.content_type, data: file.data.into() });
            let object = Object { parent: Some(form.clone()), ..Object::new(kind, file.file_name, call.desk) };
            let object = self.add_object(at, object, call.desk).map_err(|why| refused(&why))?;
            let form = self.cases.get_mut(at).and_then(|case| case.objects.get_mut(nth));
            if let Some(property) = form.and_then(|form| form.properties.get_mut(place)) {
                property.value = object.name;
                property.changed = call.desk.now;
            }
            updated.push(field);
        }
        let case = self.cases.get_mut(at).ok_or_else(|| unknown("Ärendet"))?;
        if let Some(form) = case.objects.get_mut(nth).filter(|_| !updated.is_empty()) {
            form.updated = Some(call.desk.now);
            let form = form.clone();
            write(call.desk, case, &form, "updated");
        }
        let (updated_fields, ignored_fields) = (Some(updated.as_slice()), Some(ignored.as_slice()));
        Ok(json(&Status { success: true, updated_fields, ignored_fields, ..Status::default() }))
    }
}
