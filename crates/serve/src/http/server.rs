//! The listening socket and its connections.

use std::net::{SocketAddr, TcpListener as StdListener};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use super::app::{App, router};
use super::gate::Gate;
use super::metrics::Metrics;
use crate::error::Error;
use crate::service::Service;

/// Connections that are open at once; further ones wait.
const CONNECTIONS: usize = 512;
/// How long a client may take to send the head of a request.
const HEAD: Duration = Duration::from_secs(15);
/// How long requests that are under way may take once the server is to stop.
const GRACE: Duration = Duration::from_secs(10);
/// Threads for operations, which read and write the store.
const THREADS: usize = 64;

/// The API on a socket.
///
/// ```no_run
/// use std::sync::Arc;
/// use tracie_serve::{Gate, Server, Service, Settings};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let service = Arc::new(Service::start(Settings::default())?);
/// let gate = Gate::open("000000000000", "us-east-1");
/// let server = Server::bind("127.0.0.1:0".parse()?, gate, Arc::clone(&service))?;
/// let stop = server.stop();
/// let address = server.address();
/// let thread = std::thread::spawn(move || server.run());
/// // …ask http://{address} something…
/// stop.now();
/// thread.join().expect("it does not panic")?;
/// # Ok(())
/// # }
/// ```
pub struct Server {
    listener: StdListener,
    address: SocketAddr,
    app: Arc<App>,
    stop: Stop,
}

/// Ends a server, from any thread.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<Notify>);

impl Stop {
    /// Ends the server: it takes no more requests and finishes those that are under
    /// way.
    pub fn now(&self) {
        self.0.notify_one();
    }
}

impl Server {
    /// Listens at an address; port 0 is any that is free.
    ///
    /// # Errors
    ///
    /// If the address is taken or is none of this machine; or if it is reachable
    /// from other machines while the gate asks for neither signature nor token.
    pub fn bind(address: SocketAddr, gate: Gate, service: Arc<Service>) -> Result<Self, Error> {
        let guarded = gate.token.is_some() || gate.credentials.is_some();
        if !address.ip().is_loopback() && !guarded {
            return Err(Error::Unguarded(address));
        }
        let bind = || {
            let listener = StdListener::bind(address)?;
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        };
        let (listener, address) = bind().map_err(|source| Error::Bind { address, source })?;
        Ok(Self {
            listener,
            address,
            app: Arc::new(App {
                service,
                gate,
                metrics: Metrics::default(),
            }),
            stop: Stop::default(),
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What ends it.
    #[must_use]
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Answers requests until it is to stop.
    ///
    /// # Errors
    ///
    /// If threads cannot be had.
    pub fn run(self) -> Result<(), Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(THREADS)
            .thread_name("tracie-http")
            .enable_all()
            .build()
            .map_err(Error::Runtime)?;
        let ended = runtime.block_on(self.accept());
        runtime.shutdown_timeout(Duration::from_secs(1));
        ended
    }

    async fn accept(self) -> Result<(), Error> {
        let listener = TcpListener::from_std(self.listener).map_err(Error::Runtime)?;
        let router = router(self.app);
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        let graceful = GracefulShutdown::new();
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else {
                break;
            };
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = self.stop.0.notified() => break,
            };
            match accepted {
                Ok((stream, _)) => serve(stream, router.clone(), place, &graceful),
                // Too many open files, say: others may close theirs.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
        drop(listener);
        let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
        Ok(())
    }
}

fn serve(
    stream: TcpStream,
    router: axum::Router,
    place: OwnedSemaphorePermit,
    graceful: &GracefulShutdown,
) {
    // Answers are small; nobody gains by their waiting for more.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        // What goes wrong here is the client's going away.
        let _ = connection.await;
        drop(place);
    });
}
