//! Files with holes in tar archives, in the four ways of GNU tar.

mod common;

use common::pack::tar_member;
use common::{cut_at, read};
use tracie_finding::detection::Status;

/// What is stored: two parts.
const STORED: &[u8] = b"first part\nsecond part\n";
/// Where they lie, in a file of so many bytes.
const PARTS: [(u64, u64); 2] = [(0, 11), (20, 12)];
const REAL: u64 = 40;

fn expected() -> Vec<u8> {
    let mut file = b"first part\n".to_vec();
    file.resize(20, 0);
    file.extend(b"second part\n");
    file.resize(REAL as usize, 0);
    file
}

/// Sets the kind of the first member, changes its header, and sums it up anew.
fn retype(mut member: Vec<u8>, kind: u8, change: impl FnOnce(&mut [u8])) -> Vec<u8> {
    member[156] = kind;
    change(&mut member[..512]);
    member[148..156].copy_from_slice(b"        ");
    let sum: u32 = member[..512].iter().map(|it| u32::from(*it)).sum();
    member[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    member
}

fn octal(into: &mut [u8], number: u64) {
    into.copy_from_slice(format!("{number:011o}\0").as_bytes());
}

/// In the header, and one part in a block behind it.
fn old() -> Vec<u8> {
    let member = retype(tar_member("holes", STORED), b'S', |header| {
        octal(&mut header[386..398], PARTS[0].0);
        octal(&mut header[398..410], PARTS[0].1);
        header[482] = 1;
        octal(&mut header[483..495], REAL);
    });
    let mut more = [0; 512];
    octal(&mut more[..12], PARTS[1].0);
    octal(&mut more[12..24], PARTS[1].1);
    [&member[..512], &more[..], &member[512..]].concat()
}

/// With attributes in front of it.
fn attributed(records: &[(&str, String)], stored: &[u8]) -> Vec<u8> {
    let record = |(name, value): &(&str, String)| {
        let rest = format!(" {name}={value}\n");
        let len = (1..).find(|len| len.to_string().len() + rest.len() == *len);
        format!("{}{rest}", len.expect("there is one"))
    };
    let records: String = records.iter().map(record).collect();
    let head = retype(tar_member("attributes", records.as_bytes()), b'x', |_| {});
    [head, tar_member("GNUSparseFile.0/holes", stored)].concat()
}

fn pairs() -> Vec<(&'static str, String)> {
    let mut records = vec![("GNU.sparse.size", REAL.to_string())];
    for (offset, len) in PARTS {
        records.push(("GNU.sparse.offset", offset.to_string()));
        records.push(("GNU.sparse.numbytes", len.to_string()));
    }
    records
}

fn listed(real: u64, map: &str) -> Vec<u8> {
    let records = [
        ("GNU.sparse.name", "holes".to_owned()),
        ("GNU.sparse.size", real.to_string()),
        ("GNU.sparse.map", map.to_owned()),
    ];
    attributed(&records, STORED)
}

fn in_front(list: &str) -> Vec<u8> {
    let records = [
        ("GNU.sparse.major", "1".to_owned()),
        ("GNU.sparse.minor", "0".to_owned()),
        ("GNU.sparse.name", "holes".to_owned()),
        ("GNU.sparse.realsize", REAL.to_string()),
    ];
    let mut stored = list.as_bytes().to_vec();
    stored.resize(stored.len().next_multiple_of(512), 0);
    stored.extend(STORED);
    attributed(&records, &stored)
}

/// The content of the first member; the second one must come after it.
fn first(member: Vec<u8>) -> Vec<u8> {
    let archive = [member, tar_member("next.txt", b"the next one\n")].concat();
    let all = read(&archive, "x.tar", &cut_at(1 << 20));
    let text = all.texts.into_iter().map(|it| it.1).collect::<Vec<_>>();
    assert_eq!(all.outcome.status, Status::Complete);
    let text = text.concat();
    let rest = text.strip_suffix(b"the next one\n".as_slice());
    rest.expect("it came").to_vec()
}

#[test]
fn holes_read_as_zeros() {
    for (way, archive) in [
        ("old", old()),
        ("0.0", attributed(&pairs(), STORED)),
        ("0.1", listed(REAL, "0,11,20,12")),
        ("1.0", in_front("2\n0\n11\n20\n12\n")),
    ] {
        assert_eq!(first(archive), expected(), "{way}");
    }
}

#[test]
fn what_does_not_hold_together_reads_as_it_is_stored() {
    for map in [
        "0,11,5,12",              // parts that lie in each other
        "20,12,0,11",             // backwards
        "0,11,20,120",            // more than is stored
        "0,11,20,21",             // beyond the end
        "0,11,20",                // half of a part
        "0,eleven,20,12",         // no number
        "0,18446744073709551615", // beyond all numbers
    ] {
        assert_eq!(first(listed(REAL, map)), STORED, "{map}");
    }
    let list = in_front("2\n0\n11\n20\nmany\n");
    assert_eq!(first(list), STORED);
}
