"""What is taken out of each event before it is logged."""

import re
from collections.abc import MutableMapping
from typing import Any

from core.identifiers import mask_national_ids

# What PostgreSQL adds to an error: values of rows and parameters.
_VALUES = re.compile(r"^(DETAIL|CONTEXT|HINT|QUERY):.*", re.MULTILINE)
_MOBILE = re.compile(r"(?<!\d)((?:\+98|0098|[0۰])[9۹])\d{6}(\d{3})(?!\d)")
_QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")


def without_personal_data(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> dict[str, Any]:
    """Return an event without national IDs, mobiles, values of rows, queries of addresses."""
    return {name: _cleaned(value) for name, value in event.items()}


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _cleaned(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    text = _VALUES.sub(r"\1: hidden", str(value))
    text = _QUERY.sub(r"\1", text)
    return mask_national_ids(_MOBILE.sub(r"\1******\2", text))
