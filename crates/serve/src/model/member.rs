//! Members and their types.

/// One member of a request, an answer or a structure.
#[derive(Debug)]
pub struct Member {
    /// As on the wire.
    pub name: String,
    /// Whether it must be given.
    pub required: bool,
    /// Where it stands in a request.
    pub place: Place,
    /// Whether clients fill in a random one, so that a request can be repeated.
    pub token: bool,
    /// Its type.
    pub shape: Shape,
}

/// Where a member stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the JSON object that is the body.
    Body,
    /// In the query of the URL.
    Query,
    /// In its path, as one segment.
    Path,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    String,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// Any number.
    Double,
    /// True or false.
    Boolean,
    /// A point in time: ISO 8601 text.
    Timestamp,
    /// A list of values.
    List(Box<Shape>),
    /// An object with any names.
    Map(Box<Shape>),
    /// A structure, an enumeration or a bounded scalar.
    Named(String),
}

impl Member {
    /// Reads `name! type [query|path] [token]`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let name = words.next()?;
        let mut member = Self {
            name: name.trim_end_matches('!').to_owned(),
            required: name.ends_with('!'),
            place: Place::Body,
            token: false,
            shape: Shape::parse(words.next()?)?,
        };
        for word in words {
            match word {
                "query" => member.place = Place::Query,
                "path" => member.place = Place::Path,
                "token" => member.token = true,
                _ => return None,
            }
        }
        Some(member)
    }
}

impl Shape {
    /// Reads `string`, `Name`, `[type]`, `{type}`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some(inner) = text.strip_prefix('[') {
            let inner = Self::parse(inner.strip_suffix(']')?)?;
            return Some(Self::List(Box::new(inner)));
        }
        if let Some(inner) = text.strip_prefix('{') {
            let inner = Self::parse(inner.strip_suffix('}')?)?;
            return Some(Self::Map(Box::new(inner)));
        }
        Some(match text {
            "string" => Self::String,
            "integer" => Self::Integer,
            "long" => Self::Long,
            "double" => Self::Double,
            "boolean" => Self::Boolean,
            "timestamp" => Self::Timestamp,
            name if name.starts_with(|it: char| it.is_ascii_uppercase()) => {
                Self::Named(name.to_owned())
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read() {
        let member = Member::parse("tagKeys! [string] query").expect("a member");
        assert_eq!(member.name, "tagKeys");
        assert!(member.required && !member.token);
        assert_eq!(member.place, Place::Query);
        assert_eq!(member.shape, Shape::List(Box::new(Shape::String)));
        assert!(Member::parse("name").is_none());
        assert!(Member::parse("name text").is_none());
        assert!(Member::parse("name string twice").is_none());
    }
}
