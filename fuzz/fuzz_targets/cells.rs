#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tracie_fuzz::cells::check(data));
