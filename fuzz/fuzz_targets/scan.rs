#![no_main]

libfuzzer_sys::fuzz_target!(
    init: tracie_fuzz::scan::init(),
    |data: &[u8]| tracie_fuzz::scan::check(data)
);
