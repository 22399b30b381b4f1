//! Where a value ends, and how deep it is nested, without reading it.

use super::scan;

/// Whether a text opens more arrays and objects than that. Of text that is not JSON it says something, and does no
/// harm.
pub(super) fn deeper_than(text: &[u8], limit: usize) -> bool {
    let mut value = Extent::start(b'[', 0, limit);
    // Brackets that close too early end the value; what follows is judged as if it were another one.
    let mut rest = text;
    loop {
        match value.advance(rest) {
            Err(TooDeep) => return true,
            Ok(None) => return false,
            Ok(Some(end)) => rest = rest.get(end..).unwrap_or_default(),
        }
    }
}

/// How far one value extends, of which so much has been seen.
pub(super) struct Extent {
    /// Open arrays and objects, those around the value included.
    depth: usize,
    /// Those around it.
    outer: usize,
    limit: usize,
    in_string: bool,
    escaped: bool,
    /// A number or literal: it ends before the next separator.
    scalar: bool,
}

pub(super) struct TooDeep;

impl Extent {
    pub(super) fn start(first: u8, outer: usize, limit: usize) -> Self {
        let scalar = !matches!(first, b'{' | b'[' | b'"');
        Self { depth: outer, outer, limit, in_string: false, escaped: false, scalar }
    }

    /// Where in `bytes` the value ends, if it does.
    pub(super) fn advance(&mut self, bytes: &[u8]) -> Result<Option<usize>, TooDeep> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            at += 1;
            if self.escaped {
                self.escaped = false;
            } else if self.in_string {
                // Most of an answer is text: leap over it.
                at = scan::plain_until(bytes, at - 1);
                match bytes.get(at) {
                    Some(b'"') => self.in_string = false,
                    Some(b'\\') => self.escaped = true,
                    Some(_) => {}
                    None => break,
                }
                at += 1;
                if !self.in_string && self.depth == self.outer {
                    return Ok(Some(at));
                }
            } else if self.scalar {
                if matches!(byte, b',' | b':' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n') {
                    return Ok(Some(at - 1));
                }
            } else {
                match byte {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => {
                        self.depth += 1;
                        if self.depth > self.limit {
                            return Err(TooDeep);
                        }
                    }
                    b'}' | b']' => {
                        self.depth = self.depth.saturating_sub(1);
                        if self.depth <= self.outer {
                            return Ok(Some(at));
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(None)
    }
}
