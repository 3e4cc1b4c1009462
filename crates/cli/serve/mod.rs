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
use tracie::serve::{Buckets, Gate, Model, Notices, Server, Service, Settings, Stop, Target};
use tracie::source::s3::{self, Access, Credentials};
use tracie::store::Store;

pub(crate) use self::args::ServeArgs;
use crate::bucket_store::{self, S3Args, TagArgs};
use crate::exit::Exit;
use crate::store::losses;

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
    crate::terminal::say!("export AWS_ENDPOINT_URL_MACIE2=http://{address}");
    if args.bucket.is_empty() && args.dump.is_empty() && !args.s3 {
        crate::terminal::say!(
            "hint: there are no buckets; --bucket NAME=DIR gives one, --dump DIR several, --s3 those of an \
             account in S3"
        );
    }
    if args.data.is_none() {
        crate::terminal::say!("hint: findings and jobs end with the server; --data DIR keeps them");
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
    let mut settings = Settings::default();
    add_buckets(args, &mut settings)?;
    for dump in &args.dump {
        of_owner(&mut settings, dump.account.as_deref()).add_dump(&dump.path)?;
        for name in Buckets::left_out(&dump.path) {
            let path = dump.path.join(name);
            crate::terminal::say!(
                "warning: {} is no bucket, and nothing in it is looked at: names have 3 to 63 small letters, \
                 digits, dots and hyphens; --bucket NAME=DIR gives it one",
                path.display().to_string().escape_debug()
            );
        }
    }
    settings.posture.clone_from(&args.posture);
    settings.targets.clone_from(&args.events);
    settings.credentials = credentials(&args.events)?;
    settings.notices = Notices::to(|sentence| crate::terminal::say!("warning: {sentence}"));
    if let Some(data) = &args.data {
        fs::create_dir_all(data).with_context(|| format!("cannot make {}", data.display()))?;
        let path = data.join(STORE);
        let store = Store::open(&path)?;
        for here in store.scopes()? {
            let lost = here.read(|it| losses(it, &path.display().to_string()))?;
            lost.iter().for_each(|line| crate::terminal::say!("{line}"));
        }
        settings.store = Some(store);
    }
    Ok(settings)
}

/// Adds the buckets that are given by name, and those of a store.
fn add_buckets(args: &ServeArgs, settings: &mut Settings) -> anyhow::Result<()> {
    let in_store = |path: &Path| path.to_str().and_then(bucket_store::parse).is_some();
    let needs_store = args.s3 || args.bucket.iter().any(|it| in_store(&it.path));
    let client = match needs_store {
        true => Some(S3Args::usual().reader(None, TagArgs::default())?),
        false => None,
    };
    for bucket in &args.bucket {
        check_name(args, &bucket.name)?;
        let buckets = of_owner(settings, bucket.account.as_deref());
        match (bucket.path.to_str().and_then(bucket_store::parse), &client) {
            (Some((name, prefix)), Some(client)) => {
                buckets.add_store(&bucket.name, client.clone(), name, prefix)?;
            }
            _ => buckets.add_directory(&bucket.name, &bucket.path)?,
        }
    }
    if let Some(client) = client.filter(|_| args.s3) {
        settings.buckets.add_account(client)?;
    }
    Ok(())
}

/// The buckets of an account, or of all.
fn of_owner<'s>(settings: &'s mut Settings, account: Option<&str>) -> &'s mut Buckets {
    match account {
        Some(account) => settings.owned.entry(account.to_owned()).or_default(),
        None => &mut settings.buckets,
    }
}

/// Names of buckets are given once, as no two accounts have buckets of the same name.
fn check_name(args: &ServeArgs, name: &str) -> anyhow::Result<()> {
    let given = args.bucket.iter().filter(|it| it.name == name).count();
    anyhow::ensure!(given < 2, "the bucket {name} is given twice");
    Ok(())
}

/// As whom services of AWS's are told of findings. Others than AWS's own may do without.
fn credentials(targets: &[Target]) -> anyhow::Result<Option<Credentials>> {
    if !targets.iter().any(Target::is_signed) {
        return Ok(None);
    }
    match s3::Settings::from_environment(None, None, None, false) {
        Ok(settings) => Ok(match settings.access {
            Access::Signed(credentials) => Some(credentials),
            Access::Anonymous => None,
        }),
        Err(error) if targets.iter().any(Target::needs_credentials) => {
            Err(error).context("--events: AWS hears nobody without credentials")
        }
        Err(_) => Ok(None),
    }
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
        crate::terminal::say!("stopping: requests and objects under way are finished");
        stop.now();
    });
    Ok(())
}
