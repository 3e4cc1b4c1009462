"""Answers held strictly against botocore's model of Macie.

Every answer of every client that `watch` is given is checked as it comes in:
no unknown member, the right types, enumerations in range, times as Macie writes
them, and an error that the operation may end with.
"""

import json
import re
import sys
from pathlib import Path

import botocore.loaders
import botocore.model

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from validate_findings import against_model  # noqa: E402

MODEL = botocore.model.ServiceModel(botocore.loaders.Loader().load_service_model("macie2", "service-2"), "macie2")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
# What may go wrong before an operation is reached, and is declared by none.
OF_THE_PROTOCOL = {
    "AccessDeniedException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "RequestEntityTooLargeException",
    "ValidationException",
}
# Findings have members that Macie writes as null; other answers have none.
NULLS_ARE_FINE = {"GetFindings"}

# Operations that were answered, with success, in this session.
answered = set()
# Members that were sent, and that came in answers: `Operation Structure.member`; and
# errors: `Operation Code`.
sent, received, refused = set(), set(), set()
# What was wrong with answers.
problems = []


def watch(client):
    """Checks every answer that the client gets from now on."""
    client.meta.events.register("before-parse.macie2.*", _check)
    client.meta.events.register("before-parameter-build.macie2.*", _note)
    return client


def _note(params, model, **_):
    if model.input_shape:
        sent.update(f"{model.name} {name}" for name in members_of(model.input_shape, params))


def members_of(shape, value):
    """The members of structures that a value has, as `Structure.member`."""
    if value is None:
        return
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if isinstance(value, dict) and value.get(name) is not None:
                yield f"{shape.name}.{name}"
                yield from members_of(member, value[name])
    elif shape.type_name == "list" and isinstance(value, list):
        for element in value:
            yield from members_of(shape.member, element)
    elif shape.type_name == "map" and isinstance(value, dict):
        for element in value.values():
            yield from members_of(shape.value, element)


def declared(shape, seen=()):
    """All members of structures that a shape can have, as `Structure.member`."""
    if shape is None or shape.name in seen:
        return
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield f"{shape.name}.{name}"
            yield from declared(member, (*seen, shape.name))
    elif shape.type_name in ("list", "map"):
        yield from declared(shape.member if shape.type_name == "list" else shape.value, seen)


def _check(operation_model, response_dict, customized_response_dict, **_):
    name = operation_model.name
    for problem in wrong_with(operation_model, response_dict):
        problems.append(f"{name}: {problem}")


def wrong_with(operation, response):
    """Yields what is wrong with an answer."""
    status, headers, body = response["status_code"], response["headers"], response["body"]
    if not headers.get("x-amzn-requestid"):
        yield "no x-amzn-RequestId"
    if status >= 300:
        refused.add(f"{operation.name} {headers.get('x-amzn-errortype', '')}")
        yield from wrong_with_error(operation, status, headers, body)
        return
    answered.add(operation.name)
    expected = operation.http["responseCode"]
    if status != expected:
        yield f"HTTP {status}, not {expected}"
    if expected == 204:
        if body:
            yield "a body with 204"
        return
    if headers.get("content-type") != "application/json":
        yield f"content type {headers.get('content-type')}"
    value = json.loads(body)
    if operation.output_shape:
        received.update(f"{operation.name} {name}" for name in members_of(operation.output_shape, value))
    yield from against_model(operation.output_shape, value)
    if operation.name not in NULLS_ARE_FINE:
        yield from (f"null at {path}" for path in nulls(value))
    yield from (f"no time of Macie's at {path}" for path in wrong_times(operation.output_shape, value))


def wrong_with_error(operation, status, headers, body):
    name = headers.get("x-amzn-errortype", "")
    declared = {shape.name: shape.metadata["error"]["httpStatusCode"] for shape in operation.error_shapes}
    known = {shape.name: shape.metadata["error"]["httpStatusCode"] for shape in MODEL.error_shapes}
    if name not in declared and name not in OF_THE_PROTOCOL and declared:
        yield f"{name} is not declared"
    if name in known and known[name] != status:
        yield f"{name} with HTTP {status}"
    if status >= 500:
        yield f"HTTP {status}: {body!r}"
    if set(json.loads(body)) != {"message"}:
        yield f"the body of an error is not a message: {body!r}"


def nulls(value, path="$"):
    if value is None:
        yield path
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from nulls(member, f"{path}.{name}")
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from nulls(member, f"{path}[{index}]")


def wrong_times(shape, value, path="$"):
    if value is None:
        return
    if shape.type_name == "timestamp":
        if not (isinstance(value, str) and INSTANT.fullmatch(value)):
            yield path
    elif shape.type_name == "structure":
        for name, member in shape.members.items():
            yield from wrong_times(member, value.get(name), f"{path}.{name}")
    elif shape.type_name == "list":
        for index, member in enumerate(value):
            yield from wrong_times(shape.member, member, f"{path}[{index}]")
    elif shape.type_name == "map":
        for name, member in value.items():
            yield from wrong_times(shape.value, member, f"{path}.{name}")
