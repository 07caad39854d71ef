"""A dry run by the role that serves people: it tells what would be flagged, and leaves nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from accounts.principal import Principal
from audit.actions import record
from contracts.models import Contract
from core.scope import SYSTEM, set_scope
from oversight import actions
from oversight.models import Flag, RuleRun, TerminationReview
from tests.movers import forget_events
from tests.oversight.steps import DAY, moment
from tests.runtime import as_runtime, make_role, settle
from tests.sql import refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the acts read the clock of the day of the tests."""
    with time_machine.travel(moment(DAY), tick=False):
        yield


@pytest.mark.parametrize("days", [0, -1])
def test_shows_what_would_be_flagged_and_leaves_nothing(
    flagged: Contract, expert: Principal, days: int
) -> None:
    role = make_role()
    forget_events()
    with as_runtime(role):
        set_scope(scope=SYSTEM)
        run = actions.flag_termination_review(
            as_of=DAY + timedelta(days=days), actor=expert, at=moment(DAY), dry=True
        )
        settle()

    assert run.counts["flags"] == 1
    assert not Flag.objects.exists()
    assert not TerminationReview.objects.exists()


def test_leaves_no_flag_by_raw_sql(flagged: Contract, expert: Principal, clock: Principal) -> None:
    actions.flag_termination_review(as_of=DAY, actor=clock, at=moment(DAY))
    flag = Flag.objects.get()
    run = RuleRun.objects.get()
    role = make_role()
    forget_events()

    def write() -> None:
        dry = RuleRun.objects.create(
            job=run.job, as_of=DAY, mode=run.mode, is_dry=True, is_scheduled=False,
            state="running", version=run.version, started_at=moment(DAY),
            triggered_by=expert.user_id, triggered_by_name=expert.name,
        )  # fmt: skip
        flag.pk, flag.public_id, flag.run = None, run.public_id, dry
        flag.fingerprint = "0" * 64
        flag.save(force_insert=True)
        record(actor=expert, verb="rules.tried", target=dry, at=moment(DAY))
        record(actor=clock, verb="flag.raised", target=flag, at=moment(DAY))
        settle()

    with as_runtime(role):
        set_scope(scope=SYSTEM)
        assert refused(write) == "A dry run leaves no flag."
