//! A table of people: something personal in every row.

use super::Form;
use crate::pen::Pen;
use crate::value::date::{day, moment, tick};
use crate::value::person::Person;
use crate::value::{account, card, date, decoy, person, token};
use crate::words::{ADJECTIVES, NOUNS};

pub(crate) const FORM: Form = Form {
    extension: "csv",
    opening: "row,full_name,email,ssn,card_number,phone,address,iban,passport,date_of_birth,balance,updated,request,notes\n",
    record: row,
    separator: "",
    closing: "",
};

fn row(pen: &mut Pen) {
    let person = Person::new(pen);
    tick(pen, 100_000);
    pen.between(1000, 99_999);
    who(pen, &person);
    numbers(pen);
    bookkeeping(pen);
    notes(pen);
    pen.byte(b'\n');
}

fn who(pen: &mut Pen, person: &Person) {
    pen.byte(b',');
    pen.plant("NAME", |pen| person.name(pen));
    pen.byte(b',');
    person.email(pen);
    pen.byte(b',');
    pen.plant("USA_SOCIAL_SECURITY_NUMBER", person::ssn);
}

fn numbers(pen: &mut Pen) {
    pen.byte(b',');
    pen.plant("CREDIT_CARD_NUMBER", card::grouped);
    pen.byte(b',');
    pen.plant("PHONE_NUMBER", person::phone);
    pen.text(",\"");
    pen.plant("ADDRESS", person::address);
    pen.text("\",");
    account::plant_iban(pen);
    pen.byte(b',');
    pen.plant("CANADA_PASSPORT_NUMBER", person::passport);
    pen.byte(b',');
    pen.plant("DATE_OF_BIRTH", date::of_birth);
}

fn bookkeeping(pen: &mut Pen) {
    pen.byte(b',');
    decoy::amount(pen);
    pen.byte(b',');
    let moment = moment(pen.clock);
    day(pen, &moment);
    pen.byte(b',');
    token::uuid(pen);
    pen.byte(b',');
}

/// Free text: empty, bare, or quoted because of what it holds.
fn notes(pen: &mut Pen) {
    match pen.random.below(64) {
        0 => quoted(pen, "\n"),
        1..4 => quoted(pen, " \"\"so to say\"\", "),
        4..16 => quoted(pen, ", "),
        16..32 => pen.word(&NOUNS),
        _ => {}
    }
}

fn quoted(pen: &mut Pen, between: &str) {
    pen.byte(b'"');
    pen.word(&ADJECTIVES);
    pen.text(between);
    pen.word(&NOUNS);
    pen.byte(b'"');
}
