pub mod extract { pub fn check(_d:&[u8]) { } }
