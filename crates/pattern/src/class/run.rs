//! Running code that the compiler may build from all instructions of an engine.

use super::Engine;
#[cfg(target_arch = "x86_64")]
use super::Instructions;

/// Something to do that an [`Engine`] can run.
pub trait Task {
    /// What comes of it.
    type Output;

    /// Does it. Mark it `#[inline(always)]`, and what matters in it, too: only what is
    /// inlined is compiled for the engine.
    fn run(self) -> Self::Output;
}

impl Engine {
    /// Runs a task. What of it is inlined is compiled once for each engine, with all
    /// instructions that the engine has: in loops over bytes and bits that is a good
    /// deal.
    ///
    /// ```
    /// use tracie_pattern::class::{Engine, Task};
    ///
    /// struct Digits<'a>(&'a [u8]);
    ///
    /// impl Task for Digits<'_> {
    ///     type Output = usize;
    ///
    ///     #[inline(always)]
    ///     fn run(self) -> usize {
    ///         self.0.iter().filter(|it| it.is_ascii_digit()).count()
    ///     }
    /// }
    ///
    /// assert_eq!(Engine::detect().run(Digits(b"a1b22c333")), 6);
    /// ```
    #[inline]
    pub fn run<T: Task>(self, task: T) -> T::Output {
        match self.instructions() {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
            Instructions::Avx512 => unsafe { run_avx512(task) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `Engine::available` offers AVX2 only where it was detected.
            Instructions::Avx2 => unsafe { run_avx2(task) },
            _ => task.run(),
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,lzcnt,popcnt"
)]
fn run_avx512<T: Task>(task: T) -> T::Output {
    task.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn run_avx2<T: Task>(task: T) -> T::Output {
    task.run()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ones<'a>(&'a [u64]);

    impl Task for Ones<'_> {
        type Output = u32;

        #[inline(always)]
        fn run(self) -> u32 {
            self.0.iter().map(|it| it.count_ones()).sum()
        }
    }

    #[test]
    fn a_task_gives_the_same_on_every_engine() {
        let words: Vec<u64> = (0..1000)
            .map(|it: u64| it.wrapping_mul(0x9E37_79B9_7F4A_7C15))
            .collect();
        for engine in Engine::available() {
            assert_eq!(engine.run(Ones(&words)), Ones(&words).run(), "{engine:?}");
        }
    }
}
