//! A bucket in a store that is played by this test: what is asked of it, and
//! what becomes of its answers. `tests/contract/s3.py` asks a real one.

#![cfg(feature = "s3")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use tracie_finding::detection::Reason;
use tracie_source::s3::{Client, Error, Settings};
use tracie_source::{Entry, Object, Source};

/// What the store answers, by the path and query of the request; the last one
/// of several is for all further requests.
type Answers = HashMap<String, Vec<String>>;

struct Store {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

const PAGE: &str = "/acme?encoding-type=url&list-type=2";

fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn error(status: u16, code: &str) -> String {
    let body = format!("<Error><Code>{code}</Code><Message>no</Message></Error>");
    format!(
        "HTTP/1.1 {status} No\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn page(objects: &[(&str, usize)], next: Option<&str>) -> String {
    let contents = objects.iter().map(|(key, size)| {
        format!("<Contents><Key>{key}</Key><Size>{size}</Size><ETag>\"0c\"</ETag></Contents>")
    });
    let next = next.map_or_else(String::new, |token| {
        format!(
            "<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken>"
        )
    });
    ok(&format!(
        "<ListBucketResult><EncodingType>url</EncodingType>{next}{}</ListBucketResult>",
        contents.collect::<String>()
    ))
}

impl Store {
    fn start(answers: &[(&str, Vec<String>)]) -> Store {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let answers: Answers = answers
            .iter()
            .map(|(path, all)| ((*path).into(), all.clone()))
            .collect();
        let (answers, seen) = (Arc::new(Mutex::new(answers)), asked.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answers, seen) = (answers.clone(), seen.clone());
                thread::spawn(move || serve(&stream, &answers, &seen));
            }
        });
        Store { url, asked }
    }

    fn client(&self) -> Client {
        let settings = Settings::from_environment(None, Some("eu-west-1"), Some(&self.url), true);
        let mut settings = settings.expect("anonymous");
        settings.range = 4;
        Client::new(settings).expect("a client")
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panicked").clone()
    }
}

/// Answers the requests of a connection, each with its first line and its
/// range noted down.
fn serve(stream: &TcpStream, answers: &Mutex<Answers>, seen: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            match reader.read_line(&mut line) {
                Ok(n) if n > 0 => {}
                _ => return,
            }
            if line.trim().is_empty() {
                break;
            }
            lines.push(line.trim().to_owned());
        }
        let path = lines[0].split(' ').nth(1).unwrap_or_default().to_owned();
        let range = lines.iter().find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("range: ")
                .map(str::to_owned)
        });
        let note = range.map_or_else(|| path.clone(), |range| format!("{path} {range}"));
        seen.lock().expect("nobody panicked").push(note);
        let mut answers = answers.lock().expect("nobody panicked");
        let answer = match answers.get_mut(&path) {
            Some(all) if all.len() > 1 => all.remove(0),
            Some(all) => all[0].clone(),
            None => error(404, "NoSuchKey"),
        };
        drop(answers);
        if (&*stream).write_all(answer.as_bytes()).is_err() || !answer.contains("\r\n\r\n") {
            return;
        }
    }
}

fn read(object: &Object) -> Result<String, Reason> {
    let mut text = String::new();
    let mut body = object.open().map_err(|trouble| trouble.reason)?;
    body.read_to_string(&mut text).expect("it can be read");
    Ok(text)
}

#[test]
fn a_bucket_is_listed_page_by_page_and_read_range_by_range() {
    let next = format!("/acme?continuation-token=t%2F1&{}", &PAGE[6..]);
    let part = |text: &str| {
        format!(
            "HTTP/1.1 206 Part\r\nContent-Length: {}\r\n\r\n{text}",
            text.len()
        )
    };
    let store = Store::start(&[
        (PAGE, vec![page(&[("a%20b", 5), ("cold", 0)], Some("t/1"))]),
        (&next, vec![error(503, "SlowDown"), page(&[("z", 2)], None)]),
        ("/acme/a%20b", vec![part("hell"), part("o")]),
        ("/acme/z", vec![ok("zz")]),
    ]);
    let bucket = store.client().bucket("acme", "").expect("a bucket");
    let found: Vec<(String, Result<String, Reason>)> = bucket
        .objects()
        .map(|entry| match entry {
            Entry::Object(object) => (object.key.clone(), read(&object)),
            Entry::Skipped(skipped) => (skipped.key, Err(skipped.trouble.reason)),
        })
        .collect();
    let text = |text: &str| Ok(text.to_owned());
    let expected = [
        ("a b", text("hello")),
        ("cold", text("")),
        ("z", text("zz")),
    ];
    assert_eq!(
        found,
        expected.map(|(key, content)| (key.to_owned(), content))
    );
    let asked = store.asked();
    for range in ["bytes=0-3", "bytes=4-4"] {
        assert!(asked.contains(&format!("/acme/a%20b {range}")), "{asked:?}");
    }
    assert!(
        !asked.contains(&"/acme/cold".to_owned()),
        "an empty object was asked for"
    );
}

#[test]
fn a_listing_that_breaks_off_is_never_taken_for_its_end() {
    let next = format!("/acme?continuation-token=t&{}", &PAGE[6..]);
    let no_token = ok("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>");
    for broken in [error(403, "AccessDenied"), ok("<html>"), no_token.clone()] {
        let store = Store::start(&[
            (PAGE, vec![page(&[("a", 0)], Some("t"))]),
            (&next, vec![broken]),
        ]);
        let bucket = store.client().bucket("acme", "").expect("a bucket");
        let last = bucket.objects().last();
        let Some(Entry::Skipped(skipped)) = last else {
            panic!("{last:?}");
        };
        assert!(skipped.trouble.remark.contains("broke off"), "{skipped:?}");
    }
    let store = Store::start(&[(PAGE, vec![no_token])]);
    assert!(store.client().bucket("acme", "").is_err());
}

#[test]
fn a_bucket_that_may_not_be_listed_is_an_error() {
    let store = Store::start(&[(PAGE, vec![error(403, "AccessDenied")])]);
    let error = store.client().bucket("acme", "").expect_err("it is denied");
    assert!(matches!(error, Error::Denied(_)));
    assert_eq!(
        error.to_string(),
        "bucket acme: ListObjectsV2 is denied to anonymous requests (AccessDenied); \
         it needs s3:ListBucket on arn:aws:s3:::acme"
    );
}

#[test]
fn an_object_is_read_again_as_often_as_it_is_opened() {
    let store = Store::start(&[
        (PAGE, vec![page(&[("a", 2), ("denied", 2)], None)]),
        ("/acme/a", vec![ok("aa")]),
        ("/acme/denied", vec![error(403, "AccessDenied")]),
    ]);
    let bucket = store.client().bucket("acme", "").expect("a bucket");
    let objects: Vec<Entry> = bucket.objects().collect();
    let [Entry::Object(a), Entry::Object(denied)] = &objects[..] else {
        panic!("{objects:?}");
    };
    assert!(a.can_reopen());
    for _ in 0..3 {
        assert_eq!(read(a), Ok("aa".to_owned()));
        assert_eq!(read(denied), Err(Reason::PermissionDenied));
    }
}

#[test]
fn listing_can_begin_at_a_key() {
    let store = Store::start(&[
        (PAGE, vec![page(&[("a", 0), ("b", 0), ("c", 0)], None)]),
        (
            "/acme?encoding-type=url&list-type=2&start-after=b",
            vec![page(&[("ba", 0), ("bb", 0), ("c", 0)], None)],
        ),
    ]);
    let bucket = store.client().bucket("acme", "").expect("a bucket");
    let keys = |from: &str| -> Vec<String> {
        bucket
            .objects_from(from)
            .map(|entry| entry.key().to_owned())
            .collect()
    };
    assert_eq!(keys("bb"), ["bb", "c"]);
    assert_eq!(keys("b"), ["b", "c"]);
}
