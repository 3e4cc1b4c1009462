//! Lists, page by page.
//!
//! A page begins where the one before it ended, by what the list is in order
//! of, and not after so many entries: what is added or deleted meanwhile moves
//! nothing from one page to another.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::types::Value as SqlValue;
use rusqlite::{Row, ToSql, params_from_iter};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::scoped::Reading;

/// In which direction a list goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// The least first.
    #[default]
    #[serde(rename = "ASC")]
    Ascending,
    /// The greatest first.
    #[serde(rename = "DESC")]
    Descending,
}

impl Order {
    fn sql(self) -> (&'static str, &'static str) {
        match self {
            Order::Ascending => ("ASC", ">"),
            Order::Descending => ("DESC", "<"),
        }
    }
}

/// Which part of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many entries at most; at least one is given, if there is one.
    pub size: usize,
    /// [`Paged::next`] of the page before; `None` for the first.
    pub token: Option<String>,
}

impl Page {
    /// The first so many.
    pub fn first(size: usize) -> Page {
        Page { size, token: None }
    }

    /// All of it at once.
    pub fn all() -> Page {
        Page::first(usize::MAX)
    }

    /// So many from where another page ended.
    pub fn after(size: usize, token: impl Into<String>) -> Page {
        Page {
            size,
            token: Some(token.into()),
        }
    }
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paged<T> {
    /// The entries.
    pub items: Vec<T>,
    /// What to ask for the next part with; `None` at the end. It means
    /// nothing to anyone else, and holds nothing but what the list is in order
    /// of.
    pub next: Option<String>,
}

impl<T> Paged<T> {
    /// The same part, of something made from each entry.
    pub fn map<U>(self, make: impl FnMut(T) -> U) -> Paged<U> {
        Paged {
            items: self.items.into_iter().map(make).collect(),
            next: self.next,
        }
    }
}

/// A list that can be gone through page by page.
pub(crate) struct Listing<'a> {
    /// What is listed, and by which criteria: a token of another list is
    /// refused.
    pub(crate) of: String,
    /// Between SELECT and FROM, the key and the number of the row apart.
    pub(crate) columns: &'a str,
    /// After FROM, up to the filter.
    pub(crate) from: &'a str,
    /// A condition; its parameters are anonymous.
    pub(crate) filter: String,
    pub(crate) params: Vec<SqlValue>,
    /// What the list is in order of; never null.
    pub(crate) key: &'a str,
    /// The number of the row, which decides between equal keys.
    pub(crate) row: &'a str,
    pub(crate) order: Order,
}

/// Columns before those of a listing.
pub(crate) const OWN_COLUMNS: usize = 2;

impl Listing<'_> {
    /// The entries of a page that `keep` wants.
    pub(crate) fn page<T>(
        &self,
        reading: &Reading<'_>,
        page: &Page,
        mut make: impl FnMut(&Row<'_>) -> Result<T, Error>,
        mut keep: impl FnMut(&T) -> bool,
    ) -> Result<Paged<T>, Error> {
        let after = page.token.as_deref().map(|token| self.open(token));
        let (sql, params) = self.sql(after.transpose()?);
        let mut statement = reading.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(&params))?;
        let mut items = Vec::new();
        let mut last = None;
        while let Some(row) = rows.next()? {
            let item = make(row)?;
            if !keep(&item) {
                continue;
            }
            if items.len() >= page.size.max(1) {
                let next = last.map(|key| self.seal(key));
                return Ok(Paged { items, next });
            }
            last = Some((row.get(0)?, row.get(1)?));
            items.push(item);
        }
        Ok(Paged { items, next: None })
    }

    fn sql(&self, after: Option<(SqlValue, i64)>) -> (String, Vec<SqlValue>) {
        let Listing {
            columns,
            from,
            filter,
            key,
            row,
            ..
        } = self;
        let (direction, beyond) = self.order.sql();
        let mut params = self.params.clone();
        let bound = match after {
            Some((last, number)) => {
                params.extend([last, number.into()]);
                format!(" AND ({key}, {row}) {beyond} (?, ?)")
            }
            None => String::new(),
        };
        let sql = format!(
            "SELECT {key}, {row}, {columns} FROM {from} WHERE ({filter}){bound} \
             ORDER BY {key} {direction}, {row} {direction}"
        );
        (sql, params)
    }

    fn seal(&self, (key, row): (SqlValue, i64)) -> String {
        let key = match key {
            SqlValue::Integer(number) => Value::from(number),
            SqlValue::Real(number) => Value::from(number),
            SqlValue::Text(text) => Value::from(text),
            SqlValue::Null | SqlValue::Blob(_) => Value::Null,
        };
        let token = Token {
            of: self.mark(),
            key,
            row,
        };
        // Writing such a thing as JSON cannot fail.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&token).unwrap_or_default())
    }

    fn open(&self, token: &str) -> Result<(SqlValue, i64), Error> {
        let bytes = URL_SAFE_NO_PAD.decode(token);
        let bytes = bytes.map_err(|_| Error::PageToken)?;
        let token: Token = serde_json::from_slice(&bytes).map_err(|_| Error::PageToken)?;
        if token.of != self.mark() {
            return Err(Error::PageToken);
        }
        let key = match token.key {
            Value::Number(number) => number
                .as_i64()
                .map(SqlValue::from)
                .or_else(|| number.as_f64().map(SqlValue::from)),
            Value::String(text) => Some(text.into()),
            _ => None,
        };
        Ok((key.ok_or(Error::PageToken)?, token.row))
    }

    /// What tells this list from others, in a few characters.
    fn mark(&self) -> String {
        let Listing { of, key, order, .. } = self;
        let parts = [of, *key, order.sql().0];
        let mark = tracie_finding::identity::hex_id(&parts);
        mark[..8].to_owned()
    }
}

#[derive(Serialize, Deserialize)]
struct Token {
    #[serde(rename = "o")]
    of: String,
    #[serde(rename = "k")]
    key: Value,
    #[serde(rename = "r")]
    row: i64,
}

/// A list that needs no more than a table and a scope.
pub(crate) fn plain<'a>(
    table: &'a str,
    columns: &'a str,
    key: &'a str,
    order: Order,
    scope: i64,
) -> Listing<'a> {
    Listing {
        of: table.to_owned(),
        columns,
        from: table,
        filter: "scope = ?".into(),
        params: vec![scope.into()],
        key,
        row: "row",
        order,
    }
}

/// Adds a condition that has one parameter.
pub(crate) fn and<'a>(
    mut listing: Listing<'a>,
    condition: &str,
    param: impl Into<SqlValue>,
) -> Listing<'a> {
    let param = param.into();
    listing.of.push_str(condition);
    if let Ok(text) = param.to_sql() {
        listing.of.push_str(&format!("{text:?}"));
    }
    listing.filter.push_str(" AND ");
    listing.filter.push_str(condition);
    listing.params.push(param);
    listing
}
