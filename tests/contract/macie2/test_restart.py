"""A server that is killed in the middle of a job, and started again."""

import pytest

from tracie_serve import TracieServer

OBJECTS = 8_000


@pytest.mark.parametrize("pause", [0.3, 1.0])
def test_nothing_is_lost_or_doubled(tmp_path, wait_for, pause):
    import time

    buckets, data = tmp_path / "buckets", tmp_path / "data"
    bucket = buckets / "many-objects"
    bucket.mkdir(parents=True)
    for index in range(OBJECTS):
        # Made up; every other object has a finding.
        text = "SSN 512-58-3904\n" if index % 2 else "nothing\n"
        (bucket / f"{index:06}.txt").write_text(text + "words and more words\n" * 40)

    server = TracieServer(data=data, buckets=buckets)
    server.start()
    client = server.client()
    client.enable_macie()
    created = client.create_classification_job(
        jobType="ONE_TIME",
        name="killed",
        s3JobDefinition={"bucketDefinitions": [{"accountId": "000000000000", "buckets": ["many-objects"]}]},
    )
    time.sleep(pause)
    before = client.describe_classification_job(jobId=created["jobId"])["jobStatus"]
    server.kill()

    server = TracieServer(data=data, buckets=buckets)
    with server:
        client = server.client()
        job = created["jobId"]
        wait_for(lambda: client.describe_classification_job(jobId=job)["jobStatus"] == "COMPLETE", 240)
        pages = client.get_paginator("list_findings").paginate(PaginationConfig={"PageSize": 1000})
        ids = [it for page in pages for it in page["findingIds"]]
        assert len(ids) == len(set(ids)) == OBJECTS // 2, before
        keys = set()
        for first in range(0, len(ids), 50):
            found = client.get_findings(findingIds=ids[first : first + 50])["findings"]
            keys |= {it["resourcesAffected"]["s3Object"]["key"] for it in found}
        assert len(keys) == OBJECTS // 2


def test_settings_are_there_after_a_restart(tmp_path):
    with TracieServer(data=tmp_path / "data", buckets=tmp_path) as server:
        client = server.client()
        client.enable_macie(findingPublishingFrequency="SIX_HOURS")
        filter_ = client.create_findings_filter(name="filter", action="NOOP", findingCriteria={})["id"]
        client.create_sample_findings()
    with TracieServer(data=tmp_path / "data", buckets=tmp_path) as server:
        client = server.client()
        assert client.get_macie_session()["findingPublishingFrequency"] == "SIX_HOURS"
        assert client.get_findings_filter(id=filter_)["name"] == "filter"
        assert len(client.list_findings()["findingIds"]) == 11
