//! Decimal numbers as their bytes.

/// A number in two's complement, the highest byte first, with so many digits
/// behind the point.
pub(crate) fn text(bytes: &[u8], scale: u32) -> String {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let mut magnitude: Vec<u8> = bytes
        .iter()
        .map(|it| if negative { !it } else { *it })
        .collect();
    if negative {
        for byte in magnitude.iter_mut().rev() {
            let (sum, carry) = byte.overflowing_add(1);
            *byte = sum;
            if !carry {
                break;
            }
        }
    }
    let mut digits = digits(magnitude);
    if digits.is_empty() {
        digits.push('0');
    }
    let scale = (scale as usize).min(1000);
    while digits.len() <= scale {
        digits.insert(0, '0');
    }
    if scale > 0 {
        digits.insert(digits.len() - scale, '.');
    }
    if negative {
        format!("-{digits}")
    } else {
        digits
    }
}

/// The decimal digits of a number of at most a few hundred bytes.
fn digits(mut number: Vec<u8>) -> String {
    number.truncate(512);
    let mut digits = Vec::new();
    while number.iter().any(|it| *it != 0) {
        let mut rest = 0_u32;
        for byte in &mut number {
            let value = rest << 8 | u32::from(*byte);
            *byte = (value / 10) as u8;
            rest = value % 10;
        }
        digits.push(b'0' + rest as u8);
    }
    digits.iter().rev().map(|it| char::from(*it)).collect()
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn decimals_are_written_out() {
        assert_eq!(text(&[0x04, 0xD2], 2), "12.34");
        assert_eq!(text(&[0xFF], 2), "-0.01");
        assert_eq!(text(&[], 0), "0");
        assert_eq!(text(&[0x80], 0), "-128");
        assert_eq!(text(&[0xFF; 8], 0), "-1");
    }
}
