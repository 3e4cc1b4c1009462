//! All buckets of an account in a store.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracie_source::s3::Client;

use super::place::Remote;
use crate::error::Error;

/// Names are asked for again after so long.
const FRESH: Duration = Duration::from_secs(10);

/// All buckets of the account that asks a store.
#[derive(Clone, Debug)]
pub(super) struct Account {
    client: Client,
    known: Arc<Mutex<Known>>,
}

#[derive(Debug)]
struct Known {
    names: Vec<String>,
    since: Instant,
}

impl Account {
    pub(super) fn open(client: Client) -> Result<Account, Error> {
        let names = asked(&client)?;
        let since = Instant::now();
        Ok(Account {
            client,
            known: Arc::new(Mutex::new(Known { names, since })),
        })
    }

    /// Their names. Those that were known stay while the store does not answer.
    pub(super) fn names(&self) -> Vec<String> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut known = known();
            if known.since.elapsed() < FRESH {
                return known.names.clone();
            }
            // Others are told what was known while this one asks.
            known.since = Instant::now();
        }
        let asked = asked(&self.client);
        let mut known = known();
        if let Ok(names) = asked {
            known.names = names;
        }
        known.since = Instant::now();
        known.names.clone()
    }

    pub(super) fn remote(&self, name: &str) -> Option<Remote> {
        let is_there = self.names().iter().any(|it| it == name);
        is_there.then(|| Remote {
            client: self.client.clone(),
            bucket: name.to_owned(),
            prefix: String::new(),
        })
    }
}

fn asked(client: &Client) -> Result<Vec<String>, Error> {
    let buckets = client
        .buckets()
        .map_err(|error| Error::Buckets(error.to_string()))?;
    Ok(buckets.into_iter().map(|it| it.name).collect())
}
