//! Program-like text in several languages.

use super::Form;
use crate::pen::Pen;
use crate::value::token;
use crate::words::{ADJECTIVES, NOUNS, PARTS, VERBS};

/// How a language spells what all of these programs say.
struct Language {
    comment: &'static str,
    function: (&'static str, &'static str),
    declare: &'static str,
    end: &'static str,
    condition: (&'static str, &'static str, &'static str),
    close: &'static str,
}

const RUST: Language = Language {
    comment: "/// ",
    function: ("pub fn ", "(input: &[u8], limit: usize) -> usize {\n"),
    declare: "let ",
    end: ";\n",
    condition: ("if ", " {\n        return limit;\n", "    }\n"),
    close: "    limit\n}\n\n",
};

const PYTHON: Language = Language {
    comment: "# ",
    function: ("def ", "(data, limit):\n"),
    declare: "",
    end: "\n",
    condition: ("if ", ":\n        return limit\n", ""),
    close: "    return limit\n\n\n",
};

const JAVASCRIPT: Language = Language {
    comment: "// ",
    function: ("export function ", "(input, limit = 64) {\n"),
    declare: "const ",
    end: ";\n",
    condition: ("if (", ") {\n        return limit;\n", "    }\n"),
    close: "    return limit;\n}\n\n",
};

const C: Language = Language {
    comment: "// ",
    function: (
        "static size_t ",
        "(const unsigned char *input, size_t limit)\n{\n",
    ),
    declare: "unsigned long ",
    end: ";\n",
    condition: ("if (", ")\n        return limit;\n", ""),
    close: "    return limit;\n}\n\n",
};

/// One form for each language; files take turns.
pub(crate) const FORMS: [Form; 4] = [
    Form::records("rs", |pen| function(pen, &RUST)),
    Form::records("py", |pen| function(pen, &PYTHON)),
    Form::records("js", |pen| function(pen, &JAVASCRIPT)),
    Form::records("c", |pen| function(pen, &C)),
];

fn function(pen: &mut Pen, language: &Language) {
    comment(pen, language);
    pen.text(language.function.0);
    name(pen);
    pen.text(language.function.1);
    for _ in 0..pen.random.between(3, 12) {
        statement(pen, language);
    }
    pen.text(language.close);
}

fn comment(pen: &mut Pen, language: &Language) {
    pen.text(language.comment);
    pen.text("The ");
    pen.word(&ADJECTIVES);
    pen.byte(b' ');
    pen.word(&PARTS);
    pen.byte(b' ');
    pen.word(&VERBS);
    pen.text(" each ");
    pen.word(&NOUNS);
    pen.text(" of the ");
    pen.word(&PARTS);
    pen.text(".\n");
}

fn name(pen: &mut Pen) {
    pen.word(&PARTS);
    pen.byte(b'_');
    pen.word(&PARTS);
}

fn statement(pen: &mut Pen, language: &Language) {
    pen.text("    ");
    match pen.random.below(1024) {
        0 => secret(pen, language),
        1..300 => call(pen, language),
        300..500 => condition(pen, language),
        _ => assignment(pen, language),
    }
}

/// A credential that somebody left in a program.
fn secret(pen: &mut Pen, language: &Language) {
    let (before, identifier, value) = *pen.random.pick(&SECRETS);
    pen.text(language.declare);
    pen.text(before);
    pen.text(" = \"");
    pen.plant(identifier, value);
    pen.byte(b'"');
    pen.text(language.end);
}

type Secret = (&'static str, &'static str, fn(&mut Pen));

const SECRETS: [Secret; 4] = [
    (
        "aws_secret_access_key",
        "AWS_CREDENTIALS",
        token::aws_secret,
    ),
    ("gcp_api_key", "GCP_API_KEY", token::gcp_key),
    ("upstream", "STRIPE_CREDENTIALS", token::stripe_key),
    ("bearer", "JSON_WEB_TOKEN", token::jwt),
];

fn call(pen: &mut Pen, language: &Language) {
    name(pen);
    pen.byte(b'(');
    pen.word(&PARTS);
    pen.text(", ");
    pen.between(0, 4096);
    pen.text(", \"");
    pen.word(&NOUNS);
    pen.text("\")");
    pen.text(language.end);
}

fn condition(pen: &mut Pen, language: &Language) {
    pen.text(language.condition.0);
    name(pen);
    pen.word(&[" > ", " < ", " == ", " != "]);
    pen.between(0, 65_535);
    pen.text(language.condition.1);
    pen.text(language.condition.2);
}

fn assignment(pen: &mut Pen, language: &Language) {
    pen.text(language.declare);
    name(pen);
    pen.text(" = ");
    match pen.random.below(4) {
        0 => constant(pen),
        1 => pen.between(0, 99_999),
        2 => product(pen),
        _ => name(pen),
    }
    pen.text(language.end);
}

fn constant(pen: &mut Pen) {
    pen.text("0x");
    let count = *pen.random.pick(&[4, 8, 16]);
    token::hex(pen, count);
}

fn product(pen: &mut Pen) {
    pen.between(2, 999);
    pen.text(" * ");
    pen.word(&PARTS);
    pen.text(" + ");
    pen.between(2, 999);
}
