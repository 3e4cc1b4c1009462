//! Answers as they go over the wire.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::failure::Failure;
use crate::model::Operation;

/// What an operation answers.
pub(super) fn success(operation: &Operation, answer: &Value) -> Response<Body> {
    let status = StatusCode::from_u16(operation.status).unwrap_or(StatusCode::OK);
    if status == StatusCode::NO_CONTENT {
        return named(status, Body::empty());
    }
    // By its serialiser, which is faster than its Display.
    let body = serde_json::to_vec(answer).unwrap_or_default();
    typed(named(status, body.into()), "application/json")
}

/// What is answered where something is wrong.
pub(super) fn failure(failure: &Failure) -> Response<Body> {
    let status = failure.kind.status();
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = json!({"message": failure.message}).to_string();
    let mut response = typed(named(status, body.into()), "application/json");
    let name = HeaderValue::from_static(failure.kind.name());
    response.headers_mut().insert("x-amzn-errortype", name);
    response
}

/// A page for others than AWS clients.
pub(super) fn page(content: &'static str, body: String) -> Response<Body> {
    typed(named(StatusCode::OK, body.into()), content)
}

fn named(status: StatusCode, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if let Ok(id) = HeaderValue::from_str(&Uuid::new_v4().to_string()) {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    response
}

fn typed(mut response: Response<Body>, content: &'static str) -> Response<Body> {
    let content = HeaderValue::from_static(content);
    response.headers_mut().insert(CONTENT_TYPE, content);
    response
}
