//! Logs: web access lines and application lines, and now and then a
//! value that should not have been written.

use super::Form;
use crate::pen::Pen;
use crate::value::date::{MONTHS, day, moment, tick, time};
use crate::value::{account, card, date, decoy, person, token};
use crate::words::{AGENTS, NOUNS, PARTS, SECTIONS, SERVICES};

pub(crate) const FORM: Form = Form::records("log", line);

/// Longer than the distance at which a keyword counts, and free of keywords.
pub(super) const NEUTRAL: &str = "after the nightly queue was drained as planned";

/// What comes before a value, the identifier that is to find it, the value.
type Leak = (&'static str, &'static str, fn(&mut Pen));

/// Lines with a value.
const LEAKS: [Leak; 11] = [
    ("lookup by ssn=", "USA_SOCIAL_SECURITY_NUMBER", person::ssn),
    ("charged card number ", "CREDIT_CARD_NUMBER", card::grouped),
    (
        "barcode read as ",
        "CREDIT_CARD_NUMBER_(NO_KEYWORD)",
        card::grouped,
    ),
    ("text sent to ", "PHONE_NUMBER", person::phone),
    ("born, date of birth ", "DATE_OF_BIRTH", date::of_birth),
    (
        "boarding with passport ",
        "CANADA_PASSPORT_NUMBER",
        person::passport,
    ),
    (
        "upstream got ",
        "HTTP_BASIC_AUTH_HEADER",
        token::basic_header,
    ),
    ("bearer ", "JSON_WEB_TOKEN", token::jwt),
    (
        "env has aws_secret_access_key=",
        "AWS_CREDENTIALS",
        token::aws_secret,
    ),
    ("using X-goog-api-key: ", "GCP_API_KEY", token::gcp_key),
    ("refund signed by ", "STRIPE_CREDENTIALS", token::stripe_key),
];

type Decoy = (&'static str, fn(&mut Pen));

/// Lines that only look as if they held a value.
const DECOYS: [Decoy; 4] = [
    ("declined card number ", card::wrong),
    ("lookup by ssn=", person::wrong_ssn),
    ("iban=", account::wrong_iban),
    ("clock at ", |pen| pen.number(pen.clock)),
];

fn line(pen: &mut Pen) {
    tick(pen, 40);
    match pen.random.one_in(2) {
        true => application(pen),
        false => access(pen),
    }
}

/// What an application line says, without its time and its end.
pub(super) fn message(pen: &mut Pen) {
    match pen.random.below(128) {
        0 => apart(pen, leak),
        1 => apart(pen, decoy),
        _ => event(pen),
    }
}

/// Writes something out of reach of the keywords of other lines.
fn apart(pen: &mut Pen, write: fn(&mut Pen)) {
    pen.text(NEUTRAL);
    pen.text(": ");
    write(pen);
    pen.byte(b' ');
    pen.text(NEUTRAL);
}

fn leak(pen: &mut Pen) {
    if pen.random.one_in(12) {
        pen.text("transfer to iban=");
        return account::plant_iban(pen);
    }
    let (before, identifier, value) = *pen.random.pick(&LEAKS);
    pen.text(before);
    pen.plant(identifier, value);
}

fn decoy(pen: &mut Pen) {
    let (before, value) = *pen.random.pick(&DECOYS);
    pen.text(before);
    value(pen);
}

/// `2024-03-11T19:46:53.031Z INFO checkout [worker-12] ...`
fn application(pen: &mut Pen) {
    let moment = moment(pen.clock);
    day(pen, &moment);
    pen.byte(b'T');
    time(pen, &moment);
    pen.byte(b'.');
    pen.padded(moment.milli, 3);
    pen.text("Z ");
    pen.word(&["INFO ", "INFO ", "DEBUG ", "WARN ", "ERROR "]);
    pen.word(&SERVICES);
    pen.text(" [worker-");
    pen.between(1, 64);
    pen.text("] ");
    message(pen);
    pen.byte(b'\n');
}

fn event(pen: &mut Pen) {
    let kinds: [fn(&mut Pen); 4] = [shipped, traced, tuned, digested];
    pen.random.pick(&kinds)(pen);
}

fn shipped(pen: &mut Pen) {
    pen.text("order ");
    decoy::order(pen);
    pen.text(" with ");
    pen.between(1, 40);
    pen.text(" items for ");
    decoy::amount(pen);
    pen.text(" left the ");
    pen.word(&NOUNS);
    pen.text(" in ");
    pen.between(2, 900);
    pen.text(" ms");
}

fn traced(pen: &mut Pen) {
    pen.text("request=");
    token::uuid(pen);
    pen.text(" span=");
    token::hex(pen, 16);
    pen.text(" peer=");
    decoy::ip(pen);
    pen.text(" took=");
    pen.between(1, 4000);
    pen.text("ms status=ok");
}

fn tuned(pen: &mut Pen) {
    pen.word(&PARTS);
    pen.byte(b'_');
    pen.word(&PARTS);
    pen.text(" resized from ");
    pen.between(16, 4096);
    pen.text(" to ");
    pen.between(16, 4096);
    pen.text(" slots, ");
    pen.between(1, 99);
    pen.text("% full");
}

fn digested(pen: &mut Pen) {
    pen.text("stored ");
    pen.word(&NOUNS);
    pen.text(".bin sha256=");
    token::hex(pen, 64);
    pen.text(" bytes=");
    pen.between(100, 999_999);
}

/// The common log format with referrer and agent.
fn access(pen: &mut Pen) {
    decoy::ip(pen);
    pen.text(" - - [");
    common_time(pen);
    pen.text("] \"");
    pen.word(&["GET", "GET", "GET", "POST", "PUT"]);
    pen.byte(b' ');
    path(pen);
    pen.text(" HTTP/1.1\" ");
    pen.word(&["200", "200", "200", "304", "404", "500"]);
    pen.byte(b' ');
    pen.between(64, 99_999);
    pen.text(" \"https://shop.example.com/");
    pen.word(&SECTIONS);
    pen.text("\" \"");
    pen.word(&AGENTS);
    pen.text("\"\n");
}

/// `11/Mar/2024:19:46:53 +0000`
fn common_time(pen: &mut Pen) {
    let moment = moment(pen.clock);
    pen.padded(moment.day, 2);
    pen.byte(b'/');
    pen.text(MONTHS[moment.month as usize - 1]);
    pen.byte(b'/');
    pen.number(moment.year);
    pen.byte(b':');
    time(pen, &moment);
    pen.text(" +0000");
}

fn path(pen: &mut Pen) {
    pen.text("/api/v2/");
    pen.word(&SECTIONS);
    match pen.random.below(4) {
        0 => {
            pen.byte(b'/');
            token::uuid(pen);
        }
        1 => {
            pen.text("?page=");
            pen.between(1, 60);
        }
        2 => {
            pen.byte(b'/');
            pen.between(1, 9999);
        }
        _ => {}
    }
}
