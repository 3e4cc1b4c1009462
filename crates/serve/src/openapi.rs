//! The operations as an OpenAPI document.

use serde_json::{Map, Value, json};

use crate::model::{Bound, Member, Model, Operation, Place, Shape};

/// The document, in version 3.1.0.
#[must_use]
pub fn document(model: &Model) -> Value {
    let mut paths = Map::new();
    for operation in model.operations.values() {
        let path = paths
            .entry(operation.path.clone())
            .or_insert_with(|| json!({}));
        path[operation.method.to_ascii_lowercase()] = described(model, operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Amazon Macie, as Tracie serves it",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Generated from the declarations of the operations.",
        },
        "paths": paths,
        "components": {"schemas": schemas(model)},
    })
}

fn described(model: &Model, operation: &Operation) -> Value {
    let elsewhere = operation.input.iter().filter(|it| it.place != Place::Body);
    let parameters: Vec<Value> = elsewhere
        .map(|it| parameter(model, operation, it))
        .collect();
    let mut described = json!({
        "operationId": operation.name,
        "parameters": parameters,
        "responses": responses(model, operation),
    });
    if operation.has_body() {
        let body: Vec<&Member> = operation
            .input
            .iter()
            .filter(|it| it.place == Place::Body)
            .collect();
        let required = body.iter().any(|it| it.required);
        described["requestBody"] = json!({
            "required": required,
            "content": {"application/json": {"schema": object(model, &operation.name, &body)}},
        });
    }
    described
}

fn parameter(model: &Model, operation: &Operation, member: &Member) -> Value {
    json!({
        "name": member.name,
        "in": if member.place == Place::Path { "path" } else { "query" },
        "required": member.required,
        "schema": bounded(model, &member.shape, &format!("{}.{}", operation.name, member.name)),
    })
}

fn responses(model: &Model, operation: &Operation) -> Value {
    let mut responses = Map::new();
    let output: Vec<&Member> = operation.output.iter().collect();
    let success = if operation.status == 204 {
        json!({"description": "done"})
    } else {
        json!({
            "description": "done",
            "content": {"application/json": {"schema": object(model, "", &output)}},
        })
    };
    responses.insert(operation.status.to_string(), success);
    // Those of the protocol may come from any operation.
    let common = [
        ("Validation", 400),
        ("AccessDenied", 403),
        ("RequestEntityTooLarge", 413),
    ];
    let declared = operation
        .errors
        .iter()
        .filter_map(|name| Some((&**name, *model.errors.get(name)?)));
    for (name, status) in common.into_iter().chain(declared) {
        let error = json!({
            "description": format!("{name}Exception"),
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
        });
        responses.entry(status.to_string()).or_insert(error);
    }
    Value::Object(responses)
}

fn schemas(model: &Model) -> Value {
    let mut schemas = Map::new();
    for (name, members) in &model.structures {
        let members: Vec<&Member> = members.iter().collect();
        let mut schema = object(model, name, &members);
        // Findings have nulls; in requests they are as good as nothing.
        for member in members.iter().filter(|it| !it.required) {
            let whole = schema["properties"][&member.name].take();
            schema["properties"][&member.name] = json!({"anyOf": [whole, {"type": "null"}]});
        }
        schemas.insert(name.clone(), schema);
    }
    for (name, values) in &model.enumerations {
        schemas.insert(name.clone(), json!({"type": "string", "enum": values}));
    }
    for (name, (shape, bound)) in &model.bounded {
        let mut schema = typed(model, shape, "");
        narrow(&mut schema, bound);
        schemas.insert(name.clone(), schema);
    }
    let error = json!({
        "type": "object",
        "required": ["message"],
        "properties": {"message": {"type": "string"}},
    });
    schemas.insert("Error".into(), error);
    Value::Object(schemas)
}

fn object(model: &Model, owner: &str, members: &[&Member]) -> Value {
    let mut properties = Map::new();
    for member in members {
        let schema = bounded(model, &member.shape, &format!("{owner}.{}", member.name));
        properties.insert(member.name.clone(), schema);
    }
    let required = members.iter().filter(|it| it.required);
    let required: Vec<&str> = required.map(|it| &*it.name).collect();
    let mut object = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

/// The schema of a type with the limits that its owner puts on it.
fn bounded(model: &Model, shape: &Shape, limits: &str) -> Value {
    let schema = typed(model, shape, limits);
    match model.limits.get(limits) {
        None => schema,
        Some(Bound::Among(name)) => reference(name),
        Some(bound) => {
            let mut schema = schema;
            narrow(&mut schema, bound);
            schema
        }
    }
}

fn typed(model: &Model, shape: &Shape, limits: &str) -> Value {
    match shape {
        Shape::String => json!({"type": "string"}),
        Shape::Integer => json!({"type": "integer", "format": "int32"}),
        Shape::Long => json!({"type": "integer", "format": "int64"}),
        Shape::Double => json!({"type": "number"}),
        Shape::Boolean => json!({"type": "boolean"}),
        Shape::Timestamp => json!({"type": "string", "format": "date-time"}),
        Shape::List(inner) => {
            let items = bounded(model, inner, &format!("{limits}[]"));
            json!({"type": "array", "items": items})
        }
        Shape::Map(inner) => {
            let values = bounded(model, inner, &format!("{limits}{{}}"));
            json!({"type": "object", "additionalProperties": values})
        }
        Shape::Named(name) => reference(name),
    }
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn narrow(schema: &mut Value, bound: &Bound) {
    let Bound::Range {
        least,
        most,
        pattern,
    } = bound
    else {
        return;
    };
    let (from, to) = match schema["type"].as_str() {
        Some("string") => ("minLength", "maxLength"),
        Some("array") => ("minItems", "maxItems"),
        Some("object") => ("minProperties", "maxProperties"),
        _ => ("minimum", "maximum"),
    };
    if let Some(least) = least {
        schema[from] = json!(least);
    }
    if let Some(most) = most {
        schema[to] = json!(most);
    }
    if let Some((pattern, _)) = pattern {
        schema["pattern"] = json!(pattern);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_operations_are_described() {
        let document = document(Model::get());
        let paths = document["paths"].as_object().expect("paths");
        let operations: usize = paths
            .values()
            .map(|path| path.as_object().expect("operations").len())
            .sum();
        assert_eq!(operations, 81);
        let list = &document["paths"]["/allow-lists"]["get"]["parameters"][0];
        assert_eq!(list["name"], "maxResults");
        assert_eq!(list["schema"]["$ref"], "#/components/schemas/MaxResults");
        let test = &document["paths"]["/custom-data-identifiers/test"]["post"];
        let schema = &test["requestBody"]["content"]["application/json"]["schema"];
        assert_eq!(schema["properties"]["sampleText"]["maxLength"], 1000);
        assert_eq!(schema["properties"]["keywords"]["items"]["minLength"], 3);
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document(Model::get());
        let schemas = document["components"]["schemas"]
            .as_object()
            .expect("schemas");
        let text = document.to_string();
        for reference in text.split("\"#/components/schemas/").skip(1) {
            let name = reference.split('"').next().expect("a name");
            assert!(schemas.contains_key(name), "{name}");
        }
    }
}
