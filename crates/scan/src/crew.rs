//! The threads that work for a scan, and what they hand back.

use std::any::Any;
use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use rayon::Scope;

/// Hands out work and collects what comes of it, each under its own ticket.
/// Without a scope to spawn in, work is done on the spot.
pub(crate) struct Crew<'c, 'scope, T> {
    scope: Option<&'c Scope<'scope>>,
    sender: Sender<(Ticket, thread::Result<T>)>,
    receiver: Receiver<(Ticket, thread::Result<T>)>,
    arrived: HashMap<Ticket, T>,
    next: Ticket,
}

/// What some work is known by.
pub(crate) type Ticket = u64;

impl<'c, 'scope, T: Send + 'scope> Crew<'c, 'scope, T> {
    pub(crate) fn new(scope: Option<&'c Scope<'scope>>) -> Self {
        let (sender, receiver) = mpsc::channel();
        Crew {
            scope,
            sender,
            receiver,
            arrived: HashMap::new(),
            next: 0,
        }
    }

    /// Has some work done, as soon as a thread is free.
    pub(crate) fn submit(&mut self, work: impl FnOnce() -> T + Send + 'scope) -> Ticket {
        let ticket = self.ticket();
        let sender = self.sender.clone();
        let work = move || {
            let done = panic::catch_unwind(AssertUnwindSafe(work));
            // Nobody listens once a scan was given up.
            let _ = sender.send((ticket, done));
        };
        match self.scope {
            Some(scope) => scope.spawn(|_| work()),
            None => work(),
        }
        ticket
    }

    /// A ticket for what is there already.
    pub(crate) fn done(&mut self, what: T) -> Ticket {
        let ticket = self.ticket();
        self.arrived.insert(ticket, what);
        ticket
    }

    /// What came of some work, if it is done.
    pub(crate) fn take(&mut self, ticket: Ticket) -> Option<T> {
        self.receive();
        self.arrived.remove(&ticket)
    }

    /// Whether some work is done.
    pub(crate) fn has(&mut self, ticket: Ticket) -> bool {
        self.receive();
        self.arrived.contains_key(&ticket)
    }

    fn receive(&mut self) {
        while let Ok((ticket, done)) = self.receiver.try_recv() {
            self.arrived.insert(ticket, unwrap(done));
        }
    }

    /// Waits until some work is done.
    pub(crate) fn wait(&mut self) {
        // The crew holds a sender itself, so the channel is never closed.
        if let Ok((ticket, done)) = self.receiver.recv() {
            self.arrived.insert(ticket, unwrap(done));
        }
    }

    fn ticket(&mut self) -> Ticket {
        self.next += 1;
        self.next
    }
}

/// A panic outside of the handling of objects goes on where the scan began.
fn unwrap<T>(done: Result<T, Box<dyn Any + Send>>) -> T {
    done.unwrap_or_else(|panic| panic::resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares<'scope>(scope: Option<&Scope<'scope>>) -> Vec<u64> {
        let mut crew = Crew::new(scope);
        let tickets: Vec<Ticket> = (0..100).map(|n: u64| crew.submit(move || n * n)).collect();
        let mut squares = Vec::new();
        for ticket in tickets {
            while !crew.arrived.contains_key(&ticket) && crew.take(0).is_none() {
                if squares.len() as u64 + crew.arrived.len() as u64 == 100 {
                    break;
                }
                crew.wait();
            }
            squares.extend(crew.take(ticket));
        }
        squares
    }

    #[test]
    fn results_are_kept_by_ticket() {
        let expected: Vec<u64> = (0..100).map(|n| n * n).collect();
        assert_eq!(squares(None), expected);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(3)
            .build()
            .expect("three threads");
        assert_eq!(pool.in_place_scope(|scope| squares(Some(scope))), expected);
    }

    #[test]
    fn a_panic_goes_on_where_it_is_waited_for() {
        let panicked = panic::catch_unwind(|| {
            let mut crew: Crew<'_, '_, u64> = Crew::new(None);
            crew.submit(|| panic!("on purpose"));
            crew.wait();
        });
        assert!(panicked.is_err());
    }
}
