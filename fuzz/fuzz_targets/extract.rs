#![no_main]

libfuzzer_sys::fuzz_target!(
    init: tracie_fuzz::formats::init(),
    |data: &[u8]| tracie_fuzz::extract::check(data)
);
