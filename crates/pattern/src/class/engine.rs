//! Which instructions this machine has.

use std::fmt;

#[cfg(target_arch = "x86_64")]
use super::{avx512, x86};

/// The instructions that classify bytes. All give the same masks.
///
/// There is an engine only of what this machine has: [`Engine::detect`] and
/// [`Engine::available`] look, and nothing else makes one of vector instructions. So safe
/// code cannot run instructions that are not there.
///
/// ```
/// use tracie_pattern::class::Engine;
///
/// assert_eq!(Engine::available().last(), Some(&Engine::scalar()));
/// assert_eq!(Engine::available().first(), Some(&Engine::detect()));
/// ```
///
/// ```compile_fail
/// let undetected = tracie_pattern::class::Engine::Avx512;
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Engine(Instructions);

/// What an engine runs. Only an [`Engine`] says that the machine has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Instructions {
    /// Plain Rust, on any machine.
    Scalar,
    /// SSE2, the baseline of x86-64.
    #[cfg(target_arch = "x86_64")]
    Sse2,
    /// AVX2 with what came with it (BMI, BMI2), detected at run time.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// AVX-512 with what moves bytes about (VBMI and VBMI2), detected at run time.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// NEON, the baseline of AArch64.
    #[cfg(target_arch = "aarch64")]
    Neon,
}

impl Engine {
    /// The fastest that this machine can run.
    pub fn detect() -> Engine {
        let fastest = Instructions::all().find(|it| it.are_available());
        fastest.map_or(Engine::scalar(), Engine)
    }

    /// All that this machine can run, the fastest first.
    pub fn available() -> Vec<Engine> {
        let here = Instructions::all().filter(|it| it.are_available());
        here.map(Engine).collect()
    }

    /// Plain Rust, which any machine can run.
    pub const fn scalar() -> Engine {
        Engine(Instructions::Scalar)
    }

    /// What it runs, which this machine has.
    #[inline(always)]
    pub(crate) fn instructions(self) -> Instructions {
        self.0
    }
}

/// By the name of its instructions.
impl fmt::Debug for Engine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl Instructions {
    /// All that machines of this kind may have, the fastest first.
    fn all() -> impl Iterator<Item = Instructions> {
        #[cfg(target_arch = "x86_64")]
        let vectors = [Instructions::Avx512, Instructions::Avx2, Instructions::Sse2];
        #[cfg(target_arch = "aarch64")]
        let vectors = [Instructions::Neon];
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        let vectors: [Instructions; 0] = [];
        vectors.into_iter().chain([Instructions::Scalar])
    }

    /// Whether this machine has them.
    fn are_available(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512 => avx512::is_available(),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2 => x86::is_available(),
            _ => true,
        }
    }
}
