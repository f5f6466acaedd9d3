#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parser and the JSON Schema agree: of all scenarios of the tests the schema refuses exactly those whose mark says that their
structure (a key, a type, a format) is wrong, and it accepts all shipped ones.

usage: schema-agrees.py CPMSIM SOURCE-DIRECTORY        exit code: 0 they agree, 1 they do not, 77 a module is missing
"""
import copy
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"{missing}: run ./bootstrap check --all, or install python3-jsonschema and python3-yaml")
    sys.exit(77)


class CoreLoader(yaml.SafeLoader):
    """YAML with the core schema of 1.2 (10.3.2) in place of the types of 1.1, and with merge keys."""

    yaml_implicit_resolvers = {}


def resolve(tag, pattern, first):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)


resolve("merge", r"^<<$", ["<"])
resolve("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""])
resolve("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF"))
resolve("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", list("-+0123456789"))
resolve("float", r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        list("-+.0123456789"))


def construct_int(loader, node):
    text = loader.construct_scalar(node)
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


def construct_float(loader, node):
    return float(loader.construct_scalar(node).lower().replace(".inf", "inf").replace(".nan", "nan"))


def construct_bool(loader, node):
    return loader.construct_scalar(node).lower() == "true"


CoreLoader.add_constructor("tag:yaml.org,2002:int", construct_int)
CoreLoader.add_constructor("tag:yaml.org,2002:float", construct_float)
CoreLoader.add_constructor("tag:yaml.org,2002:bool", construct_bool)


def as_json(value):
    """JSON has only text for keys, and neither infinities nor NaN."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(key): as_json(child) for key, child in value.items()}
    if isinstance(value, list):
        return [as_json(child) for child in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def load(path):
    return as_json(yaml.load(path.read_bytes(), Loader=CoreLoader))


def first_error(validator, document):
    error = next(validator.iter_errors(document), None)
    return None if error is None else f"{error.json_path}: {error.message}"


ODD_VALUES = [None, True, 0, 1, -1, 0.5, 7.25, 1e30, "", "off", "5 s", "0 s", "20 %", "7 /s", "engaged", "nobody", [], {}, [1],
              ["5 s", 1], {"x": 1}, {"constant": "1 s"}, {"accept": "10 %"}, {"from": "1 s", "to": "2 s"}]


def mutations(document):
    """Copies of the document in which one value is odd, one key is missing, or one key is too many, and what was done."""
    def places(value, path=""):
        children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
        for key, child in children:
            yield value, key, f"{path}.{key}"
            yield from places(child, f"{path}.{key}")

    for parent, key, path in list(places(document)):
        old = parent[key]
        for odd in ODD_VALUES:
            parent[key] = odd
            yield f"{path} = {json.dumps(odd)}", copy.deepcopy(document)
        parent[key] = old
        if isinstance(parent, dict):
            del parent[key]
            yield f"without {path}", copy.deepcopy(document)
            parent[key + "x"] = old
            yield f"{path}x instead", copy.deepcopy(document)
            del parent[key + "x"]
            parent[key] = old


def compare_mutations(program, validator, path, stride):
    """Every stride-th mutation of a scenario, in one run of the program; the numbers of those that agree and disagree."""
    with tempfile.TemporaryDirectory() as folder:
        documents = {}
        for number, (change, document) in enumerate(mutations(load(path))):
            if number % stride == 0:
                file = f"{folder}/{number}.yaml"
                documents[file] = change, document
                pathlib.Path(file).write_text(json.dumps(document))
        said = json.loads(subprocess.run([program, "check", "--format", "json", *documents], capture_output=True,
                                         text=True).stdout)
    refused = {entry["file"] for entry in said if entry["class"] == "structure"}
    agreed = 0
    for file, (change, document) in documents.items():
        error = first_error(validator, document)
        if (error is not None) == (file in refused):
            agreed += 1
        else:
            print(f"DISAGREE: {path}: the schema says {error or 'right'} of it with {change}")
    return agreed, len(documents) - agreed


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    schema = json.loads(subprocess.run([program, "schema"], check=True, capture_output=True, text=True).stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    agreed = disagreed = 0
    paths = [(path, set()) for path in sorted((source / "scenarios").rglob("*.yaml"))]
    for path in sorted((source / "tests" / "bad").glob("*.yaml")):
        paths.append((path, set(path.with_suffix(".expected").read_text(errors="replace").split("\n")[0].split())))
    for path, marks in paths:
        if "text" in marks:
            continue
        error = first_error(validator, load(path))
        if (error is not None) == ("structure" in marks):
            agreed += 1
        else:
            disagreed += 1
            print(f"DISAGREE: {path}: the parser says {' '.join(marks) or 'right'}, the schema says {error or 'right'}")
    for name, stride in (("mixed-group", 5), ("large-group", 3), ("convert", 3), ("faults/drop-step-20", 3),
                         ("studies/reply-timer", 3)):
        counts = compare_mutations(program, validator, source / "scenarios" / f"{name}.yaml", stride)
        agreed, disagreed = agreed + counts[0], disagreed + counts[1]
    print(f"{agreed} passed, {disagreed} failed")
    return disagreed > 0 or agreed < 100


if __name__ == "__main__":
    sys.exit(main())
