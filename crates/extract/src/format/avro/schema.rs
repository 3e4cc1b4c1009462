//! What records are made of.

use std::collections::HashMap;

use serde_json::Value;

/// The schema of a file.
pub(crate) struct Schema {
    pub(crate) root: Node,
    /// Types by their numbers; records may hold themselves.
    pub(crate) named: Vec<Node>,
}

/// A type.
pub(crate) enum Node {
    Null,
    Boolean,
    Int(Logical),
    Long(Logical),
    Float,
    Double,
    Bytes(Logical),
    String,
    Record(Vec<(String, Node)>),
    Enum(Vec<String>),
    Array(Box<Node>),
    Map(Box<Node>),
    Union(Vec<Node>),
    Fixed(usize, Logical),
    /// One that has a name, by its number.
    Named(usize),
}

/// What a value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Logical {
    None,
    Date,
    /// Time since midnight or 1970, with so many parts of a second.
    Time(u64),
    Timestamp(u64),
    /// With so many digits behind the point.
    Decimal(u32),
    Duration,
    Uuid,
}

/// Types may hold types so deep.
const DEEPEST: u32 = 64;

impl Schema {
    pub(crate) fn parse(json: &[u8]) -> Option<Schema> {
        let json: Value = serde_json::from_slice(json).ok()?;
        let mut parser = Parser::default();
        let root = parser.node(&json, "", DEEPEST)?;
        let named = parser
            .nodes
            .into_iter()
            .map(|it| it.unwrap_or(Node::Null))
            .collect();
        Some(Schema { root, named })
    }

    pub(crate) fn resolve<'a>(&'a self, node: &'a Node) -> &'a Node {
        match node {
            Node::Named(number) => self.named.get(*number).unwrap_or(&Node::Null),
            other => other,
        }
    }
}

#[derive(Default)]
struct Parser {
    names: HashMap<String, usize>,
    nodes: Vec<Option<Node>>,
}

impl Parser {
    fn node(&mut self, json: &Value, space: &str, depth: u32) -> Option<Node> {
        let depth = depth.checked_sub(1)?;
        match json {
            Value::String(name) => self.by_name(name, space, Logical::None),
            Value::Array(branches) => {
                let nodes = branches.iter().map(|it| self.node(it, space, depth));
                Some(Node::Union(nodes.collect::<Option<_>>()?))
            }
            Value::Object(members) => match members.get("type")? {
                Value::String(kind) => self.complex(kind, json, space, depth),
                inner => self.node(inner, space, depth),
            },
            _ => None,
        }
    }

    fn complex(&mut self, kind: &str, json: &Value, space: &str, depth: u32) -> Option<Node> {
        match kind {
            "array" => Some(Node::Array(Box::new(self.node(
                json.get("items")?,
                space,
                depth,
            )?))),
            "map" => Some(Node::Map(Box::new(self.node(
                json.get("values")?,
                space,
                depth,
            )?))),
            "record" | "error" | "enum" | "fixed" => self.named(kind, json, space, depth),
            other => self.by_name(other, space, logical(json)),
        }
    }

    /// A type with a name, which is known within itself.
    fn named(&mut self, kind: &str, json: &Value, space: &str, depth: u32) -> Option<Node> {
        let name = json.get("name")?.as_str()?;
        let space = match (name.rsplit_once('.'), json.get("namespace")) {
            (Some((space, _)), _) => space,
            (None, Some(space)) => space.as_str().unwrap_or(""),
            (None, None) => space,
        };
        let number = self.nodes.len();
        self.nodes.push(None);
        self.names.insert(full(name, space), number);
        let node = match kind {
            "enum" => {
                let symbols = json.get("symbols")?.as_array()?.iter();
                Node::Enum(
                    symbols
                        .map(|it| it.as_str().unwrap_or_default().to_owned())
                        .collect(),
                )
            }
            "fixed" => {
                let size = usize::try_from(json.get("size")?.as_u64()?).ok()?;
                Node::Fixed(size, logical(json))
            }
            _ => {
                let fields = json.get("fields")?.as_array()?.iter();
                let field = |it: &Value| {
                    let name = it.get("name")?.as_str()?.to_owned();
                    Some((name, self.node(it.get("type")?, space, depth)?))
                };
                Node::Record(fields.map(field).collect::<Option<_>>()?)
            }
        };
        self.nodes[number] = Some(node);
        Some(Node::Named(number))
    }

    fn by_name(&self, name: &str, space: &str, logical: Logical) -> Option<Node> {
        Some(match name {
            "null" => Node::Null,
            "boolean" => Node::Boolean,
            "int" => Node::Int(logical),
            "long" => Node::Long(logical),
            "float" => Node::Float,
            "double" => Node::Double,
            "bytes" => Node::Bytes(logical),
            "string" => Node::String,
            name => {
                let number = self
                    .names
                    .get(&full(name, space))
                    .or_else(|| self.names.get(name));
                Node::Named(*number?)
            }
        })
    }
}

fn full(name: &str, space: &str) -> String {
    match name.contains('.') || space.is_empty() {
        true => name.to_owned(),
        false => format!("{space}.{name}"),
    }
}

fn logical(json: &Value) -> Logical {
    match json.get("logicalType").and_then(Value::as_str) {
        Some("date") => Logical::Date,
        Some("time-millis") => Logical::Time(1000),
        Some("time-micros") => Logical::Time(1_000_000),
        Some("timestamp-millis" | "local-timestamp-millis") => Logical::Timestamp(1000),
        Some("timestamp-micros" | "local-timestamp-micros") => Logical::Timestamp(1_000_000),
        Some("timestamp-nanos" | "local-timestamp-nanos") => Logical::Timestamp(1_000_000_000),
        Some("decimal") => {
            let scale = json.get("scale").and_then(Value::as_u64).unwrap_or(0);
            Logical::Decimal(u32::try_from(scale).unwrap_or(0))
        }
        Some("duration") => Logical::Duration,
        Some("uuid") => Logical::Uuid,
        _ => Logical::None,
    }
}
