//! Builds the tables of the lexicon from `identifiers/lists`: word classes,
//! places, a filter of given names, and the shapes of postal codes. They are
//! static data of the library: nothing is read or parsed when it starts.

#[path = "../src/class.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library uses the rest")]
mod class;
mod countries;
#[path = "../src/eight.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library uses the rest")]
mod eight;
#[path = "../src/entity.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library uses the rest")]
mod entity;
#[path = "../src/fold.rs"]
mod fold;
#[path = "../src/hash.rs"]
#[allow(dead_code, reason = "the library uses the rest")]
mod hash;
mod lists;
mod table;
mod words;

use std::path::{Path, PathBuf};
use std::{env, fs};

#[expect(clippy::print_stdout, reason = "so a build script speaks to cargo")]
fn main() {
    let lists = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo"))
        .join("../../identifiers/lists");
    println!("cargo::rerun-if-changed={}", lists.display());
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(env::var("OUT_DIR").expect("set by cargo"));
    let words = words::Words::read(&lists);
    fs::write(out.join("words.bin"), words.table().to_bytes()).expect("OUT_DIR is writable");
    fs::write(out.join("filter.bin"), words.filter()).expect("OUT_DIR is writable");
    let countries = countries::read(&lists);
    let (places, zones) = countries::places(&lists, &countries);
    fs::write(out.join("places.bin"), places.to_bytes()).expect("OUT_DIR is writable");
    fs::write(out.join("zones.bin"), zones).expect("OUT_DIR is writable");
    let source = countries::source(&countries) + &words.ends() + &words.particles();
    fs::write(out.join("generated.rs"), source).expect("OUT_DIR is writable");
}
