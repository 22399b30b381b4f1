//! What the core says of values that a caller has already: no request, no session.

use std::collections::BTreeMap;

use nordcase::error::InputError;
use nordcase::fastdok::{Access, Domain, DomainProperty};
use nordcase::{Amount, BaseUrl, Error, Secret};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::values::{Thrown, text, thrown};

/// The web page of a task, with a web ticket that logs its reader in: the address is a secret.
#[wasm_bindgen(js_name = taskLink)]
pub fn task_link(base_url: &str, allow_insecure: bool, task_id: &str, web_ticket: &str) -> Thrown {
    let base_url = if allow_insecure { BaseUrl::insecure(base_url) } else { BaseUrl::new(base_url) };
    let access = Access::new(base_url.map_err(thrown)?);
    let link = access.task_link(task_id, &Secret::new(web_ticket)).map_err(thrown)?;
    Ok(link.expose().to_owned())
}

/// What a company's properties say, and what a form of this base price costs it. `properties`: type namespace, value, …
#[wasm_bindgen]
pub fn company(properties: Vec<String>, base_price: Option<String>) -> Thrown {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Facts {
        is_licence_customer: Option<bool>,
        is_member: Option<bool>,
        discount_factor: Option<Amount>,
        price: Option<Amount>,
    }
    let mut rest = properties.into_iter();
    let mut properties = Vec::new();
    while let (Some(name), Some(value)) = (rest.next(), rest.next()) {
        let (type_namespace, value) = (Some(name), Some(value));
        properties.push(DomainProperty { type_namespace, key_value: None, value, extra: BTreeMap::new() });
    }
    let base_price = base_price.map(|price| price.parse::<Amount>().map_err(|_| not_an_amount())).transpose()?;
    let (name, description, balance, owned_by) = (None, None, None, None);
    let domain = Domain { id: String::new(), name, description, balance, owned_by, properties, extra: BTreeMap::new() };
    text(&Facts {
        is_licence_customer: domain.is_licence_customer(),
        is_member: domain.is_member(),
        discount_factor: domain.discount_factor(),
        price: base_price.and_then(|base| domain.price(base)),
    })
}

fn not_an_amount() -> JsValue {
    let (field, rule) = ("basePrice".into(), "must be a decimal number as text".into());
    thrown(Error::Input(Box::new(InputError { code: "input.params", field, rule })))
}
