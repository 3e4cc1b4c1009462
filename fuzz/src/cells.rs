//! Sheets give the same, whether their cells are written as nearly all writers
//! write them, which are found in the bytes, or in a way that only the reader of
//! XML knows.

use tracie_extract::Limits;

use crate::formats::{package, read};

/// What sheets are made of: as it is written, and so that it is not plain.
const SHEET: [[&str; 2]; 34] = [
    ["<row>", "<row >"],
    ["<row r=\"2\" spans=\"1:2\">", "<row r='2' spans=\"1:2\">"],
    ["<row r=\"7\"/>", "<row r='7'/>"],
    ["</row>", "</row >"],
    ["<c>", "<c >"],
    ["<c r=\"B2\" s=\"1\">", "<c  r=\"B2\" s=\"1\">"],
    ["<c r=\"ZZ90\" t=\"s\">", "<c r='ZZ90' t=\"s\">"],
    ["<c t=\"str\">", "<c t='str'>"],
    ["<c t=\"b\">", "<c t='b'>"],
    ["<c t=\"e\">", "<c t='e'>"],
    ["<c t=\"n\" s=\"1\">", "<c t='n' s=\"1\">"],
    ["<c t=\"inlineStr\">", "<c t='inlineStr'>"],
    ["<c s=\"1\"/>", "<c s='1'/>"],
    ["</c>", "</c >"],
    ["<v>", "<v >"],
    ["</v>", "</v >"],
    ["<v/>", "<v />"],
    ["<is><t>", "<is ><t >"],
    [
        "<is><t xml:space=\"preserve\">",
        "<is ><t xml:space='preserve'>",
    ],
    ["</t></is>", "</t ></is >"],
    ["<f>", "<f >"],
    ["</f>", "</f >"],
    ["<f t=\"shared\" si=\"0\"/>", "<f t='shared' si=\"0\"/>"],
    ["1", "1"],
    ["45000.5", "45000.5"],
    ["-1e3", "-1e3"],
    ["a &amp; b", "a &amp; b"],
    ["&#65;", "&#65;"],
    ["<!-- <v>9</v> -->", "<!-- <v>9</v> -->"],
    ["<![CDATA[<v>]]>", "<![CDATA[<v>]]>"],
    [" \n", " \n"],
    ["<rPh>", "<rPh>"],
    ["</rPh>", "</rPh>"],
    ["<oddHeader>head</oddHeader>", "<oddHeader>head</oddHeader>"],
];

/// What shared strings are made of, likewise.
const STRINGS: [[&str; 2]; 10] = [
    ["<si>", "<si >"],
    ["</si>", "</si >"],
    ["<t>", "<t >"],
    ["<t xml:space=\"preserve\">", "<t xml:space='preserve'>"],
    ["<t/>", "<t />"],
    ["</t>", "</t >"],
    ["<si><t>shared</t></si>", "<si ><t >shared</t ></si >"],
    ["<r>", "<r>"],
    ["</r>", "</r>"],
    ["text &lt;", "text &lt;"],
];

const STYLES: &str =
    "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";

/// A sheet of each kind of cell, and of strings, to start from.
pub fn seeds() -> Vec<Vec<u8>> {
    let cell = |kind: u8, value: u8| vec![0, kind, 14, value, 15, 13, 3];
    let cells = (4..11)
        .map(|kind| cell(kind, 23 + kind % 5))
        .collect::<Vec<_>>();
    let formula = vec![
        0, 5, 20, 23, 21, 14, 24, 15, 13, 1, 5, 22, 14, 23, 15, 13, 3,
    ];
    let inline = vec![1, 11, 17, 26, 19, 13, 11, 18, 27, 19, 13, 3];
    let odd = vec![
        28, 0, 4, 14, 29, 15, 13, 30, 2, 12, 31, 4, 14, 23, 15, 13, 32, 33, 16,
    ];
    let sheets = [cells.concat(), formula, inline, odd];
    let strings = [6, 6, 0, 2, 9, 5, 1, 0, 7, 3, 9, 5, 8, 1, 0, 4, 1];
    let seeds = sheets
        .iter()
        .map(|it| [&[0, 17], &strings[..], it].concat());
    seeds.collect()
}

/// The first bytes choose the size of pieces and how many of the others are
/// strings; each of those is a part.
pub fn check(data: &[u8]) {
    let [window, strings, parts @ ..] = data else {
        return;
    };
    let (strings, sheet) = parts.split_at(parts.len().min(usize::from(*strings)));
    let mut limits = Limits::strict();
    limits.window = 64 * (1 + usize::from(*window));
    let [plain, other] = [0, 1].map(|way| {
        let written = |parts: &[[&str; 2]], chosen: &[u8], around: [&str; 2]| {
            let parts = chosen
                .iter()
                .map(|at| parts[usize::from(*at) % parts.len()][way]);
            [around[0], &parts.collect::<String>(), around[1]].concat()
        };
        let strings = written(&STRINGS, strings, ["<sst>", "</sst>"]);
        let around = ["<worksheet><sheetData>", "</sheetData></worksheet>"];
        let sheet = written(&SHEET, sheet, around);
        let content = package(&[
            (
                "xl/workbook.xml",
                b"<workbook><sheets><sheet name=\"a\"/></sheets></workbook>",
            ),
            ("xl/styles.xml", STYLES.as_bytes()),
            ("xl/sharedStrings.xml", strings.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ]);
        read(&content, "a.xlsx", &limits)
    });
    assert_eq!(plain.told(), other.told());
}
