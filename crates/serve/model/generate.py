#!/usr/bin/env python3
"""Writes macie2.toml: the operations of Amazon Macie as botocore declares them.

    generate.py            writes crates/serve/model/macie2.toml
    generate.py --check    says whether that file is what botocore declares

Needs botocore (the environment of the contract tests has it). Only facts are
taken over: names, types, ranges, patterns, values. The form is ours:

    name! type [query|path] [token]

a member; `!` where it is required, `query` and `path` where it is not in the
body, `token` where clients fill in a random one. A type is a scalar, the name
of a structure, of an enumeration or of a bounded scalar below, `[type]` for a
list of it, `{type}` for a map to it.
"""

import gzip
import json
import sys
from pathlib import Path

import botocore

TARGET = Path(__file__).with_name("macie2.toml")
DATA = Path(botocore.__file__).parent / "data" / "macie2" / "2020-01-01"
SCALARS = {"string", "integer", "long", "double", "boolean", "timestamp"}
HEAD = """\
# What Amazon Macie's operations take and give, as botocore {version} declares it.
# Written by generate.py, which explains the form; do not edit. What only the
# documentation says is in limits.toml.
"""


def main():
    text = Writer(load("service-2"), load("paginators-1")["pagination"]).text()
    if "--check" in sys.argv[1:]:
        same = body(TARGET.read_text(encoding="utf-8")) == body(text)
        print("macie2.toml is what botocore declares" if same else "macie2.toml differs; run generate.py")
        return 0 if same else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


def body(text):
    """All but the comments: another version of botocore may say the same."""
    return [line for line in text.splitlines() if not line.startswith("#")]


def load(name):
    plain = DATA / f"{name}.json"
    if plain.exists():
        return json.loads(plain.read_text(encoding="utf-8"))
    return json.loads(gzip.decompress((DATA / f"{name}.json.gz").read_bytes()))


class Writer:
    def __init__(self, model, pagination):
        self.shapes = model["shapes"]
        self.operations = model["operations"]
        self.pagination = pagination
        self.structures = {}
        self.enumerations = {}
        self.bounded = {}

    def text(self):
        operations = [self.operation(name) for name in sorted(self.operations)]
        parts = [HEAD.format(version=botocore.__version__), *operations, self.errors()]
        self.close_over_structures()
        parts.append(table("structures", {name: members for name, members in sorted(self.structures.items())}))
        parts.append(table("enumerations", dict(sorted(self.enumerations.items()))))
        parts.append(table("bounded", dict(sorted(self.bounded.items()))))
        return "\n".join(parts)

    def operation(self, name):
        operation = self.operations[name]
        http = operation["http"]
        lines = [f"[operations.{name}]", f"http = {quoted(http['method'] + ' ' + http['requestUri'])}"]
        if http["responseCode"] != 200:
            lines.append(f"status = {http['responseCode']}")
        errors = sorted(error["shape"].removesuffix("Exception") for error in operation["errors"])
        lines.append(f"errors = {json.dumps(errors)}")
        if name in self.pagination:
            lines.append(f"pages = {quoted(self.pagination[name]['result_key'])}")
        lines.append(f"input = {strings(self.members(operation['input']['shape']))}")
        lines.append(f"output = {strings(self.members(operation['output']['shape']))}")
        return "\n".join(lines) + "\n"

    def errors(self):
        found = {
            name.removesuffix("Exception"): shape["error"]["httpStatusCode"]
            for name, shape in sorted(self.shapes.items())
            if shape.get("exception")
        }
        return "[errors]\n" + "".join(f"{name} = {status}\n" for name, status in found.items())

    def members(self, structure):
        shape = self.shapes[structure]
        required = set(shape.get("required", ()))
        return [
            self.member(name, member, name in required) for name, member in sorted(shape.get("members", {}).items())
        ]

    def member(self, name, member, required):
        assert member["locationName"] == name, name
        words = [name + ("!" if required else ""), self.type(member["shape"])]
        words += {"querystring": ["query"], "uri": ["path"], None: []}[member.get("location")]
        words += ["token"] if member.get("idempotencyToken") else []
        return " ".join(words)

    def type(self, name):
        shape = self.shapes[name]
        kind = shape["type"]
        if kind == "list":
            return f"[{self.type(shape['member']['shape'])}]"
        if kind == "map":
            return f"{{{self.type(shape['value']['shape'])}}}"
        if kind == "structure":
            self.structures.setdefault(name, None)
            return name
        if "enum" in shape:
            self.enumerations[name] = shape["enum"]
            return name
        assert kind in SCALARS, kind
        return self.scalar(name, shape)

    def scalar(self, name, shape):
        if not {"min", "max", "pattern"} & set(shape):
            return shape["type"]
        name = name.removeprefix("__")
        name = name[0].upper() + name[1:]
        range_ = f"{shape.get('min', '')}..{shape.get('max', '')}"
        words = [shape["type"], range_, shape.get("pattern", "")]
        self.bounded[name] = " ".join(words).rstrip()
        return name

    def close_over_structures(self):
        while missing := [name for name, members in self.structures.items() if members is None]:
            for name in missing:
                self.structures[name] = self.members(name)


def table(name, entries):
    lines = [f"[{name}]"]
    for key, value in entries.items():
        lines.append(f"{key} = {strings(value) if isinstance(value, list) else quoted(value)}")
    return "\n".join(lines) + "\n"


def strings(values):
    if len(values) < 3:
        return "[" + ", ".join(quoted(value) for value in values) + "]"
    return "[\n" + "".join(f"    {quoted(value)},\n" for value in values) + "]"


def quoted(value):
    """A TOML literal string, in which a backslash is a backslash."""
    assert "'" not in value, value
    return f'"{value}"' if "\\" not in value and '"' not in value else f"'{value}'"


if __name__ == "__main__":
    sys.exit(main())
