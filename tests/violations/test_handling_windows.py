"""Deciding an objection, carrying out, verifying and closing have their clocks (ADR 57)."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict

from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from oversight.facts.duty_check import look
from oversight.models import Duty
from tests.factories import TODAY, make_contract, make_final_case, make_principal, step_case
from tests.movers import move_refused
from tests.violations.stories import LONG_AGO, REASONS, moment, noon
from violations import actions
from violations.models import Appeal, Case, CorrectiveAction
from violations.views.columns import CASE_COLUMNS
from violations.views.listed import CaseList
from workdays.facts import deadline

pytestmark = pytest.mark.django_db
LAID = ("suspension", "termination_review", "licence_cancellation_referral")
COLUMNS = ("appeal_decision_due_on", "execution_due_on", "closing_due_on")
WHAT = "نرخ‌نامهٔ مصوب در محل دید مراجعان نصب شود."


def until(case: Case, key: str, start: date) -> date:
    """Return the end of a window of a case, in the working days of who keeps it."""
    body = case.agency.kind if case.agency and case.track == "contract" else ""
    return deadline(key, start, case.county.public_id, body=body).due_on


def open_duties(case: Case) -> dict[str, Any]:
    return dict(Duty.objects.open().filter(case=case).values_list("kind", "due_on"))


class TestObjection:
    def test_is_decided_in_its_time_by_the_agency(
        self, walk: Callable[..., Any], gas_manager: Principal, gas_appeal: Principal
    ) -> None:
        way = walk(on=LONG_AGO).open().notify().defend().decide(gas_manager).notify("decision")
        way.appeal()

        case = way.case
        assert case.appeal_decision_due_on == until(case, "appeal_decision", way.day)
        assert open_duties(case) == {"appeal": case.appeal_decision_due_on}
        late = case.appeal_decision_due_on + timedelta(days=1)
        assert case not in Case.objects.overdue(case.appeal_decision_due_on)
        assert case in Case.objects.overdue(late)

    def test_shows_its_lateness_in_the_list(
        self, walk: Callable[..., Any], gas_manager: Principal, gas_appeal: Principal,
        operator: Principal,
    ) -> None:  # fmt: skip
        way = walk(on=LONG_AGO).open().notify().defend().decide(gas_manager).notify("decision")
        way.appeal()
        late = way.case.appeal_decision_due_on + timedelta(days=4)
        due = next(column for column in CASE_COLUMNS if column.name == "due")
        asked = QueryDict("queue=cases&standing=late")

        (row,) = CaseList(actor=gas_appeal, query=asked, on=late).rows_of([way.case.pk])
        (own,) = CaseList(actor=operator, query=QueryDict(""), on=late).rows_of([way.case.pk])

        assert row["is_late"]
        assert row["ribbon"].due_on == way.case.appeal_decision_due_on
        assert "ribbon" in str(due.cell(row))
        assert own["ribbon"] is None  # the office reads since when its objection waits

    def test_is_the_committees_duty_where_the_agency_has_nobody_free(
        self, walk: Callable[..., Any], gas_manager: Principal
    ) -> None:
        make_principal(Role.COMMITTEE_CHAIR)
        way = walk(on=LONG_AGO).open().notify().defend().decide(gas_manager).notify("decision")
        way.appeal()

        assert way.case.appeal_decision_due_on
        assert open_duties(way.case) == {"appeal": way.case.appeal_decision_due_on}
        assert not Duty.objects.of_agencies().open().filter(case=way.case).exists()
        assert look()[1] == []

    def test_starts_the_execution_and_then_the_closing(
        self, walk: Callable[..., Any], gas_manager: Principal, gas_appeal: Principal
    ) -> None:
        way = walk(on=LONG_AGO).open().notify().defend()
        way.decide(
            gas_manager, sanction="suspension", sanction_days=10,
            override_reason="تکرار این تخلف در سال گذشته و زیان مردم.",
        ).notify("decision").appeal()  # fmt: skip
        actions.decide_appeal(
            case_id=way.case.pk, result="upheld", reasons=REASONS, actor=gas_appeal, **way.now
        )

        case = way.case
        cured = max([way.day, *case.corrections.values_list("due_on", flat=True)])
        assert case.execution_due_on == until(case, "execution", cured)
        assert case.closing_due_on is None
        assert open_duties(case) == {"execute": case.execution_due_on}

        way.notify("appeal_result")
        actions.execute_sanction(case_id=case.pk, actor=gas_manager, **way.now)
        for part in case.corrections.all():
            actions.report_correction(
                correction_id=part.pk, note=WHAT, actor=way.operator, **way.now
            )
            actions.verify_correction(
                correction_id=part.pk, is_done=True, note=WHAT, actor=gas_manager, **way.now
            )

        case = way.case
        assert case.closing_due_on == until(case, "closing", way.day)
        assert open_duties(case) == {"close": case.closing_due_on}
        actions.close_case(case_id=case.pk, note=WHAT, actor=gas_manager, **way.now)
        assert open_duties(case) == {}
        assert look()[1] == []
        # What was used is not taken back, and neither is the one of a decided objection.
        for column in COLUMNS:
            told = move_refused(way.case, {column: None}, [("case.closed", gas_manager)])
            assert told == "A window that runs is not taken back.", column


class TestVerification:
    def test_begins_anew_with_each_report(
        self, walk: Callable[..., Any], gas_manager: Principal, operator: Principal
    ) -> None:
        final = make_final_case(contract=walk().report.contract or make_contract())
        give: dict[str, Any] = {"case_id": final.pk, "text": WHAT, "actor": gas_manager}
        part = actions.add_correction(due_on=TODAY + timedelta(days=11), **give, **moment(TODAY))
        final.refresh_from_db()
        assert final.closing_due_on is None

        told: dict[str, Any] = {"correction_id": part.pk, "note": WHAT}
        actions.report_correction(**told, actor=operator, **moment(TODAY))
        part.refresh_from_db()
        assert part.verify_due_on == until(final, "verification", TODAY)
        assert open_duties(final) == {"verify": part.verify_due_on}

        actions.verify_correction(**told, is_done=False, actor=gas_manager, **moment(TODAY))
        part.refresh_from_db()
        days = [part.verify_due_on, part.refused_on]
        assert days == [None, TODAY]
        assert open_duties(final) == {}

        again = TODAY + timedelta(days=2)
        actions.report_correction(**told, actor=operator, **moment(again))
        part.refresh_from_db()
        assert part.verify_due_on == until(final, "verification", again)
        assert open_duties(final) == {"verify": part.verify_due_on}

        actions.verify_correction(**told, is_done=True, actor=gas_manager, **moment(again))
        final.refresh_from_db()
        assert open_duties(final) == {"close": final.closing_due_on}
        assert final.closing_due_on == until(final, "closing", again)
        assert look()[1] == []


def windows_by_hand(case: Case) -> set[str]:
    """Return which windows run in a case, walked over by hand; verifications apart."""
    parts = list(CorrectiveAction.objects.filter(case=case))
    objection = Appeal.objects.filter(case=case, decided_on=None).first()
    if objection:
        return {"appeal_decision_due_on"}
    if case.state != "final":
        return set()
    if case.outcome == "proven" and case.sanction in LAID and not case.executed_on:
        return {"execution_due_on"}
    unserved = case.result_serve_due_on and not case.result_served_on
    if unserved or [part for part in parts if not part.verified_on]:
        return set()
    return {"closing_due_on"}


def random_case(draw: random.Random) -> Case:
    """Return a final or closed case of either track, as the triggers let it come to be."""
    state = draw.choice(["final", "final", "final", "closed"])
    final_on = TODAY - timedelta(days=draw.randrange(5, 60))
    values: dict[str, Any] = {"state": state, "final_on": final_on}
    values["track"] = draw.choice(["contract", "licence"])
    if draw.random() < 0.2:
        values |= {"outcome": "not_proven", "sanction": "none", "occurrence": None}
    else:
        values["sanction"] = draw.choice(["none", "reminder", "written_warning", *LAID])
        values["sanction_days"] = 10
        if draw.random() < 0.5 and values["sanction"] in LAID:
            values["executed_on"] = final_on + timedelta(days=1)
    if state == "closed":
        values["closed_on"] = final_on + timedelta(days=3)
    case = make_final_case(**values)
    for _number in range(draw.randrange(3) if case.outcome == "proven" else 0):
        part = CorrectiveAction.objects.create(case=case, text=WHAT, due_on=TODAY)
        day = final_on + timedelta(days=draw.randrange(1, 5))
        if draw.random() < 0.7:
            CorrectiveAction.objects.filter(pk=part.pk).update(done_on=day)
            if draw.random() < 0.5:
                CorrectiveAction.objects.filter(pk=part.pk).update(verified_on=day, verified_by=0)
    case.refresh_from_db()
    match draw.choice(["", "", "contested", "unserved"]):
        case "contested" if case.outcome == "proven" and case.appeal_due_on:
            Appeal.objects.create(
                case=case, filed_on=case.appeal_due_on, filed_at=noon(TODAY), text=WHAT,
                filed_by=0, filed_by_name="x", is_paper=True,
            )  # fmt: skip
            step_case(case, is_contested=True)
        case "unserved":
            step_case(case, result_serve_due_on=final_on + timedelta(days=2))
    case.refresh_from_db()
    return case


class TestOlderCases:
    def test_are_dated_from_the_night_on(self, clock: Principal) -> None:
        long_ago = TODAY - timedelta(days=90)
        laid: dict[str, Any] = {"sanction": "suspension", "sanction_days": 10}
        owed = make_final_case(final_on=long_ago, **laid)
        licence = make_final_case(final_on=long_ago, track="licence", **laid)
        closing = make_final_case(final_on=long_ago)

        actions.date_windows(as_of=TODAY, actor=clock, at=noon(TODAY))

        for case in (owed, licence, closing):
            case.refresh_from_db()
        # An agency has owed it since finality: its clock goes on.
        assert owed.execution_due_on == until(owed, "execution", long_ago)
        assert licence.execution_due_on == until(licence, "execution", TODAY)
        assert closing.closing_due_on == until(closing, "closing", TODAY)
        assert AuditEvent.objects.filter(verb="case.windows_dated").count() == 3


class TestEachState:
    @pytest.mark.parametrize("seed", range(6))
    def test_has_exactly_the_windows_of_the_rules(self, seed: int, clock: Principal) -> None:
        draw = random.Random(seed)
        cases = [random_case(draw) for _number in range(12)]

        dated = actions.date_windows(as_of=TODAY, actor=clock, at=noon(TODAY))

        assert actions.date_windows(as_of=TODAY, actor=clock, at=noon(TODAY)) == []
        asked = set()
        for case in cases:
            case.refresh_from_db()
            found = {name for name in COLUMNS if getattr(case, name) is not None}
            # An execution that was begun stays where it was carried out.
            found -= {"execution_due_on"} if case.executed_on else set()
            assert found == windows_by_hand(case), (case.state, case.sanction, case.outcome)
            waits = case.corrections.filter(done_on__isnull=False, verified_on=None)
            assert not waits.filter(verify_due_on=None).exists()
            asked |= {case.pk} if found or waits.exists() else set()
            self.agrees_with_the_database(case, found)
        assert set(dated) <= asked
        assert look()[1] == []

    def agrees_with_the_database(self, case: Case, found: set[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT violations_objected_since(kase), violations_to_execute_since(kase),"
                " violations_to_close_since(kase) FROM violations_case kase WHERE id = %s",
                [case.pk],
            )
            row = cursor.fetchone()
        assert {name for name, since in zip(COLUMNS, row, strict=True) if since} == found
