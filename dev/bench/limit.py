"""
The limit: a bare WSGI application with one prepared statement an address.

No framework, no sign-in, no rights; PostgreSQL itself writes the JSON. The statements come in the
variable BENCH_LIMIT: addresses with types, SQL and values.
"""

import json
import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import psycopg2
from psycopg2.extensions import cursor

Start = Callable[[str, list[tuple[str, str]]], object]


@cache
def opened() -> tuple[cursor, dict[str, tuple[str, list[Any]]]]:
    """Return the connection, and how each address asks; everything is prepared here."""
    link = psycopg2.connect(os.environ["DATABASE_URL"])
    link.autocommit = True
    at = link.cursor()
    # It passes the row policies as the house does.
    at.execute("SET jit = off; SET app.scope = 'system'")
    asked = {}
    for place, (path, told) in enumerate(json.loads(os.environ["BENCH_LIMIT"]).items()):
        types = f"({', '.join(told['types'])})" if told["types"] else ""
        at.execute(f"PREPARE bare_{place} {types} AS {told['sql']}")
        marks = ", ".join(["%s"] * len(told["values"]))
        asked[path] = (
            f"EXECUTE bare_{place}" + (f"({marks})" if marks else ""),
            told["values"],
        )
    return at, asked


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """Answer with what the statement of the address returns."""
    at, asked = opened()
    statement, values = asked[environ["PATH_INFO"]]
    at.execute(statement, values)
    (text,) = at.fetchone() or ("",)
    body = text.encode()
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
