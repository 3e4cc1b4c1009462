//! Archives, made by hand so that they can lie.
#![allow(dead_code, reason = "each test uses some of it")]

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

/// An entry of a zip archive, and what its header says of it.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) data: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) compressed: u32,
    pub(crate) size: u32,
    pub(crate) checksum: u32,
    pub(crate) descriptor: bool,
}

pub(crate) fn deflated(name: &str, content: &[u8]) -> Entry {
    let data = deflate(content);
    Entry {
        name: name.into(),
        compressed: data.len() as u32,
        data,
        method: 8,
        flags: 0,
        size: content.len() as u32,
        checksum: checksum(content),
        descriptor: false,
    }
}

pub(crate) fn stored(name: &str, content: &[u8]) -> Entry {
    Entry {
        name: name.into(),
        data: content.to_vec(),
        method: 0,
        flags: 0,
        compressed: content.len() as u32,
        size: content.len() as u32,
        checksum: checksum(content),
        descriptor: false,
    }
}

pub(crate) fn checksum(content: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(content);
    crc.sum()
}

/// A zip archive; `listed` says how often each entry is listed at its end.
pub(crate) fn zip_listing(entries: &[Entry], listed: usize) -> Vec<u8> {
    let (mut archive, mut directory, mut count) = (Vec::new(), Vec::new(), 0);
    for entry in entries {
        let at = archive.len() as u32;
        let flags = entry.flags | if entry.descriptor { 8 } else { 0 };
        let sizes = match entry.descriptor {
            true => [0, 0],
            false => [entry.compressed, entry.size],
        };
        let mut head = Vec::new();
        for field in [20, flags, entry.method, 0x6442, 0x5862] {
            head.extend_from_slice(&field.to_le_bytes());
        }
        let mut listed_head = head.clone();
        listed_head.extend_from_slice(&entry.checksum.to_le_bytes());
        let told = if entry.descriptor { 0 } else { entry.checksum };
        head.extend_from_slice(&told.to_le_bytes());
        let name = entry.name.as_bytes();
        let mut tail = (name.len() as u16).to_le_bytes().to_vec();
        tail.extend_from_slice(&[0, 0]);
        archive.extend_from_slice(b"PK\x03\x04");
        archive.extend_from_slice(&head);
        archive.extend(sizes.iter().flat_map(|it| it.to_le_bytes()));
        archive.extend_from_slice(&tail);
        archive.extend_from_slice(name);
        archive.extend_from_slice(&entry.data);
        if entry.descriptor {
            archive.extend_from_slice(b"PK\x07\x08");
            for field in [entry.checksum, entry.data.len() as u32, entry.size] {
                archive.extend_from_slice(&field.to_le_bytes());
            }
        }
        for _ in 0..listed {
            count += 1;
            directory.extend_from_slice(b"PK\x01\x02\x14\0");
            directory.extend_from_slice(&listed_head);
            directory.extend(
                [entry.compressed, entry.size]
                    .iter()
                    .flat_map(|it| it.to_le_bytes()),
            );
            directory.extend_from_slice(&tail);
            directory.extend_from_slice(&[0; 10]);
            directory.extend_from_slice(&at.to_le_bytes());
            directory.extend_from_slice(name);
        }
    }
    let (start, len) = (archive.len() as u32, directory.len() as u32);
    archive.append(&mut directory);
    archive.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    archive.extend_from_slice(&(count as u16).to_le_bytes());
    archive.extend_from_slice(&(count as u16).to_le_bytes());
    archive.extend_from_slice(&len.to_le_bytes());
    archive.extend_from_slice(&start.to_le_bytes());
    archive.extend_from_slice(&[0, 0]);
    archive
}

pub(crate) fn zip(entries: &[Entry]) -> Vec<u8> {
    zip_listing(entries, 1)
}

pub(crate) fn deflate(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

pub(crate) fn gz(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

/// A member of a tar archive, with its padding.
pub(crate) fn tar_member(name: &str, content: &[u8]) -> Vec<u8> {
    let mut block = [0; 512];
    block[..name.len()].copy_from_slice(name.as_bytes());
    block[100..108].copy_from_slice(b"0000644\0");
    block[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
    block[136..148].copy_from_slice(b"14570000000\0");
    block[156] = b'0';
    block[257..263].copy_from_slice(b"ustar\0");
    block[148..156].copy_from_slice(b"        ");
    let sum: u32 = block.iter().map(|it| u32::from(*it)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut member = block.to_vec();
    member.extend_from_slice(content);
    member.resize(member.len().next_multiple_of(512), 0);
    member
}

pub(crate) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive: Vec<u8> = members
        .iter()
        .flat_map(|it| tar_member(it.0, it.1))
        .collect();
    archive.resize(archive.len() + 1024, 0);
    archive
}
