//! No target: it writes the seeds of all targets as it starts, from the folder
//! `SAMPLES` into the folder `SEEDS`. It is built as the targets are, since
//! what is built for coverage links with nothing else; run it with `-runs=0`.

#![no_main]

use std::env;
use std::path::Path;

fn write() {
    let folder = |name| env::var_os(name).unwrap_or_else(|| panic!("{name} must name a folder"));
    let (samples, seeds) = (folder("SAMPLES"), folder("SEEDS"));
    tracie_fuzz::seed::write_all(Path::new(&samples), Path::new(&seeds))
        .unwrap_or_else(|error| panic!("the seeds cannot be written: {error}"));
}

libfuzzer_sys::fuzz_target!(init: write(), |_data: &[u8]| ());
