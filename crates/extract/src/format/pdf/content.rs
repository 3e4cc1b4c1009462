//! The operators of a page that matter to its text.
//!
//! Paths, colours, patterns and clipping are passed over, and so are images, but for
//! that there are any. Text counts
//! whether or not it can be seen: invisible, clipped, covered, or on a layer
//! that is switched off.

use std::collections::HashMap;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Operator;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;

use super::decoded::decoded;
use super::face::{Chosen, Faces};
use super::lines::{Lines, Run, TooMuch};
use super::losses::Losses;
use super::matrix::{Matrix, Point};

/// Forms within forms.
const DEEPEST: usize = 50;
/// Bytes that the forms may hold that are within one another.
const HELD: usize = 256 << 20;
/// States that are saved at once.
const SAVED: usize = 1 << 16;

/// What follows the operators and finds the text.
pub(super) struct Painter<'a, 'f> {
    faces: &'f mut Faces<'a>,
    pub(super) lines: &'f mut Lines,
    /// What is shown that becomes no text.
    pub(super) losses: &'f mut Losses,
    state: State,
    saved: Vec<State>,
    /// The forms that are being painted, and the bytes of their contents.
    within: Vec<ObjectIdentifier>,
    held: usize,
}

/// What `q` saves.
#[derive(Clone, Copy)]
struct State {
    page: Matrix,
    font: Option<Chosen>,
    size: f32,
    between_characters: f32,
    between_words: f32,
    /// In hundredths.
    scaling: f32,
    leading: f32,
    rise: f32,
    text: Matrix,
    line: Matrix,
}

impl Default for State {
    fn default() -> State {
        State {
            page: Matrix::IDENTITY,
            font: None,
            size: 1.0,
            between_characters: 0.0,
            between_words: 0.0,
            scaling: 100.0,
            leading: 0.0,
            rise: 0.0,
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
        }
    }
}

impl State {
    /// What takes the size of the font to the page.
    fn size(&self) -> Matrix {
        let (size, scaling) = (f64::from(self.size), f64::from(self.scaling / 100.0));
        let size = Matrix([size * scaling, 0.0, 0.0, size, 0.0, f64::from(self.rise)]);
        self.page.after(&self.text).after(&size)
    }

    /// Where the next glyph stands on the page.
    fn origin(&self) -> Point {
        let origin = self.text.map(Point::new(0.0, f64::from(self.rise)));
        self.page.map(origin)
    }

    /// Goes so far along the line.
    fn advance(&mut self, by: f32, horizontal: bool) {
        let by = match horizontal {
            true => Point::new(f64::from(by * (self.scaling / 100.0)), 0.0),
            false => Point::new(0.0, f64::from(by)),
        };
        self.text = self.text.shifted(by);
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = self.line.shifted(Point::new(x, y));
        self.text = self.line;
    }
}

/// The fonts that a content has names for.
type Named = HashMap<Vec<u8>, Option<Chosen>>;

impl<'a, 'f> Painter<'a, 'f> {
    pub(super) fn new(
        faces: &'f mut Faces<'a>,
        lines: &'f mut Lines,
        losses: &'f mut Losses,
    ) -> Painter<'a, 'f> {
        Painter {
            faces,
            lines,
            losses,
            state: State::default(),
            saved: Vec::new(),
            within: Vec::new(),
            held: 0,
        }
    }

    /// Follows the operators of some content.
    pub(super) fn paint(
        &mut self,
        content: &[u8],
        resources: &Resources<'a>,
    ) -> Result<(), TooMuch> {
        let least = self.saved.len();
        self.save();
        let mut operators = TypedIter::new(content);
        let mut named = Named::new();
        while let Some(operator) = operators.next() {
            self.lines.tick()?;
            match operator {
                Operator::SaveState(_) => self.save(),
                Operator::RestoreState(_) => self.restore(least),
                Operator::XObject(name) => self.object(name.0, resources)?,
                Operator::InlineImage(_) => self.losses.pictures = true,
                Operator::SetGraphicsState(name) => self.set(name.0, resources),
                Operator::TextFont(font) => {
                    self.state.font = self.font(font.0, resources, &mut named);
                    self.state.size = font.1.as_f32();
                }
                other => self.operator(&other)?,
            }
        }
        if self.saved.len() > least {
            self.saved.truncate(least + 1);
            self.restore(least);
        }
        Ok(())
    }

    fn save(&mut self) {
        if self.saved.len() < SAVED {
            self.saved.push(self.state);
        }
    }

    fn restore(&mut self, least: usize) {
        if self.saved.len() > least {
            self.state = self.saved.pop().unwrap_or_default();
        }
    }

    /// The operators that need nothing but their operands.
    fn operator(&mut self, operator: &Operator<'_, '_>) -> Result<(), TooMuch> {
        let state = &mut self.state;
        match operator {
            Operator::Transform(it) => {
                let by = matrix([it.0, it.1, it.2, it.3, it.4, it.5]);
                state.page = state.page.after(&by);
            }
            Operator::BeginText(_) => {
                (state.text, state.line) = (Matrix::IDENTITY, Matrix::IDENTITY);
            }
            Operator::SetTextMatrix(it) => {
                state.text = matrix([it.0, it.1, it.2, it.3, it.4, it.5]);
                state.line = state.text;
            }
            Operator::HorizontalScaling(it) => state.scaling = it.0.as_f32(),
            Operator::TextLeading(it) => state.leading = it.0.as_f32(),
            Operator::CharacterSpacing(it) => state.between_characters = it.0.as_f32(),
            Operator::WordSpacing(it) => state.between_words = it.0.as_f32(),
            Operator::TextRise(it) => state.rise = it.0.as_f32(),
            Operator::NextLine(it) => state.next_line(it.0.as_f64(), it.1.as_f64()),
            Operator::NextLineAndSetLeading(it) => {
                state.leading = -it.1.as_f32();
                state.next_line(it.0.as_f64(), it.1.as_f64());
            }
            Operator::NextLineUsingLeading(_) => state.next_line(0.0, -f64::from(state.leading)),
            _ => return self.show(operator),
        }
        Ok(())
    }

    /// The operators that show text.
    fn show(&mut self, operator: &Operator<'_, '_>) -> Result<(), TooMuch> {
        match operator {
            Operator::ShowText(it) => self.text(it.0.as_bytes()),
            Operator::ShowTexts(it) => self.texts(it.0),
            Operator::NextLineAndShowText(it) => {
                self.state.next_line(0.0, -f64::from(self.state.leading));
                self.text(it.0.as_bytes())
            }
            Operator::ShowTextWithParameters(it) => {
                self.state.between_words = it.0.as_f32();
                self.state.between_characters = it.1.as_f32();
                self.state.next_line(0.0, -f64::from(self.state.leading));
                self.text(it.2.as_bytes())
            }
            _ => Ok(()),
        }
    }

    /// Texts with distances between them.
    fn texts(&mut self, texts: &Array<'_>) -> Result<(), TooMuch> {
        for part in texts.iter::<Object<'_>>() {
            match part {
                Object::String(text) => self.text(text.as_bytes())?,
                Object::Number(number) => {
                    let font = self.state.font;
                    let horizontal = font.is_some_and(|it| self.faces.face(it).horizontal);
                    let by = -number.as_f32() / 1000.0 * self.state.size;
                    self.state.advance(by, horizontal);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn text(&mut self, bytes: &[u8]) -> Result<(), TooMuch> {
        if self.state.font.is_none() {
            self.state.font = self.faces.substitute();
        }
        let Some(font) = self.state.font else {
            return Ok(());
        };
        // Whatever else the bytes are, they are no text in this font.
        let shown = !font.stands_in || bytes.is_ascii();
        self.losses.unsaid |= !shown || font.stands_in_for_wide;
        let face = self.faces.face(font);
        let horizontal = face.horizontal;
        let run = Run::new(&self.state.size());
        let state = &mut self.state;
        let mut rest = bytes;
        while !rest.is_empty() {
            self.lines.tick()?;
            let (glyph, len) = face.next(rest);
            let is_space = len == 1 && glyph.code == 32;
            rest = &rest[len.min(rest.len())..];
            self.losses.unsaid |= glyph.unsaid;
            if shown {
                self.lines.glyph(glyph, &run, state.origin());
            }
            let step = match horizontal {
                true => glyph.step.x as f32,
                false => glyph.step.y as f32,
            };
            let between = match is_space {
                true => state.between_words,
                false => 0.0,
            };
            let by = step / 1000.0 * state.size + state.between_characters + between;
            state.advance(by, horizontal);
        }
        Ok(())
    }

    fn font(
        &mut self,
        name: &Name<'_>,
        resources: &Resources<'a>,
        named: &mut Named,
    ) -> Option<Chosen> {
        if let Some(known) = named.get::<[u8]>(name) {
            return *known;
        }
        let dict = resources.get_font(name);
        let font = self.faces.choose(dict.as_ref());
        named.insert(name.to_vec(), font);
        font
    }

    /// The font, which is all that counts here of what `gs` sets.
    fn set(&mut self, name: &Name<'_>, resources: &Resources<'a>) {
        let set = || {
            let states = resources.get_ext_g_state(name)?;
            let font = states.get::<Array<'_>>("Font")?;
            let mut font = font.iter::<Object<'_>>();
            let dict = font.next()?.into_dict()?;
            Some((dict, font.next()?.into_number()?.as_f32()))
        };
        if let Some((dict, size)) = set() {
            self.state.font = self.faces.choose(Some(&dict));
            self.state.size = size;
        }
    }

    /// What is painted as a whole: a form, or a picture.
    fn object(&mut self, name: &Name<'_>, resources: &Resources<'a>) -> Result<(), TooMuch> {
        let Some(stream) = resources.get_x_object(name) else {
            // A form within itself shows nothing that it does not show anyway.
            let form = resources.x_objects.get_ref(&**name);
            let again = form.is_some_and(|it| self.within.contains(&it.into()));
            self.losses.damaged |= !again;
            return Ok(());
        };
        match stream.dict().get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Form") => return self.paint_form(&stream, resources),
            Some(b"Image") => self.losses.pictures = true,
            _ => {}
        }
        Ok(())
    }

    fn paint_form(&mut self, form: &Stream<'a>, resources: &Resources<'a>) -> Result<(), TooMuch> {
        let id = form.obj_id();
        if self.within.len() >= DEEPEST || self.within.contains(&id) {
            return Ok(());
        }
        self.lines.look()?;
        let (content, whole) = decoded(form);
        self.losses.damaged |= !whole;
        self.held += content.len();
        if self.held > HELD {
            return Err(TooMuch);
        }
        self.within.push(id);
        let (before, least) = (self.state, self.saved.len());
        self.state.page = self.state.page.after(&matrix_of(form.dict()));
        let own = form.dict().get::<Dict<'a>>("Resources").map(Resources::new);
        self.paint(&content, own.as_ref().unwrap_or(resources))?;
        self.saved.truncate(least);
        self.state = before;
        self.within.pop();
        self.held -= content.len();
        Ok(())
    }

    /// How an annotation looks, which takes the place of the annotation.
    pub(super) fn annotation(
        &mut self,
        annotation: &Dict<'a>,
        resources: &Resources<'a>,
    ) -> Result<(), TooMuch> {
        let flags = annotation.get::<u32>("F").unwrap_or(0);
        let rect = annotation.get::<[f64; 4]>("Rect");
        let (Some(form), Some(rect), 0) = (appearance(annotation), rect, flags & HIDDEN) else {
            return Ok(());
        };
        self.state = State::default();
        self.state.page = placed(&form, rect);
        self.paint_form(&form, resources)
    }
}

/// Flags of annotations that are not shown.
const HIDDEN: u32 = 1 << 1 | 1 << 5;

fn appearance<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    let appearances = annotation.get::<Dict<'a>>("AP")?;
    match appearances.get::<Object<'a>>("N")? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => {
            let state = annotation.get::<Name<'_>>("AS");
            let stream = state.and_then(|state| states.get::<Stream<'a>>(state));
            stream.or_else(|| states.get::<Stream<'a>>("Off"))
        }
        _ => None,
    }
}

/// What takes the box of a form to the place of its annotation.
fn placed(form: &Stream<'_>, rect: [f64; 4]) -> Matrix {
    let Some([left, bottom, right, top]) = form.dict().get::<[f64; 4]>("BBox") else {
        return Matrix([
            1.0,
            0.0,
            0.0,
            1.0,
            rect[0].min(rect[2]),
            rect[1].min(rect[3]),
        ]);
    };
    let matrix = matrix_of(form.dict());
    let corners = [(left, bottom), (left, top), (right, bottom), (right, top)];
    let corners = corners.map(|(x, y)| matrix.map(Point::new(x, y)));
    let across = |of: fn(&Point) -> f64| {
        let values = corners.iter().map(of);
        let least = values.clone().fold(f64::INFINITY, f64::min);
        (least, values.fold(f64::NEG_INFINITY, f64::max) - least)
    };
    let ((x, width), (y, height)) = (across(|it| it.x), across(|it| it.y));
    let (wide, high) = (
        (rect[2] - rect[0]).abs() / width,
        (rect[3] - rect[1]).abs() / height,
    );
    let (left, bottom) = (rect[0].min(rect[2]), rect[1].min(rect[3]));
    Matrix([wide, 0.0, 0.0, high, left - wide * x, bottom - high * y])
}

fn matrix(numbers: [Number; 6]) -> Matrix {
    Matrix(numbers.map(|it| it.as_f64()))
}

fn matrix_of(dict: &Dict<'_>) -> Matrix {
    dict.get::<[f64; 6]>("Matrix")
        .map_or(Matrix::IDENTITY, Matrix)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use hayro_syntax::Pdf;

    use super::*;
    use crate::format::pdf::page;

    /// A document of one page with this content, a font F, a form X with its
    /// own content, and an annotation that looks like the form.
    fn document(content: &str, form: &str) -> Pdf {
        let stream = |dict: &str, text: &str| {
            format!(
                "<<{dict}/Length {}>>\nstream\n{text}\nendstream",
                text.len()
            )
        };
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Annots[7 0 R]\
             /Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>/ExtGState<</G<</Font[5 0 R 10]>>>>>>>>"
                .to_owned(),
            stream("", content),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
            stream(
                "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Matrix[1 0 0 1 0 -300]\
                 /Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>",
                form,
            ),
            "<</Subtype/Stamp/Rect[0 0 90 90]/F HIDDEN/AP<</N 6 0 R>>>>"
                .replace("HIDDEN", if form.contains("seen") { "4" } else { "2" }),
        ];
        let mut file = "%PDF-1.7\n".to_owned();
        for (at, object) in objects.iter().enumerate() {
            file += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
        }
        file += "trailer\n<</Root 1 0 R/Size 8>>\n%%EOF";
        Pdf::new(file.into_bytes()).expect("it is a document")
    }

    fn text(content: &str, form: &str) -> String {
        let file = document(content, form);
        let budget = crate::budget::Budget::new(crate::Limits::default());
        let page = page::Reader::new(&file).read(0, &budget);
        assert_eq!(page.end, page::End::Whole);
        page.text
    }

    #[test]
    fn text_is_where_the_operators_put_it() {
        for (content, expected) in [
            (
                "BT /F 10 Tf 9 700 Td (one) Tj 0 -20 Td (two) Tj ET",
                "one\ntwo\n",
            ),
            (
                "BT /F 10 Tf 12 TL (a) Tj (b) ' 1 1 (c) \" T* (d) Tj ET",
                "a\nb\nc\nd\n",
            ),
            ("BT /F 10 Tf 0 -14 TD (a) Tj T* (b) Tj ET", "a\nb\n"),
            ("BT /F 10 Tf [(12)-20(34) -600 (5)] TJ ET", "1234 5\n"),
            // A gap, whether by a distance, by spacing or by scaling.
            (
                "BT /F 10 Tf (a) Tj 6 0 Td (b) Tj 30 0 Td (c) Tj ET",
                "ab c\n",
            ),
            ("BT /F 10 Tf 5 Tc (ab) Tj ET", "a b\n"),
            ("BT /F 10 Tf 9 Tw (a b) Tj ET", "a b\n"),
            ("BT /F 10 Tf 500 Tz [(a)-80(b)] TJ ET", "a b\n"),
            // Sizes and lines follow the matrices.
            (
                "BT /F 1 Tf 10 0 0 10 9 9 Tm (a) Tj 10 0 0 10 9 90 Tm (b) Tj ET",
                "a\nb\n",
            ),
            (
                "q 1 0 0 1 0 90 cm BT /F 10 Tf (a) Tj ET Q BT /F 10 Tf (b) Tj ET",
                "a\nb\n",
            ),
            ("BT /F 10 Tf (a) Tj 4 Ts (b) Tj 19 Ts (c) Tj ET", "ab\nc\n"),
            // Seen or not, once or more at the same place.
            ("BT /F 10 Tf 3 Tr (no ink) Tj ET", "no ink\n"),
            ("BT /F 10 Tf 2 Tr (outlined) Tj ET", "outlined\n"),
            ("BT /F 10 Tf (a) Tj ET BT /F 10 Tf .1 0 Td (a) Tj ET", "a\n"),
            ("/OC /L BDC BT /F 10 Tf (layer) Tj ET EMC", "layer\n"),
            // Without a font, or with one that is not there.
            ("BT 10 0 0 10 9 9 Tm (bare) Tj ET", "bare\n"),
            ("BT /None 10 Tf (other) Tj ET", "other\n"),
            ("/G gs BT (set) Tj ET", "set\n"),
            // More is restored than was saved.
            (
                "Q Q BT /F 10 Tf (a) Tj ET Q BT /F 10 Tf 0 -90 Td (b) Tj ET",
                "a\nb\n",
            ),
        ] {
            assert_eq!(text(content, ""), expected, "{content}");
        }
    }

    #[test]
    fn forms_and_annotations_are_painted_where_they_are_used() {
        let form = "BT /F 10 Tf 9 200 Td (seen) Tj ET";
        assert_eq!(
            text("BT /F 10 Tf (a) Tj ET /X Do BT /F 10 Tf (b) Tj ET", form),
            "a\nseen\nb\nseen\n"
        );
        // One that uses itself is painted once; a hidden annotation is not.
        assert_eq!(
            text("/X Do", "BT /F 10 Tf (x) Tj ET /X Do q q Q Q Q Q"),
            "x\n"
        );
    }

    #[test]
    fn a_page_that_takes_too_long_is_given_up() {
        let file = document(&"q Q ".repeat(1000), "");
        let page = file.pages().first().expect("it has one");
        let (mut faces, mut lines) = (Faces::new(), Lines::new(Duration::ZERO));
        let mut losses = Losses::default();
        let mut painter = Painter::new(&mut faces, &mut lines, &mut losses);
        let content = page.page_stream().expect("it has content").to_vec();
        assert_eq!(painter.paint(&content, page.resources()), Err(TooMuch));
    }
}
