#!/usr/bin/env python3
"""Do jobs look at buckets as they are in S3?

    jobs_s3.py --tracie target/release/tracie

boto3 fills buckets of a moto server on this machine, and `tracie job run` looks at
them through the proxy of s3.py, which counts requests, slows them down and refuses
some. What jobs find must be what is there, once, whatever ends a run.

All credentials, keys and values are made up. Exit status: 0 if all is right.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from s3 import KEYS, SECRET, expect, keys_of, object_of, read_results, run_cases, write_configuration

ACCOUNT = "111122223333"


class Desk:
    """A folder with jobs and a store, which runs them."""

    def __init__(self, lab):
        self.lab = lab
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def job(self, name, *buckets, criteria=None, scoping=None, **members):
        where = {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": list(buckets)}]} if buckets else {}
        if criteria is not None:
            where["bucketCriteria"] = criteria
        if scoping is not None:
            where["scoping"] = scoping
        definition = {"name": name, "jobType": "ONE_TIME", "s3JobDefinition": where, **members}
        path = self.path / f"{name}.json"
        path.write_text(json.dumps(definition))
        return str(path)

    def command(self, job, *arguments):
        return ["job", "run", job, *arguments, "--store", str(self.path / "t.db"), "--format", "jsonl", "--account-id", ACCOUNT]

    def run(self, job, *arguments, env=None):
        code, out, err = self.lab.run(*self.command(job, *arguments), env=env)
        expect("made-up" not in out + err, "a secret is told")
        lines = [json.loads(line) for line in out.splitlines()]
        # A last line says that not all was looked at.
        self.stopped = bool(lines) and lines[-1].get("stopped", False)
        return code, lines[: len(lines) - self.stopped], err

    def start(self, job, *arguments):
        """The same in a process of its own."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
        env = {**clean, **KEYS, "AWS_ENDPOINT_URL_S3": self.lab.proxy.url, "HOME": "/nonexistent"}
        command = [self.lab.tracie, *self.command(job, *arguments)]
        return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def tell(self, *arguments):
        store = ["--store", str(self.path / "t.db"), "--account-id", ACCOUNT]
        code, out, err = self.lab.run(*arguments, *store)
        expect(code == 0, err)
        return out

    def events(self, job):
        return [json.loads(line) for line in self.tell("job", "events", job).splitlines()]

    def stored(self):
        return json.loads(self.tell("findings", "list", "--format", "json"))["findingIds"]


def gets(lab, bucket):
    """Which objects were read."""
    return [name for name, query, _ in lab.proxy.seen if name.startswith(f"/{bucket}/") and not query]


def tags_of(lab, bucket):
    return [name for name, query, _ in lab.proxy.seen if name.startswith(f"/{bucket}/") and "tagging" in query]


# --- the cases --------------------------------------------------------------


def a_bucket_under_its_name_or_another(lab):
    lab.bucket("acme-real", {"2024/a.txt": SECRET, "2025/a.txt": SECRET, "2025/b.txt": "nothing\n"})
    with Desk(lab) as desk:
        job = desk.job("plain", "acme-real")
        code, found, err = desk.run(job, "--bucket", "acme-real=s3://acme-real")
        expect(code == 1 and keys_of(found) == ["2024/a.txt", "2025/a.txt"], f"{code} {err}")
        expect(found[0]["accountId"] == ACCOUNT and found[0]["resourcesAffected"]["s3Bucket"]["name"] == "acme-real", found)
        job = desk.job("renamed", "acme-data")
        code, found, err = desk.run(job, "--bucket", "acme-data=s3://acme-real/2025/")
        expect(code == 1 and keys_of(found) == ["2025/a.txt"], f"{code} {err}")
        bucket = found[0]["resourcesAffected"]["s3Bucket"]
        expect(bucket["createdAt"] and bucket["owner"]["id"], bucket)


def what_may_not_be_looked_at(lab):
    lab.bucket("locked-away", {"a.txt": SECRET})
    lab.bucket("free", {"a.txt": SECRET})
    lab.proxy.faults["/locked-away"] = [{"code": "AccessDenied", "always": 1}]
    with Desk(lab) as desk:
        job = desk.job("some", "free", "locked-away", "not-there")
        code, found, err = desk.run(job, "--s3")
        expect(code == 1 and keys_of(found) == ["a.txt"] and "2 buckets could not" in err, f"{code} {err}")
        expect(desk.stopped, "the report passes for a whole one")
        kinds = {(event["eventType"], (event.get("affectedResource") or {}).get("value")) for event in desk.events("some")}
        expect(("BUCKET_ACCESS_DENIED", "locked-away") in kinds and ("BUCKET_DOES_NOT_EXIST", "not-there") in kinds, kinds)
        said = [event["description"] for event in desk.events("some") if event["eventType"] == "BUCKET_ACCESS_DENIED"]
        expect("s3:ListBucket" in said[0], said)
        # Not given at all, and the store is not asked.
        lab.proxy.forget()
        (desk.path / "other").mkdir()
        code, _, _ = desk.run(desk.job("local", "free"), "--bucket", f"other={desk.path / 'other'}")
        expect(code == 3 and not lab.proxy.seen, f"{code} {lab.proxy.seen}")
        code, _, err = desk.run(desk.job("nobody", "free"), "--s3", env={"AWS_ACCESS_KEY_ID": None})
        expect(code == 2 and "no credentials" in err, err)


def by_criteria(lab):
    for name, team in [("crit-a", "web"), ("crit-b", "web"), ("crit-c", "ops")]:
        lab.bucket(name, {"a.txt": SECRET})
        lab.s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "team", "Value": team}]})
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::crit-b/*"}]}
    lab.s3.put_bucket_policy(Bucket="crit-b", Policy=json.dumps(policy))
    lab.s3.create_bucket(Bucket="crit-far", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    lab.s3.put_object(Bucket="crit-far", Key="a.txt", Body=SECRET)
    lab.s3.put_bucket_tagging(Bucket="crit-far", Tagging={"TagSet": [{"Key": "team", "Value": "web"}]})
    lab.proxy.forget()
    team = {"tagCriterion": {"comparator": "EQ", "tagValues": [{"key": "team", "value": "web"}]}}
    public = {"simpleCriterion": {"comparator": "EQ", "key": "S3_BUCKET_EFFECTIVE_PERMISSION", "values": ["PUBLIC"]}}
    for name, criteria, expected in [
        ("team", {"includes": {"and": [team]}}, ["crit-a", "crit-b"]),
        ("open", {"includes": {"and": [team, public]}}, ["crit-b"]),
        ("shut", {"includes": {"and": [team]}, "excludes": {"and": [public]}}, ["crit-a"]),
    ]:
        with Desk(lab) as desk:
            code, found, err = desk.run(desk.job(name, criteria=criteria), "--s3")
            buckets = sorted(one["resourcesAffected"]["s3Bucket"]["name"] for one in found)
            expect(code == 1 and buckets == expected, f"{name}: {buckets} {err}")
            matched = [one["affectedResource"]["value"] for one in desk.events(name) if one["eventType"] == "BUCKET_MATCHED_THE_CRITERIA"]
            expect(sorted(matched) == expected, f"{name}: {matched}")
    denied = [{"code": "AccessDenied", "always": 1}]
    lab.proxy.faults["/"] = denied
    with Desk(lab) as desk:
        code, found, err = desk.run(desk.job("denied", criteria={"includes": {"and": [team]}}), "--s3")
        kinds = [event["eventType"] for event in desk.events("denied")]
        expect(code == 3 and not found and "ACCOUNT_ACCESS_DENIED" in kinds, f"{code} {kinds} {err}")


def by_tags_of_objects(lab):
    count = 40
    objects = {f"{n:03}.txt": SECRET for n in range(count)}
    lab.bucket("tagged", objects, **{key: {"Tagging": "class=pii"} for key in list(objects)[::4]})
    scoping = {"includes": {"and": [{"tagScopeTerm": {"comparator": "EQ", "key": "TAG", "target": "S3_OBJECT", "tagValues": [{"key": "class", "value": "pii"}]}}]}}
    with Desk(lab) as desk:
        code, found, err = desk.run(desk.job("pii", "tagged", scoping=scoping), "--s3")
        expect(code == 1 and keys_of(found) == list(objects)[::4], f"{code} {keys_of(found)} {err}")
        expect(object_of(found[0])["tags"] == [{"key": "class", "value": "pii"}], found[0])
        expect(len(tags_of(lab, "tagged")) == count, f"{len(tags_of(lab, 'tagged'))} requests for tags")
        expect(sorted(gets(lab, "tagged")) == [f"/tagged/{key}" for key in list(objects)[::4]], gets(lab, "tagged"))
        lab.proxy.forget()
        code, found, _ = desk.run(desk.job("all", "tagged"), "--s3")
        expect(len(found) == count and not tags_of(lab, "tagged"), tags_of(lab, "tagged"))
        lab.proxy.forget()
        code, found, _ = desk.run(desk.job("shown", "tagged"), "--s3", "--object-tags")
        with_tags = [object_of(one)["key"] for one in found if object_of(one)["tags"]]
        expect(with_tags == list(objects)[::4] and len(tags_of(lab, "tagged")) == len(with_tags), with_tags)
        # Tags that may not be seen are none, and that is said.
        lab.proxy.forget()
        lab.proxy.faults = {f"/tagged/{key}": [{"code": "AccessDenied", "always": 1}] for key in objects}
        code, found, err = desk.run(desk.job("unseen", "tagged", scoping={"excludes": scoping["includes"]}), "--s3")
        expect(f"{count} objects without known tags" in err, err)
    return f"{count} objects"


def only_what_is_looked_at_is_read(lab):
    count = 300
    lab.bucket("sampled", {f"{'in' if n % 3 else 'out'}/{n:03}.txt": SECRET for n in range(count)})
    scoping = {"includes": {"and": [{"simpleScopeTerm": {"comparator": "STARTS_WITH", "key": "OBJECT_KEY", "values": ["in/"]}}]}}
    with Desk(lab) as desk:
        code, found, err = desk.run(desk.job("some", "sampled", scoping=scoping, samplingPercentage=20), "--s3")
        read = sorted(name.removeprefix("/sampled/") for name in gets(lab, "sampled"))
        expect(code == 1 and read == keys_of(found) and 10 < len(read) < 100, f"{len(read)} read, {len(found)} found: {err}")
    return f"{len(read)} of {count} read"


def what_changed_since(lab):
    lab.bucket("nightly", {"a.txt": SECRET, "b.txt": SECRET})
    with Desk(lab) as desk:
        job = desk.job("nightly", "nightly", jobType="SCHEDULED", initialRun=True, scheduleFrequency={"dailySchedule": {}})
        code, found, err = desk.run(job, "--s3")
        expect(code == 1 and keys_of(found) == ["a.txt", "b.txt"], err)
        lab.s3.put_object(Bucket="nightly", Key="b.txt", Body=SECRET + "more\n")
        lab.s3.put_object(Bucket="nightly", Key="c.txt", Body=SECRET)
        lab.proxy.forget()
        code, found, err = desk.run(job, "--s3")
        expect(keys_of(found) == ["b.txt", "c.txt"] and "1 object unchanged" in err, f"{keys_of(found)} {err}")
        expect(sorted(gets(lab, "nightly")) == ["/nightly/b.txt", "/nightly/c.txt"], gets(lab, "nightly"))


def a_run_that_is_killed(lab):
    count = 1200
    lab.bucket("killed", {f"{n:04}.txt": SECRET + str(n) for n in range(count)})
    lab.bucket("kept-results", {})
    kills = 0
    with Desk(lab) as desk:
        job = desk.job("sweep", "killed")
        arguments = ("--s3", "--threads", "1", "--results", "s3://kept-results/r")
        lab.proxy.slow = 0.02
        for _ in range(3):
            process = desk.start(job, *arguments)
            before, deadline = len(gets(lab, "killed")), time.monotonic() + 60
            # A batch is stored every second.
            while process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
                if len(gets(lab, "killed")) > before + 150:
                    time.sleep(1.1)
                    break
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                kills += 1
            process.wait()
        lab.proxy.slow = 0
        expect(kills > 0, "it was over before it could be killed")
        code, found, err = desk.run(job, *arguments)
        expect("going on with run 1" in err, err)
        ids = desk.stored()
        expect(len(ids) == len(set(ids)) == count, f"{len(ids)} findings, {len(set(ids))} of them different")
        shown = json.loads(desk.tell("job", "show", "sweep", "--format", "json"))
        expect(shown["jobStatus"] == "COMPLETE", shown)
        expect(len(found) < count, "it began anew")
        records = read_results(lab, "kept-results", "r/")
        keys = {record["resourcesAffected"]["s3Object"]["key"] for lines in records.values() for record in lines}
        expect(len(keys) == count and len(records) == count, f"{len(keys)} objects in {len(records)} files")
        store = (desk.path / "t.db").read_bytes()
        expect(b"made-up" not in store and KEYS["AWS_ACCESS_KEY_ID"].encode() not in store, "a credential is stored")
    return f"killed {kills} times, {count - len(found)} of {count} findings were stored before"


def a_dump_says_the_same_of_a_bucket(lab):
    lab.bucket("copied", {"a.txt": SECRET})
    s3 = lab.s3
    s3.put_bucket_tagging(Bucket="copied", Tagging={"TagSet": [{"Key": "team", "Value": "web"}]})
    s3.put_bucket_encryption(Bucket="copied", ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/k"}}]})
    s3.put_bucket_acl(Bucket="copied", ACL="public-read")
    with Desk(lab) as desk:
        code, there, err = desk.run(desk.job("there", "copied"), "--s3")
        expect(code == 1, err)
        dump = desk.path / "dump"
        (dump / "copied").mkdir(parents=True)
        (dump / "copied" / "a.txt").write_text(SECRET)
        beside = dump / "copied@bucket"
        write_configuration(s3, "copied", beside)
        told = [one for one in s3.list_buckets()["Buckets"] if one["Name"] == "copied"]
        (beside / "list-buckets.json").write_text(json.dumps({"Buckets": told}, default=lambda it: it.isoformat()))
        identity = {"Account": "123456789012", "Arn": "arn:aws:sts::123456789012:user/x"}
        (beside / "get-caller-identity.json").write_text(json.dumps(identity))
        (beside / "account-public-access-block.err").write_text("An error occurred (NoSuchPublicAccessBlockConfiguration) when calling")
        code, here, err = desk.run(desk.job("here", "copied"), "--dump", str(dump))
        expect(code == 1, err)
        buckets = [one[0]["resourcesAffected"]["s3Bucket"] for one in (there, here)]
        expect(buckets[0] == buckets[1], f"S3: {buckets[0]}\ncopy: {buckets[1]}")
        expect(buckets[0]["publicAccess"]["effectivePermission"] == "PUBLIC", buckets[0])
        expect(buckets[0]["defaultServerSideEncryption"]["encryptionType"] == "aws:kms", buckets[0])
        code, out, err = lab.run("scan", "--dump", str(dump), "--format", "jsonl")
        scanned = json.loads(out.splitlines()[0])["resourcesAffected"]["s3Bucket"]
        expect(scanned == buckets[0], scanned)
        criteria = {"includes": {"and": [{"tagCriterion": {"comparator": "EQ", "tagValues": [{"key": "team", "value": "web"}]}}]}}
        code, found, err = desk.run(desk.job("team", criteria=criteria), "--dump", str(dump))
        expect(code == 1 and keys_of(found) == ["a.txt"], err)


CASES = [
    a_bucket_under_its_name_or_another, what_may_not_be_looked_at, by_criteria, by_tags_of_objects,
    only_what_is_looked_at_is_read, what_changed_since, a_run_that_is_killed, a_dump_says_the_same_of_a_bucket,
]

if __name__ == "__main__":
    sys.exit(run_cases(__doc__, CASES, "jobs over S3"))
