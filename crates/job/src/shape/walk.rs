//! Holding a document against a shape.

use serde_json::{Map, Value};

use super::kind::{Kind, Member, Shape};
use crate::invalid::Invalid;

/// How alike a name must be to one that exists to be taken for a slip.
const ALIKE: f64 = 0.85;

/// All that is wrong with the shape of a document, in its order. A member that
/// is null is one that is absent.
pub(crate) fn check(document: &Value, shape: &'static Shape) -> Vec<Invalid> {
    let mut walk = Walk(Vec::new());
    walk.shape(document, shape, "");
    walk.0
}

struct Walk(Vec<Invalid>);

impl Walk {
    fn shape(&mut self, value: &Value, shape: &'static Shape, path: &str) {
        let Some(members) = value.as_object() else {
            return self.wrong_kind(value, path, "an object");
        };
        for (name, value) in members {
            let path = join(path, name);
            match shape.members.iter().find(|it| it.name == name) {
                None => self.0.push(unknown(&path, name, shape)),
                Some(_) if value.is_null() => {}
                Some(member) => self.value(value, &member.kind, &path),
            }
        }
        for member in shape.members.iter().filter(|it| it.required) {
            self.present(members, member, path);
        }
    }

    fn present(&mut self, members: &Map<String, Value>, member: &'static Member, path: &str) {
        if members.get(member.name).is_none_or(Value::is_null) {
            let missing = Invalid::new(join(path, member.name), "it is missing");
            self.0.push(match &member.kind {
                Kind::OneOf(names) => missing.advise(one_of(names)),
                _ => missing,
            });
        }
    }

    fn value(&mut self, value: &Value, kind: &'static Kind, path: &str) {
        match kind {
            Kind::Shape(shape) => self.shape(value, shape, path),
            Kind::List(of) => self.list(value, of, path),
            Kind::Texts => self.texts(value, path),
            Kind::OneOf(names) => self.one_of(value, names, path),
            Kind::Text if !value.is_string() => self.wrong_kind(value, path, "a text"),
            Kind::Flag if !value.is_boolean() => self.wrong_kind(value, path, "true or false"),
            Kind::Number if !value.is_i64() => self.wrong_kind(value, path, "a whole number"),
            Kind::Text | Kind::Flag | Kind::Number => {}
        }
    }

    fn list(&mut self, value: &Value, of: &'static Kind, path: &str) {
        let Some(values) = value.as_array() else {
            return self.wrong_kind(value, path, "a list");
        };
        for (at, value) in values.iter().enumerate() {
            self.value(value, of, &format!("{path}[{at}]"));
        }
    }

    fn texts(&mut self, value: &Value, path: &str) {
        let Some(members) = value.as_object() else {
            return self.wrong_kind(value, path, "a map of texts");
        };
        for (name, value) in members {
            if !value.is_string() {
                self.wrong_kind(value, &join(path, name), "a text");
            }
        }
    }

    fn one_of(&mut self, value: &Value, names: &'static [&'static str], path: &str) {
        let Some(text) = value.as_str() else {
            return self.wrong_kind(value, path, "a text");
        };
        if names.contains(&text) {
            return;
        }
        let invalid = Invalid::new(path, format!("there is no `{text}`"));
        let meant = names.iter().find(|name| name.eq_ignore_ascii_case(text));
        self.0.push(match meant {
            Some(name) => invalid.advise(format!("write {name}")),
            None => invalid.advise(one_of(names)),
        });
    }

    fn wrong_kind(&mut self, value: &Value, path: &str, wanted: &str) {
        let problem = format!("it is to be {wanted}, not {}", kind_of(value));
        self.0.push(Invalid::new(path, problem));
    }
}

fn unknown(path: &str, name: &str, shape: &Shape) -> Invalid {
    let invalid = Invalid::new(path, "there is no such member");
    let mistake = shape.mistakes.iter().find(|it| it.0 == name);
    if let Some((_, advice)) = mistake {
        return invalid.advise(*advice);
    }
    let names = shape.members.iter().map(|it| it.name);
    let likeness = |known: &str| strsim::jaro_winkler(&known.to_lowercase(), &name.to_lowercase());
    let nearest = names
        .map(|known| (likeness(known), known))
        .filter(|it| it.0 > ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((_, known)) => invalid.advise(format!("did you mean {known}?")),
        None => invalid,
    }
}

fn join(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}

fn one_of(names: &[&str]) -> String {
    match names {
        [name] => format!("write {name}"),
        names => format!("write one of {}", names.join(", ")),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
