//! State diagrams as text: Mermaid for Markdown pages, DOT for Graphviz. Shared by both workflows and by the agencies' machines.
//!
//! Names and patterns come from callers, so everything is escaped: whatever a name holds, it is shown as text, and never read as
//! part of the diagram.

use std::fmt::Write;

/// A state diagram. Nodes are named by their index.
#[derive(Debug, Default)]
pub(crate) struct Diagram {
    /// Where it starts.
    pub(crate) start: Option<usize>,
    /// The states.
    pub(crate) nodes: Vec<Node>,
    /// The transitions; one that names a node that is not there is left out.
    pub(crate) edges: Vec<Edge>,
}

/// One state.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) name: String,
    /// A line under the name; may be empty.
    pub(crate) note: String,
    /// Whether the diagram ends here.
    pub(crate) end: bool,
}

/// One transition.
#[derive(Debug)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) label: String,
}

impl Diagram {
    /// Mermaid's `stateDiagram-v2`.
    pub(crate) fn to_mermaid(&self) -> String {
        let mut text = String::from("stateDiagram-v2\n");
        for (index, node) in self.nodes.iter().enumerate() {
            line(&mut text, format_args!("    state \"{}\" as s{index}", mermaid(&node.name)));
            if !node.note.is_empty() {
                line(&mut text, format_args!("    s{index} : {}", mermaid(&node.note)));
            }
        }
        if let Some(start) = self.start {
            line(&mut text, format_args!("    [*] --> s{start}"));
        }
        for edge in self.edges() {
            line(&mut text, format_args!("    s{} --> s{} : {}", edge.from, edge.to, mermaid(&edge.label)));
        }
        for (index, _) in self.nodes.iter().enumerate().filter(|(_, node)| node.end) {
            line(&mut text, format_args!("    s{index} --> [*]"));
        }
        text
    }

    /// Graphviz's DOT.
    pub(crate) fn to_graphviz(&self) -> String {
        let mut text = String::from("digraph {\n    rankdir=LR\n    node [shape=box, style=rounded]\n");
        for (index, node) in self.nodes.iter().enumerate() {
            let ends = if node.end { ", peripheries=2" } else { "" };
            let note = if node.note.is_empty() { String::new() } else { format!("\\n{}", graphviz(&node.note)) };
            line(&mut text, format_args!("    s{index} [label=\"{}{note}\"{ends}]", graphviz(&node.name)));
        }
        if let Some(start) = self.start {
            line(&mut text, format_args!("    start [shape=point]\n    start -> s{start}"));
        }
        for edge in self.edges() {
            line(&mut text, format_args!("    s{} -> s{} [label=\"{}\"]", edge.from, edge.to, graphviz(&edge.label)));
        }
        text.push_str("}\n");
        text
    }

    fn edges(&self) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(|edge| edge.from < self.nodes.len() && edge.to < self.nodes.len())
    }
}

fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a String does not fail.
    let _ = writeln!(text, "{arguments}");
}

/// Mermaid has no quoting, but character numbers (`#58;`) work wherever text may stand.
fn mermaid(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            _ if c.is_alphanumeric() || " _.,()".contains(c) => text.push(c),
            _ if c.is_control() => text.push(' '),
            _ => {
                let _ = write!(text, "#{};", u32::from(c));
            }
        }
    }
    text
}

/// In a quoted label of DOT the backslash begins an escape and the ampersand an HTML entity.
fn graphviz(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '"' => text.push_str("\\\""),
            '&' => text.push_str("&amp;"),
            _ if c.is_control() => text.push(' '),
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str, end: bool) -> Node {
        Node { name: name.into(), note: String::new(), end }
    }

    #[test]
    fn both_forms_show_start_states_transitions_and_ends() {
        let diagram = Diagram {
            start: Some(0),
            nodes: vec![node("Åpen", false), Node { note: "may be archived".into(), ..node("Ferdig", true) }],
            edges: vec![Edge { from: 0, to: 1, label: "3374:1:Submitted".into() }],
        };
        assert_eq!(
            diagram.to_mermaid(),
            "stateDiagram-v2\n    state \"Åpen\" as s0\n    state \"Ferdig\" as s1\n    s1 : may be archived\n    \
             [*] --> s0\n    s0 --> s1 : 3374#58;1#58;Submitted\n    s1 --> [*]\n"
        );
        assert_eq!(
            diagram.to_graphviz(),
            "digraph {\n    rankdir=LR\n    node [shape=box, style=rounded]\n    s0 [label=\"Åpen\"]\n    \
             s1 [label=\"Ferdig\\nmay be archived\", peripheries=2]\n    start [shape=point]\n    start -> s0\n    \
             s0 -> s1 [label=\"3374:1:Submitted\"]\n}\n"
        );
    }

    #[test]
    fn names_never_become_syntax() {
        let hostile = "a\" as s9\n[*] --> s9 : x;y#z%%<b>\\N&lt;";
        let mermaid = mermaid(hostile);
        let left = mermaid.replace(|c: char| c.is_ascii_alphanumeric(), "");
        assert!(left.chars().all(|c| "#; ".contains(c)), "{mermaid}");
        assert_eq!(graphviz(hostile), "a\\\" as s9 [*] --> s9 : x;y#z%%<b>\\\\N&amp;lt;");
    }

    #[test]
    fn a_transition_to_nowhere_is_left_out() {
        let edges = vec![Edge { from: 0, to: 7, label: "x".into() }];
        let diagram = Diagram { start: None, nodes: vec![node("a", false)], edges };
        assert!(!diagram.to_mermaid().contains("-->") && !diagram.to_graphviz().contains("->"));
    }
}
