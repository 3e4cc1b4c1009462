//! Asks a store.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use ureq::http::{Request, Response};
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body};

use super::address::{Address, query};
use super::bucket::Bucket;
use super::error::{Denied, Error, advice};
use super::reply::{Failure, text};
use super::settings::{Access, Settings};
use super::sign::Signed;
use super::xml::Element;

/// How often a request is made before it is given up.
const ATTEMPTS: u32 = 5;
/// How long to wait before the second attempt; doubled for each further one.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_secs(60);
/// For the content of one answer: a range, or a page.
const CONTENT: Duration = Duration::from_secs(300);

/// A store, and as whom it is asked. Cheap to clone, and shared by threads.
///
/// ```no_run
/// use tracie_source::Source;
/// use tracie_source::s3::{Client, Settings};
///
/// let settings = Settings::from_environment(Some("audit"), None, None, false)?;
/// let bucket = Client::new(settings)?.bucket("acme-data", "2024/")?;
/// println!("{} entries", bucket.objects().count());
/// # Ok::<(), tracie_source::s3::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    agent: Agent,
    settings: Settings,
    /// Regions of buckets that are not where they were looked for first.
    regions: RwLock<HashMap<String, String>>,
}

/// A request as it is made.
pub(super) struct Sending<'r> {
    pub(super) method: &'static str,
    /// As whose service's request it is signed.
    pub(super) service: &'static str,
    pub(super) address: &'r Address,
    pub(super) region: &'r str,
    /// Encoded.
    pub(super) path: &'r str,
    /// Encoded and in order.
    pub(super) query: &'r str,
    pub(super) headers: &'r [(&'static str, String)],
    pub(super) content: &'r [u8],
}

/// What is asked for.
#[derive(Clone, Copy)]
pub(super) struct Get<'r> {
    pub(super) bucket: &'r str,
    /// Empty for the bucket itself.
    pub(super) key: &'r str,
    pub(super) parameters: &'r [(&'r str, &'r str)],
    pub(super) headers: &'r [(&'static str, String)],
}

/// Why a request came to nothing.
#[derive(Clone, Debug)]
pub(super) enum Refusal {
    /// The store said so.
    Said(Failure),
    /// It could not be reached, or broke off.
    Broken(String),
}

impl Client {
    /// A store that is asked as the settings say. Nothing is asked yet.
    ///
    /// # Errors
    ///
    /// If the machine has no certificates to check the store by.
    pub fn new(settings: Settings) -> Result<Client, Error> {
        let encrypted = settings
            .endpoint_url
            .as_ref()
            .is_none_or(|url| url.starts_with("https://"));
        let builder = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(ANSWER))
            .timeout_recv_body(Some(CONTENT))
            .max_idle_connections_per_host(settings.concurrency.max(4))
            .max_idle_connections(settings.concurrency.max(8) * 2)
            .user_agent(concat!("tracie/", env!("CARGO_PKG_VERSION")));
        let builder = if encrypted {
            builder.tls_config(tls()?)
        } else {
            builder
        };
        Ok(Client {
            shared: Arc::new(Shared {
                agent: builder.build().into(),
                settings,
                regions: RwLock::default(),
            }),
        })
    }

    /// A bucket, or those of its objects whose keys begin with a prefix. The
    /// first page of its listing is asked for at once.
    ///
    /// # Errors
    ///
    /// If it may not be listed, is not there, or cannot be reached.
    pub fn bucket(&self, name: &str, prefix: &str) -> Result<Bucket, Error> {
        Bucket::open(self.clone(), name, prefix)
    }

    /// What the client was made with.
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// The region that a bucket was found in, so far.
    pub fn region_of(&self, bucket: &str) -> String {
        let regions = self
            .shared
            .regions
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        regions
            .get(bucket)
            .unwrap_or(&self.shared.settings.region)
            .clone()
    }

    /// Makes a request as often as it takes, and in the region of its bucket.
    pub(super) fn get(&self, get: &Get<'_>) -> Result<Response<Body>, Refusal> {
        self.persist(get.bucket, || self.attempt("GET", get, &[]))
    }

    /// Makes a request with content, in the same way. It is to be one that may be
    /// made twice.
    pub(super) fn put(&self, put: &Get<'_>, content: &[u8]) -> Result<Response<Body>, Refusal> {
        self.persist(put.bucket, || self.attempt("PUT", put, content))
    }

    /// Asks again what may go better the next time; and elsewhere, if a bucket is
    /// there.
    fn persist(
        &self,
        bucket: &str,
        attempt: impl Fn() -> Result<Response<Body>, String>,
    ) -> Result<Response<Body>, Refusal> {
        let mut pause = PAUSE;
        let mut moved = false;
        let mut made = 1;
        loop {
            let refusal = match attempt() {
                Ok(response) if response.status().is_success() => return Ok(response),
                Ok(response) => Refusal::Said(Failure::of(response)),
                Err(problem) => Refusal::Broken(problem),
            };
            match &refusal {
                Refusal::Said(failure) if failure.is_elsewhere() && !moved => {
                    moved = true;
                    if !self.moves(bucket, failure.region.as_deref()) {
                        return Err(refusal);
                    }
                    continue;
                }
                Refusal::Said(failure) if !failure.is_transient() => return Err(refusal),
                _ if made == ATTEMPTS => return Err(refusal),
                _ => {}
            }
            thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
            made += 1;
        }
    }

    /// A request for a document.
    pub(super) fn document(&self, get: &Get<'_>) -> Result<String, Refusal> {
        let mut response = self.get(get)?;
        text(&mut response)
            .ok_or_else(|| Refusal::Broken("the answer breaks off, or is far too long".into()))
    }

    /// A request for a document of XML.
    pub(super) fn element(&self, get: &Get<'_>) -> Result<Element, Refusal> {
        let text = self.document(get)?;
        Element::parse(&text)
            .ok_or_else(|| Refusal::Broken("the answer is not what S3 answers".into()))
    }

    /// Notes where a bucket is; whether that is news.
    fn moves(&self, bucket: &str, region: Option<&str>) -> bool {
        let Some(region) = region.filter(|region| **region != self.region_of(bucket)) else {
            return false;
        };
        let mut regions = self
            .shared
            .regions
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        regions.insert(bucket.to_owned(), region.to_owned());
        true
    }

    fn attempt(
        &self,
        method: &'static str,
        get: &Get<'_>,
        content: &[u8],
    ) -> Result<Response<Body>, String> {
        let settings = &self.shared.settings;
        let region = self.region_of(get.bucket);
        let address = Address::of(settings, &region, get.bucket);
        let mut headers = get.headers.to_vec();
        if settings.request_payer {
            headers.push(("x-amz-request-payer", "requester".into()));
        }
        self.send(&Sending {
            method,
            service: "s3",
            path: &address.path(get.key),
            query: &query(get.parameters),
            address: &address,
            region: &region,
            headers: &headers,
            content,
        })
    }

    /// Signs a request, and makes it once.
    pub(super) fn send(&self, sending: &Sending<'_>) -> Result<Response<Body>, String> {
        let mut headers = sending.headers.to_vec();
        if let Access::Signed(credentials) = &self.shared.settings.access {
            let signed = Signed {
                method: sending.method,
                service: sending.service,
                host: &sending.address.host,
                path: sending.path,
                query: sending.query,
                headers: &headers,
                content: sending.content,
                region: sending.region,
                now: Timestamp::now(),
            };
            let signature = signed.sign(credentials);
            headers.extend(signature);
        }
        let request = Request::builder()
            .method(sending.method)
            .uri(sending.address.url(sending.path, sending.query));
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, value)
        });
        let agent = &self.shared.agent;
        let answer = match sending.content {
            [] if sending.method == "GET" => {
                let request = request.body(()).map_err(|error| error.to_string())?;
                agent.run(request)
            }
            content => {
                let request = request.body(content).map_err(|error| error.to_string())?;
                agent.run(request)
            }
        };
        answer.map_err(|error| error.to_string())
    }

    /// What a refusal means for whoever asked.
    pub(super) fn error(
        &self,
        refusal: Refusal,
        bucket: &str,
        operation: &'static str,
        action: &'static str,
    ) -> Error {
        let settings = &self.shared.settings;
        let endpoint = || {
            let origin = settings.endpoint_url.clone();
            origin.unwrap_or_else(|| format!("S3 in {}", self.region_of(bucket)))
        };
        let failure = match refusal {
            Refusal::Said(failure) => failure,
            Refusal::Broken(problem) => {
                return Error::Unreachable {
                    endpoint: endpoint(),
                    problem,
                };
            }
        };
        let (bucket, who) = (bucket.to_owned(), settings.who());
        if let Some(advice) = advice(&failure.code) {
            return Error::Refused {
                who,
                code: failure.code,
                advice,
            };
        }
        match failure {
            failure if failure.code == "NoSuchBucket" => Error::NoSuchBucket {
                endpoint: endpoint(),
                bucket,
            },
            failure if failure.is_denial() => Error::Denied(Box::new(Denied {
                resource: format!("arn:aws:s3:::{bucket}"),
                bucket,
                operation,
                who,
                code: failure.code,
                action,
            })),
            failure => Error::Failed {
                bucket,
                operation,
                code: failure.code,
                message: failure.message,
            },
        }
    }
}

/// TLS by the certificates of the operating system (or of SSL_CERT_FILE).
pub(super) fn tls() -> Result<TlsConfig, Error> {
    let found = rustls_native_certs::load_native_certs();
    let certificates: Vec<Certificate<'static>> = found
        .certs
        .iter()
        .map(|certificate| Certificate::from_der(certificate).to_owned())
        .collect();
    if certificates.is_empty() {
        let what = "this machine has no certificates to check the store by; install \
                    ca-certificates, or set SSL_CERT_FILE";
        return Err(Error::Setting { what: what.into() });
    }
    let provider = rustls::crypto::ring::default_provider();
    Ok(TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(RootCerts::Specific(Arc::new(certificates)))
        .unversioned_rustls_crypto_provider(Arc::new(provider))
        .build())
}
