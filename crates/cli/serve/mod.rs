//! `tracie serve`: Macie's API on this machine.

mod args;
mod coverage;

use std::fs;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use tracie::serve::{Buckets, Gate, Model, Server, Service, Settings, Stop};
use tracie::store::Store;

pub(crate) use self::args::ServeArgs;
use crate::exit::Exit;

/// The file of the store in the directory of `--data`.
const STORE: &str = "tracie.db";
/// How often it is looked whether a signal came.
const GLANCE: Duration = Duration::from_millis(50);

pub(crate) fn run(args: &ServeArgs) -> anyhow::Result<Exit> {
    if args.coverage {
        return coverage::print(args.markdown);
    }
    if args.openapi {
        let document = tracie::serve::openapi(Model::get());
        writeln!(io::stdout(), "{document:#}")?;
        return Ok(Exit::Clean);
    }
    serve(args)
}

fn serve(args: &ServeArgs) -> anyhow::Result<Exit> {
    let gate = gate(args)?;
    let service = Arc::new(Service::start(settings(args)?)?);
    let address = SocketAddr::new(args.address, args.port);
    let server = Server::bind(address, gate, Arc::clone(&service))?;
    say(server.address(), args)?;
    stop_on_signals(server.stop())?;
    server.run()?;
    service.stop();
    Ok(Exit::Clean)
}

/// The address goes to standard output, for scripts; the rest is for people.
fn say(address: SocketAddr, args: &ServeArgs) -> anyhow::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "http://{address}")?;
    out.flush()?;
    anstream::eprintln!("export AWS_ENDPOINT_URL_MACIE2=http://{address}");
    if args.bucket.is_empty() && args.dump.is_empty() {
        anstream::eprintln!(
            "hint: there are no buckets; --bucket NAME=DIR gives one, --dump DIR several"
        );
    }
    if args.data.is_none() {
        anstream::eprintln!("hint: findings and jobs end with the server; --data DIR keeps them");
    }
    Ok(())
}

fn gate(args: &ServeArgs) -> anyhow::Result<Gate> {
    let mut gate = Gate::open(&args.account_id, &args.region);
    gate.local = args.address.is_loopback();
    if let Some(path) = &args.require_auth {
        let credentials = tracie::serve::read_credentials(&read(path)?);
        let credentials = credentials.map_err(anyhow::Error::msg);
        gate.credentials = Some(credentials.with_context(|| format!("{}", path.display()))?);
    }
    if let Some(path) = &args.token_file {
        let token = read(path)?.trim().to_owned();
        anyhow::ensure!(!token.is_empty(), "{} is empty", path.display());
        gate.token = Some(token);
    }
    Ok(gate)
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn settings(args: &ServeArgs) -> anyhow::Result<Settings> {
    let mut buckets = Buckets::default();
    for (name, path) in &args.bucket {
        buckets.add_directory(name, path)?;
    }
    for path in &args.dump {
        buckets.add_dump(path)?;
    }
    let mut settings = Settings::default();
    settings.buckets = buckets;
    settings.posture.clone_from(&args.posture);
    settings.targets.clone_from(&args.events);
    if let Some(data) = &args.data {
        fs::create_dir_all(data).with_context(|| format!("cannot make {}", data.display()))?;
        settings.store = Some(Store::open(data.join(STORE))?);
    }
    Ok(settings)
}

/// Ends the server at Ctrl-C or when it is asked to terminate; a second signal ends
/// the process.
fn stop_on_signals(stop: Stop) -> anyhow::Result<()> {
    let seen = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order, so that only the second finds the first one's mark.
        flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&seen))
            .and_then(|_| flag::register(signal, Arc::clone(&seen)))
            .context("cannot watch for signals")?;
    }
    thread::spawn(move || {
        while !seen.load(Ordering::Relaxed) {
            thread::sleep(GLANCE);
        }
        anstream::eprintln!("stopping: requests and objects under way are finished");
        stop.now();
    });
    Ok(())
}
