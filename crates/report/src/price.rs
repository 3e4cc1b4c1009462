//! What Macie charges for inspecting data: list prices, with their region, day
//! and source, as data (`prices.json`).
//!
//! Macie's bill has three parts: a fee for each bucket, one for each object that
//! automated discovery keeps an eye on, and one for the bytes that are
//! inspected, after decompression. The last is by far the largest and the only
//! one here. Objects that Macie does not analyse cost nothing.
//!
//! ```
//! use tracie_report::price;
//!
//! let price = price::in_region("us-east-1")?.expect("its prices are known");
//! let gigabyte = 1 << 30;
//! assert_eq!(price.of(3 * gigabyte, 0).to_string(), "3.00");
//! // Beyond 50,000 GB in a month it is half as much.
//! assert_eq!(price.of(2 * gigabyte, 49_999 * gigabyte).to_string(), "1.50");
//! # Ok::<(), price::PriceError>(())
//! ```

use std::fmt;
use std::sync::OnceLock;

use serde::Deserialize;

const PRICES: &str = include_str!("../prices.json");
/// AWS counts 2^30 bytes as a GB.
const GIGABYTE: u128 = 1 << 30;
/// The region whose prices stand in for those that are not known.
pub const FALLBACK: &str = "us-east-1";

/// The price list of a region.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Price {
    /// The region.
    pub region: String,
    /// The day on which the list was read, if that is known.
    pub as_of: Option<String>,
    /// Where it is from.
    pub source: String,
    /// How well it is known.
    pub notes: String,
    tiers: Vec<Tier>,
}

/// What a GB costs once so many were inspected in a month.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tier {
    above_gb: u64,
    usd_per_gb: String,
}

/// An amount of US dollars, displayed to the cent: `1.50`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dollars {
    micros: u128,
}

/// The table of prices does not follow its form; the tests see to it that it
/// does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the table of prices cannot be read: {0}")]
pub struct PriceError(String);

/// The price list of a region, if it is known.
///
/// # Errors
///
/// If the table does not follow its form.
pub fn in_region(region: &str) -> Result<Option<&'static Price>, PriceError> {
    Ok(all()?.iter().find(|it| it.region == region))
}

/// All price lists that are known.
///
/// # Errors
///
/// If the table does not follow its form.
pub fn all() -> Result<&'static [Price], PriceError> {
    static ALL: OnceLock<Result<Vec<Price>, PriceError>> = OnceLock::new();
    let read = || serde_json::from_str(PRICES).map_err(|it| PriceError(it.to_string()));
    ALL.get_or_init(read).as_deref().map_err(Clone::clone)
}

/// What Macie would have charged for inspecting so many bytes, in a sentence
/// without a full stop; `None` where that is less than a cent. A region whose
/// prices are not known has those of [`FALLBACK`], and the sentence says so.
///
/// ```
/// use tracie_report::price;
///
/// assert_eq!(price::in_words(1_000, "us-east-1"), None);
/// assert_eq!(
///     price::in_words(5 << 30, "us-east-1").as_deref(),
///     Some("Macie would have charged $5.00 for inspecting this (list price of us-east-1, \
///           2026-10-07: $1.00 a GB)")
/// );
/// ```
pub fn in_words(bytes: u64, region: &str) -> Option<String> {
    let known = in_region(region).ok()?;
    let price = match known {
        Some(price) => price,
        None => in_region(FALLBACK).ok()??,
    };
    let amount = price.of(bytes, 0);
    if !amount.is_a_cent() {
        return None;
    }
    let other = match known {
        Some(_) => String::new(),
        None => format!("; that of {} is not known", crate::visible(region)),
    };
    let day = price.as_of.as_deref().unwrap_or("undated");
    let (region, first) = (&price.region, price.first());
    Some(format!(
        "Macie would have charged ${amount} for inspecting this (list price of {region}, {day}: \
         ${first} a GB{other})"
    ))
}

impl Price {
    /// What inspecting so many bytes costs, after so many others in the same
    /// month.
    pub fn of(&self, bytes: u64, before: u64) -> Dollars {
        let (from, to) = (u128::from(before), u128::from(before) + u128::from(bytes));
        let ends = self
            .tiers
            .iter()
            .skip(1)
            .map(|it| u128::from(it.above_gb) * GIGABYTE);
        let ends = ends.chain([u128::MAX]);
        let cost = |(tier, end): (&Tier, u128)| {
            let start = u128::from(tier.above_gb) * GIGABYTE;
            let within = to.min(end).saturating_sub(from.max(start));
            within * tier.micros()
        };
        let micros = self.tiers.iter().zip(ends).map(cost).sum::<u128>();
        Dollars {
            // Half a millionth more, to round.
            micros: (micros + GIGABYTE / 2) / GIGABYTE,
        }
    }

    /// What the first GB of a month costs.
    pub fn first(&self) -> Dollars {
        Dollars {
            micros: self.tiers.first().map_or(0, Tier::micros),
        }
    }
}

impl Tier {
    /// Millionths of a dollar for a GB.
    fn micros(&self) -> u128 {
        let (whole, part) = self
            .usd_per_gb
            .split_once('.')
            .unwrap_or((&self.usd_per_gb, ""));
        let digits = format!("{whole}{part:0<6}");
        digits.parse().unwrap_or(0)
    }
}

impl Dollars {
    /// Whether it is at least a cent.
    pub fn is_a_cent(self) -> bool {
        self.micros >= 10_000
    }
}

impl fmt::Display for Dollars {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = (self.micros + 5_000) / 10_000;
        write!(out, "{}.{:02}", cents / 100, cents % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GB: u64 = 1 << 30;

    #[test]
    fn each_list_says_where_it_is_from_and_falls() {
        let all = all().expect("the table is well formed");
        assert!(all.iter().any(|it| it.region == FALLBACK));
        for price in all {
            let day = |day: &String| day.parse::<jiff::civil::Date>().is_ok();
            assert!(price.as_of.as_ref().is_none_or(day), "{}", price.region);
            assert!(price.source.starts_with("https://") && !price.notes.is_empty());
            assert_eq!(price.tiers[0].above_gb, 0);
            let falls = |two: &[Tier]| {
                two[0].above_gb < two[1].above_gb && two[0].micros() > two[1].micros()
            };
            assert!(price.tiers.windows(2).all(falls) && price.tiers[2].micros() > 0);
        }
    }

    #[test]
    fn tiers_add_up() {
        let price = in_region("us-east-1").expect("a table").expect("a list");
        for (bytes, before, expected) in [
            (0, 0, "0.00"),
            (GB, 0, "1.00"),
            (GB / 2, 0, "0.50"),
            (50_000 * GB, 0, "50000.00"),
            (50_001 * GB, 0, "50000.50"),
            (600_000 * GB, 0, "300000.00"),
            (10 * GB, 49_995 * GB, "7.50"),
            (4 * GB, 499_998 * GB, "1.50"),
            (GB, 700_000 * GB, "0.25"),
            (10_737_418, 0, "0.01"),
        ] {
            assert_eq!(
                price.of(bytes, before).to_string(),
                expected,
                "{bytes} {before}"
            );
        }
        // Nothing overflows.
        assert!(price.of(u64::MAX, u64::MAX) > price.of(GB, 0));
    }

    #[test]
    fn a_region_that_is_not_known_is_said_to_be() {
        let words = in_words(2 * GB, "eu-north-1\n").expect("more than a cent");
        assert!(
            words.contains("us-east-1") && words.contains(r"that of eu-north-1\n is not known")
        );
        let undated = in_words(2 * GB, "eu-west-2").expect("more than a cent");
        assert!(
            undated.contains("$2.50") && undated.contains("undated: $1.25 a GB)"),
            "{undated}"
        );
    }
}
