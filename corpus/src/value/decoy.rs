//! Values that look sensitive and are not: numbers of orders, traces, sizes.

use crate::pen::Pen;
use crate::value::date::moment;

/// Such as `ORD-20240311-884213`.
pub(crate) fn order(pen: &mut Pen) {
    let moment = moment(pen.clock);
    pen.text("ORD-");
    pen.padded(moment.year * 10_000 + moment.month * 100 + moment.day, 8);
    pen.byte(b'-');
    pen.digits(6);
}

/// Such as `48.20`.
pub(crate) fn amount(pen: &mut Pen) {
    pen.between(1, 4999);
    pen.byte(b'.');
    pen.digits(2);
}

/// An address of a private network or one kept for documentation.
pub(crate) fn ip(pen: &mut Pen) {
    let network = *pen.random.pick(&["192.0.2.", "198.51.100.", "203.0.113."]);
    if pen.random.one_in(2) {
        pen.text(network);
    } else {
        pen.text("10.");
        pen.between(0, 255);
        pen.byte(b'.');
        pen.between(0, 255);
        pen.byte(b'.');
    }
    pen.between(1, 254);
}
