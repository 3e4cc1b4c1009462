"""What the tests of the API share."""

import contextlib
import sys
import time
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parents[2] / "python"))

import strict  # noqa: E402
from tracie_serve import TracieServer, new_account  # noqa: E402

_client = TracieServer.client
# Every client of every test: what it is answered is held against the model.
TracieServer.client = lambda self, *place, **members: strict.watch(_client(self, *place, **members))

# Made up, and no one's: what is to be found.
SSN = "512-58-3904"
CARD = "4897 3977 4647 7379"


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with TracieServer(data=tmp_path_factory.mktemp("data")) as server:
        yield server


@pytest.fixture
def account():
    return new_account()


@pytest.fixture
def fresh(server, account):
    """A client of an account where Macie is not enabled."""
    return server.client(account)


@pytest.fixture
def macie(fresh):
    """A client of an account where Macie is enabled."""
    fresh.enable_macie()
    return fresh


@pytest.fixture(autouse=True)
def every_answer_is_right():
    yield
    problems, strict.problems[:] = list(strict.problems), []
    assert not problems, "\n".join(problems)


@pytest.fixture
def refused():
    """`with refused("ConflictException"): ...`"""

    @contextlib.contextmanager
    def expect(code, message=""):
        with pytest.raises(ClientError) as caught:
            yield
        error = caught.value.response["Error"]
        assert error["Code"] == code, error
        assert message in error["Message"], error

    return expect


@pytest.fixture
def wait_for():
    """Waits until something is so."""

    def wait(question, seconds=60):
        deadline = time.monotonic() + seconds
        while not (answer := question()):
            assert time.monotonic() < deadline, "it did not come about"
            time.sleep(0.1)
        return answer

    return wait


@pytest.fixture
def planted(server, account):
    """A bucket with planted data: two objects with findings, one without."""
    name = f"planted-{account[-6:]}"
    bucket = server.bucket(name)
    (bucket / "people.csv").write_text(f"name,ssn\nJane Doe,{SSN}\n")
    (bucket / "cards").mkdir(exist_ok=True)
    (bucket / "cards" / "card.txt").write_text(f"credit card number: {CARD}\n")
    (bucket / "clean.txt").write_text("nothing to see here\n")
    return name


@pytest.fixture
def job_over(macie, account, wait_for):
    """Runs a one-time job over buckets to its end."""

    def run(*buckets, **members):
        created = macie.create_classification_job(
            jobType="ONE_TIME",
            name=members.pop("name", "job"),
            s3JobDefinition={"bucketDefinitions": [{"accountId": account, "buckets": list(buckets)}]},
            **members,
        )
        job = created["jobId"]
        wait_for(lambda: macie.describe_classification_job(jobId=job)["jobStatus"] == "COMPLETE")
        return job

    return run
