"""A refusal of a duty leans on what it claims, whoever writes it."""

from typing import Any

import pytest

from accounts.principal import Principal
from contracts.models import Contract
from core.clock import today
from oversight.facts.refusals import grounds_of
from oversight.models import Duty
from oversight.states import IMPOSSIBILITIES, DutyKind, RefusalCode
from tests.factories import make_case, make_final_case
from tests.sql import refused_at_runtime
from tests.violations.stories import Walk, file_report
from violations.models import Case

pytestmark = pytest.mark.django_db
CLOSED = "A duty ends with its case, closed without action."
NOBODY = "This duty is not refused by nobody, or on this ground."
IMPOSSIBLE = "A reinstatement is at most impossible."


def refuse(duty: Duty, code: str, **values: Any) -> str:
    """Return how the runtime role is refused the refusal of a duty."""
    written = {
        "state": "refused", "ended_on": max(today(), duty.starts_on), "refusal_code": code,
        "refusal_reason": "سبب آن در نامهٔ پیوست آمده است.",
    } | values  # fmt: skip
    return refused_at_runtime(lambda: Duty.objects.filter(pk=duty.pk).update(**written))


@pytest.fixture
def final(db: None) -> Case:
    return make_final_case(executed_on=None)


class TestClosedCase:
    @pytest.mark.parametrize("kind", [DutyKind.SERVE, DutyKind.DECIDE])
    def test_ends_no_duty_while_the_case_runs(
        self, kind: str, contract: Contract, gas_clerk: Principal, gas_manager: Principal,
        operator: Principal,
    ) -> None:  # fmt: skip
        walk = Walk(file_report(contract, gas_clerk), gas_manager, operator).open()
        case = walk.case if kind == DutyKind.SERVE else walk.notify().defend().case
        duty = Duty.objects.get(case=case, kind=kind, ended_on__isnull=True)
        assert refuse(duty, RefusalCode.CASE_CLOSED) == CLOSED

    def test_ends_no_duty_whose_step_a_closing_does_not_end(self, final: Case) -> None:
        duty = final.duties.get(kind="execute")
        assert refuse(duty, RefusalCode.CASE_CLOSED) == CLOSED

    def test_is_the_reason_of_nobody(self, gas_manager: Principal) -> None:
        duty = make_case().duties.get(kind="serve")
        words = refuse(duty, RefusalCode.CASE_CLOSED, refused_by=gas_manager.user_id)
        assert words == CLOSED


@pytest.mark.parametrize("code", RefusalCode.values)
def test_a_ground_is_one_of_the_kind_and_names_who_refuses(code: str, final: Case) -> None:
    duty = final.duties.get(kind="execute")
    wanted = CLOSED if code == RefusalCode.CASE_CLOSED else NOBODY
    if code in IMPOSSIBILITIES:
        assert refuse(duty, code) in (NOBODY, IMPOSSIBLE)
    elif code != RefusalCode.COURT or code in grounds_of(duty):
        assert refuse(duty, code) == wanted
