//! Addresses and ranges of them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range of addresses in CIDR form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    v6: bool,
    first: u128,
    last: u128,
    prefix: u32,
}

impl Range {
    /// `203.0.113.0/24`, or one address.
    pub(crate) fn parse(text: &str) -> Option<Range> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().ok()?;
        let (v6, bits, width) = number(address);
        let prefix = prefix.unwrap_or(width);
        if prefix > width {
            return None;
        }
        let span = width - prefix;
        let size = if span == 128 {
            u128::MAX
        } else {
            (1 << span) - 1
        };
        let first = bits & !size;
        Some(Range {
            v6,
            first,
            last: first | size,
            prefix,
        })
    }

    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        let (v6, bits, _) = number(address);
        self.v6 == v6 && (self.first..=self.last).contains(&bits)
    }

    /// Whether S3 takes it for a known network rather than for a good part of
    /// the internet: /8 or narrower, /32 or narrower for IPv6.
    pub(crate) fn is_narrow(&self) -> bool {
        self.prefix >= if self.v6 { 32 } else { 8 }
    }

    /// Addresses on either side of its borders.
    fn edges(&self) -> impl Iterator<Item = IpAddr> {
        let most = if self.v6 {
            u128::MAX
        } else {
            u128::from(u32::MAX)
        };
        let below = self.first.checked_sub(1);
        let above = (self.last < most).then(|| self.last + 1);
        let v6 = self.v6;
        [Some(self.first), Some(self.last), below, above]
            .into_iter()
            .flatten()
            .map(move |bits| address(v6, bits))
    }
}

fn number(address: IpAddr) -> (bool, u128, u32) {
    match address {
        IpAddr::V4(v4) => (false, u128::from(u32::from(v4)), 32),
        IpAddr::V6(v6) => (true, u128::from(v6), 128),
    }
}

fn address(v6: bool, bits: u128) -> IpAddr {
    if v6 {
        Ipv6Addr::from(bits).into()
    } else {
        Ipv4Addr::from(bits as u32).into()
    }
}

/// Ranges that nobody has on the internet.
const RESERVED: &[&str] = &[
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "224.0.0.0/3",
    "::/3",
    "4000::/2",
    "8000::/1",
];

/// Whether somebody may have it on the internet.
pub(crate) fn is_on_the_internet(address: IpAddr) -> bool {
    !reserved().any(|range| range.contains(address))
}

fn reserved() -> impl Iterator<Item = Range> {
    RESERVED.iter().filter_map(|text| Range::parse(text))
}

/// An address of each kind that some ranges tell apart: within any of them and
/// outside of all, on the internet and not.
pub(crate) fn examples(ranges: &[Range]) -> Vec<IpAddr> {
    let all = ranges.iter().copied().chain(reserved());
    let mut examples: Vec<IpAddr> = all
        .flat_map(|range| range.edges().collect::<Vec<_>>())
        .collect();
    examples.sort_unstable();
    examples.dedup();
    examples
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        Range::parse(text).expect("a range")
    }

    #[test]
    fn ranges_hold_what_their_prefix_says() {
        let office = range("203.0.113.77/24");
        assert!(office.contains("203.0.113.255".parse().expect("an address")));
        assert!(!office.contains("203.0.114.0".parse().expect("an address")));
        assert!(range("::/0").contains("2001:db8::1".parse().expect("an address")));
        assert!(!range("::/0").contains("1.2.3.4".parse().expect("an address")));
        assert_eq!(Range::parse("1.2.3.4/33"), None);
        assert_eq!(Range::parse("1.2.3"), None);
    }

    #[test]
    fn narrow_is_what_s3_takes_for_a_network() {
        assert!(range("54.0.0.0/8").is_narrow());
        assert!(!range("54.0.0.0/7").is_narrow());
        assert!(!range("2600::/31").is_narrow());
    }

    #[test]
    fn examples_stand_on_both_sides() {
        let office = range("203.0.113.0/24");
        let examples = examples(&[office]);
        assert!(examples.iter().any(|it| office.contains(*it)));
        let outside = |it: &&IpAddr| !office.contains(**it) && is_on_the_internet(**it);
        assert!(examples.iter().filter(outside).count() > 1);
    }
}
