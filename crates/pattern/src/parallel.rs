//! Work on many things by several threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// What a function makes of each thing, in their order, by so many threads.
pub(crate) fn map<T: Sync, R: Send>(
    threads: usize,
    things: &[T],
    make: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let threads = threads.min(things.len());
    if threads <= 1 {
        return things.iter().map(make).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut made = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(at) else {
                return made;
            };
            made.push((at, make(thing)));
        }
    };
    let mut all = thread::scope(|scope| {
        // Where there may be no more threads, this one does what they would.
        let others =
            (1..threads).map_while(|_| thread::Builder::new().spawn_scoped(scope, take).ok());
        let others: Vec<_> = others.collect();
        let mut all = take();
        for other in others {
            // Whoever panics does so in the thread that waits.
            match other.join() {
                Ok(made) => all.extend(made),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, made)| made).collect()
}

/// What two functions make, the first one beside the other if there are `threads`.
pub(crate) fn both<A: Send, B>(
    threads: usize,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B,
) -> (A, B) {
    if threads <= 1 {
        return (one(), other());
    }
    // Where there may be no more threads, this one makes it; so it is told what.
    let one = Mutex::new(Some(one));
    let make = || {
        let one = one.lock().unwrap_or_else(PoisonError::into_inner).take();
        one.map(|it| it())
    };
    thread::scope(|scope| {
        let beside = thread::Builder::new().spawn_scoped(scope, make);
        let other = other();
        let one = match beside.map(|it| it.join()) {
            Ok(Ok(made)) => made,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => make(),
        };
        (one.expect("it is made once"), other)
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_order_is_kept() {
        let things: Vec<usize> = (0..1000).collect();
        for threads in [0, 1, 2, 7] {
            assert_eq!(super::both(threads, || 1, || 2), (1, 2));
            assert_eq!(super::map(threads, &things, |it| *it), things);
        }
    }
}
