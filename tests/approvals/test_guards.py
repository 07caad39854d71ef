"""Whoever writes SQL as the running house cannot confirm for another, change or decide twice."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection

from accounts.principal import Principal
from approvals.models import PendingAct
from audit.actions import record
from tests.approvals.conftest import ACT, REASON, confirm
from tests.factories import make_case, make_same_person
from tests.movers import forget_events
from tests.oversight.steps import DAY, later, moment
from tests.sql import refused, refused_at_runtime

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Stop the clock on the day of the pending act."""
    with time_machine.travel(moment(DAY), tick=False):
        yield


@pytest.fixture(autouse=True)
def _listed(db: None) -> None:
    """List the act of these tests among those that a second person confirms."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT approvals_allow(%s, 'offices.office', '',"
            " 'calendar.edit province platform_admin secretariat')",
            [ACT],
        )


def decide(pending: PendingAct, who: Principal, **values: Any) -> Any:
    """Return a call that decides a pending act by hand."""
    fields = {
        "state": "confirmed", "decided_by": who.user_id, "decided_by_name": who.name,
        "decided_at": moment(DAY), "version": pending.version + 1, **values,
    }  # fmt: skip
    return lambda: PendingAct.objects.filter(pk=pending.pk).update(**fields)


def test_lets_the_second_person_decide(pending, secretariat):
    assert refused_at_runtime(decide(pending, secretariat)) == ""


def test_refuses_the_proposer(pending, expert):
    assert "another person" in refused_at_runtime(decide(pending, expert))


def test_refuses_another_account_of_the_proposer(pending, expert, secretariat):
    make_same_person(expert, secretariat)

    assert "another person" in refused_at_runtime(decide(pending, secretariat))


def test_refuses_who_holds_no_role_for_it(pending, chair):
    assert "holds a role" in refused_at_runtime(decide(pending, chair))


def test_refuses_to_confirm_under_the_name_of_another(pending, secretariat, chair):
    def as_chair() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL app.user_id = '{chair.user_id}'")
        decide(pending, secretariat)()

    assert "under the name of another" in refused_at_runtime(as_chair)


def test_refuses_to_confirm_after_the_last_day(pending, secretariat):
    late = decide(pending, secretariat, decided_at=moment(later(4)))

    assert "last day" in refused_at_runtime(late)


def test_refuses_a_second_decision(pending, secretariat):
    confirm(pending, secretariat)
    pending.refresh_from_db()

    again = decide(pending, secretariat, state="refused", reason=REASON)
    assert "decided once" in refused_at_runtime(again)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("arguments", {"name": "نام دیگر"}),
        ("digest", "0" * 64),
        ("act", "policy.approve"),
        ("permission", "office.edit"),
        ("roles", ["committee_chair"]),
        ("expires_on", later(300)),
        ("proposed_by", 1),
        ("title", "عنوان دیگر"),
        ("rows", [["نام تازه", "نام دیگر"]]),
    ],
)
def test_refuses_to_change_what_was_proposed(pending, secretariat, field, value):
    change = decide(pending, secretariat, **{field: value})
    alone = lambda: PendingAct.objects.filter(pk=pending.pk).update(**{field: value})  # noqa: E731

    assert "as it is" in refused_at_runtime(change)
    assert refused_at_runtime(alone)


def test_refuses_a_proposal_that_is_born_decided(pending, secretariat):
    def born() -> None:
        PendingAct.objects.create(
            act=pending.act, target_type="offices.office", target_id=uuid4(),
            title="عنوان", digest=pending.digest, permission=pending.permission,
            roles=pending.roles, proposed_by=pending.proposed_by, proposed_by_name="الف",
            proposed_at=moment(DAY), expires_on=later(3), state="confirmed",
            decided_by=secretariat.user_id, decided_by_name="ب", decided_at=moment(DAY),
        )  # fmt: skip

    assert "second person first" in refused_at_runtime(born)


@pytest.mark.parametrize("digest", ["", "abc"])
def test_refuses_a_proposal_without_a_fingerprint(pending, digest):
    def bare() -> None:
        PendingAct.objects.create(
            act=pending.act, target_type="offices.office", target_id=uuid4(),
            title="عنوان", digest=digest, permission=pending.permission,
            roles=pending.roles, proposed_by=pending.proposed_by, proposed_by_name="الف",
            proposed_at=moment(DAY), expires_on=later(3),
        )  # fmt: skip

    assert "digest_whole" in refused_at_runtime(bare)


def proposal(pending: PendingAct, **values: Any) -> Any:
    """Return a call that proposes one more act by hand."""
    fields = {
        "act": pending.act, "target_type": "offices.office", "target_id": uuid4(),
        "title": "عنوان", "digest": pending.digest, "roles": pending.roles,
        "permission": pending.permission, "proposed_by": pending.proposed_by,
        "proposed_by_name": "الف", "proposed_at": moment(DAY), "expires_on": later(3), **values,
    }  # fmt: skip
    return lambda: PendingAct.objects.create(**fields)


def test_refuses_a_proposal_of_an_account_that_there_is_not(pending):
    assert refused_at_runtime(proposal(pending)) == ""
    assert "has an account" in refused_at_runtime(proposal(pending, proposed_by=999_999))


def test_refuses_a_proposal_under_the_name_of_another(pending, chair):
    def as_chair() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL app.user_id = '{chair.user_id}'")
        proposal(pending)()

    assert "under the name of another" in refused_at_runtime(as_chair)


def test_refuses_a_decision_before_the_proposal(pending, secretariat):
    early = decide(pending, secretariat, decided_at=moment(later(-1)))

    assert "after it was proposed" in refused_at_runtime(early)


def test_refuses_an_expiry_before_the_last_day_is_over(pending, secretariat):
    early = decide(pending, secretariat, state="expired", decided_at=moment(later(3)))

    assert "after its last day" in refused_at_runtime(early)


def test_refuses_a_withdrawal_by_another(pending, secretariat):
    assert "Only the proposer" in refused_at_runtime(
        decide(pending, secretariat, state="withdrawn")
    )


@pytest.mark.parametrize(
    ("verb", "name"),
    [
        ("office.letter_opened", "expert"),
        ("office.updated", "auditor"),
        ("case.note_added", "expert"),
    ],
)
def test_refuses_an_end_as_void_by_whose_act_did_not_overtake_it(
    pending, office, verb, name, request
):
    actor = request.getfixturevalue(name)
    about = make_case() if verb.startswith("case") else office
    forget_events()
    record(actor=actor, verb=verb, target=about, at=moment(DAY))

    assert refused_at_runtime(decide(pending, actor, state="void", reason=REASON)) == (
        "An act is void by what was done on its record, or by the clock."
    )


def test_lets_who_changes_the_record_end_a_proposal_as_void(pending, office, expert):
    forget_events()
    record(actor=expert, verb="office.updated", target=office, at=moment(DAY))

    assert refused_at_runtime(decide(pending, expert, state="void", reason=REASON)) == ""


def test_is_never_deleted(pending):
    def delete() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM approvals_pendingact")

    assert "not deleted" in refused(delete)


def test_names_who_decided_once_it_is_decided(pending):
    def decide_by_nobody() -> None:
        PendingAct.objects.filter(pk=pending.pk).update(state="expired", version=2)

    assert "decided_iff_not_pending" in refused_at_runtime(decide_by_nobody)
