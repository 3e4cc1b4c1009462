//! Text of a PDF that names other text by where it stands, in whatever order both are
//! painted.
#![cfg(feature = "pdf")]

mod common;

use std::fmt::Write as _;

use common::{cut_at, read};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tracie_extract::Limits;
use tracie_finding::place::Place;

/// A document of pages of such contents, of which the first has these annotations.
fn document(pages: &[String], annotations: &str) -> Vec<u8> {
    let kids: String = (0..pages.len())
        .map(|it| format!("{} 0 R ", 4 + 2 * it))
        .collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Kids[{kids}]/Count {}/MediaBox[0 0 600 800]>>",
            pages.len()
        ),
        "<</Type/Font/Subtype/Type1/BaseFont/Courier>>".to_owned(),
    ];
    for (at, content) in pages.iter().enumerate() {
        let annotations = if at == 0 { annotations } else { "" };
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/Contents {} 0 R/Annots[{annotations}]\
             /Resources<</Font<</F 3 0 R>>>>>>",
            5 + 2 * at
        ));
        let length = content.len();
        objects.push(format!(
            "<</Length {length}>>\nstream\n{content}\nendstream"
        ));
    }
    let mut file = "%PDF-1.7\n".to_owned();
    for (at, object) in objects.iter().enumerate() {
        write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1).expect("into memory");
    }
    (file + "trailer\n<</Root 1 0 R/Size 99>>\n%%EOF\n").into_bytes()
}

/// Texts in letters that are 6 wide and 10 high.
fn put(texts: &[(i32, i32, &str)]) -> String {
    let show = |(x, y, text): &(i32, i32, &str)| format!("1 0 0 1 {x} {y} Tm ({text}) Tj\n");
    let shown: String = texts.iter().map(show).collect();
    format!("BT /F 10 Tf {shown}ET ")
}

/// Values with their pages and names, and all of the text.
fn told(file: &[u8]) -> (Vec<(u64, String, String)>, String) {
    let all = read(file, "x.pdf", &Limits::default());
    let values = all.values.into_iter().map(|it| match it.place {
        Place::Page { number } => (number, it.text, it.names.join("/")),
        other => panic!("{other:?}"),
    });
    let text = all.texts.iter().map(|it| String::from_utf8_lossy(&it.1));
    (values.collect(), text.collect())
}

/// Holds what values of a page are called. Its text stays as it is painted.
fn holds(content: &str, expected: &[(&str, &str)]) {
    let (values, _) = told(&document(&[content.to_owned()], ""));
    let values: Vec<_> = values.iter().map(|it| (&*it.1, &*it.2)).collect();
    assert_eq!(values, expected, "{content}");
}

fn text(content: &str) -> String {
    told(&document(&[content.to_owned()], "")).1
}

#[test]
fn columns_that_are_painted_one_after_the_other_have_their_names() {
    let names = [(50, 700, "Name"), (200, 700, "SSN"), (350, 700, "Start")];
    let columns = [
        (50, 680, "Jane Doe"),
        (50, 664, "Bob Cole"),
        (200, 680, "401227715"),
        (200, 664, "402237752"),
        (350, 680, "2019-03-01"),
        (350, 664, "2019-03-02"),
    ];
    let content = put(&names) + &put(&columns);
    holds(
        &content,
        &[
            ("401227715", "SSN/Jane Doe"),
            ("402237752", "SSN/Bob Cole"),
            ("2019-03-01", "Start/Jane Doe"),
            ("2019-03-02", "Start/Bob Cole"),
        ],
    );
    let painted =
        "Name SSN Start\nJane Doe\nBob Cole\n401227715\n402237752\n2019-03-01\n2019-03-02\n";
    assert_eq!(text(&content), painted);
}

#[test]
fn labels_that_are_painted_before_or_after_all_values_name_them() {
    let labels = put(&[
        (50, 700, "Full name:"),
        (50, 680, "Passport number:"),
        (50, 660, "SSN:"),
    ]);
    let values = put(&[
        (200, 700, "Jane Doe"),
        (200, 680, "512345678"),
        (200, 660, "401227715"),
    ]);
    let expected = [
        ("512345678", "Jane Doe/Passport number:"),
        ("401227715", "Jane Doe/SSN:"),
    ];
    holds(&(labels.clone() + &values), &expected);
    holds(&(values + &labels), &expected);
}

#[test]
fn two_pairs_in_a_line_are_told_apart() {
    let labels = [
        (50, 700, "SSN"),
        (300, 700, "Phone"),
        (50, 680, "Tax code"),
        (300, 680, "Case"),
    ];
    let values = [
        (150, 700, "401227715"),
        (400, 700, "555-01-43"),
        (150, 680, "12-34567"),
        (400, 680, "20231187"),
    ];
    let content = put(&labels) + &put(&values);
    holds(
        &content,
        &[
            ("401227715", "SSN"),
            ("555-01-43", "Phone"),
            ("12-34567", "Tax code"),
            ("20231187", "Case"),
        ],
    );
}

#[test]
fn labels_stand_over_what_is_filled_in() {
    let small = |texts: &str| format!("BT /F 6 Tf {texts} ET ");
    let labels = small(
        "1 0 0 1 50 700 Tm (a Employee social security number) Tj \
         1 0 0 1 250 700 Tm (b Employer number) Tj 1 0 0 1 50 670 Tm (Passport) Tj",
    );
    let values = put(&[
        (55, 686, "401227715"),
        (255, 686, "12-3456789"),
        (55, 656, "512345678"),
    ]);
    holds(
        &(labels + &values),
        &[
            ("401227715", "a Employee social security number"),
            ("12-3456789", "b Employer number"),
            ("512345678", "Passport"),
        ],
    );
}

#[test]
fn small_print_names_what_stands_over_it() {
    let values = put(&[(50, 700, "Jane Doe"), (200, 700, "401227715")]);
    let labels = "BT /F 7 Tf 1 0 0 1 50 690 Tm (Name) Tj 1 0 0 1 200 690 Tm (SSN) Tj ET";
    holds(&(values + labels), &[("401227715", "Jane Doe/SSN")]);
}

#[test]
fn running_text_in_columns_stays_as_it_is() {
    let left = [
        "The committee met and considered",
        "whether the social security number",
        "should be kept on file at all, as",
        "well as the passport number of all",
    ];
    let right = [
        "In total there were six hundred",
        "512345678",
        "sheets of paper, and in the year",
        "401227715",
    ];
    let mut content = String::new();
    for (x, lines) in [(50, left), (300, right)] {
        for (at, line) in (0..).zip(lines) {
            content += &put(&[(x, 700 - 13 * at, line)]);
        }
    }
    let both = [left.join("\n"), right.join("\n")].join("\n") + "\n";
    let (values, text) = told(&document(&[content], ""));
    assert_eq!(text, both);
    let misled = |names: &str| names.contains("number") || names.contains("kept");
    assert!(!values.iter().any(|it| misled(&it.2)), "{values:?}");
}

#[test]
fn rotated_and_mirrored_pages_are_read_along_their_lines() {
    let turned = |texts: &[(i32, i32, &str)]| -> String {
        let show =
            |(x, y, text): &(i32, i32, &str)| format!("0 1 -1 0 {} {x} Tm ({text}) Tj\n", 600 - y);
        let shown: String = texts.iter().map(show).collect();
        format!("BT /F 10 Tf {shown}ET ")
    };
    let flipped = |texts: &[(i32, i32, &str)]| -> String {
        let show =
            |(x, y, text): &(i32, i32, &str)| format!("1 0 0 -1 {x} {} Tm ({text}) Tj\n", 800 - y);
        let shown: String = texts.iter().map(show).collect();
        format!("q 1 0 0 -1 0 800 cm BT /F 10 Tf {shown}ET Q ")
    };
    let names = [(50, 500, "Name"), (200, 500, "SSN")];
    let columns = [
        (50, 480, "Jane Doe"),
        (50, 460, "Bob Cole"),
        (200, 480, "401227715"),
        (200, 460, "402237752"),
    ];
    let expected = [("401227715", "SSN/Jane Doe"), ("402237752", "SSN/Bob Cole")];
    holds(&(turned(&names) + &turned(&columns)), &expected);
    holds(&(flipped(&names) + &flipped(&columns)), &expected);
}

#[test]
fn lines_need_not_be_quite_even() {
    let names = [(50, 700, "Name"), (200, 701, "SSN")];
    let columns = [
        (50, 680, "Jane Doe"),
        (50, 668, "Bob Cole"),
        (200, 678, "401227715"),
        (200, 670, "402237752"),
    ];
    holds(
        &(put(&names) + &put(&columns)),
        &[("401227715", "SSN/Jane Doe"), ("402237752", "SSN/Bob Cole")],
    );
}

/// Rows of a name and a number, from a height on.
fn rows(from: i32, count: i32) -> String {
    let row = |at: i32| {
        let (y, ssn) = (from - 14 * at, format!("{}", 401_227_715 + at));
        put(&[(50, y, "Jane Doe"), (300, y, &ssn)])
    };
    (0..count).map(row).collect()
}

#[test]
fn tables_go_on_on_the_next_page() {
    let names = put(&[(50, 790, "Name"), (300, 790, "Passport")]);
    let pages = [
        names.clone() + &rows(776, 50) + &put(&[(270, 30, "Page 1 of 4")]),
        put(&[(270, 790, "Report")]) + &rows(770, 20),
        names + &rows(776, 3),
        put(&[(50, 700, "Order"), (300, 700, "Count")]) + &rows(686, 2),
    ];
    let values = told(&document(&pages, "")).0;
    let on = |page: u64| values.iter().filter(move |it| it.0 == page);
    assert_eq!([1, 2, 3, 4].map(|it| on(it).count()), [50, 20, 3, 2]);
    for page in 1..4 {
        assert!(
            on(page).all(|it| it.2.starts_with("Passport/")),
            "{values:?}"
        );
    }
    assert!(on(4).all(|it| it.2 == "Count/Jane Doe"), "{values:?}");
}

#[test]
fn a_table_does_not_go_on_in_a_letter() {
    let pages = [
        put(&[(50, 790, "Name"), (300, 790, "Passport")]) + &rows(776, 50),
        put(&[
            (
                50,
                700,
                "Dear Sirs, we thank you for the order that you placed with us, which is",
            ),
            (
                50,
                680,
                "the first one of this year, and would like to tell you that it will be",
            ),
            (
                50,
                660,
                "sent to you by the end of this week together with all that is missing.",
            ),
            (300, 600, "512345678"),
        ]),
    ];
    let values = told(&document(&pages, "")).0;
    assert!(
        values
            .iter()
            .all(|it| it.0 == 1 || !it.2.contains("Passport")),
        "{values:?}"
    );
}

#[test]
fn values_may_stand_beside_the_names_of_their_columns() {
    let names = put(&[(50, 700, "Name"), (200, 700, "SSN"), (380, 700, "Total")]);
    let columns = put(&[
        (50, 680, "Jane Doe"),
        (50, 664, "Bob Cole"),
        (300, 680, "401227715"),
        (300, 664, "402237752"),
        (480, 680, "9.50"),
        (480, 664, "19.50"),
    ]);
    holds(
        &(names + &columns),
        &[
            ("401227715", "SSN/Jane Doe"),
            ("402237752", "SSN/Bob Cole"),
            ("9.50", "Total/Jane Doe"),
            ("19.50", "Total/Bob Cole"),
        ],
    );
}

#[test]
fn names_and_labels_may_have_several_lines() {
    let names = put(&[
        (300, 724, "Social"),
        (50, 712, "Employee"),
        (300, 712, "security"),
        (300, 700, "number"),
    ]);
    let row = put(&[(50, 680, "Jane Doe"), (300, 680, "401227715")]);
    holds(
        &(names + &row),
        &[("401227715", "Social security number/Jane Doe")],
    );
    let label = put(&[(50, 700, "Social security"), (50, 688, "number")]);
    holds(
        &(label.clone() + &put(&[(200, 700, "401227715")])),
        &[("401227715", "Social security/Social security number")],
    );
    holds(
        &(label + &put(&[(200, 688, "401227715")])),
        &[("401227715", "Social security number")],
    );
}

#[test]
fn words_of_a_label_may_be_painted_apart() {
    let content = put(&[(116, 700, "security number")])
        + &put(&[(250, 700, "401227715")])
        + &put(&[(74, 700, "Social")]);
    holds(&content, &[("401227715", "Social security number")]);
}

#[test]
fn other_rows_do_not_end_a_table() {
    let content = put(&[(50, 700, "SSN"), (200, 700, "Name")])
        + &put(&[(
            50,
            686,
            "Department of Legal Affairs, head office and branches",
        )])
        + &put(&[(50, 672, "401227715"), (200, 672, "Jane Doe")])
        + &put(&[(50, 658, "pending"), (200, 658, "Bob Cole")])
        + &put(&[(50, 644, "402237752"), (200, 644, "Ann Bell")])
        + &put(&[(50, 630, "All others")])
        + &put(&[(50, 616, "403247789"), (200, 616, "Eve Dahl")]);
    let first = "SSN/Department of Legal Affairs, head office and branches";
    holds(
        &content,
        &[
            ("401227715", first),
            ("402237752", "SSN/pending"),
            ("403247789", "SSN/All others"),
        ],
    );
}

#[test]
fn another_table_has_names_of_its_own() {
    let content = put(&[(50, 700, "Name"), (200, 700, "SSN")])
        + &put(&[(50, 686, "Jane Doe"), (200, 686, "401227715")])
        + &put(&[(50, 672, "Bob Cole"), (200, 672, "402237752")])
        + &put(&[(50, 630, "Item"), (200, 630, "Order")])
        + &put(&[(50, 616, "Chair"), (200, 616, "512345678")]);
    holds(
        &content,
        &[
            ("401227715", "SSN/Jane Doe"),
            ("402237752", "SSN/Bob Cole"),
            ("512345678", "Order/Chair"),
        ],
    );
}

#[test]
fn labels_written_from_right_to_left_stand_right_of_their_values() {
    let hebrew = "<</Type/Font/Subtype/Type1/BaseFont/Courier/ToUnicode 9 0 R>>";
    let map = "1 beginbfchar <41> <05D0> endbfchar 1 beginbfchar <42> <05D1> endbfchar";
    let content = "BT /H 10 Tf 1 0 0 1 300 700 Tm (AABA) Tj 1 0 0 1 300 680 Tm (BBAB) Tj ET \
                   BT /F 10 Tf 1 0 0 1 100 700 Tm (012345674) Tj 1 0 0 1 100 680 Tm (12-345) Tj ET";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R/H 6 0 R>>>>>>"
            .to_owned(),
        format!(
            "<</Length {}>>\nstream\n{content}\nendstream",
            content.len()
        ),
        "<</Type/Font/Subtype/Type1/BaseFont/Courier>>".to_owned(),
        hebrew.replace('9', "7"),
        format!("<</Length {}>>\nstream\n{map}\nendstream", map.len()),
    ];
    let mut file = "%PDF-1.7\n".to_owned();
    for (at, object) in objects.iter().enumerate() {
        write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1).expect("into memory");
    }
    let values = told((file + "trailer\n<</Root 1 0 R/Size 9>>\n%%EOF\n").as_bytes()).0;
    let names: Vec<_> = values.iter().map(|it| (&*it.1, &*it.2)).collect();
    let expected = [
        ("012345674", "\u{5d0}\u{5d1}\u{5d0}\u{5d0}"),
        ("12-345", "\u{5d1}\u{5d0}\u{5d1}\u{5d1}"),
    ];
    assert_eq!(names, expected);
}

/// Characters at such distances from each other.
fn spread(x: i32, y: i32, characters: &str, step: impl Fn(usize) -> i32) -> String {
    let mut at = x;
    let mut shown = String::new();
    for (n, character) in characters.chars().enumerate() {
        shown += &put(&[(at, y, &character.to_string())]);
        at += step(n);
    }
    shown
}

#[test]
fn characters_in_boxes_are_one_value() {
    let label = put(&[(50, 700, "SSN")]);
    for (step, expected) in [(9, "401227715"), (18, "401227715"), (28, "401227715")] {
        let content = label.clone() + &spread(200, 700, "401227715", |_| step);
        assert_eq!(text(&content), format!("SSN {expected}\n"), "{step}");
        holds(&content, &[(expected, "SSN")]);
    }
    // Boxes in groups.
    let grouped = |at: usize| if at == 2 || at == 4 { 28 } else { 16 };
    let content = label + &spread(200, 700, "401227715", grouped);
    assert_eq!(text(&content), "SSN 401 22 7715\n");
    holds(&content, &[("401 22 7715", "SSN")]);
}

#[test]
fn what_is_spaced_out_is_words() {
    let content = "BT /F 10 Tf 4 Tc 50 700 Td (SSN: 401-22-7715) Tj ET";
    assert_eq!(text(content), "SSN:  401-22-7715\n");
}

#[test]
fn single_characters_elsewhere_are_left_apart() {
    // Columns of a table, and characters at any distance.
    let wide = spread(50, 700, "12345", |_| 60);
    assert_eq!(text(&wide), "1 2 3 4 5\n");
    let uneven = spread(50, 700, "12345", |at| [12, 30, 17, 24][at % 4]);
    assert_eq!(text(&uneven), "1 2 3 4 5\n");
    let few = spread(50, 700, "123", |_| 12);
    assert_eq!(text(&few), "1 2 3\n");
}

#[test]
fn dots_do_not_part_a_label_from_its_value() {
    let dots = ".".repeat(60);
    let spaced = ". ".repeat(40);
    let line = "_".repeat(50);
    for (leader, left) in [(dots, "..."), (spaced, ". . . "), (line, "___")] {
        let content = put(&[(20, 700, &format!("SSN {leader}401227715"))]);
        assert_eq!(text(&content), format!("SSN {left}401227715\n"));
        holds(&content, &[("401227715", "SSN")]);
    }
    // The value over the line to write on.
    let content = put(&[(50, 700, "SSN: ________________"), (50, 670, "Name: ____")])
        + &put(&[(90, 702, "401227715")]);
    holds(&content, &[("401227715", "SSN:")]);
}

#[test]
fn fields_without_a_name_have_the_label_beside_or_over_them() {
    let labels = [
        (50, 700, "Full name"),
        (50, 670, "SSN"),
        (50, 640, "Passport"),
        (300, 640, "Phone"),
    ];
    let field = |name: &str, rect: &str, value: &str| {
        format!("<</Subtype/Widget/FT/Tx/T({name})/Rect[{rect}]/V({value})>>")
    };
    let fields = [
        field("f1_1[0]", "200 697 400 712", "Jane Doe"),
        field("f1_2[0]", "200 667 400 682", "401227715"),
        field("f1_3[0]", "50 620 200 637", "512345678"),
        field("phone", "300 620 400 637", "555-01-43"),
    ];
    let (_, text) = told(&document(&[put(&labels)], &fields.concat()));
    let expected = "Full name\nSSN\nPassport Phone\nFull name f1_1[0]: Jane Doe\n\
                    SSN f1_2[0]: 401227715\nPassport f1_3[0]: 512345678\nPhone phone: 555-01-43\n";
    assert_eq!(text, expected);
}

#[test]
fn what_a_field_shows_is_named_like_any_text() {
    let labels = put(&[(50, 700, "Full name"), (50, 670, "SSN")]);
    let values = put(&[(200, 700, "Jane Doe"), (200, 670, "401227715")]);
    let field = "<</Subtype/Widget/T(tax id)/Rect[200 667 400 682]/V(401227715)>>";
    let (values, text) = told(&document(&[labels + &values], field));
    assert_eq!(text, "Full name\nSSN\nJane Doe\ntax id: 401227715\n");
    let expected = (1, "401227715".to_owned(), "Jane Doe/SSN".to_owned());
    assert_eq!(values, [expected]);
}

/// Texts of all kinds anywhere on a page, in any direction and size.
fn texts() -> impl Strategy<Value = Vec<(i32, i32, i32, i32, &'static str)>> {
    let said = [
        "SSN",
        "Name:",
        "401227715",
        "4",
        ". . . . . . .",
        "______",
        "The committee met and considered whether",
        "Jane Doe",
        "(x) 12-34",
        "\\344\\240\\255b ",
        "   ",
    ];
    let turn = select(vec![0, 0, 0, 0, 90, 180, 270, 33]);
    let place = (0..12, 0..12, turn, 6..12);
    vec((place, select(said.to_vec())), 0..60).prop_map(|texts| {
        let texts = texts.into_iter();
        texts
            .map(|((x, y, turn, size), said)| (50 * x, 9 * y, turn, size, said))
            .collect()
    })
}

proptest! {
    /// Values lie one after the other, each is in the text, and they are the same however
    /// that is cut.
    #[test]
    fn texts_anywhere_are_told_the_same_however_they_are_cut(pages in vec(texts(), 1..3), window in 1_usize..400) {
        let show = |(x, y, turn, size, said): &(i32, i32, i32, i32, &str)| {
            let (sin, cos) = f64::from(*turn).to_radians().sin_cos();
            let said = said.replace("(x)", "\\(x\\)");
            format!("/F {size} Tf {cos:.4} {sin:.4} {:.4} {cos:.4} {x} {y} Tm ({said}) Tj\n", -sin)
        };
        let page = |texts: &Vec<_>| {
            let shown: String = texts.iter().map(show).collect();
            format!("BT {shown}ET")
        };
        let pages: Vec<String> = pages.iter().map(page).collect();
        let field = "<</Subtype/Widget/T(f1)/Rect[100 20 200 40]/V(512345678)>>";
        let file = document(&pages, field);
        let whole = read(&file, "x.pdf", &Limits::default());
        let cut = read(&file, "x.pdf", &cut_at(window));
        let text: Vec<u8> = whole.texts.iter().flat_map(|it| it.1.clone()).collect();
        let text = String::from_utf8(text).expect("no character is torn");
        prop_assert!(whole.values.iter().all(|it| text.contains(&it.text) && !it.names.is_empty()));
        prop_assert_eq!(whole.values, cut.values);
    }
}
