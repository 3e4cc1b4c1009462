//! What the build script made of the country sheets and the cues.

use crate::address::country::{Country, Prefixes};
use crate::endings::Endings;

include!(concat!(env!("OUT_DIR"), "/generated.rs"));
