//! Sending a POST. Only plain HTTP: this is for endpoints on this machine and in the
//! same network, and keeps TLS out of what is built.

use std::fmt;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// As much of an answer's head is read.
const HEAD: u64 = 64 * 1024;

/// The URL of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// With its port, if the URL has one.
    pub(super) host: String,
    /// Begins with a slash.
    pub(super) path: String,
}

impl Url {
    /// Reads `http://HOST[:PORT][/PATH]`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.starts_with("https://") {
            return Err(
                "only http:// can be sent to: put a proxy before an endpoint that has TLS".into(),
            );
        }
        let rest = text
            .strip_prefix("http://")
            .ok_or("write the URL as http://HOST:PORT/PATH")?;
        let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        let is_plain = |it: char| it.is_ascii_graphic() && !matches!(it, '@' | '?' | '#');
        if host.is_empty() || !rest.chars().all(is_plain) {
            return Err("write the URL as http://HOST:PORT/PATH".into());
        }
        Ok(Self {
            host: host.to_owned(),
            path: if path.is_empty() { "/" } else { path }.to_owned(),
        })
    }

    /// Sends a POST to another path of the same host.
    pub(super) fn at(&self, path: &str) -> Self {
        Self {
            host: self.host.clone(),
            path: path.to_owned(),
        }
    }

    /// Sends a POST. An answer that is no success is an error.
    pub(super) fn post(&self, headers: &[(&str, String)], body: &[u8]) -> io::Result<()> {
        let mut stream = self.connect()?;
        let Self { host, path } = self;
        let length = body.len();
        let mut head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\
             Connection: close\r\n"
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)?;
        let mut status = String::new();
        BufReader::new(stream.take(HEAD)).read_line(&mut status)?;
        let code = status.split(' ').nth(1).unwrap_or_default();
        if code.len() == 3 && code.starts_with('2') {
            return Ok(());
        }
        Err(io::Error::other(format!("{self} answered {code}")))
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let named = if self.host.contains(':') {
            self.host.clone()
        } else {
            format!("{}:80", self.host)
        };
        let mut last = io::ErrorKind::NotFound.into();
        for address in named.to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, PATIENCE) {
                Ok(stream) => {
                    stream.set_read_timeout(Some(PATIENCE))?;
                    stream.set_write_timeout(Some(PATIENCE))?;
                    return Ok(stream);
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "http://{}{}", self.host, self.path)
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    #[test]
    fn urls_are_read() {
        let url = Url::parse("http://127.0.0.1:5000/a/b").expect("a URL");
        assert_eq!((&*url.host, &*url.path), ("127.0.0.1:5000", "/a/b"));
        assert_eq!(Url::parse("http://host").expect("a URL").path, "/");
        for text in [
            "https://a",
            "ftp://a",
            "http://",
            "http://a b",
            "http://u@a",
            "http://a\r\nb",
        ] {
            assert!(Url::parse(text).is_err(), "{text}");
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
            String::from_utf8(came).expect("text")
        });
        (url, thread)
    }

    #[test]
    fn a_post_is_sent() {
        let (url, thread) = served("HTTP/1.1 204 No Content\r\n\r\n");
        let url = Url::parse(&url).expect("a URL");
        url.post(&[("X-Test", "1".into())], b"{}").expect("success");
        let came = thread.join().expect("a request");
        assert!(
            came.starts_with("POST /hook HTTP/1.1\r\nHost: 127.0.0.1:"),
            "{came}"
        );
        assert!(came.contains("Content-Length: 2\r\n") && came.contains("X-Test: 1\r\n"));
    }

    #[test]
    fn what_is_no_success_is_an_error() {
        let (url, thread) = served("HTTP/1.1 503 Busy\r\n\r\n");
        let url = Url::parse(&url).expect("a URL");
        let error = url.post(&[], b"{}").expect_err("it is busy");
        assert!(error.to_string().ends_with("/hook answered 503"), "{error}");
        thread.join().expect("a request");
    }
}
