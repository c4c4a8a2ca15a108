"""What is wrong with a value, and what would be right, in plain words."""

import difflib
import functools
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]


def problem(model: type[BaseModel], error: ErrorDetails) -> str:
    """One validation error of ``model`` as a clause that also says what would be right."""
    path = error["loc"]
    name = dotted(path) or "the file"
    schema = _schema(model)
    if error["type"] == "missing":
        return f"{name} is missing; it is {_words(schema, _at(schema, path))}"
    if error["type"] == "extra_forbidden":
        return _unknown_key(schema, path)
    if error["type"] == "value_error":
        return f"{name}: {error['ctx']['error']}" if "ctx" in error else f"{name}: {error['msg']}"
    if path and path[-1] == "[key]":
        keys = _at(schema, path[:-2]).get("propertyNames", {})
        return f"{dotted(path[:-1])} is not a name known here; known are {_words(schema, keys)}"
    return f"{name} is {shown(error['input'])}; right is {_words(schema, _at(schema, path))}"


@functools.cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def dotted(path: Path) -> str:
    """``("topics", 1, "id")`` as ``topics[2].id``, counted from 1 as people count."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += f".{part}" if text else part
    return text


def shown(value: object) -> str:
    """A wrong value, short enough for one line."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:40]}... ({len(text)} characters)"


def _unknown_key(schema: dict[str, Any], path: Path) -> str:
    known = sorted(_at(schema, path[:-1]).get("properties", {}))
    close = difflib.get_close_matches(str(path[-1]), known, n=1)
    right = f"is it {close[0]}?" if close else f"known here are {', '.join(known)}"
    return f"{shown(dotted(path)).strip(chr(39))} is not a known key; {right}"


def _at(schema: dict[str, Any], path: Path) -> dict[str, Any]:
    """The part of a JSON schema that describes the value at ``path``; {} where unknown."""
    node = _resolved(schema, schema)
    for part in path:
        if isinstance(part, int):
            node = node.get("items", {})
        else:
            properties = node.get("properties", {})
            node = properties.get(part, node.get("additionalProperties", {}))
        node = _resolved(schema, node if isinstance(node, dict) else {})
    return node


def _resolved(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while True:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        elif "anyOf" in node:
            node = next((n for n in node["anyOf"] if n.get("type") != "null"), {})
        else:
            return node


def _words(schema: dict[str, Any], node: dict[str, Any]) -> str:
    if "enum" in node:
        return "one of " + ", ".join(map(str, node["enum"]))
    kind = node.get("type")
    if kind in ("number", "integer"):
        word = "a whole number" if kind == "integer" else "a number"
        if "minimum" in node and "maximum" in node:
            return f"{word} from {node['minimum']:g} to {node['maximum']:g}"
        return word
    if kind == "string":
        return _string_words(node)
    if kind == "array":
        items = _words(schema, _resolved(schema, node.get("items", {})))
        least = f", at least {node['minItems']}" if node.get("minItems") else ""
        return f"a list{least}, each {items}"
    if kind == "object":
        required = node.get("required")
        return f"a table with {', '.join(required)}" if required else "a table"
    return "something else"


def _string_words(node: dict[str, Any]) -> str:
    pattern = node.get("pattern")
    if pattern == r"^[a-z][a-z0-9_]{0,39}$":
        return "1 to 40 small letters, digits and _, a letter first"
    if pattern == r"^\d+\.\d+\.\d+$":
        return 'a version such as "1.0.0"'
    if pattern:
        return f"text that matches {pattern}"
    if "maxLength" in node:
        return f"text of {node.get('minLength', 0)} to {node['maxLength']} characters"
    return "text"
