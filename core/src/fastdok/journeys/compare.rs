//! Whether a case has the contents that were sent: all object entries, with all their values.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::calls::next_start;
use crate::fastdok::{EntryProperty, Object, ObjectEntry, Property};
use crate::operation::Lenient;

/// How like a case is to what was sent; the least like first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Likeness {
    /// It surely has other contents.
    Different,
    /// It cannot be told: something could not be read, or stands there in another form.
    Unclear,
    /// It has the same kinds of objects and the same forms, and no values were sent.
    SameObjects,
    /// It has all values that were sent.
    SameContents,
}

/// The comparison of one case, object after object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Comparison {
    /// The entries for which no object was found yet.
    #[serde(default)]
    missing: Vec<usize>,
    /// The objects that were read.
    #[serde(default)]
    seen: BTreeSet<String>,
    /// Whether some of them could not be read.
    #[serde(default)]
    partial: bool,
    /// The entries whose values are still to be compared, each with the object that stands for it.
    pending: Vec<(usize, String)>,
    likeness: Likeness,
}

/// The most objects of a case that are read.
const OBJECTS: u32 = 10_000;

impl Comparison {
    pub(super) fn new(entries: &[ObjectEntry]) -> Self {
        Self {
            missing: (0..entries.len()).collect(),
            seen: BTreeSet::new(),
            partial: false,
            pending: Vec::new(),
            likeness: Likeness::SameContents,
        }
    }

    /// Finds the object of each entry on a page of the case's objects. Each kind of object may exist once in a case (verified).
    ///
    /// Gives where the next page starts, if it is needed: a service may make its pages smaller than the case.
    pub(super) fn page(&mut self, entries: &[ObjectEntry], objects: &Lenient<Object>, start: u32) -> Option<u32> {
        self.partial |= objects.unreadable > 0 || objects.items.iter().any(|object| object.type_namespace.is_none());
        let mut free: Vec<&Object> =
            objects.items.iter().filter(|object| self.seen.insert(object.id.clone())).collect();
        let new = !free.is_empty();
        let Self { missing, pending, likeness, .. } = self;
        missing.retain(|&index| {
            let Some(entry) = entries.get(index) else { return false };
            let place = |form: Form| free.iter().position(|object| could_be(entry, object) == Some(form));
            let same = place(Form::Same);
            let Some(at) = same.or_else(|| place(Form::Unclear)) else { return true };
            if same.is_none() {
                *likeness = (*likeness).min(Likeness::Unclear);
            }
            let object = free.remove(at);
            if !entry.properties.is_empty() {
                pending.push((index, object.id.clone()));
            }
            false
        });
        let next = next_start(objects, start).filter(|_| !self.missing.is_empty());
        if let Some(next) = next
            && new
            && next < OBJECTS
        {
            return Some(next);
        }
        // A page that has nothing new is the one before once more; if the service counts more objects than it shows, they are not all read.
        self.partial |= next.is_some_and(|next| next >= OBJECTS || objects.total_count.is_some());
        if !self.missing.is_empty() {
            let all_read = !self.partial && !self.seen.is_empty();
            self.at_most(if all_read { Likeness::Different } else { Likeness::Unclear });
        }
        if self.pending.is_empty() {
            self.at_most(Likeness::SameObjects);
        }
        None
    }

    /// A case of which nothing can be read.
    pub(super) fn unreadable() -> Likeness {
        Likeness::Unclear
    }

    /// The object whose values are to be read next; nothing once the outcome is known.
    pub(super) fn next_object(&self) -> Option<&str> {
        if self.likeness == Likeness::Different {
            return None;
        }
        self.pending.first().map(|(_, object)| object.as_str())
    }

    /// Takes the values of that object; none if they could not be read.
    pub(super) fn take(&mut self, entries: &[ObjectEntry], values: Option<&Lenient<Property>>) {
        if self.pending.is_empty() {
            return;
        }
        let (index, _) = self.pending.remove(0);
        let sent = entries.get(index).map_or(&[][..], |entry| entry.properties.as_slice());
        let likeness = match values {
            Some(values) => sent.iter().map(|sent| compare(sent, values)).min(),
            None => Some(Likeness::Unclear),
        };
        self.at_most(likeness.unwrap_or(Likeness::SameContents));
    }

    /// What came of it.
    pub(super) fn likeness(&self) -> Likeness {
        self.likeness
    }

    fn at_most(&mut self, likeness: Likeness) {
        self.likeness = self.likeness.min(likeness);
    }
}

/// Whether an object has the form that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// It has, or none was sent.
    Same,
    /// Sent and shown are names of different sorts, as `12B.2` and a GUID.
    Unclear,
}

/// Whether this object is of the entry's kind and form; nothing if it surely is not.
fn could_be(entry: &ObjectEntry, object: &Object) -> Option<Form> {
    let same = |ours: &str, theirs: &str| ours.trim().eq_ignore_ascii_case(theirs.trim());
    if !object.type_namespace.as_deref().is_some_and(|theirs| same(&entry.type_namespace, theirs)) {
        return None;
    }
    let Some(ours) = entry.template_id.as_deref() else { return Some(Form::Same) };
    // A form is named by its id, or by a short name that the object shows beside it (`DataId`).
    let is_name = |name: &&str| !name.trim().is_empty();
    let mut names = [object.template_id.as_deref(), object.data_id.as_deref()].into_iter().flatten().filter(is_name);
    let Some(shown) = object.template_id.as_deref().filter(is_name) else { return Some(Form::Same) };
    if names.any(|theirs| same(ours, theirs)) {
        return Some(Form::Same);
    }
    let is_guid = |name: &str| name.trim().len() == 36 && name.matches('-').count() == 4;
    (is_guid(ours) != is_guid(shown)).then_some(Form::Unclear)
}

fn compare(sent: &EntryProperty, values: &Lenient<Property>) -> Likeness {
    let name = sent.name.to_lowercase();
    let Some(shown) = values.items.iter().find(|shown| shown.name.to_lowercase() == name) else {
        return Likeness::Unclear;
    };
    let (ours, theirs) = (sent.value.trim(), shown.value.as_deref().unwrap_or_default().trim());
    if ours == theirs {
        return Likeness::SameContents;
    }
    // What the service may have written in its own way (a number, a date, capitals), has cut, or does not show is not surely another value.
    let bare =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (bare_ours, bare_theirs) = (bare(ours), bare(theirs));
    let alike = match number(ours).zip(number(theirs)) {
        _ if bare_ours == bare_theirs => true,
        Some((ours, theirs)) => same_number(ours, theirs),
        None => bare_ours.starts_with(&bare_theirs) || bare_theirs.starts_with(&bare_ours),
    };
    if alike { Likeness::Unclear } else { Likeness::Different }
}

/// A number, however it is grouped and whatever stands before its decimals.
fn number(text: &str) -> Option<Decimal> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    text.replace(',', ".").parse().ok()
}

/// Whether the service may show what was sent so: perhaps with fewer decimals.
fn same_number(ours: Decimal, theirs: Decimal) -> bool {
    // With as many decimals or more, two numbers that are less than the last of them apart are the same.
    ours.checked_sub(theirs).is_some_and(|apart| apart.abs() < Decimal::new(1, theirs.scale()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fastdok::{Access, GetObjectProperties, ListInstanceObjects, Page};
    use crate::{BaseUrl, Header, HttpResponse, Operation};

    fn listed<T>(items: Vec<T>) -> Lenient<T> {
        Lenient { items, unreadable: 0, unreadable_ids: Vec::new(), total_count: None }
    }

    /// The comparison with a case of these objects.
    fn compared(entries: &[ObjectEntry], objects: Vec<Object>) -> Comparison {
        let mut comparison = Comparison::new(entries);
        let total_count = i64::try_from(objects.len()).ok();
        assert_eq!(comparison.page(entries, &Lenient { total_count, ..listed(objects) }, 0), None);
        comparison
    }

    fn object(id: &str, kind: &str) -> Object {
        let row = serde_json::json!([{ "Id": id, "TypeNamespace": kind }]);
        read(&ListInstanceObjects::new("i"), &row).remove(0)
    }

    fn values(pairs: &[(&str, &str)]) -> Lenient<Property> {
        let rows = pairs.iter().map(|(name, value)| serde_json::json!({ "Name": name, "Value": value })).collect();
        listed(read(&GetObjectProperties::new("o"), &serde_json::Value::Array(rows)))
    }

    fn read<O: Operation<Access = Access, Output = Page<T>>, T>(operation: &O, rows: &serde_json::Value) -> Vec<T> {
        let access = Access::new(BaseUrl::new("https://forms.example.se").unwrap());
        let headers = vec![Header::new("Content-Type", "application/json")];
        let response = HttpResponse { status: 200, headers, body: rows.to_string().into_bytes() };
        operation.response(&access, &response).unwrap().items
    }

    #[test]
    fn all_entries_are_compared_not_only_the_longest() {
        let entries = vec![
            ObjectEntry::new("Hyresvard")
                .with("Namn", "Björken")
                .with("Adress", "A")
                .with("OrgPersNr", "1")
                .with("Telefon", "2"),
            ObjectEntry::new("Kund").with("Namn", "Åsa").with("Telefon", "08"),
        ];
        let mut comparison = compared(&entries, vec![object("k", "kund"), object("h", "Hyresvard")]);
        assert_eq!(comparison.next_object(), Some("h"));
        let landlord = [("Namn", "Björken"), ("adress", "A"), ("OrgPersNr", "1"), ("Telefon", "2"), ("Fax", "")];
        comparison.take(&entries, Some(&values(&landlord)));
        assert_eq!((comparison.likeness(), comparison.next_object()), (Likeness::SameContents, Some("k")));
        comparison.take(&entries, Some(&values(&[("Namn", "Nils"), ("Telefon", "08")])));
        assert_eq!((comparison.likeness(), comparison.next_object()), (Likeness::Different, None));
    }

    #[test]
    fn a_form_is_named_by_its_id_or_its_short_name() {
        let entry = |form: &str| ObjectEntry { template_id: Some(form.to_owned()), ..ObjectEntry::new("Kontrakt") };
        let shown = |template: Option<&str>, data: Option<&str>| Object {
            template_id: template.map(str::to_owned),
            data_id: data.map(str::to_owned),
            ..object("k", "Kontrakt")
        };
        let guid = Some("0b6f1c5e-0000-4000-8000-000000000001");
        let could = |form: &str, template, data| could_be(&entry(form), &shown(template, data));
        assert_eq!(could("12b.2", guid, Some("12B.2")), Some(Form::Same));
        assert_eq!(could("0B6F1C5E-0000-4000-8000-000000000001", guid, Some("12B.2")), Some(Form::Same));
        assert_eq!(could("12B.2", Some(""), None), Some(Form::Same));
        assert_eq!(could("12B.2", guid, None), Some(Form::Unclear));
        assert_eq!(could("12B.2", Some("7B"), None), None);
        assert_eq!(could("0b6f1c5e-0000-4000-8000-000000000002", guid, Some("12B.2")), None);
    }

    #[test]
    fn what_the_service_wrote_in_its_own_way_is_unclear() {
        let entries = vec![ObjectEntry::new("Kund").with("Yta", "1 200")];
        for (shown, likeness) in [
            (vec![("Yta", "1 200 ")], Likeness::SameContents),
            (vec![("Yta", "1200")], Likeness::Unclear),
            (vec![], Likeness::Unclear),
            (vec![("Yta", "1200,00")], Likeness::Unclear),
            (vec![("Yta", "1\u{a0}200.0")], Likeness::Unclear),
            (vec![("Yta", "")], Likeness::Unclear),
            (vec![("Yta", "12000")], Likeness::Different),
            (vec![("Yta", "1300")], Likeness::Different),
        ] {
            let mut comparison = compared(&entries, vec![object("k", "Kund")]);
            comparison.take(&entries, Some(&values(&shown)));
            assert_eq!(comparison.likeness(), likeness, "{shown:?}");
        }
        assert_eq!(compared(&entries, vec![]).likeness(), Likeness::Unclear);
        assert_eq!(compared(&entries, vec![object("h", "Hyresvard")]).likeness(), Likeness::Different);
    }

    #[test]
    fn a_name_of_36_letters_or_with_four_dashes_is_no_guid() {
        let guid = "0b6f1c5e-0000-4000-8000-000000000001";
        for name in ["a-b-c-d-e", "abcdefghijklmnopqrstuvwxyz0123456789"] {
            let entry = ObjectEntry { template_id: Some(name.to_owned()), ..ObjectEntry::new("Kontrakt") };
            let shown = Object { template_id: Some(guid.to_owned()), data_id: None, ..object("k", "Kontrakt") };
            assert_eq!(could_be(&entry, &shown), Some(Form::Unclear), "{name}");
        }
    }

    #[test]
    fn a_number_may_be_shown_with_fewer_decimals_and_not_as_another_one() {
        for (sent, shown, likeness) in [
            ("12.56", "12.5", Likeness::Unclear),
            ("12.56", "99.9", Likeness::Different),
            ("12.60", "12.5", Likeness::Different),
            ("12.5", "12.51", Likeness::Different),
            // As one groups and the other does not.
            ("1.200", "1200", Likeness::Unclear),
            // The largest numbers there are.
            ("79228162514264337593543950335", "-79228162514264337593543950335", Likeness::Unclear),
            ("79228162514264337593543950335", "-79228162514264337593543950334", Likeness::Different),
        ] {
            let entries = vec![ObjectEntry::new("Kund").with("Yta", sent)];
            let mut comparison = compared(&entries, vec![object("k", "Kund")]);
            comparison.take(&entries, Some(&values(&[("Yta", shown)])));
            assert_eq!(comparison.likeness(), likeness, "{sent} {shown}");
        }
    }

    #[test]
    fn a_case_that_is_not_read_whole_is_not_surely_another() {
        let entries = vec![ObjectEntry::new("Kund")];
        let kindless = Object { type_namespace: None, ..object("x", "") };
        let more = |count: i64, page: Lenient<Object>| Lenient { total_count: Some(count), ..page };
        for page in [
            Lenient { unreadable: 1, ..more(2, listed(vec![object("h", "Hyresvard")])) },
            more(2, listed(vec![object("h", "Hyresvard"), kindless])),
        ] {
            let mut comparison = Comparison::new(&entries);
            assert_eq!(comparison.page(&entries, &page, 0), None);
            assert_eq!(comparison.likeness(), Likeness::Unclear);
            // It stays so, however well the next page is read.
            let mut first = Comparison::new(&entries);
            assert_eq!(first.page(&entries, &Lenient { total_count: Some(3), ..page }, 0), Some(2));
            assert_eq!(first.page(&entries, &more(3, listed(vec![object("y", "Mer")])), 2), None);
            assert_eq!(first.likeness(), Likeness::Unclear);
        }
        // A case of more objects than are read.
        for (start, next) in [(OBJECTS - 2, Some(OBJECTS - 1)), (OBJECTS - 1, None)] {
            let mut comparison = Comparison::new(&entries);
            assert_eq!(comparison.page(&entries, &listed(vec![object("h", "Hyresvard")]), start), next);
            if next.is_none() {
                assert_eq!(comparison.likeness(), Likeness::Unclear);
            }
        }
    }
}
