//! Documents are read by processes of this program, started by itself.

use std::env;

use tracie::extract::{apart, read_for_another};

use crate::exit::Exit;
use crate::terminal::say;

/// Reads documents if this process was started to, and says how that ended; else
/// has them read by others from now on.
pub(crate) fn read() -> Option<Exit> {
    if env::args_os().nth(1).is_none_or(|it| it != apart::ARGUMENT) {
        if let Ok(program) = program() {
            apart::read_by(program);
        }
        return None;
    }
    Some(match read_for_another() {
        Ok(()) => Exit::Clean,
        Err(_) => {
            say!(
                "tracie: {} is what tracie asks of itself to read PDF documents; see tracie scan --help",
                apart::ARGUMENT
            );
            Exit::Failed
        }
    })
}

/// This program, also if its file was replaced since it started.
fn program() -> std::io::Result<std::path::PathBuf> {
    let own = std::path::Path::new("/proc/self/exe");
    match own.exists() {
        true => Ok(own.to_owned()),
        false => env::current_exe(),
    }
}
