//! `record! { … }`, with which the core declares the objects of answers, as the struct that it becomes.

use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Field, Fields, FieldsNamed, Ident, ItemStruct, LitStr, Macro, Token, Type, braced};

/// The struct that a `record!` declares.
pub(super) fn declared(record: &Macro) -> syn::Result<ItemStruct> {
    record.parse_body::<Declared>().map(|declared| declared.0)
}

struct Declared(ItemStruct);

impl Parse for Declared {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let mut of: ItemStruct = syn::parse_str("pub struct Name {}")?;
        of.attrs = attributes;
        of.vis = input.parse()?;
        of.struct_token = input.parse()?;
        of.ident = input.parse()?;
        if input.parse::<Option<Token![=]>>()?.is_some() {
            input.parse::<LitStr>()?;
        }
        let members;
        braced!(members in input);
        let mut fields: FieldsNamed = syn::parse_str("{}")?;
        while !members.peek(Token![..]) {
            fields.named.push(member(&members)?);
        }
        members.parse::<Token![..]>()?;
        fields.named.push(rest(&members)?);
        of.fields = Fields::Named(fields);
        Ok(Self(of))
    }
}

/// `name: Option<String> = "Name" as written,`
fn member(members: ParseStream<'_>) -> syn::Result<Field> {
    let attributes = members.call(Attribute::parse_outer)?;
    let name = members.parse()?;
    members.parse::<Token![:]>()?;
    let of = members.parse()?;
    members.parse::<Token![=]>()?;
    members.parse::<LitStr>()?;
    if members.parse::<Option<Token![as]>>()?.is_some() {
        members.parse::<Ident>()?;
    }
    members.parse::<Token![,]>()?;
    field(attributes, name, of)
}

/// What holds everything that no member is declared for.
fn rest(members: ParseStream<'_>) -> syn::Result<Field> {
    let attributes = members.call(Attribute::parse_outer)?;
    let name: Ident = members.parse()?;
    // A value that nobody reads: the languages know the two by their names.
    let of = if name == "other" { "Other" } else { "BTreeMap<String, RawJson>" };
    field(attributes, name, syn::parse_str(of)?)
}

fn field(attributes: Vec<Attribute>, name: Ident, of: Type) -> syn::Result<Field> {
    let mut field = Field::parse_named.parse_str("pub name: String")?;
    field.attrs = attributes;
    field.ident = Some(name);
    field.ty = of;
    Ok(field)
}
