//! Domains: the companies. All users of one see all its cases and share its balance (verified).

use crate::json::record;
use crate::money::Amount;

record! {
    /// The company of the user who signed in. Members after FastDok's page on company information (verified).
    pub struct Domain {
        /// `Id`, a GUID.
        id: String = "Id",
        /// `Name`.
        name: Option<String> = "Name",
        /// `Description`.
        description: Option<String> = "Description",
        /// `Balance`, in SEK.
        balance: Option<Amount> = "Balance",
        /// `OwnedBy`.
        owned_by: Option<String> = "OwnedBy",
        /// `Properties`: flags and values of the company's agreement.
        properties: Vec<DomainProperty> = "Properties",
        ..
        /// What else the service said.
        extra
    }
}

record! {
    /// A property of a company. Its value is text, also for flags (`"True"`) and numbers (verified).
    pub struct DomainProperty {
        /// `TypeNamespace`: which property it is.
        type_namespace: Option<String> = "TypeNamespace",
        /// `KeyValue`; missing in the documents' sample.
        key_value: Option<String> = "KeyValue" as written,
        /// `Value`.
        value: Option<String> = "Value" as written,
        ..
        /// What else the service said.
        extra
    }
}

impl Domain {
    /// Whether the company is a licence customer, which does not pay per case: `fsab.avtalskund`, contract customer.
    /// `None` when the service does not say.
    ///
    /// That the *licence customer* of the page on status changes is the *avtalskund* of the page on companies is
    /// inferred.
    pub fn is_licence_customer(&self) -> Option<bool> {
        self.flag("fsab.avtalskund")
    }

    /// Whether the company is a member of Fastighetsägarna: `fsab.medlem`. `None` when the service does not say.
    pub fn is_member(&self) -> Option<bool> {
        self.flag("fsab.medlem")
    }

    /// What a template's base price is multiplied with: `fsab.rabattfaktor` (verified). `None` when the service does
    /// not say, or not as a decimal.
    pub fn discount_factor(&self) -> Option<Amount> {
        self.property("fsab.rabattfaktor")?.trim().parse().ok()
    }

    /// What a form costs the company: the base price of its template times [`Domain::discount_factor`], without VAT
    /// (verified), exact and not rounded. `None` when the factor is unknown.
    ///
    /// The order of the task ([`GetTaskOrder`](super::GetTaskOrder)) has the last word. The documents' sample company
    /// has the factor 0 and is a licence customer.
    pub fn price(&self, base: Amount) -> Option<Amount> {
        base.times(self.discount_factor()?)
    }

    fn flag(&self, type_namespace: &str) -> Option<bool> {
        let value = self.property(type_namespace)?.trim();
        let is = |word: &str| value.eq_ignore_ascii_case(word);
        if is("true") { Some(true) } else { is("false").then_some(false) }
    }

    /// The property's value; `None` also when it is there twice with two values.
    fn property(&self, type_namespace: &str) -> Option<&str> {
        let named = |property: &&DomainProperty| {
            property.type_namespace.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(type_namespace))
        };
        let mut values = self.properties.iter().filter(named).map(|property| property.value.as_deref());
        let first = values.next()?;
        values.all(|value| value == first).then_some(first)?
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn domain(properties: &[(&str, &str)]) -> Domain {
        let property = |(name, value): &(&str, &str)| DomainProperty {
            type_namespace: Some((*name).to_owned()),
            key_value: None,
            value: Some((*value).to_owned()),
            extra: BTreeMap::new(),
        };
        Domain {
            id: "d".to_owned(),
            name: None,
            description: None,
            balance: None,
            owned_by: None,
            properties: properties.iter().map(property).collect(),
            extra: BTreeMap::new(),
        }
    }

    #[test]
    fn flags_are_known_or_unknown() {
        let flag = |value: &str| domain(&[("fsab.avtalskund", value)]).is_licence_customer();
        assert_eq!(flag("True"), Some(true));
        assert_eq!(flag("TRUE "), Some(true));
        assert_eq!(flag("false"), Some(false));
        assert_eq!(flag("1"), None);
        assert_eq!(domain(&[]).is_member(), None);
        assert_eq!(domain(&[("FSAB.Medlem", "true")]).is_member(), Some(true));
        assert_eq!(domain(&[("fsab.medlem", "True"), ("fsab.medlem", "False")]).is_member(), None);
    }

    #[test]
    fn prices_are_exact() {
        let amount = |text: &str| text.parse::<Amount>().unwrap();
        let price = |factor: &str| domain(&[("fsab.rabattfaktor", factor)]).price(amount("249.90"));
        assert_eq!(price("0.85"), Some(amount("212.415")));
        assert_eq!(price("0"), Some(Amount::ZERO));
        assert_eq!(price("0,85"), None);
        assert_eq!(domain(&[]).price(amount("1")), None);
    }
}
