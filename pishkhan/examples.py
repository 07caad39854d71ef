"""Examples of the main records in the OpenAPI document; all of them are of one made-up story."""

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("examples.json")


def add_records(result: dict[str, Any], **_ways: Any) -> dict[str, Any]:
    """Put an example of each main record beside its schema (a hook of drf-spectacular)."""
    schemas = result.get("components", {}).get("schemas", {})
    for name, example in json.loads(FILE.read_text(encoding="utf-8")).items():
        if name in schemas:
            schemas[name]["examples"] = [example]
    return result
