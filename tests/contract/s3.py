#!/usr/bin/env python3
"""Does Tracie read buckets as they are?

    s3.py --tracie target/release/tracie

boto3 fills buckets of a moto server on this machine, and Tracie scans them
through a proxy that counts, slows down, breaks off and denies where a case
asks for it. What is found must be what is found in a directory with the same
files, and nothing may be passed over in silence.

All credentials, keys and values are made up. Exit status: 0 if all is right.
"""

import argparse
import datetime
import gzip
import http.client
import http.server
import ipaddress
import json
import logging
import os
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

import boto3
import botocore.exceptions
from botocore.config import Config
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from moto.server import ThreadedMotoServer

SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIATESTEXAMPLE00000", "AWS_SECRET_ACCESS_KEY": "made-up", "AWS_REGION": "us-east-1"}
SECRET = "SSN: 512-58-3904\n"
JOB = "0123456789abcdef0123456789abcdef"
# What differs between an object and a file with the same content.
ONLY_IN_S3 = ("lastModified", "serverSideEncryption", "storageClass", "versionId", "tags")
# Moto itself takes no key with a line break.
ODD = [
    "a b+c.csv", "a//b.txt", "../up.txt", "./here.txt", "q?x=1&y#z.txt", "per%20cent.txt", "ünï/日本.txt",
    "tab\t.txt", "quote'\".txt", "star*.txt", "semi;colon:.txt", "~tilde!(x).txt", "a=b@c,$.txt",
    "back\\slash.txt", "<angle>&amp;.txt", " lead and trail .txt", "x" * 900 + ".txt",
]


# --- a store that can be told to misbehave ---------------------------------


class Proxy(http.server.ThreadingHTTPServer):
    """Passes requests on to the store, but for what `faults` says."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, behind, tls=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behind = behind
        self.scheme = "https" if tls else "http"
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.lock = threading.Lock()
        self.forget()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that is gone, such as one that was killed, is no error here."""

    def forget(self):
        self.seen, self.faults, self.now, self.most, self.slow = [], {}, 0, 0, 0

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.pass_on()

    def do_PUT(self):
        self.pass_on()

    def pass_on(self):
        server = self.server
        path = urllib.parse.urlsplit(self.path)
        name = urllib.parse.unquote(path.path)
        fault = None
        with server.lock:
            server.seen.append((name, path.query, {key.lower(): value for key, value in self.headers.items()}))
            server.now += 1
            server.most = max(server.most, server.now)
            faults = server.faults.get(name, [])
            if faults:
                fault = faults[0] if faults[0].get("always") else faults.pop(0)
        try:
            self.answer(fault or {})
        finally:
            with server.lock:
                server.now -= 1

    def answer(self, fault):
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        time.sleep(fault.get("slow", 0) or self.server.slow)
        if "code" in fault:
            return self.refuse(fault)
        connection = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=60)
        headers = {key: value for key, value in self.headers.items() if key.lower() != "connection"}
        connection.request(self.command, self.path, body=content or None, headers=headers)
        reply = connection.getresponse()
        body = reply.read()
        self.send_response(reply.status)
        for key, value in reply.getheaders():
            if key.lower() not in ("connection", "transfer-encoding", "content-length", "server", "date"):
                self.send_header(key, value)
        for key, value in fault.get("headers", {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if "cut" in fault:
            self.wfile.write(body[: fault["cut"]])
            self.wfile.flush()
            self.connection.close()
            self.close_connection = True
            return
        self.wfile.write(body)

    def refuse(self, fault):
        message = fault.get("message", "no")
        body = f"<Error><Code>{fault['code']}</Code><Message>{message}</Message></Error>".encode()
        self.send_response(fault.get("status", 403))
        for key, value in fault.get("headers", {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Lab:
    """A store, a client of AWS's to fill it, and Tracie."""

    def __init__(self, tracie):
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.tracie = tracie
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        _, port = self.server.get_host_and_port()
        self.proxy = Proxy(port)
        self.s3 = boto3.client(
            "s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1",
            aws_access_key_id="x", aws_secret_access_key="y", config=Config(s3={"addressing_style": "path"}),
        )

    def bucket(self, name, objects, **more):
        self.s3.create_bucket(Bucket=name)
        for key, content in objects.items():
            self.s3.put_object(Bucket=name, Key=key, Body=content, **more.get(key, {}))
        self.proxy.forget()

    def run(self, *arguments, env=None):
        clean = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
        environment = {**clean, **KEYS, "AWS_ENDPOINT_URL_S3": self.proxy.url, "HOME": "/nonexistent"}
        environment.update(env or {})
        environment = {key: value for key, value in environment.items() if value is not None}
        command = [self.tracie, *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, timeout=300)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def scan(self, *targets, env=None):
        code, out, err = self.run("scan", *targets, "--format", "jsonl", "--verbose", "--job-id", JOB, env=env)
        findings = [json.loads(line) for line in out.splitlines()]
        return code, [one for one in findings if "classificationDetails" in one], err


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def object_of(finding):
    return finding["resourcesAffected"]["s3Object"]


def keys_of(findings):
    return [object_of(finding)["key"] for finding in findings]


# --- the cases --------------------------------------------------------------


def same_as_a_directory(lab):
    files = {str(path.relative_to(SAMPLES)): path.read_bytes() for path in sorted(SAMPLES.rglob("*")) if path.is_file()}
    lab.bucket("samples", files)
    there, found, _ = lab.scan("s3://samples", "--managed", "all")
    here, expected, _ = lab.scan(str(SAMPLES), "--bucket", "samples", "--managed", "all")
    expect(there == here == 1, f"exit codes {there}, {here}")
    for finding in found + expected:
        for member in ONLY_IN_S3:
            object_of(finding).pop(member)
        finding.pop("createdAt"), finding.pop("updatedAt")
        # Nothing is known of the bucket that a directory stands for.
        bucket = finding["resourcesAffected"]["s3Bucket"]
        finding["resourcesAffected"]["s3Bucket"] = {"name": bucket["name"], "arn": bucket["arn"]}
    expect(found == expected, f"{len(found)} findings differ from {len(expected)}")
    return f"{len(found)} findings"


def what_s3_knows_is_in_findings(lab):
    lab.bucket("known", {"a.txt": SECRET}, **{"a.txt": {"StorageClass": "STANDARD_IA", "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "alias/k"}})
    head = lab.s3.head_object(Bucket="known", Key="a.txt")
    _, found, err = lab.scan("s3://known")
    expect(len(found) == 1, f"{len(found)} findings: {err}")
    seen = object_of(found[0])
    expect(seen["eTag"] == head["ETag"].strip('"'), seen)
    expect(seen["storageClass"] == "STANDARD_IA" and seen["serverSideEncryption"]["encryptionType"] == "aws:kms", seen)
    expect(seen["lastModified"].startswith(head["LastModified"].strftime("%Y-%m-%dT%H:%M:%S")), seen)
    signed = lab.proxy.seen[0][2]["authorization"]
    expect("Credential=AKIATESTEXAMPLE00000/" in signed and "made-up" not in str(lab.proxy.seen), signed)


def allow_lists(lab):
    lab.bucket("lists", {"words/known.txt": "512-58-3904\n", "words/known.txt.bak": "nothing\n", "empty.txt": "\n"})
    lab.bucket("listed", {"a.txt": SECRET})
    code, found, err = lab.scan("s3://listed", "--allow-list", "s3://lists/words/known.txt")
    expect(code == 0 and not found and "1 occurrence left out" in err, err)
    denied = {"code": "AccessDenied", "always": 1}
    for key, fault, status in [
        ("empty.txt", None, "S3_OBJECT_EMPTY"),
        ("none.txt", None, "S3_OBJECT_NOT_FOUND"),
        ("words/known.txt", denied, "S3_OBJECT_ACCESS_DENIED"),
    ]:
        lab.proxy.faults[f"/lists/{key}"] = [fault] if fault else []
        code, found, err = lab.scan("s3://listed", "--allow-list", f"s3://lists/{key}")
        expect(code == 2 and status in err, f"{key}: {err}")
        optional = ("--allow-list", f"s3://lists/{key}", "--allow-list-optional")
        code, found, err = lab.scan("s3://listed", *optional)
        expect(code == 1 and len(found) == 1 and "1 allow list was not used" in err, f"{key}: {err}")


def odd_keys(lab):
    lab.bucket("odd", {key: SECRET for key in ODD})
    _, found, err = lab.scan("s3://odd")
    expect(keys_of(found) == sorted(ODD, key=str.encode), f"{set(ODD) ^ set(keys_of(found))}\n{err}")
    return f"{len(ODD)} keys"


def pages(lab):
    count = 2300
    lab.bucket("many", {f"{n:04}.txt": SECRET if n % 100 == 0 else "nothing\n" for n in range(count)})
    _, found, err = lab.scan("s3://many", "--threads", "2")
    expect(keys_of(found) == [f"{n:04}.txt" for n in range(0, count, 100)], keys_of(found))
    expect(f"{count} objects" in err.replace(",", ""), err)
    listings = [query for _, query, _ in lab.proxy.seen if "list-type" in query]
    expect(len(listings) == 3, f"{len(listings)} pages")
    expect(lab.proxy.most >= 8, f"only {lab.proxy.most} requests at once")
    gets = [name for name, _, _ in lab.proxy.seen if name.startswith("/many/")]
    expect(len(gets) == count, f"{len(gets)} requests for {count} objects")
    return f"{count} objects, up to {lab.proxy.most} requests at once"


def a_prefix(lab):
    lab.bucket("parts", {"2023/a.txt": SECRET, "2024/a.txt": SECRET, "2024/b.txt": SECRET, "2025/a.txt": SECRET})
    _, found, _ = lab.scan("s3://parts/2024/")
    expect(keys_of(found) == ["2024/a.txt", "2024/b.txt"], keys_of(found))


def large_objects(lab):
    line = b"nothing to see in this line of some length, over and over again\n"
    body = line * (70_000_000 // len(line)) + SECRET.encode()
    lab.bucket("large", {"log.txt": body})
    # The second range breaks off, and is gone on with.
    lab.proxy.faults["/large/log.txt"] = [{}, {"cut": 1_000_000}]
    code, found, err = lab.scan("s3://large")
    expect(code == 1 and len(found) == 1, err)
    expect(found[0]["classificationDetails"]["result"]["sizeClassified"] == len(body), found)
    requests = [headers for name, _, headers in lab.proxy.seen if name == "/large/log.txt"]
    expect(len(requests) == 4, f"{len(requests)} requests")
    expect(all("if-match" in headers for headers in requests), "no If-Match")
    ranges = [headers["range"] for headers in requests]
    expect(ranges[0] == "bytes=0-33554431" and ranges[1] == "bytes=33554432-67108863", ranges)
    start = int(ranges[2].removeprefix("bytes=").split("-")[0])
    expect(33554432 < start <= 34554432, ranges)
    return f"{len(body)} bytes in {len(ranges)} ranges"


def trouble_with_objects(lab):
    cases = {
        "denied.txt": ({"code": "AccessDenied", "always": 1}, "PERMISSION_DENIED", "s3:GetObject"),
        "kms.txt": ({"code": "AccessDenied", "message": "not authorized to perform: kms:Decrypt", "always": 1}, "PERMISSION_DENIED", "kms:Decrypt"),
        "disabled.txt": ({"code": "KMS.DisabledException", "status": 400, "always": 1}, "INVALID_KMS_KEY", ""),
        "ssec.txt": ({"code": "InvalidRequest", "status": 400, "message": "The object was stored using a form of Server Side Encryption.", "always": 1}, "INVALID_ENCRYPTION", "SSE-C"),
        "sealed.txt": ({"headers": {"x-amz-meta-x-amz-key-v2": "c2VhbGVk"}, "always": 1}, "INVALID_ENCRYPTION", "client"),
        "tiered.txt": ({"code": "InvalidObjectState", "always": 1}, "INVALID_OBJECT_STATE", "restored"),
        "gone.txt": ({"code": "NoSuchKey", "status": 404, "always": 1}, "SOURCE_OBJECT_NO_LONGER_AVAILABLE", "deleted"),
        "changed.txt": ({"code": "PreconditionFailed", "status": 412, "always": 1}, "OBJECT_VERSION_MISMATCH", "changed"),
        "down.txt": ({"code": "InternalError", "status": 500, "always": 1}, "SOURCE_OBJECT_NO_LONGER_AVAILABLE", "InternalError"),
    }
    objects = {name: SECRET for name in [*cases, "good.txt", "busy.txt", "cut.txt"]}
    lab.bucket("trouble", objects)
    lab.s3.put_object(Bucket="trouble", Key="cold.txt", Body=SECRET, StorageClass="GLACIER")
    for name, (fault, _, _) in cases.items():
        lab.proxy.faults[f"/trouble/{name}"] = [fault]
    # These go well in the end.
    lab.proxy.faults["/trouble/busy.txt"] = [{"code": "SlowDown", "status": 503}] * 2
    lab.proxy.faults["/trouble/cut.txt"] = [{"cut": 3}]
    code, found, err = lab.scan("s3://trouble")
    expect(code == 1 and keys_of(found) == ["busy.txt", "cut.txt", "good.txt"], f"{keys_of(found)}\n{err}")
    for name, (_, reason, said) in {**cases, "cold.txt": (None, "INVALID_OBJECT_STATE", "GLACIER")}.items():
        line = next((line for line in err.splitlines() if f"/{name}" in line), "")
        expect(reason in line and said in line, f"{name}: {line!r}\n{err}")
    expect(not any(name == "/trouble/cold.txt" for name, _, _ in lab.proxy.seen), "an archived object was asked for")
    return f"{len(cases) + 1} kinds"


def a_bucket_that_cannot_be_listed(lab):
    lab.bucket("locked", {"a.txt": SECRET})
    lab.proxy.faults["/locked"] = [{"code": "AccessDenied", "always": 1}]
    for target, said in [("s3://locked", "s3:ListBucket"), ("s3://not-there", "no bucket not-there")]:
        code, out, err = lab.run("scan", target)
        expect(code == 2 and not out and said in err, f"{target}: {code} {err}")
    lab.proxy.faults["/locked"] = [{"code": "ExpiredToken", "status": 400, "always": 1}]
    code, _, err = lab.run("scan", "s3://locked")
    expect(code == 2 and "expired" in err, err)
    code, _, err = lab.run("scan", "s3://locked", env={"AWS_ACCESS_KEY_ID": None})
    expect(code == 2 and "no credentials" in err, err)
    code, _, err = lab.run("scan", "s3://locked", env={"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9"})
    expect(code == 2 and "cannot reach http://127.0.0.1:9" in err, err)


def a_listing_that_breaks_off(lab):
    lab.bucket("long", {f"{n:04}.txt": "nothing\n" for n in range(1001)})
    lab.proxy.faults["/long"] = [{}, {"code": "AccessDenied", "always": 1}]
    code, _, err = lab.scan("s3://long")
    expect(code == 3 and "listing the bucket broke off" in err, f"{code} {err}")


def another_region(lab):
    lab.bucket("moved", {"a.txt": SECRET})
    lab.proxy.faults["/moved"] = [{"code": "PermanentRedirect", "status": 301, "headers": {"x-amz-bucket-region": "eu-west-1"}}]
    _, found, err = lab.scan("s3://moved")
    expect(len(found) == 1 and found[0]["region"] == "eu-west-1", f"{found} {err}")
    signed = [headers["authorization"] for name, _, headers in lab.proxy.seen if name.startswith("/moved")]
    expect("/us-east-1/s3/" in signed[0] and all("/eu-west-1/s3/" in one for one in signed[1:]), signed)


def profiles(lab):
    lab.bucket("named", {"a.txt": SECRET})
    with tempfile.TemporaryDirectory() as home:
        config, credentials = Path(home, "config"), Path(home, "credentials")
        config.write_text(f"[profile audit]\nregion = eu-west-3\nendpoint_url = {lab.proxy.url}\n")
        credentials.write_text("[audit]\naws_access_key_id = AKIAAUDITEXAMPLE0000\naws_secret_access_key = made-up\n")
        env = {
            "AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
            "AWS_ENDPOINT_URL_S3": None, "AWS_REGION": None,
        }
        _, found, err = lab.scan("s3://named", "--profile", "audit", env=env)
    expect(len(found) == 1 and found[0]["region"] == "eu-west-3", err)
    expect("Credential=AKIAAUDITEXAMPLE0000/" in lab.proxy.seen[0][2]["authorization"], lab.proxy.seen[0])


def over_tls(lab):
    lab.bucket("sealed", {"a.txt": SECRET})
    with tempfile.TemporaryDirectory() as folder:
        authority, chain = certificates(Path(folder))
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(chain)
        proxy = Proxy(lab.proxy.behind, tls)
        env = {"AWS_ENDPOINT_URL_S3": proxy.url, "SSL_CERT_FILE": str(authority), "SSL_CERT_DIR": None}
        code, found, err = lab.scan("s3://sealed", env=env)
        expect(code == 1 and len(found) == 1, err)
        # Nobody vouches for it.
        other, _ = certificates(Path(folder))
        code, _, err = lab.run("scan", "s3://sealed", env={**env, "SSL_CERT_FILE": str(other)})
        expect(code == 2 and "certificate" in err.lower(), err)


def certificates(folder):
    """An authority, and a certificate for this machine that it vouches for."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "made up")])
    now = datetime.datetime.now(datetime.timezone.utc)

    def made(key, signer, *extensions):
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        for extension in extensions:
            builder = builder.add_extension(extension, critical=False)
        return builder.sign(signer, hashes.SHA256())

    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = made(root, root, x509.BasicConstraints(ca=True, path_length=None))
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    served = made(leaf, root, address)
    pem = serialization.Encoding.PEM
    key = leaf.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    at, chain = folder / f"{authority.serial_number}.pem", folder / f"{served.serial_number}.pem"
    at.write_bytes(authority.public_bytes(pem))
    chain.write_bytes(served.public_bytes(pem) + key)
    return at, chain


def how_a_bucket_stands_open(lab):
    lab.bucket("open-one", {})
    s3 = lab.s3
    policy = {"Version": "2012-10-17", "Statement": [{"Sid": "Read", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::open-one/*"}]}
    s3.put_bucket_policy(Bucket="open-one", Policy=json.dumps(policy))
    s3.put_bucket_encryption(Bucket="open-one", ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/k"}}]})
    s3.put_bucket_tagging(Bucket="open-one", Tagging={"TagSet": [{"Key": "Team & co", "Value": "<web>"}]})
    s3.put_bucket_versioning(Bucket="open-one", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_acl(Bucket="open-one", ACL="public-read")
    s3.put_public_access_block(Bucket="open-one", PublicAccessBlockConfiguration={"BlockPublicAcls": True, "IgnorePublicAcls": False, "BlockPublicPolicy": True, "RestrictPublicBuckets": False})
    lab.proxy.faults["/open-one"] = []
    code, out, err = lab.run("buckets", "show", "s3://open-one", "open-one", "--json", "--account-id", "123456789012")
    expect(code == 0, err)
    seen = json.loads(out)
    level = seen["publicAccess"]["permissionConfiguration"]["bucketLevelPermissions"]
    expect(level["accessControlList"] == {"allowsPublicReadAccess": True, "allowsPublicWriteAccess": False}, level)
    expect(level["bucketPolicy"] == {"allowsPublicReadAccess": True, "allowsPublicWriteAccess": False}, level)
    expect(level["blockPublicAccess"] == {"blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": False, "restrictPublicBuckets": False}, level)
    expect(seen["serverSideEncryption"] == {"kmsMasterKeyId": "alias/k", "type": "aws:kms"}, seen)
    expect(seen["tags"] == [{"key": "Team & co", "value": "<web>"}] and seen["versioning"] is True, seen)
    # The account has no switches of its own.
    expect(seen["publicAccess"]["effectivePermission"] == "PUBLIC" and seen["bucketCreatedAt"], seen)
    with tempfile.TemporaryDirectory() as folder:
        write_configuration(lab.s3, "open-one", Path(folder, "open-one"))
        Path(folder, "get-public-access-block.err").write_text("An error occurred (NoSuchPublicAccessBlockConfiguration) when calling")
        listed = [{"Name": "open-one", "CreationDate": seen["bucketCreatedAt"]}]
        Path(folder, "list-buckets.json").write_text(json.dumps({"Buckets": listed}))
        code, out, err = lab.run("buckets", "show", folder, "open-one", "--json", "--account-id", "123456789012")
    told = json.loads(out)
    seen.pop("lastUpdated"), told.pop("lastUpdated")
    expect(seen == told, f"asked: {seen}\ntold: {told}")
    lab.proxy.forget()
    lab.proxy.faults["/open-one"] = [{"code": "AccessDenied", "always": 1}]
    code, out, _ = lab.run("buckets", "list", "s3://open-one")
    expect(code == 0 and "s3:GetBucketAcl" in out and "UNKNOWN" in out, out)


def what_an_account_has_set(lab):
    """Its switches go before what buckets say; where they may not be seen that is said."""
    lab.bucket("shut", {})
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shut/*"}]}
    lab.s3.put_bucket_policy(Bucket="shut", Policy=json.dumps(policy))
    lab.s3.delete_public_access_block(Bucket="shut")

    def shown(**env):
        lab.proxy.forget()
        code, out, err = lab.run("buckets", "show", "s3://shut", "shut", "--json", env=env)
        expect(code == 0, err)
        return json.loads(out)["publicAccess"]

    def control(**switches):
        from moto.s3control.models import s3control_backends

        backend = s3control_backends["123456789012"]["aws"]
        backend.public_access_block = None
        if switches:
            backend.put_public_access_block("123456789012", switches)

    on = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}
    control()
    expect(shown()["effectivePermission"] == "PUBLIC", shown())
    control(**on)
    seen = shown()
    expect(seen["effectivePermission"] == "NOT_PUBLIC", seen)
    account = seen["permissionConfiguration"]["accountLevelPermissions"]["blockPublicAccess"]
    expect(all(account.values()) and len(account) == 4, account)
    asked = [headers for name, _, headers in lab.proxy.seen if name.startswith("/v20180820/")]
    expect(len(asked) == 1 and asked[0]["x-amz-account-id"] == "123456789012", asked)
    control()
    # A store that has neither of the two: nothing is claimed.
    for variable in ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_S3_CONTROL"):
        expect(shown(**{variable: "http://127.0.0.1:9"})["effectivePermission"] == "UNKNOWN", variable)
    lab.proxy.forget()
    lab.proxy.faults["/v20180820/configuration/publicAccessBlock"] = [{"code": "AccessDenied", "always": 1}]
    code, out, _ = lab.run("buckets", "list", "s3://shut")
    expect(code == 0 and "UNKNOWN" in out and "s3:GetAccountPublicAccessBlock" in out, out)


def what_findings_say_of_a_bucket(lab):
    lab.bucket("told", {"a.txt": SECRET}, **{"a.txt": {"Tagging": "owner=web&class=p%20i"}})
    lab.s3.put_bucket_tagging(Bucket="told", Tagging={"TagSet": [{"Key": "team", "Value": "web"}]})
    lab.proxy.forget()
    _, found, err = lab.scan("s3://told")
    bucket = found[0]["resourcesAffected"]["s3Bucket"]
    expect(bucket["tags"] == [{"key": "team", "value": "web"}] and bucket["createdAt"] and bucket["owner"]["id"], bucket)
    expect(bucket["publicAccess"]["effectivePermission"] == "NOT_PUBLIC", bucket)
    asked = [name for name, query, _ in lab.proxy.seen if "tagging" in query and name.startswith("/told/")]
    expect(not asked and not object_of(found[0])["tags"], f"tags that nobody asked for: {asked}")
    _, found, err = lab.scan("s3://told", "--object-tags")
    expect(object_of(found[0])["tags"] == [{"key": "owner", "value": "web"}, {"key": "class", "value": "p i"}], found)


def results_in_a_bucket(lab):
    lab.bucket("scanned", {"a.txt": SECRET, "b.txt": "nothing\n"})
    lab.bucket("results", {})
    code, _, err = lab.run("scan", "s3://scanned", "--results", "s3://scanned/macie")
    expect(code == 2 and "is in what is scanned" in err, err)
    _, found, err = lab.scan("s3://scanned", "--results", "s3://results/macie/")
    location = found[0]["classificationDetails"]["detailedResultsLocation"]
    records = read_results(lab, "results", "macie/AWSLogs/")
    expect(location in records and location.startswith("s3://results/macie/AWSLogs/000000000000/"), f"{location} {list(records)}")
    keys = sorted(record["resourcesAffected"]["s3Object"]["key"] for lines in records.values() for record in lines)
    expect(keys == ["a.txt", "b.txt"], keys)
    lab.proxy.faults = {"/results/" + location.split("/", 3)[3]: [{"code": "AccessDenied", "always": 1}]}
    code, _, err = lab.scan("s3://scanned", "--results", "s3://results/macie/")
    expect(code == 2 and "s3:PutObject" in err, f"{code} {err}")


def read_results(lab, bucket, prefix):
    """The records in a bucket, by the place of their file."""
    pages = lab.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    read = {}
    for one in (one for page in pages for one in page.get("Contents", [])):
        body = lab.s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read()
        read[f"s3://{bucket}/{one['Key']}"] = [json.loads(line) for line in gzip.decompress(body).splitlines()]
    return read


def write_configuration(s3, bucket, folder):
    """The same configuration as the AWS CLI would have written it."""
    folder.mkdir()
    calls = ["get_public_access_block"] + [
        f"get_bucket_{what}"
        for what in "acl policy policy_status encryption replication tagging versioning location ownership_controls".split()
    ]
    for call in calls:
        path = folder / call.replace("_", "-")
        try:
            answer = getattr(s3, call)(Bucket=bucket)
            answer.pop("ResponseMetadata")
            path.with_suffix(".json").write_text(json.dumps(answer, default=str))
        except botocore.exceptions.ClientError as error:
            path.with_suffix(".err").write_text(f"\n{error}\n")


def an_inventory(lab):
    """Written by another library, in Parquet, ORC and CSV, beside a copy."""
    import hashlib
    import pyarrow
    import pyarrow.orc
    import pyarrow.parquet

    moment = datetime.datetime(2024, 5, 2, 21, 40, 11, tzinfo=datetime.timezone.utc)
    rows = [
        ("a/b c+é.txt", len(SECRET), "STANDARD", "SSE-KMS"), ("cold.txt", 5, "GLACIER", "SSE-S3"),
        ("key.txt", 5, "STANDARD", "SSE-C"), ("missing.txt", 5, "STANDARD", "SSE-S3"),
    ]
    with tempfile.TemporaryDirectory() as root:
        copy = Path(root, "dump", "acme")
        for key, *_ in rows[:3]:
            (copy / key).parent.mkdir(parents=True, exist_ok=True)
            (copy / key).write_text(SECRET)
        data = Path(root, "acme", "all", "data")
        data.mkdir(parents=True)
        table = pyarrow.table({
            "bucket": ["acme"] * 4, "key": [row[0] for row in rows], "is_latest": [True] * 4,
            "is_delete_marker": [False] * 4, "size": [row[1] for row in rows],
            "last_modified_date": pyarrow.array([moment] * 4, pyarrow.timestamp("ms", "UTC")),
            "e_tag": [hashlib.md5(SECRET.encode()).hexdigest()] * 4, "storage_class": [row[2] for row in rows],
            "encryption_status": [row[3] for row in rows],
        })
        pyarrow.parquet.write_table(table, data / "1.parquet", compression="snappy")
        pyarrow.orc.write_table(table, data / "1.orc", compression="zlib")
        lines = [
            ",".join(f'"{value}"' for value in ("acme", urllib.parse.quote_plus(key), size, "2024-05-02T21:40:11.000Z", hashlib.md5(SECRET.encode()).hexdigest(), storage, encryption))
            for key, size, storage, encryption in rows
        ]
        (data / "1.csv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
        schemas = {"Parquet": ("1.parquet", "message s3.inventory {}"), "ORC": ("1.orc", "struct<bucket:string>"), "CSV": ("1.csv.gz", "Bucket, Key, Size, LastModifiedDate, ETag, StorageClass, EncryptionStatus")}
        for name, (file, schema) in schemas.items():
            manifest = Path(root, "acme", "all", f"2024-05-03T01-00Z-{name}", "manifest.json")
            manifest.parent.mkdir()
            manifest.write_text(json.dumps({
                "sourceBucket": "acme", "fileFormat": name, "fileSchema": schema,
                "files": [{"key": f"acme/all/data/{file}", "MD5checksum": hashlib.md5((data / file).read_bytes()).hexdigest()}],
            }))
            code, found, err = lab.scan(str(copy.parent), "--dump", "--inventory", str(manifest))
            expect(code == 1 and keys_of(found) == ["a/b c+é.txt"], f"{name}: {keys_of(found)} {err}")
            seen = object_of(found[0])
            expect(seen["serverSideEncryption"]["encryptionType"] == "aws:kms", seen)
            expect(seen["lastModified"] == "2024-05-02T21:40:11.000Z", seen)
            for said in ("GLACIER", "SSE-C", "not in the copy"):
                expect(said in err, f"{name}: {said} is not in {err}")


CASES = [
    same_as_a_directory, what_s3_knows_is_in_findings, allow_lists, odd_keys, pages, a_prefix, large_objects,
    trouble_with_objects, a_bucket_that_cannot_be_listed, a_listing_that_breaks_off, another_region, profiles,
    over_tls, how_a_bucket_stands_open, what_an_account_has_set, what_findings_say_of_a_bucket, results_in_a_bucket,
    an_inventory,
]


def main():
    return run_cases(__doc__, CASES, "S3")


def run_cases(about, cases, what):
    """Runs the cases that a command line names, or all, and says how many went well."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--tracie", required=True)
    parser.add_argument("cases", nargs="*")
    arguments = parser.parse_args()
    lab = Lab(os.path.abspath(arguments.tracie))
    failed = 0
    cases = [case for case in cases if not arguments.cases or case.__name__ in arguments.cases]
    for case in cases:
        try:
            said = case(lab)
            print(f"ok    {case.__name__}{f' ({said})' if said else ''}", flush=True)
        except AssertionError as problem:
            failed += 1
            print(f"FAIL  {case.__name__}: {problem}", flush=True)
    print(f"{len(cases) - failed} of {len(cases)} cases of {what}")
    lab.server.stop()
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
