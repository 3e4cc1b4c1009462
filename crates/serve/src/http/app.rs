//! One request, from its arrival to its answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::http::Response;
use axum::http::request::Parts;
use axum::{Router, routing};
use jiff::Timestamp;
use serde_json::Value;

use super::answer;
use super::gate::Gate;
use super::metrics::Metrics;
use super::route::{InPath, route};
use super::signature::Signed;
use crate::failure::{Failure, Kind};
use crate::model::{Model, Operation};
use crate::openapi;
use crate::request::{Raw, Request};
use crate::service::Service;

/// How large a body may be, in bytes. Macie's largest requests are far below.
pub(super) const BODY: usize = 1024 * 1024;
/// How long a body may take to arrive, and an operation to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// What all requests share.
pub(super) struct App {
    pub(super) service: Arc<Service>,
    pub(super) gate: Gate,
    pub(super) metrics: Metrics,
}

/// The routes: three pages for others than AWS clients, and the operations, whose
/// paths come from their declarations.
pub(super) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/healthz", routing::get(health))
        .route("/metrics", routing::get(metrics))
        .route("/openapi.json", routing::get(description))
        .fallback(operation)
        .with_state(app)
}

async fn health(State(app): State<Arc<App>>) -> Response<Body> {
    match blocking(app, |app| app.service.is_healthy()).await {
        Ok(()) => answer::page("application/json", "{\"status\":\"ok\"}".into()),
        Err(failure) => answer::failure(&failure),
    }
}

async fn metrics(State(app): State<Arc<App>>) -> Response<Body> {
    let gauges = blocking(Arc::clone(&app), |app| app.service.gauges()).await;
    match gauges {
        Ok(gauges) => {
            let text = app.metrics.text(&gauges);
            answer::page("text/plain; version=0.0.4", text)
        }
        Err(failure) => answer::failure(&failure),
    }
}

async fn description() -> Response<Body> {
    let document = openapi::document(Model::get());
    answer::page("application/json", document.to_string())
}

async fn operation(State(app): State<Arc<App>>, request: HttpRequest) -> Response<Body> {
    let began = Instant::now();
    let (parts, body) = request.into_parts();
    let (name, response) = match route(parts.method.as_str(), parts.uri.path()) {
        Err(failure) => ("-", answer::failure(&failure)),
        Ok((operation, path)) => {
            let answer = run(Arc::clone(&app), operation, path, parts, body).await;
            let response = match answer {
                Ok(answer) => answer::success(operation, &answer),
                Err(failure) => answer::failure(&failure),
            };
            (&*operation.name, response)
        }
    };
    let status = response.status().as_u16();
    app.metrics.count(name, status, began.elapsed());
    response
}

async fn run(
    app: Arc<App>,
    operation: &'static Operation,
    path: InPath,
    parts: Parts,
    body: Body,
) -> Result<Value, Failure> {
    app.gate.check_origin(&header_of(&parts))?;
    let body = arrived(body).await?;
    let request = read(&app.gate, operation, path, &parts, &body)?;
    blocking(app, move |app| app.service.call(operation, &request)).await
}

/// The request, if it is let in and is what the operation declares.
fn read(
    gate: &Gate,
    operation: &Operation,
    path: InPath,
    parts: &Parts,
    body: &[u8],
) -> Result<Request, Failure> {
    let query = parts.uri.query().unwrap_or_default();
    let signed = Signed {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query,
        header: &header_of(parts),
        body,
    };
    let scope = gate.admit(&signed, Timestamp::now())?;
    Request::read(operation, Raw { path, query, body }, scope)
}

/// Looks a header up, by its name in small letters.
fn header_of(parts: &Parts) -> impl Fn(&str) -> Option<String> {
    |name| {
        let values = parts.headers.get_all(name).iter();
        let values: Vec<&str> = values.filter_map(|it| it.to_str().ok()).collect();
        (!values.is_empty()).then(|| values.join(","))
    }
}

async fn arrived(body: Body) -> Result<Bytes, Failure> {
    let arriving = tokio::time::timeout(PATIENCE, to_bytes(body, BODY));
    let arrived = arriving
        .await
        .map_err(|_| Failure::invalid("the body did not arrive within a minute"))?;
    arrived.map_err(|_| {
        Failure::new(
            Kind::RequestEntityTooLarge,
            "the body is larger than 1 MiB, or did not arrive whole",
        )
    })
}

/// Runs what blocks on a thread for that. A panic ends the request, not the server.
async fn blocking<T: Send + 'static>(
    app: Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let working = tokio::task::spawn_blocking(move || work(&app));
    match tokio::time::timeout(PATIENCE, working).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Err(Failure::internal(
            "a defect of Tracie: the operation gave up",
        )),
        Err(_) => Err(Failure::internal("the operation took longer than a minute")),
    }
}

/// Answers a request in this thread, as if it had come by a connection from this
/// machine; what fuzzing calls. The status, and the answer.
#[doc(hidden)]
pub fn try_request(
    service: &Service,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> (u16, Vec<u8>) {
    let request = axum::http::Request::builder()
        .method(method)
        .uri(target)
        .header("host", "127.0.0.1");
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    let Ok(request) = request.body(()) else {
        return (400, Vec::new());
    };
    let (parts, ()) = request.into_parts();
    let gate = Gate::open("000000000000", "us-east-1");
    let answered = route(parts.method.as_str(), parts.uri.path()).and_then(|(operation, path)| {
        gate.check_origin(&header_of(&parts))?;
        let request = read(&gate, operation, path, &parts, body)?;
        Ok((operation, service.call(operation, &request)?))
    });
    match answered {
        Ok((operation, answer)) => (operation.status, answer.to_string().into_bytes()),
        Err(failure) => (failure.kind.status(), failure.message.into_bytes()),
    }
}
