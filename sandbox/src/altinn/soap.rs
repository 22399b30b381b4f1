//! Reading a request as WCF reads it.
//!
//! What is refused before any operation sees it, in this order (inferred from WCF): a body over 1 MiB (413), another
//! content type than the binding's (415), bytes that are not well-formed XML without a DOCTYPE (400), an envelope of
//! the other SOAP version (`VersionMismatch`), a body element or an action that the binding does not know
//! (`ActionNotSupported`).
//!
//! Then the silent rules of the data-contract reader (verified for WCF): members are read in schema order; one that is
//! unknown or out of place is skipped without a word and keeps its default, `0` for a number, nothing for text. An
//! *empty* number is an error, not an absence (verified in a real fault).

use nordcase::http::HttpRequest;
use roxmltree::{Document, Node, ParsingOptions};

use super::binding::{ADDRESSING, Binding, FOLDER, INSTANCE, Operation, TEST};
use super::date_time;
use super::fault::Fault;

/// The longest body read, in bytes.
const MAX_BODY: usize = 1 << 20;
/// Bounds on what the XML reader may have to hold or compare: nodes, namespace declarations, and `=` signs
/// (attributes).
const MAX_NODES: u32 = 8_000;
const MAX_NAMESPACES: usize = 1_000;
const MAX_EQUALS: usize = 10_000;

/// A call that has reached its operation.
pub(crate) struct Call<'a, 'input> {
    pub(crate) binding: Binding,
    pub(crate) operation: Operation,
    /// The service namespace that it was made in, and that the answer is written in.
    pub(crate) namespace: &'static str,
    /// The SOAP header, where the envelope has one.
    pub(crate) header: Option<Node<'a, 'input>>,
    wrapper: Node<'a, 'input>,
}

/// `systemUserName` and `systemPassword` as sent. Not printable.
#[derive(Default)]
pub(crate) struct Credentials {
    pub(crate) user: Option<String>,
    pub(crate) password: Option<String>,
}

/// Whether the binding would read this body at all; else the HTTP status.
pub(crate) fn acceptable(binding: Binding, request: &HttpRequest) -> Result<(), u16> {
    if request.body.len() > MAX_BODY {
        return Err(413);
    }
    let content_type = request.header("Content-Type").unwrap_or_default();
    let mut parts = content_type.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    let charset = parts.find_map(|part| parameter(part, "charset"));
    // `utf8` is no registered name, and many a client writes it.
    let is_utf8 = |charset: &str| ["utf-8", "utf8"].iter().any(|name| charset.eq_ignore_ascii_case(name));
    let utf8 = charset.is_none_or(is_utf8);
    if media_type.eq_ignore_ascii_case(binding.media_type()) && utf8 { Ok(()) } else { Err(415) }
}

/// Reads the XML within the bounds; `None` for anything that is not well-formed, or has a DOCTYPE.
pub(crate) fn parse(body: &[u8]) -> Option<Document<'_>> {
    let text = std::str::from_utf8(body).ok().filter(|text| text.len() <= MAX_BODY)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.matches("xmlns").count() > MAX_NAMESPACES || text.matches('=').count() > MAX_EQUALS {
        return None;
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).ok()
}

/// The operation that a request is for, by its body element. Nothing else of it is checked.
pub(crate) fn operation(request: &HttpRequest) -> Option<Operation> {
    let binding = Binding::of_path(request.path())?;
    let document = parse(&request.body)?;
    let name = body_element(&document, document.root_element().tag_name().namespace()?)?.tag_name().name();
    Operation::ALL.into_iter().find(|operation| operation.name(binding) == name)
}

/// Finds the operation and checks that the action says the same.
pub(crate) fn open<'a, 'input>(
    binding: Binding,
    document: &'a Document<'input>,
    request: &HttpRequest,
) -> Result<Call<'a, 'input>, Fault> {
    let root = document.root_element();
    if !root.has_tag_name((binding.envelope(), "Envelope")) {
        return Err(Fault::VersionMismatch);
    }
    let header = child(root, binding.envelope(), "Header");
    let actions = actions(binding, header, request);
    let unsupported = || Fault::ActionNotSupported(actions.first().cloned().unwrap_or_default());
    let wrapper = body_element(document, binding.envelope()).ok_or_else(unsupported)?;
    let name = wrapper.tag_name().name();
    let operation =
        Operation::ALL.into_iter().find(|operation| operation.name(binding) == name).ok_or_else(unsupported)?;
    // The action decides, as in WCF: of the dates that a binding takes, the one that it was called with.
    let namespace = binding
        .namespaces()
        .iter()
        .find(|namespace| {
            let expected = binding.action(operation, namespace);
            !actions.is_empty() && actions.iter().all(|action| *action == expected)
        })
        .ok_or_else(unsupported)?;
    let expected = if operation == Operation::Test { TEST } else { namespace };
    let found = wrapper.tag_name().namespace().unwrap_or_default();
    // Every date has the same action for Test; a wrapper in a namespace of its own is unreadable to the operation.
    if found != expected {
        return Err(Fault::Unreadable(format!(
            "OperationFormatter encountered an invalid Message body. Expected to find node type 'Element' with name \
             '{name}' and namespace '{expected}'."
        )));
    }
    Ok(Call { binding, operation, namespace, header, wrapper })
}

/// Every action the request states: `SOAPAction` on SOAP 1.1, `wsa:Action` and the content type's `action` on SOAP 1.2.
fn actions(binding: Binding, header: Option<Node<'_, '_>>, request: &HttpRequest) -> Vec<String> {
    if !binding.soap12() {
        return request.header("SOAPAction").map(|action| unquoted(action).to_owned()).into_iter().collect();
    }
    let addressed = header.and_then(|header| child(header, ADDRESSING, "Action")).map(|node| text_of(node));
    let content_type = request.header("Content-Type").unwrap_or_default();
    let declared = content_type.split(';').find_map(|part| parameter(part.trim(), "action").map(str::to_owned));
    addressed.map(|action| action.trim().to_owned()).into_iter().chain(declared).collect()
}

fn parameter<'a>(part: &'a str, name: &str) -> Option<&'a str> {
    let (key, value) = part.split_once('=')?;
    key.trim().eq_ignore_ascii_case(name).then(|| unquoted(value))
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value)
}

fn body_element<'a, 'input>(document: &'a Document<'input>, envelope: &str) -> Option<Node<'a, 'input>> {
    child(document.root_element(), envelope, "Body")?.first_element_child()
}

/// The first child element of this name.
pub(crate) fn child<'a, 'input>(parent: Node<'a, 'input>, namespace: &str, name: &str) -> Option<Node<'a, 'input>> {
    parent.children().find(|node| node.has_tag_name((namespace, name)))
}

/// All text of an element, across comments and CDATA sections.
pub(crate) fn text_of(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

impl<'a, 'input> Call<'a, 'input> {
    /// The operation's parameters, and the credentials that stand before them on the bindings that have them there.
    pub(crate) fn parameters<const N: usize>(
        &self,
        names: [&str; N],
    ) -> Result<(Credentials, [Option<Node<'a, 'input>>; N]), Fault> {
        let first: &[&str] =
            if self.binding.credentials_in_body() { &["systemUserName", "systemPassword"] } else { &[] };
        let all: Vec<&str> = first.iter().chain(&names).copied().collect();
        let found = in_order(self.wrapper, self.namespace, &all);
        let mut credentials = Credentials::default();
        if let [Some(user), Some(password)] = [first.first(), first.get(1)] {
            credentials.user = self.string(found[0], user)?;
            credentials.password = self.string(found[1], password)?;
        }
        Ok((credentials, std::array::from_fn(|index| found[first.len() + index])))
    }

    /// A parameter of type string: `None` when absent or nil.
    pub(crate) fn string(&self, node: Option<Node<'_, '_>>, parameter: &str) -> Result<Option<String>, Fault> {
        string(node).map_err(|problem| self.unreadable(parameter, &problem))
    }

    /// A parameter of type int: `0` when absent.
    pub(crate) fn int(&self, node: Option<Node<'_, '_>>, parameter: &str) -> Result<i32, Fault> {
        int(node).map_err(|problem| self.unreadable(parameter, &problem))
    }

    /// A parameter of type dateTime in Norwegian local time: `None` when absent or .NET's smallest date.
    pub(crate) fn date_time(&self, node: Option<Node<'_, '_>>, parameter: &str) -> Result<Option<String>, Fault> {
        let Some(node) = node else { return Ok(None) };
        content(node)
            .and_then(|text| date_time::read(&text).map_err(|()| cannot_be_parsed(&text, "DateTime")))
            .map_err(|problem| self.unreadable(parameter, &problem))
    }

    /// The fault of a parameter that cannot be read, in the words of the .NET formatter (sample B of the spec).
    pub(crate) fn unreadable(&self, parameter: &str, problem: &str) -> Fault {
        Fault::Unreadable(format!(
            "The formatter threw an exception while trying to deserialize the message: There was an error while \
             trying to deserialize parameter {}:{parameter}. The InnerException message was '{problem}'.",
            self.namespace
        ))
    }
}

/// The members of a data contract, each at its place in the order of the schema; `None` for one that is absent or out
/// of place.
pub(crate) fn members<'a, 'input, const N: usize>(
    parent: Node<'a, 'input>,
    namespace: &str,
    names: [&str; N],
) -> [Option<Node<'a, 'input>>; N] {
    let found = in_order(parent, namespace, &names);
    std::array::from_fn(|index| found[index])
}

fn in_order<'a, 'input>(parent: Node<'a, 'input>, namespace: &str, names: &[&str]) -> Vec<Option<Node<'a, 'input>>> {
    let mut found = vec![None; names.len()];
    let mut next = 0;
    for element in parent.children().filter(Node::is_element) {
        let place = names.iter().skip(next).position(|name| element.has_tag_name((namespace, *name)));
        if let Some(place) = place {
            found[next + place] = Some(element);
            next += place + 1;
        }
    }
    found
}

/// Whether an element says `nil="true"`.
pub(crate) fn is_nil(node: Node<'_, '_>) -> bool {
    matches!(node.attribute((INSTANCE, "nil")).map(str::trim), Some("true" | "1"))
}

/// A member of type string: `None` when absent or nil.
pub(crate) fn string(node: Option<Node<'_, '_>>) -> Result<Option<String>, String> {
    node.filter(|node| !is_nil(*node)).map(content).transpose()
}

/// A member of type int: `0` when absent.
pub(crate) fn int(node: Option<Node<'_, '_>>) -> Result<i32, String> {
    let Some(node) = node else { return Ok(0) };
    let text = content(node)?;
    text.trim().parse().map_err(|_| cannot_be_parsed(&text, "Int32"))
}

fn content(node: Node<'_, '_>) -> Result<String, String> {
    match node.children().find(Node::is_element) {
        Some(inner) => Err(format!("Unexpected element '{}' where text was expected.", cut(inner.tag_name().name()))),
        None => Ok(text_of(node)),
    }
}

fn cannot_be_parsed(value: &str, kind: &str) -> String {
    format!("The value '{}' cannot be parsed as the type '{kind}'.", cut(value))
}

/// At most 200 characters of what a caller sent: what is echoed or written down does not grow with the request.
pub(crate) fn cut(text: &str) -> String {
    text.chars().take(200).collect()
}

/// Whether the path is below the folder of Altinn II's services.
pub(crate) fn is_below_folder(path: &str) -> bool {
    path.get(..FOLDER.len()).is_some_and(|start| start.eq_ignore_ascii_case(FOLDER))
}
