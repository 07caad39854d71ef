"""By the role of the runtime, no window begins shorter than its rule, whoever writes the SQL."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract
from core.clock import now, today
from tests.factories import make_principal, make_type
from tests.movers import move_refused
from tests.runtime import settle
from tests.sql import refused_at_runtime
from tests.violations.stories import LONG_AGO, REASONS, Walk, file_report
from violations import actions
from violations.facts import terms

DAY = timedelta(days=1)
WHOLE = "A window has the whole length of its rule."
# Two guards know it: that of the window, and that of its deadline.
SHORT = {WHOLE, "A deadline ends on the day that the calendar gives."}
pytestmark = pytest.mark.django_db
Act = Callable[[], Any]


@pytest.fixture
def walk(
    contract: Contract, gas_clerk: Principal, gas_manager: Principal, operator: Principal
) -> Walk:
    """Return the case of a report of long ago."""
    return Walk(file_report(contract, gas_clerk, on=LONG_AGO), gas_manager, operator).open()


@pytest.fixture
def shorten(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what lets the application count a window a day short."""
    whole = getattr(terms, "deadline")  # noqa: B009 - it is an import of the module

    def by(key: str) -> None:
        def counted(name: str, start: date, county: UUID | None, *rest: Any, **also: Any) -> Any:
            due = whole(name, start, county, *rest, **also)
            return replace(due, due_on=due.due_on - DAY) if name == key else due

        monkeypatch.setattr(terms, "deadline", counted)

    return by


def refused(act: Act) -> str:
    """Return how the runtime role is refused an act of the application."""

    def whole() -> None:
        act()
        settle()

    return refused_at_runtime(whole)


def here() -> dict[str, Any]:
    return {"on": today(), "at": now()}


def deciding(walk: Walk, actor: Principal) -> Act:
    """Return the decision of a case whose window is over."""
    walk.notify().wait(40)
    verdict: dict[str, Any] = {
        "outcome": "proven", "reasons": REASONS, "sanction": "written_warning",
    }  # fmt: skip
    return lambda: actions.decide_case(case_id=walk.case.pk, actor=actor, **verdict, **here())


def serving(walk: Walk, actor: Principal) -> Act:
    """Return the acknowledgement of the notice, today."""
    actions.issue_notice(
        case_id=walk.case.pk, kind="charge", channel="portal", actor=walk.triager, **walk.now
    )
    return lambda: actions.acknowledge_notice(
        case_id=walk.case.pk, kind="charge", actor=walk.operator, **here()
    )


def waiving(walk: Walk, actor: Principal) -> Act:
    """Return the waiver of the defence window, of a case that was served today."""
    serving(walk, actor)()
    operator = walk.operator.with_fresh_factor()
    return lambda: actions.waive_window(
        case_id=walk.case.pk, window="defence", actor=operator, **here()
    )


def closing(walk: Walk, actor: Principal) -> Act:
    """Return the closing without action of a case of today whose notice was not issued."""
    reporter = make_principal(Role.AGENCY_CLERK, walk.case.agency)
    assert walk.case.contract
    fresh = file_report(walk.case.contract, reporter, make_type(), on=today())
    own = Walk(fresh, walk.triager, walk.operator).open()
    return lambda: actions.close_no_action(
        case_id=own.case.pk, code="no_violation", reason="تخلفی رخ نداده است و مدرکی هم نیست.",
        actor=actor, **here(),
    )  # fmt: skip


def filing(walk: Walk, actor: Principal) -> Act:
    """Return the filing of a report, today."""
    reporter, contract = make_principal(Role.AGENCY_CLERK, walk.case.agency), walk.case.contract
    assert contract
    kind = make_type()
    return lambda: file_report(contract, reporter, kind, on=today(), at=now())


def supplementing(walk: Walk, actor: Principal) -> Act:
    """Return the completion of a report that was sent back."""
    reporter, contract = make_principal(Role.AGENCY_CLERK, walk.case.agency), walk.case.contract
    assert contract
    report = file_report(contract, reporter, make_type(), on=today() - 9 * DAY)
    actions.return_report(report_id=report.pk, reason=REASONS, actor=walk.triager, **here())
    return lambda: actions.supplement_report(
        report_id=report.pk, text="رسید بانکی پیوست شد.", evidence_ids=(), actor=reporter,
        **here(),
    )  # fmt: skip


def accepting(walk: Walk, actor: Principal) -> Act:
    """Return the opening of a case, today."""
    reporter, contract = make_principal(Role.AGENCY_CLERK, walk.case.agency), walk.case.contract
    assert contract
    report = file_report(contract, reporter, make_type(), on=today())
    return lambda: actions.accept_report(report_id=report.pk, actor=walk.triager, **here())


ACTS = [
    ("serve_notice", deciding),
    ("decision", serving),
    ("reopen_window", closing),
    ("triage", filing),
    ("triage", supplementing),
    ("serve_notice", accepting),
]


class TestAWindow:
    @pytest.mark.parametrize(("key", "make"), ACTS)
    def test_begins_with_its_whole_length(
        self, walk: Walk, gas_manager: Principal, shorten: Callable[[str], None], key: str,
        make: Callable[[Walk, Principal], Act],
    ) -> None:  # fmt: skip
        act = make(walk, gas_manager.with_fresh_factor())

        assert refused(act) == ""

    @pytest.mark.parametrize(("key", "make"), ACTS)
    def test_begins_no_day_shorter(
        self, walk: Walk, gas_manager: Principal, shorten: Callable[[str], None], key: str,
        make: Callable[[Walk, Principal], Act],
    ) -> None:  # fmt: skip
        act = make(walk, gas_manager.with_fresh_factor())
        shorten(key)

        assert refused(act) in SHORT

    @pytest.mark.parametrize(("is_short", "told"), [(False, {""}), (True, SHORT)])
    def test_of_the_decision_begins_anew_with_the_waiver(
        self, walk: Walk, gas_manager: Principal, shorten: Callable[[str], None], is_short: bool,
        told: set[str],
    ) -> None:  # fmt: skip
        act = waiving(walk, gas_manager)
        if is_short:
            shorten("decision")

        assert refused(act) in told

    @pytest.mark.parametrize(("key", "is_served"), [("serve_notice", False), ("decision", True)])
    @pytest.mark.parametrize(("is_short", "told"), [(False, ""), (True, WHOLE)])
    def test_of_a_reopened_case_is_whole(
        self, walk: Walk, gas_manager: Principal, deputy: Principal,
        shorten: Callable[[str], None], key: str, is_served: bool, is_short: bool, told: str,
    ) -> None:  # fmt: skip
        if is_served:
            walk.notify().wait(40)
        case = walk.case
        values = {
            "state": "closed_no_action", "closed_on": today(), "closed_by": gas_manager.user_id,
            "closing_code": "no_violation", "closing_note": "تخلفی رخ نداده است.",
            "closed_from": case.state, "reopen_due_on": today() + 60 * DAY,
            "version": case.version + 1,
        }  # fmt: skip
        type(case).objects.filter(pk=case.pk).update(is_issued=False)
        type(case).objects.filter(pk=case.pk).update(**values)
        if is_short:
            shorten(key)

        assert refused(
            lambda: actions.reopen_case(
                case_id=case.pk, reason="مدرک تازه‌ای به پرونده رسیده است و باید دیده شود.",
                actor=deputy.with_fresh_factor(), **here(),
            )
        ) == told  # fmt: skip

    def test_of_triage_is_not_moved_without_a_receipt(
        self, contract: Contract, gas_clerk: Principal, gas_manager: Principal
    ) -> None:
        report = file_report(contract, gas_clerk, on=today())
        later = {"triage_due_on": report.triage_due_on + DAY}

        told = move_refused(report, later, [("report.returned", gas_manager)])

        assert told == "A window that runs is not moved."

    @pytest.mark.parametrize("column", ["decision_due_on", "serve_due_on", "decision_serve_due_on"])
    def test_is_not_moved_without_a_receipt(
        self, walk: Walk, gas_manager: Principal, column: str
    ) -> None:
        walk.notify().wait(40).decide(gas_manager)
        due = getattr(walk.case, column)

        for day in (due - DAY, due + DAY, None):
            if day is None and column == "serve_due_on":
                continue
            told = move_refused(walk.case, {column: day}, [("case.decided", gas_manager)])
            assert told in ("A window that runs is not moved.",
                            "Until when a decision is served is set once.")  # fmt: skip
