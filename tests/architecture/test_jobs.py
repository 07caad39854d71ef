"""Every task works in a transaction that says for whom (design: DECISIONS 16)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from celery import current_app
from django.db import connection

from accounts.jobs import Job, acting_as
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from oversight.actions import load_policies
from pishkhan.celery import app
from tests.factories import make_agency, make_contract, make_principal

CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config")


def ours() -> dict[str, Any]:
    """Return the product's tasks by name."""
    current_app.loader.import_default_modules()
    return {
        name: task for name, task in current_app.tasks.items() if not name.startswith("celery.")
    }


@contextmanager
def watched(seen: list[tuple[bool, str, str]]) -> Iterator[None]:
    """Note of each statement whether it stands in a transaction, in which scope, and its text."""

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        done = execute(sql, *rest)
        if not str(sql).startswith(CONTROL):
            scope = ""
            if connection.in_atomic_block:
                with connection.connection.cursor() as cursor:  # beside the watched ones
                    cursor.execute("SELECT current_setting('app.scope', true)")
                    scope = cursor.fetchone()[0] or ""
            seen.append((connection.in_atomic_block, scope, str(sql)[:80]))
        return done

    with connection.execute_wrapper(watch):
        yield


class TestTasks:
    def test_are_jobs(self) -> None:
        tasks = ours()

        assert "violations.tasks.deadline_tick" in tasks
        assert [name for name, task in tasks.items() if not isinstance(task, Job)] == []

    @pytest.mark.parametrize("name", sorted(app.conf.beat_schedule))
    def test_of_the_schedule_can_be_sent(self, name: str) -> None:
        entry = app.conf.beat_schedule[name]

        with app.connection_for_write("memory://") as connection:
            sent = ours()[entry["task"]].apply_async(connection=connection)

        assert sent.id

    def test_stop_softly_before_they_are_stopped(self) -> None:
        most = app.conf.task_time_limit
        limits = {name: (task.soft_time_limit, task.time_limit) for name, task in ours().items()}

        assert {
            name for name, (soft, hard) in limits.items() if soft and soft >= (hard or most)
        } == set()

    @pytest.mark.usefixtures("real_db")
    def test_ask_nothing_outside_a_scope(self) -> None:
        load_policies()
        make_contract()
        seen: list[tuple[bool, str, str]] = []

        with watched(seen):
            for name in sorted(ours()):
                ours()[name].apply(throw=True)  # as a worker does

        assert len(seen) > len(ours())
        assert [asked for asked in seen if not (asked[0] and asked[1] == "system")] == []


class TestActingAs:
    def test_names_the_agencies_of_the_actor(self, gas: Agency, gas_clerk: Principal) -> None:
        with acting_as(gas_clerk), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.scope'), current_setting('app.agency_ids')")
            told = cursor.fetchone()

        assert told == ("agency", str(gas.public_id))

    @pytest.mark.usefixtures("real_db")
    def test_leaves_nothing_behind(self) -> None:
        clerk = make_principal(Role.AGENCY_CLERK, make_agency())
        with acting_as(clerk):
            pass

        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.scope', true)")
            assert not cursor.fetchone()[0]
