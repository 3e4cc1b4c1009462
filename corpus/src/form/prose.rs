//! Sentences: hardly a digit, and now and then one that tells too much.

use super::Form;
use crate::pen::Pen;
use crate::value::person::Person;
use crate::value::{account, card, date, person};
use crate::words::{ADJECTIVES, LINKS, NOUNS, VERBS};

pub(crate) const FORM: Form = Form::records("txt", paragraph);

/// What comes before a value, the identifier that is to find it, the value.
type Telling = (&'static str, &'static str, fn(&mut Pen));

/// How sentences that tell too much begin.
const TELLING: [Telling; 5] = [
    (
        "Her social security number is ",
        "USA_SOCIAL_SECURITY_NUMBER",
        person::ssn,
    ),
    (
        "They wrote the credit card number ",
        "CREDIT_CARD_NUMBER",
        card::grouped,
    ),
    (
        "The traveller showed passport ",
        "CANADA_PASSPORT_NUMBER",
        person::passport,
    ),
    (
        "The form gives her date of birth as ",
        "DATE_OF_BIRTH",
        date::of_birth,
    ),
    (
        "In the evening one may call ",
        "PHONE_NUMBER",
        person::phone,
    ),
];

fn paragraph(pen: &mut Pen) {
    for _ in 0..pen.random.between(3, 8) {
        match pen.random.below(400) {
            0 => tell(pen),
            1 => letter(pen),
            2..20 => dated(pen),
            _ => plain(pen),
        }
        pen.byte(b' ');
    }
    pen.text("\n\n");
}

fn plain(pen: &mut Pen) {
    pen.text("The ");
    subject(pen);
    pen.byte(b' ');
    pen.word(&VERBS);
    pen.word(&[" the ", " a ", " every "]);
    subject(pen);
    if pen.random.one_in(2) {
        pen.byte(b' ');
        pen.word(&LINKS);
        pen.text(" the ");
        subject(pen);
    }
    pen.word(&[".", ".", ".", "!", "?"]);
}

fn subject(pen: &mut Pen) {
    pen.word(&ADJECTIVES);
    pen.byte(b' ');
    pen.word(&NOUNS);
}

fn dated(pen: &mut Pen) {
    pen.text("In ");
    pen.between(1801, 1989);
    pen.text(" the ");
    pen.word(&NOUNS);
    pen.text(" had ");
    pen.between(2, 90);
    pen.text(" of them.");
}

/// Ends far enough from the value for the next sentence's words not to count
/// as its keywords.
fn tell(pen: &mut Pen) {
    let (before, identifier, value) = *pen.random.pick(&TELLING);
    pen.text(before);
    pen.plant(identifier, value);
    pen.text(", and nobody near the orchard thought any more of it.");
}

fn letter(pen: &mut Pen) {
    let writer = Person::new(pen);
    pen.text("A letter from ");
    pen.plant("NAME", |pen| writer.name(pen));
    pen.text(" asked that the rent be paid to ");
    account::plant_iban(pen);
    pen.text(" before the evening train leaves the village station.");
}
