"""SQL as the running house would write it: by a role that owns nothing."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, connection, transaction


@contextmanager
def runtime_role() -> Iterator[None]:
    """Act as a role that owns no table, in the scope of the house; it ends with the test."""
    name = f"t_runtime_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE ROLE {name};"
            f" GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {name};"
            f" GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name};"
            f" SET LOCAL ROLE {name}; SET LOCAL app.scope = 'system'"
        )
        yield
        cursor.execute(f"RESET ROLE; DROP OWNED BY {name}; DROP ROLE {name}")


def refused(call: Callable[[], Any]) -> str:
    """Return with which words the database refuses; nothing when it lets it pass."""
    try:
        with transaction.atomic():
            call()
    except IntegrityError as error:
        return str(error).split("\n")[0]
    return ""


def refused_at_runtime(call: Callable[[], Any]) -> str:
    """Return with which words the database refuses the role of the running house."""
    with runtime_role():
        return refused(call)


def leave_session() -> None:
    """Forget the person of the last request, whom it leaves on a test's connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user_id', '', true)")
