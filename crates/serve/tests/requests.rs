//! Whatever comes in is refused or is what the operation declares.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tracie_serve::{Kind, Model, Operation, Place, Raw, Request, Scope};

fn scope() -> Scope {
    Scope {
        account: "111122223333".into(),
        region: "us-east-1".into(),
    }
}

/// JSON of any kind.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|it| json!(it)),
        ".{0,20}".prop_map(Value::from),
        Just(json!("ENABLED")),
        Just(json!("arn:aws:macie2:us-east-1:111122223333:allow-list/x")),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-zA-Z.]{0,12}", inner, 0..4)
                .prop_map(|it| Value::Object(it.into_iter().collect())),
        ]
    })
}

fn operation() -> impl Strategy<Value = &'static Operation> {
    let all: Vec<&'static Operation> = Model::get().operations.values().collect();
    prop::sample::select(all)
}

/// An operation with a body that has its members, of any kind.
fn asked() -> impl Strategy<Value = (&'static Operation, Value)> {
    operation().prop_flat_map(|operation| {
        let names: Vec<String> = operation.input.iter().map(|it| it.name.clone()).collect();
        let values = prop::collection::vec(any_json(), names.len());
        values.prop_map(move |values| {
            let members: Map<String, Value> = names.iter().cloned().zip(values).collect();
            (operation, Value::Object(members))
        })
    })
}

fn read(operation: &Operation, query: &str, body: &[u8]) -> Result<Request, Kind> {
    let in_path = operation.input.iter().filter(|it| it.place == Place::Path);
    let path = in_path.map(|it| (&*it.name, "x".to_owned())).collect();
    let raw = Raw { path, query, body };
    Request::read(operation, raw, scope()).map_err(|failure| failure.kind)
}

proptest! {
    #[test]
    fn any_bytes_are_refused_or_read(
        operation in operation(),
        query in ".{0,60}",
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        if let Err(kind) = read(operation, &query, &body) {
            prop_assert_eq!(kind, Kind::Validation);
        }
    }

    #[test]
    fn what_was_read_is_read_the_same_again((operation, body) in asked()) {
        let Ok(request) = read(operation, "", body.to_string().as_bytes()) else {
            return Ok(());
        };
        for name in request.members.keys() {
            prop_assert!(operation.member(name).is_some());
        }
        let again = Value::Object(request.members.clone()).to_string();
        let again = read(operation, "", again.as_bytes());
        prop_assert_eq!(again.map(|it| it.members), Ok(request.members));
    }
}
