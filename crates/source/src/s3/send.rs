//! Sending documents to other services than S3, such as queues that hear of
//! findings.

use std::time::Duration;

use jiff::Timestamp;
use ureq::Agent;
use ureq::http::Request;

use super::client::tls;
use super::credentials::Credentials;
use super::error::Error;
use super::sign::Signed;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// As much of an answer is read, in bytes.
const ANSWER: u64 = 64 * 1024;

/// Sends documents by POST. Redirects are not followed.
#[derive(Clone, Debug)]
pub struct Sender {
    agent: Agent,
    credentials: Option<Credentials>,
}

/// A document to send.
#[derive(Clone, Debug)]
pub struct Post<'p> {
    /// `http` or `https`, host with its port, and a path without characters that
    /// would have to be encoded; no query.
    pub url: &'p str,
    /// Names in lower case, with their values.
    pub headers: &'p [(&'static str, String)],
    /// The document.
    pub body: &'p [u8],
    /// The service and the region that it is signed for, if there are credentials.
    pub signed_for: Option<(&'p str, &'p str)>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status of HTTP.
    pub status: u16,
    /// Its beginning, up to 64 KiB.
    pub body: Vec<u8>,
}

impl Sender {
    /// Sends as the owner of these credentials, or as nobody.
    ///
    /// # Errors
    ///
    /// If it is to send over TLS, and the machine has no certificates to check
    /// others by.
    pub fn new(credentials: Option<Credentials>, encrypted: bool) -> Result<Sender, Error> {
        let builder = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("tracie/", env!("CARGO_PKG_VERSION")));
        let builder = if encrypted {
            builder.tls_config(tls()?)
        } else {
            builder
        };
        Ok(Sender {
            agent: builder.build().into(),
            credentials,
        })
    }

    /// Sends a document.
    ///
    /// # Errors
    ///
    /// What kept it from being sent or answered, in words.
    pub fn post(&self, post: &Post<'_>) -> Result<Reply, String> {
        let mut headers = post.headers.to_vec();
        if let (Some(credentials), Some((service, region))) = (&self.credentials, post.signed_for) {
            let (host, path) = parts(post.url);
            let signed = Signed {
                method: "POST",
                service,
                host,
                path,
                query: "",
                headers: post.headers,
                content: post.body,
                region,
                now: Timestamp::now(),
            };
            headers.extend(signed.sign(credentials));
        }
        let request = headers
            .iter()
            .fold(Request::post(post.url), |request, (name, value)| {
                request.header(*name, value)
            });
        let request = request.body(post.body).map_err(|error| error.to_string())?;
        let mut response = self.agent.run(request).map_err(|error| error.to_string())?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(ANSWER);
        Ok(Reply {
            status,
            // Long answers are none that anything depends on.
            body: body.read_to_vec().unwrap_or_default(),
        })
    }
}

/// The host, without the port that its scheme has anyway, and the path.
fn parts(url: &str) -> (&str, &str) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let usual = if scheme == "https" { ":443" } else { ":80" };
    (host.strip_suffix(usual).unwrap_or(host), path)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    #[test]
    fn urls_have_parts() {
        for (url, host, path) in [
            ("https://a.example:443/b/c", "a.example", "/b/c"),
            ("http://127.0.0.1:5000", "127.0.0.1:5000", "/"),
            ("http://a:80/", "a", "/"),
        ] {
            assert_eq!(parts(url), (host, path), "{url}");
        }
    }

    /// Answers one request; gives what came.
    fn served(answer: &'static str) -> (String, thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a socket");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let thread = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut came = Vec::new();
            let mut part = [0; 1024];
            while !came.ends_with(b"{}") {
                let read = stream.read(&mut part).expect("a request");
                came.extend_from_slice(&part[..read]);
            }
            stream.write_all(answer.as_bytes()).expect("an answer");
            String::from_utf8(came).expect("text").to_lowercase()
        });
        (url, thread)
    }

    #[test]
    fn a_document_is_sent_and_signed() {
        // Made up, and nobody's.
        let credentials = Credentials::new("AKIDEXAMPLE", "made up", Some("token".into()));
        for (credentials, is_signed) in [(None, false), (Some(credentials), true)] {
            let (url, thread) = served("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
            let sender = Sender::new(credentials, false).expect("a sender");
            let reply = sender.post(&Post {
                url: &url,
                headers: &[("x-test", "1".into())],
                body: b"{}",
                signed_for: Some(("events", "eu-west-1")),
            });
            let reply = reply.expect("an answer");
            assert_eq!((reply.status, &*reply.body), (503, &b"busy"[..]));
            let came = thread.join().expect("a request");
            assert!(came.starts_with("post /hook http/1.1\r\n"), "{came}");
            assert!(came.contains("x-test: 1\r\n"), "{came}");
            assert_eq!(came.contains("/eu-west-1/events/aws4_request, "), is_signed);
            assert_eq!(came.contains("x-amz-security-token: token\r\n"), is_signed);
        }
    }

    #[test]
    fn nobody_there_is_told() {
        let sender = Sender::new(None, false).expect("a sender");
        let post = Post {
            url: "http://127.0.0.1:1/",
            headers: &[],
            body: b"{}",
            signed_for: None,
        };
        sender.post(&post).expect_err("nobody listens there");
    }
}
