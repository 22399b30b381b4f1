//! Whether a case has the contents that were sent: all object entries, with all their values.

use serde::{Deserialize, Serialize};

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
    /// The entries whose values are still to be compared, each with the object that stands for it.
    pending: Vec<(usize, String)>,
    likeness: Likeness,
}

impl Comparison {
    /// Finds the object of each entry. Each kind of object may exist once in a case (verified).
    pub(super) fn new(entries: &[ObjectEntry], objects: &Lenient<Object>) -> Self {
        let all_readable =
            objects.unreadable == 0 && objects.items.iter().all(|object| object.type_namespace.is_some());
        let mut free: Vec<&Object> = objects.items.iter().collect();
        let mut comparison = Self { pending: Vec::new(), likeness: Likeness::SameContents };
        if objects.items.is_empty() {
            comparison.at_most(Likeness::Unclear);
            return comparison;
        }
        for (index, entry) in entries.iter().enumerate() {
            let Some(at) = free.iter().position(|object| could_be(entry, object)) else {
                comparison.at_most(if all_readable { Likeness::Different } else { Likeness::Unclear });
                continue;
            };
            let object = free.remove(at);
            if !entry.properties.is_empty() {
                comparison.pending.push((index, object.id.clone()));
            }
        }
        if comparison.pending.is_empty() {
            comparison.at_most(Likeness::SameObjects);
        }
        comparison
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

/// Whether this object is of the entry's kind, and of its form as far as both say.
fn could_be(entry: &ObjectEntry, object: &Object) -> bool {
    let same = |ours: &str, theirs: &str| ours.trim().eq_ignore_ascii_case(theirs.trim());
    let form = entry.template_id.as_deref().zip(object.template_id.as_deref().filter(|form| !form.trim().is_empty()));
    object.type_namespace.as_deref().is_some_and(|theirs| same(&entry.type_namespace, theirs))
        && form.is_none_or(|(ours, theirs)| same(ours, theirs))
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
    // What the service may have written in its own way (a number, a date, capitals) is not surely another value.
    let bare =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    if bare(ours) == bare(theirs) { Likeness::Unclear } else { Likeness::Different }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fastdok::{Access, GetObjectProperties, ListInstanceObjects, Page};
    use crate::{BaseUrl, Header, HttpResponse, Operation};

    fn listed<T>(items: Vec<T>) -> Lenient<T> {
        Lenient { items, unreadable: 0, unreadable_ids: Vec::new(), total_count: None }
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
        let mut comparison = Comparison::new(&entries, &listed(vec![object("k", "kund"), object("h", "Hyresvard")]));
        assert_eq!(comparison.next_object(), Some("h"));
        let landlord = [("Namn", "Björken"), ("adress", "A"), ("OrgPersNr", "1"), ("Telefon", "2"), ("Fax", "")];
        comparison.take(&entries, Some(&values(&landlord)));
        assert_eq!((comparison.likeness(), comparison.next_object()), (Likeness::SameContents, Some("k")));
        comparison.take(&entries, Some(&values(&[("Namn", "Nils"), ("Telefon", "08")])));
        assert_eq!((comparison.likeness(), comparison.next_object()), (Likeness::Different, None));
    }

    #[test]
    fn what_the_service_wrote_in_its_own_way_is_unclear() {
        let entries = vec![ObjectEntry::new("Kund").with("Yta", "1 200")];
        for (shown, likeness) in [
            (vec![("Yta", "1 200 ")], Likeness::SameContents),
            (vec![("Yta", "1200")], Likeness::Unclear),
            (vec![], Likeness::Unclear),
            (vec![("Yta", "1300")], Likeness::Different),
        ] {
            let mut comparison = Comparison::new(&entries, &listed(vec![object("k", "Kund")]));
            comparison.take(&entries, Some(&values(&shown)));
            assert_eq!(comparison.likeness(), likeness, "{shown:?}");
        }
        assert_eq!(Comparison::new(&entries, &listed(vec![])).likeness(), Likeness::Unclear);
        assert_eq!(Comparison::new(&entries, &listed(vec![object("h", "Hyresvard")])).likeness(), Likeness::Different);
    }
}
