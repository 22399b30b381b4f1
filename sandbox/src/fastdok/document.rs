//! A form as a real PDF and as a small PNG, both made from the case's data at each call.
//!
//! Pages are A4, text is Helvetica in WinAnsi encoding (å, ä, ö, – and € are in it; what is not becomes `?`). Until the
//! form is paid `UTKAST` lies across every page, as the real draft watermark does (verified that there is one, its
//! looks are invented).

use jiff::Timestamp;
use pdf_writer::{Content, Name, Pdf, Rect, Ref, Str, TextStr};

use super::model::{Case, Kind, Object, Property};
use super::standard::{CONTRACT_NUMBER, FieldKind, Template};

const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
const MARGIN: f32 = 62.0;
/// Where values begin, to the right of their labels.
const VALUES: f32 = 250.0;
const BOTTOM: f32 = 80.0;
/// A value is cut after so many characters, a document after so many pages: hostile data stays small.
const MOST_CHARS: usize = 1000;
const MOST_PAGES: usize = 20;

const REGULAR: Name<'static> = Name(b"F1");
const BOLD: Name<'static> = Name(b"F2");

/// The form of this case as a PDF file.
pub(super) fn pdf(case: &Case, form: &Object, template: &Template) -> Vec<u8> {
    let draft = form.payment.is_none();
    let pages = Typesetter::new(draft).set(case, form, template);
    let (catalog, tree, info, regular, bold) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5));
    let page_ref = |nth: usize| Ref::new(6 + 2 * nth as i32);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree).lang(TextStr("sv-SE"));
    pdf.pages(tree).kids((0..pages.len()).map(page_ref)).count(pages.len() as i32);
    pdf.document_info(info).title(TextStr(&template.full_name())).producer(TextStr("nordcase-sandbox"));
    pdf.type1_font(regular).base_font(Name(b"Helvetica")).encoding_predefined(Name(b"WinAnsiEncoding"));
    pdf.type1_font(bold).base_font(Name(b"Helvetica-Bold")).encoding_predefined(Name(b"WinAnsiEncoding"));
    for (nth, content) in pages.into_iter().enumerate() {
        let stream = Ref::new(7 + 2 * nth as i32);
        let mut page = pdf.page(page_ref(nth));
        page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(tree).contents(stream);
        page.resources().fonts().pair(REGULAR, regular).pair(BOLD, bold);
        drop(page);
        pdf.stream(stream, &content.finish());
    }
    pdf.finish()
}

/// Sets text from the top to the bottom of as many pages as it takes.
struct Typesetter {
    draft: bool,
    pages: Vec<Content>,
    y: f32,
}

impl Typesetter {
    fn new(draft: bool) -> Self {
        let mut typesetter = Self { draft, pages: Vec::new(), y: 0.0 };
        typesetter.new_page();
        typesetter
    }

    fn set(mut self, case: &Case, form: &Object, template: &Template) -> Vec<Content> {
        self.text(MARGIN, BOLD, 20.0, template.name);
        self.move_down(16.0);
        let number = form.properties.iter().find(|property| property.name.eq_ignore_ascii_case(CONTRACT_NUMBER));
        let number = number.map_or("", |property| property.value.as_str());
        let number = if number.is_empty() { String::new() } else { format!(" · Kontrakt nr {number}") };
        self.text(MARGIN, REGULAR, 10.0, &format!("Formulär {}{number}", template.code));
        self.move_down(10.0);
        self.rule();
        for party in case.objects.iter().filter(|object| object.kind == Kind::Data) {
            self.section(heading(party.namespace.as_deref().unwrap_or_default()), party);
        }
        self.section("Villkor", form);
        self.section_heading("Underskrifter");
        for role in ["Hyresvärd", "Hyresgäst"] {
            self.move_down(30.0);
            self.line(MARGIN, MARGIN + 200.0, self.y + 12.0);
            self.text(MARGIN, REGULAR, 9.0, role);
            self.move_down(4.0);
        }
        let count = self.pages.len();
        for (nth, page) in self.pages.iter_mut().enumerate() {
            let footer =
                format!("Provdokument från nordcase-sandbox, utan rättslig verkan · sida {} av {count}", nth + 1);
            show(page, MARGIN, 40.0, REGULAR, 8.0, &footer);
        }
        self.pages
    }

    fn section(&mut self, title: &str, object: &Object) {
        let filled = object.properties.iter().filter(|property| !property.value.is_empty());
        let mut filled = filled.peekable();
        if filled.peek().is_none() {
            return;
        }
        self.section_heading(title);
        for property in filled {
            let label = object.field_info(&property.name).map_or(property.name.as_str(), |info| info.1);
            let labels = lines(label, 34);
            let values = lines(&printed(object, property), 52);
            for nth in 0..labels.len().max(values.len()) {
                self.move_down(15.0);
                if let Some(label) = labels.get(nth) {
                    self.put(MARGIN, REGULAR, 10.0, label, 0.4);
                }
                if let Some(value) = values.get(nth) {
                    self.put(VALUES, REGULAR, 10.0, value, 0.0);
                }
            }
        }
    }

    fn section_heading(&mut self, title: &str) {
        self.move_down(if self.y < BOTTOM + 60.0 { self.y } else { 28.0 });
        self.text(MARGIN, BOLD, 12.0, title);
        self.move_down(3.0);
    }

    fn text(&mut self, x: f32, font: Name<'_>, size: f32, text: &str) {
        self.put(x, font, size, text, 0.0);
    }

    fn put(&mut self, x: f32, font: Name<'_>, size: f32, text: &str, gray: f32) {
        let y = self.y;
        // Below zero is what no longer went onto the last page.
        if let Some(page) = self.pages.last_mut().filter(|_| y > 0.0) {
            page.set_fill_gray(gray);
            show(page, x, y, font, size, text);
        }
    }

    fn rule(&mut self) {
        self.line(MARGIN, WIDTH - MARGIN, self.y);
    }

    fn line(&mut self, from: f32, to: f32, y: f32) {
        if let Some(page) = self.pages.last_mut() {
            page.set_line_width(0.7).move_to(from, y).line_to(to, y).stroke();
        }
    }

    fn move_down(&mut self, by: f32) {
        self.y -= by;
        if self.y < BOTTOM && self.pages.len() < MOST_PAGES {
            self.new_page();
        }
    }

    fn new_page(&mut self) {
        let mut page = Content::new();
        if self.draft {
            // Corner to corner, behind the text: the page's diagonal rises by about 55 degrees.
            let (sin, cos) = 55f32.to_radians().sin_cos();
            page.save_state().set_fill_gray(0.88).begin_text().set_font(BOLD, 130.0);
            page.set_text_matrix([cos, sin, -sin, cos, 185.0, 178.0]).show(Str(b"UTKAST")).end_text().restore_state();
        }
        self.pages.push(page);
        self.y = HEIGHT - 90.0;
    }
}

fn show(page: &mut Content, x: f32, y: f32, font: Name<'_>, size: f32, text: &str) {
    let bytes: Vec<u8> = text.chars().map(win_ansi).collect();
    page.begin_text().set_font(font, size).next_line(x, y).show(Str(&bytes)).end_text();
}

/// The Swedish headings of the parties; other shared data is called what its type is called.
fn heading(namespace: &str) -> &str {
    match namespace.to_ascii_lowercase().as_str() {
        "hyresvard" => "Hyresvärd",
        "kund" => "Hyresgäst",
        _ => namespace,
    }
}

/// A value for the eye: a stored day as the Swedish day it is, a checkbox as yes or no.
fn printed(object: &Object, property: &Property) -> String {
    let value = property.value.chars().take(MOST_CHARS).collect::<String>();
    match object.field_kind(&property.name) {
        FieldKind::Date => value
            .parse::<Timestamp>()
            .map_or(value, |moment| moment.to_zoned(jiff::tz::get!("Europe/Stockholm")).date().to_string()),
        FieldKind::Checkbox if value.eq_ignore_ascii_case("on") => "Ja".to_owned(),
        FieldKind::Checkbox => "Nej".to_owned(),
        FieldKind::Text | FieldKind::Number | FieldKind::File => value,
    }
}

/// Breaks text at spaces into lines of at most `width` characters; a longer word is cut.
fn lines(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for word in text.split_whitespace() {
        let word: Vec<char> = word.chars().collect();
        for (nth, piece) in word.chunks(width).enumerate() {
            let glue = usize::from(nth == 0 && length > 0);
            if length + glue + piece.len() > width {
                lines.push(String::new());
                length = 0;
            }
            if let Some(line) = lines.last_mut() {
                if length > 0 && glue == 1 {
                    line.push(' ');
                    length += 1;
                }
                line.extend(piece);
                length += piece.len();
            }
        }
    }
    lines
}

/// The byte of a character in Windows code page 1252.
fn win_ansi(character: char) -> u8 {
    match character {
        ' '..='~' | '\u{a0}'..='ÿ' => character as u8,
        '€' => 0x80,
        '…' => 0x85,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        _ => b'?',
    }
}

/// A preview of the form: a white page with grey lines of text, a red band across it until it is paid.
pub(super) fn png(form: &Object, width: u32, height: u32) -> Vec<u8> {
    let (w, h) = (f64::from(width), f64::from(height));
    let pixel = |x: u32, y: u32| -> [u8; 3] {
        let (x, y) = ((f64::from(x) + 0.5) / w, (f64::from(y) + 0.5) / h);
        let band = form.payment.is_none() && (y - (1.0 - x)).abs() < 0.06;
        let line =
            (y * 30.0).fract() < 0.4 && (0.1..0.9 - 0.2 * (y * 7.0).fract()).contains(&x) && (0.06..0.92).contains(&y);
        match (band, line) {
            (true, _) => [232, 170, 170],
            (_, true) => [150, 150, 155],
            _ => [255, 255, 255],
        }
    };
    let pixels: Vec<u8> = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // Writing to memory fails for wrong sizes only, and the sizes are the ones just used.
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    debug_assert!(written.is_ok());
    file
}
