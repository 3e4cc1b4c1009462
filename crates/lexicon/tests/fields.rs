//! Single values, under names that suggest something and under others.

use tracie_lexicon::{
    Field, names_suggest_address, names_suggest_person, person_names, postal_addresses,
};

fn names(value: &str, field: Field) -> Vec<&str> {
    let mut found = Vec::new();
    person_names(
        value.as_bytes(),
        0..value.len(),
        field,
        &mut |start, end| found.push(&value[start..end]),
    );
    found
}

fn addresses(value: &str, field: Field) -> Vec<&str> {
    let mut found = Vec::new();
    postal_addresses(
        value.as_bytes(),
        0..value.len(),
        field,
        &mut |start, end| found.push(&value[start..end]),
    );
    found
}

#[test]
fn a_named_value_may_be_written_in_any_way() {
    for value in [
        "Maria Garcia",
        "MARIA GARCIA",
        "maria garcia",
        "Garcia, Maria",
        "GARCIA, MARIA",
        "GARCIA MARIA",
        "Garcia Maria",
        "Maria J. Garcia",
        "Maria de la Cruz",
        "O'Neill, Sean",
        "van der Berg, Jan",
        "Felix de",
        "Jean-Luc Picard",
        "Uzoamaka Chukwu",
        "Dr. Maria Garcia",
        "Mark Price",
        "Joy Winter",
        "Nguyễn Văn An",
        "Łukasz Żak",
        "Maria  Garcia",
        "maria\tgarcia",
        "Garcia\nMaria",
        "Jean d'Ormesson",
    ] {
        assert_eq!(names(value, Field::Named).len(), 1, "{value}");
    }
}

#[test]
fn a_named_value_need_not_be_a_name() {
    for value in [
        "Maria",
        "",
        " ",
        "12345",
        "Juniper Glacier",
        "N/A",
        "Not Available",
        "Checkout Repository",
        "maria@example.com",
        "Acme Holdings Ltd",
        "unknown customer",
        "To Be Determined",
        "2024-01-01",
        "X Y",
        "Маша Иванова",
        "東京 太郎",
        "Not  Available",
    ] {
        assert_eq!(names(value, Field::Named), Vec::<&str>::new(), "{value}");
    }
}

#[test]
fn a_long_named_value_is_no_name() {
    let word = "x".repeat(300);
    for value in [format!("{word}  Maria"), format!("Maria  {word}")] {
        assert_eq!(names(&value, Field::Named), Vec::<&str>::new());
    }
}

#[test]
fn a_value_under_another_name() {
    for value in ["Maria Garcia", "Jonas Lindqvist", "SMITH, JOHN"] {
        assert_eq!(names(value, Field::Value), [value]);
    }
    for value in [
        "maria garcia",
        "Garcia Maria Street",
        "New York",
        "Blue Shirt",
        "In Progress",
        "Mark Up",
    ] {
        assert_eq!(names(value, Field::Value), Vec::<&str>::new(), "{value}");
    }
}

#[test]
fn a_value_under_the_name_of_something_else() {
    for value in [
        "Calvin Klein Perfume",
        "Martha Stewart Pan Set",
        "Royal Leaf",
    ] {
        assert_eq!(names(value, Field::Other), Vec::<&str>::new(), "{value}");
    }
    // Persons that are known well are told wherever they stand.
    for value in ["Maria Garcia", "John Smith"] {
        assert_eq!(names(value, Field::Other), [value]);
    }
    let value = "Signed by Jonas Lindqvist";
    assert_eq!(names(value, Field::Other), ["Jonas Lindqvist"]);
}

#[test]
fn addresses_in_values() {
    for value in [
        "742 Elm Street, Springfield, IL 62704",
        "Lindenweg 5, 04109 Leipzig",
        "16 High Street\nOxford\nOX1 3BG",
    ] {
        assert_eq!(addresses(value, Field::Value), [value]);
        assert_eq!(addresses(value, Field::Named), [value]);
    }
    for value in ["Seattle, WA 98101", "10115 Berlin"] {
        assert_eq!(
            addresses(value, Field::Value),
            Vec::<&str>::new(),
            "{value}"
        );
        assert_eq!(addresses(value, Field::Named), [value]);
    }
    for value in [
        "Seattle",
        "98101",
        "Berlin 98101",
        "60311 München",
        "12 Elm Street",
        "Room 12, Floor 3",
        "Unknownton, IL 62704",
    ] {
        assert_eq!(
            addresses(value, Field::Named),
            Vec::<&str>::new(),
            "{value}"
        );
    }
}

#[test]
fn names_over_values() {
    let over = |names: &[&str]| {
        names
            .iter()
            .map(|name| name.as_bytes().into())
            .collect::<Vec<Box<[u8]>>>()
    };
    for names in [
        &["customer"][..],
        &["patient", "name"],
        &["FullName"],
        &["account holder"],
        &["data", "nombre completo"],
    ] {
        assert!(names_suggest_person(&over(names)), "{names:?}");
    }
    for names in [
        &[][..],
        &["product", "name"],
        &["first_name"],
        &["hostname"],
        &["customer_id"],
        &["products", "name"],
    ] {
        assert!(!names_suggest_person(&over(names)), "{names:?}");
    }
    assert!(names_suggest_address(&over(&["customer", "home_address"])));
    assert!(!names_suggest_address(&over(&["email_address"])));
    assert!(!names_suggest_address(&over(&["address", "city"])));
}
