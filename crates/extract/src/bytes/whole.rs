//! Whole numbers.

/// Appends a whole number.
pub(crate) fn whole(value: i64, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    natural(value.unsigned_abs(), out);
}

/// Appends a whole number that is not negative.
pub(crate) fn natural(mut value: u64, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[start..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_ranges_are_written_out() {
        let written = |value: i64| {
            let mut text = Vec::new();
            whole(value, &mut text);
            String::from_utf8_lossy(&text).into_owned()
        };
        for value in [0, 7, -10, i64::MIN, i64::MAX] {
            assert_eq!(written(value), value.to_string());
        }
    }
}
