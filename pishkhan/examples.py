"""
Examples in the OpenAPI document: of the main records, and of what each operation takes.

All of them are of one made-up story. A body that carries a file has none.
"""

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("examples.json")
BODIES = Path(__file__).with_name("bodies.json")


def add_records(result: dict[str, Any], **_ways: Any) -> dict[str, Any]:
    """Put an example beside each main record and each body (a hook of drf-spectacular)."""
    schemas = result.get("components", {}).get("schemas", {})
    for file in (FILE, BODIES):
        for name, example in json.loads(file.read_text(encoding="utf-8")).items():
            if name in schemas:
                schemas[name]["examples"] = [example]
    return result
