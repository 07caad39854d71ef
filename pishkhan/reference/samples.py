"""Samples of a call for people who copy them: curl, Python, PHP. Latin throughout."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

ID = "01990000-0000-7000-8000-000000000001"
KEY = "$KEY"


@dataclass(frozen=True)
class Call:
    """
    What a sample calls.

    `address` is whole, without a query; `headers` come besides the key's. `body` is JSON data, or
    None; `parts` are a form's fields and their values, of which `file` is sent as a file.
    """

    method: str
    address: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> str:
        """Return the address with its query."""
        return self.address + (f"?{urlencode(self.query, safe=',')}" if self.query else "")


def curl(call: Call) -> str:
    """Return the call as a line for a shell, broken over lines."""
    lines = [f'curl -X {call.method} "{call.whole}"']
    for name, value in _headers(call, "$(uuidgen)").items():
        lines.append(f"-H '{name}: {value}'" if '"' in value else f'-H "{name}: {value}"')
    if call.body is not None:
        body = json.dumps(call.body, ensure_ascii=False, indent=2).replace("'", "'\\''")
        lines.append(f"-d '{body}'")
    lines += [
        f"-F {name}={'@' if name == 'file' else ''}{value}" for name, value in call.parts.items()
    ]
    return " \\\n  ".join(lines)


def python(call: Call) -> str:
    """Return the call in Python, with `requests`."""
    headers = _headers(call, "UUID").items()
    lines = ["import os", *(["import uuid"] if "Idempotency-Key" in call.headers else [])]
    lines += ["", "import requests", "", "answer = requests.request("]
    lines += [f'    "{call.method}",', f'    "{call.address}",', "    headers={"]
    for name, value in headers:
        text = _literal(value)
        if name == "Authorization":
            text = '"Bearer " + os.environ["KEY"]'
        elif value == "UUID":
            text = "str(uuid.uuid4())"
        if name != "Content-Type":
            lines.append(f'        "{name}": {text},')
    lines.append("    },")
    if call.query:
        lines.append(f"    params={_literal(call.query, 4)},")
    if call.body is not None:
        lines.append(f"    json={_literal(call.body, 4)},")
    if call.parts:
        rest = {name: value for name, value in call.parts.items() if name != "file"}
        lines.append(f"    data={_literal(rest, 4)},")
        if "file" in call.parts:
            lines.append(f'    files={{"file": open("{call.parts["file"]}", "rb")}},')
    return "\n".join([*lines, "    timeout=30,", ")", "print(answer.status_code, answer.json())"])


def php(call: Call) -> str:
    """Return the call in PHP, with its curl."""
    lines = ["<?php", f"$ask = curl_init('{call.whole}');", "curl_setopt_array($ask, ["]
    lines += [
        f"    CURLOPT_CUSTOMREQUEST => '{call.method}',",
        "    CURLOPT_RETURNTRANSFER => true,",
    ]
    lines.append("    CURLOPT_HTTPHEADER => [")
    for name, value in _headers(call, "UUID").items():
        text = f"'{name}: {value}'"
        if name == "Authorization":
            text = "'Authorization: Bearer ' . getenv('KEY')"
        elif value == "UUID":
            text = f"'{name}: ' . bin2hex(random_bytes(16))"
        lines.append(f"        {text},")
    lines.append("    ],")
    if call.body is not None:
        body = json.dumps(call.body, ensure_ascii=False, indent=2)
        lines.append(f"    CURLOPT_POSTFIELDS => <<<'JSON'\n{body}\nJSON,")
    if call.parts:
        pairs = [
            f"'file' => new CURLFile('{value}')" if name == "file" else f"'{name}' => '{value}'"
            for name, value in call.parts.items()
        ]
        lines.append(f"    CURLOPT_POSTFIELDS => [{', '.join(pairs)}],")
    lines += ["]);", "$answer = json_decode(curl_exec($ask), true);"]
    return "\n".join([*lines, "echo curl_getinfo($ask, CURLINFO_RESPONSE_CODE);"])


def _headers(call: Call, fresh: str) -> dict[str, str]:
    """Return the headers in the order in which a sample says them."""
    found = {"Authorization": f"Bearer {KEY}"}
    for name, value in call.headers.items():
        found[name] = fresh if name == "Idempotency-Key" else value
    if call.body is not None:
        found["Content-Type"] = "application/json"
    return found


def _literal(data: Any, indent: int = 0) -> str:
    """Return data as Python writes it, over several lines, in double quotes."""
    inner, outer = " " * (indent + 4), " " * indent
    if isinstance(data, dict) and data:
        rows = [
            f"{inner}{_literal(key)}: {_literal(one, indent + 4)}," for key, one in data.items()
        ]
        return "\n".join(["{", *rows, outer + "}"])
    if isinstance(data, list) and data:
        return "\n".join(
            ["[", *(f"{inner}{_literal(one, indent + 4)}," for one in data), outer + "]"]
        )
    if isinstance(data, str):
        is_quoted = '"' in data and "'" not in data and "\\" not in data
        return f"'{data}'" if is_quoted else json.dumps(data, ensure_ascii=False)
    return repr(data)


def sketch(schema: dict[str, Any], parts: dict[str, Any], depth: int = 0) -> Any:
    """Return data of a schema's shape: its example, or made-up values; three levels deep."""
    schema = resolved(schema, parts)
    if schema.get("examples"):
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if "default" in schema and schema["default"] not in ("", None):
        return schema["default"]
    kind = kind_of(schema)
    if schema.get("format") == "binary":
        return "scan.pdf"
    if schema.get("format") == "uri" and "null" in schema.get("type", ""):
        return None
    if kind == "object":
        inner = schema.get("properties", {}) if depth < 3 else {}
        return {name: sketch(one, parts, depth + 1) for name, one in inner.items()}
    if kind == "array":
        return [sketch(schema.get("items", {}), parts, depth + 1)] if depth < 3 else []
    formats = {
        "date": "2026-11-22", "date-time": "2026-11-22T08:30:00Z", "time": "10:30:00", "uuid": ID,
        "uri": "https://example.ir/hook",
    }  # fmt: skip
    plain = {"integer": 1, "number": 1.5, "boolean": True}
    return formats.get(schema.get("format", "")) or plain.get(kind, "…")


def kind_of(schema: dict[str, Any]) -> str:
    """Return the type of a schema; of several the first that is not null."""
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    return str(kind)


def resolved(schema: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """Return a schema itself in place of a reference; what stands beside the reference stays."""
    if "$ref" in schema:
        rest = {name: value for name, value in schema.items() if name != "$ref"}
        return resolved(parts[schema["$ref"].rsplit("/", 1)[-1]], parts) | rest
    for name in ("allOf", "oneOf", "anyOf"):
        if name in schema:
            rest = {key: value for key, value in schema.items() if key != name}
            return resolved(schema[name][0], parts) | rest
    return schema
