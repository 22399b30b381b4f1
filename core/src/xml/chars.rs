//! Which characters XML 1.0 carries.

/// Whether XML 1.0 can carry this character, also as a reference.
pub(super) fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether a text holds a character that XML 1.0 cannot carry.
pub(super) fn has_foreign_character(text: &str) -> bool {
    // One cheap pass over the bytes; 0xEF starts U+FFFE and U+FFFF, and many harmless characters.
    let suspicious = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == 0xef;
    text.bytes().fold(false, |found, byte| found | suspicious(byte)) && !text.chars().all(is_xml_char)
}

/// Whether these are only the four characters that XML takes for white space.
pub(super) fn is_space(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}
