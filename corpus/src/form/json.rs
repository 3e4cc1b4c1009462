//! The same people as nested objects: one a line, or all in one document.

use super::Form;
use crate::pen::Pen;
use crate::value::date::{tick, timestamp};
use crate::value::person::Person;
use crate::value::{account, card, date, decoy, person, token};
use crate::words::{ADJECTIVES, NOUNS};

pub(crate) const LINES: Form = Form::records("jsonl", |pen| {
    customer(pen);
    pen.byte(b'\n');
});

pub(crate) const DOCUMENT: Form = Form {
    extension: "json",
    opening: "{\"version\":3,\"note\":\"synthetic\",\"records\":[\n",
    record: customer,
    separator: ",\n",
    closing: "\n]}\n",
};

fn customer(pen: &mut Pen) {
    let person = Person::new(pen);
    tick(pen, 100_000);
    pen.text("{\"id\":\"");
    token::uuid(pen);
    pen.text("\",\"created\":\"");
    timestamp(pen);
    pen.text("\",\"customer\":{");
    who(pen, &person);
    papers(pen);
    pen.text("},\"payment\":{");
    payment(pen);
    pen.text("},\"items\":[");
    items(pen);
    pen.text("],\"remark\":\"");
    remark(pen);
    pen.text("\"}");
}

fn who(pen: &mut Pen, person: &Person) {
    pen.text("\"name\":\"");
    pen.plant("NAME", |pen| person.name(pen));
    pen.text("\",\"email\":\"");
    person.email(pen);
    pen.text("\",\"phone\":\"");
    let escape = if pen.random.one_in(64) {
        "\\u002b"
    } else {
        "+"
    };
    pen.plant("PHONE_NUMBER", |pen| {
        escaped(pen, person::phone, b'+', escape);
    });
    pen.text("\",\"address\":\"");
    pen.plant("ADDRESS", person::address);
}

fn papers(pen: &mut Pen) {
    pen.text("\",\"ssn\":\"");
    let escape = if pen.random.one_in(64) {
        "\\u002D"
    } else {
        "-"
    };
    pen.plant("USA_SOCIAL_SECURITY_NUMBER", |pen| {
        escaped(pen, person::ssn, b'-', escape);
    });
    pen.text("\",\"passport\":\"");
    pen.plant("CANADA_PASSPORT_NUMBER", person::passport);
    pen.text("\",\"date_of_birth\":\"");
    pen.plant("DATE_OF_BIRTH", date::of_birth);
    pen.byte(b'"');
}

fn payment(pen: &mut Pen) {
    pen.text("\"card\":{\"number\":\"");
    pen.plant("CREDIT_CARD_NUMBER", card::grouped);
    pen.text("\",\"tries\":");
    pen.between(1, 5);
    pen.text("},\"iban\":\"");
    account::plant_iban(pen);
    pen.text("\",\"total\":");
    decoy::amount(pen);
}

fn items(pen: &mut Pen) {
    for index in 0..pen.random.between(1, 3) {
        pen.text(if index == 0 { "{" } else { ",{" });
        pen.text("\"sku\":\"");
        decoy::order(pen);
        pen.text("\",\"quantity\":");
        pen.between(1, 20);
        pen.text(",\"title\":\"");
        pen.word(&ADJECTIVES);
        pen.byte(b' ');
        pen.word(&NOUNS);
        pen.text("\"}");
    }
}

fn remark(pen: &mut Pen) {
    pen.word(&[
        "",
        "\\u00e9tag\\u00e8re, ",
        "said \\\"",
        "one\\ttwo\\n",
        "caf\u{e9} ",
    ]);
    pen.word(&NOUNS);
}

/// What `write` writes, with one of its characters spelled as an escape.
fn escaped(pen: &mut Pen, write: fn(&mut Pen), character: u8, escape: &str) {
    let start = pen.bytes.len();
    write(pen);
    let plain = pen.bytes.split_off(start);
    for byte in plain {
        match byte == character {
            true => pen.text(escape),
            false => pen.byte(byte),
        }
    }
}
