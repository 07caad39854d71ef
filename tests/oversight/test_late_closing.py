"""A step that is before the deputy does not end by the late agency's own sentence."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from approvals.actions import confirm_act
from approvals.models import PendingAct
from contracts.models import Contract
from oversight.actions import follow_duties
from oversight.models import Duty
from oversight.states import DutyState
from tests.factories import make_principal, make_type
from tests.sql import refused_at_runtime
from tests.violations.stories import LONG_AGO, REASONS, Walk, file_report, moment
from violations import actions
from violations.models import Case
from violations.states import CaseState
from workdays.facts import deadline

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OPENED = LONG_AGO


@pytest.fixture
def late(contract: Contract, gas_clerk: Principal, gas_manager: Principal) -> Walk:
    """Return a case whose notice nobody has issued for half a year: it is before the deputy."""
    operator = make_principal(Role.OPERATOR, contract.office)
    walk = Walk(
        file_report(contract, gas_clerk, make_type(), on=OPENED), gas_manager, operator
    ).open()
    clock = User.objects.system()
    for number in range(1, 60):
        day = OPENED + number * DAY
        follow_duties(as_of=day, actor=clock, at=moment(day)["at"])
    walk.day = OPENED + 60 * DAY
    return walk


def duty_of(walk: Walk) -> Duty:
    return Duty.objects.get(case=walk.case, kind="serve")


def close(walk: Walk, actor: Principal) -> Case:
    return actions.close_no_action(
        case_id=walk.case.pk, code="evidence", reason=REASONS, actor=actor, **walk.now
    )


def test_closing_waits_for_the_deputy(
    late: Walk, gas_manager: Principal, gas_appeal: Principal, deputy: Principal
) -> None:
    assert duty_of(late).deputy_on

    close(late, gas_manager)

    assert late.case.state == CaseState.OPENED
    assert duty_of(late).is_open
    pending = PendingAct.objects.get(target_id=late.case.public_id)
    confirm_act(pending_id=pending.pk, actor=deputy, **late.now)
    assert late.case.state == CaseState.CLOSED_NO_ACTION
    assert duty_of(late).refusal_code == "case_closed"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_no_colleague_confirms_it(
    late: Walk, gas_manager: Principal, gas_appeal: Principal
) -> None:
    close(late, gas_manager)
    pending = PendingAct.objects.get(target_id=late.case.public_id)

    with pytest.raises(PendingAct.DoesNotExist):
        confirm_act(pending_id=pending.pk, actor=gas_appeal, **late.now)


def test_with_an_issued_notice_it_waits_for_the_deputy_too(
    late: Walk, gas_manager: Principal, gas_appeal: Principal
) -> None:
    actions.issue_notice(
        case_id=late.case.pk, kind="charge", channel="portal", actor=gas_manager, **late.now
    )

    close(late, gas_manager)

    pending = PendingAct.objects.get(target_id=late.case.public_id)
    assert pending.scope_id is None


def test_raw_sql_needs_the_deputy_too(late: Walk, gas_manager: Principal) -> None:
    case = late.case
    until = deadline("reopen_window", late.day, case.county.public_id).due_on

    def drop() -> None:
        values: dict[str, Any] = {
            "state": "closed_no_action", "closed_on": late.day, "closed_by": gas_manager.user_id,
            "closing_code": "evidence", "closing_note": REASONS, "closed_from": "opened",
            "reopen_due_on": until, "version": case.version + 1,
        }  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            Case.objects.filter(pk=case.pk).update(**values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert "deputy's confirmation" in refused_at_runtime(drop)


def test_the_deputy_reopens_the_case_and_the_step_is_asked_anew(
    late: Walk, gas_manager: Principal, deputy: Principal
) -> None:
    close(late, gas_manager)
    pending = PendingAct.objects.get(target_id=late.case.public_id)
    other = make_principal(Role.DEPUTY)
    confirm_act(pending_id=pending.pk, actor=other, **late.now)

    actions.reopen_case(case_id=late.case.pk, reason=REASONS, actor=deputy, **late.now)

    running = Duty.objects.open().get(case=late.case, kind="serve")
    assert (running.state, running.starts_on) == (DutyState.RUNNING, late.day)
