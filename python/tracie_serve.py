"""`tracie serve` on a free port, for tests: a class, and fixtures for pytest.

See README.md beside this file.
"""

import contextlib
import itertools
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

try:
    import pytest
except ImportError:  # The class works without.
    pytest = None

# Seconds until a server that does not answer is given up.
PATIENCE = 30


class TracieServer:
    """A server as a process. Use it with `with`, or call `stop`.

    Buckets are directories below `buckets`; those made later are seen, too.
    State is kept below `data` if that is given, so that the same can be started
    again after `kill`.
    """

    def __init__(self, program=None, *, data=None, buckets=None, arguments=(), environment=None):
        self.program = str(program or os.environ.get("TRACIE") or "tracie")
        self.data = data
        self.arguments = list(arguments)
        self.environment = environment
        self.process = None
        self.url = None
        self._own = None if buckets else tempfile.mkdtemp(prefix="tracie-buckets-")
        self.buckets = Path(buckets or self._own)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Starts it, and waits until it answers."""
        command = [self.program, "serve", "--port", "0", "--dump", str(self.buckets), *self.arguments]
        if self.data:
            command += ["--data", str(self.data)]
        environment = None if self.environment is None else {**os.environ, **self.environment}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        self.url = self.process.stdout.readline().strip()
        if not self.url.startswith("http"):
            raise RuntimeError(f"tracie serve ended with {self.process.wait()}: {' '.join(command)}")
        self._wait()

    def _wait(self):
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def bucket(self, name):
        """A directory that is a bucket of this name."""
        path = self.buckets / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def terminate(self):
        """Ends it as an operator does; gives its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def kill(self):
        """Ends it as a power failure does."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self):
        """Ends it, and removes the buckets that it made."""
        if self.process and self.process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.terminate()
            if self.process.poll() is None:
                self.kill()
        if self.process:
            self.process.stdout.close()
        if self._own:
            shutil.rmtree(self._own, ignore_errors=True)

    def environment_of(self, account="000000000000", region="us-east-1"):
        """What AWS clients need in their environment. The access key says which
        account asks; accounts know nothing of each other."""
        return {
            "AWS_ENDPOINT_URL_MACIE2": self.url,
            "AWS_ACCESS_KEY_ID": account,
            "AWS_SECRET_ACCESS_KEY": "made up",
            "AWS_DEFAULT_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, account="000000000000", region="us-east-1", **config):
        """A boto3 client, as an account."""
        import boto3
        from botocore.config import Config

        return boto3.session.Session().client(
            "macie2",
            endpoint_url=self.url,
            region_name=region,
            aws_access_key_id=account,
            aws_secret_access_key="made up",
            config=Config(retries={"max_attempts": 0}, **config),
        )


_accounts = itertools.count(100_000_000_001)


def new_account():
    """An account that nobody has used yet."""
    return str(next(_accounts))


if pytest:

    @pytest.fixture(scope="session")
    def tracie_server():
        with TracieServer() as server:
            yield server

    @pytest.fixture
    def tracie_environment(tracie_server, monkeypatch):
        environment = tracie_server.environment_of()
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return environment

    @pytest.fixture
    def macie2(tracie_server):
        client = tracie_server.client(new_account())
        client.enable_macie()
        return client
