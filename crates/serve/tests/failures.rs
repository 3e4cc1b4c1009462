//! Runs that fail again and again are given up, and whoever runs the server knows.

use std::fs;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tracie_serve::{Buckets, Model, Notices, Request, Scope, Service, Settings};

fn ask(service: &Service, operation: &str, members: &Value) -> Value {
    let operation = &Model::get().operations[operation];
    let members: Map<String, Value> = members.as_object().expect("members").clone();
    let scope = Scope {
        account: "111122223333".into(),
        region: "us-east-1".into(),
    };
    let request = Request { scope, members };
    service.call(operation, &request).expect("an answer")
}

#[test]
fn a_run_that_never_gets_any_further_is_given_up() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["planted", "results"] {
        fs::create_dir(folder.path().join(name)).expect("a folder");
    }
    // Made up, and no one's.
    fs::write(folder.path().join("planted/a.txt"), "SSN 512-58-3904").expect("a file");
    let mut buckets = Buckets::default();
    buckets.add_dump(folder.path()).expect("buckets");
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let ear = Arc::clone(&told);
    let mut settings = Settings::default();
    settings.buckets = buckets;
    settings.retry = Some(Duration::from_millis(1));
    settings.notices = Notices::to(move |it| ear.lock().expect("no panic").push(it.to_owned()));
    let service = Service::start(settings).expect("a service");

    ask(&service, "EnableMacie", &json!({}));
    let destination =
        json!({"bucketName": "results", "kmsKeyArn": "arn:aws:kms:us-east-1:1:key/x"});
    let configuration = json!({"configuration": {"s3Destination": destination}});
    ask(
        &service,
        "PutClassificationExportConfiguration",
        &configuration,
    );
    fs::remove_dir(folder.path().join("results")).expect("removed");
    let definitions = json!([{"accountId": "111122223333", "buckets": ["planted"]}]);
    let job = json!({
        "clientToken": "t", "jobType": "ONE_TIME", "name": "job",
        "s3JobDefinition": {"bucketDefinitions": definitions},
    });
    let id = ask(&service, "CreateClassificationJob", &job)["jobId"].clone();

    let deadline = Instant::now() + Duration::from_secs(60);
    let described = loop {
        let described = ask(&service, "DescribeClassificationJob", &json!({"jobId": id}));
        if described["jobStatus"] != "RUNNING" {
            break described;
        }
        assert!(
            Instant::now() < deadline,
            "it goes on for ever: {described}"
        );
        thread::sleep(Duration::from_millis(20));
    };
    service.stop();
    assert_eq!(described["jobStatus"], "CANCELLED");
    assert_eq!(described["lastRunErrorStatus"]["code"], "ERROR");
    let told = told.lock().expect("no panic");
    assert_eq!(told.len(), 5, "{told:?}");
    assert!(
        told.iter().all(|it| it.contains("results, is not there")),
        "{told:?}"
    );
    assert!(told[4].ends_with("CANCELLED"), "{told:?}");
}
