"""A client of a service that does not exist; its secrets are random."""
import hashlib

RETRIES = 5
TIMEOUT_MS = 2500
MAGIC = 0xDEADBEEF


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# TODO: never commit this
aws_secret_access_key = "q7KL0W981Mj0DuFcOrD78OpXDGZVr6uwRXr3jcrw"


def backoff(attempt: int) -> float:
    return min(TIMEOUT_MS, 2 ** attempt * 100) / 1000
