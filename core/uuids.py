"""UUIDs as the driver reads them: the class makes sure of much that the server has made sure of."""

from typing import Any
from uuid import UUID, SafeUUID

from psycopg2.extensions import new_array_type, new_type, register_type

_UUID, _UUIDS = 2950, 2951  # types of PostgreSQL by number (pg_type.dat)
_UNKNOWN = SafeUUID.unknown  # a member of an enumeration is looked up by a descriptor each time


def uuid_of(text: Any, _cursor: Any = None) -> UUID | None:
    """Return the UUID of the server's text; None for none."""
    if text is None:
        return None
    made = object.__new__(UUID)
    object.__setattr__(made, "int", int(text.replace("-", ""), 16))
    object.__setattr__(made, "is_safe", _UNKNOWN)
    return made


def register() -> None:
    """Let the driver read them so, in all connections."""
    one: Any = new_type((_UUID,), "UUID", uuid_of)
    register_type(one)
    register_type(new_array_type((_UUIDS,), "UUID[]", one))
