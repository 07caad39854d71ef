"""Written reminders: who may send them, what they say, and that they stay."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from accounts.principal import Principal
from agencies.models import Agency
from audit.models import AuditEvent
from contracts.models import Contract
from core.errors import IllegalMove, Invalid, NotPermitted
from core.jalali import year_of
from core.persian import latin_digits, persian_digits
from dashboard.facts.record import record_panel
from oversight import actions
from oversight.facts.duties import rule_said
from oversight.facts.overdue import overdue_of
from oversight.models import Duty, Flag, Reminder, TerminationReview
from oversight.states import DutyState, RefusalCode
from tests import factories
from tests.oversight.steps import DAY, later, moment
from tests.violations.stories import Walk, file_report
from violations.models import Case

NOTE = "موضوع در جلسهٔ آینده طرح می‌شود."


@pytest.fixture
def late(gas: Agency) -> Case:
    """Return a case that the gas company has not served in time."""
    contract = factories.make_contract(agency=gas)
    return factories.make_case(contract=contract, opened_on=later(-40), serve_due_on=later(-30))


def remind(actor: Principal, codes: list[str], *, on: date = DAY, **values: Any) -> list[Reminder]:
    """Remind of what is overdue now, as it was read now."""
    seen = [item.digest for item in overdue_of(actor, on)]
    given = {"codes": codes, "seen": seen, "note": NOTE, **values}
    return actions.remind_agencies(actor=actor, on=on, at=moment(on), **given)


@pytest.mark.django_db
class TestRemindAgencies:
    def test_keeps_the_text_and_what_it_is_about(
        self, late: Case, gas: Agency, expert: Principal
    ) -> None:
        (done,) = remind(expert, ["gaz"])

        assert (done.agency, done.cases, done.reviews) == (gas, [late.number], [])
        assert f"\u2066{late.number}\u2069" in latin_digits(done.text)
        assert NOTE in done.text
        assert "۱ مورد" in done.text

    def test_names_a_decision_that_was_not_carried_out(
        self, late: Case, expert: Principal, clock: Principal
    ) -> None:
        left = factories.make_final_case(
            contract=late.contract, final_on=later(-90), executed_on=None
        )
        actions.date_duties(actor=clock)

        (done,) = remind(expert, ["gaz"])

        assert done.cases == [left.number, late.number]
        assert "۲ مورد" in done.text

    def test_counts_what_the_league_counts(
        self, review: TerminationReview, expert: Principal
    ) -> None:
        (first,) = review.flags.all()
        again = Flag.objects.get(pk=first.pk)
        again.pk, again.public_id, again.code, again.fingerprint = None, uuid4(), "F01", "again"
        again.save(force_insert=True)
        review.flags.add(again)
        on = later(200)

        (told,) = overdue_of(expert, on)

        count = Duty.objects.ignored(on).count()
        assert (told.count, told.reviews) == (count, [review.number])
        assert f"{persian_digits(count)} مورد" in told.text
        asked = [one.asked for one in told.matters if one.of == "review"]
        assert sorted(asked) == sorted([rule_said(first.code), rule_said("F01")])

    def test_names_a_review_whose_duty_was_refused(
        self, review: TerminationReview, expert: Principal
    ) -> None:
        Duty.objects.open().update(
            ended_on=DAY, state=DutyState.REFUSED, refusal_code=RefusalCode.values[0],
            refusal_reason="دلیل دستگاه",
        )  # fmt: skip

        (told,) = overdue_of(expert, later(200))

        assert [(one.numbers, one.due_on) for one in told.matters] == [
            ((review.number,), review.decision_due_on)
        ]

    def test_says_the_step_that_is_late_and_its_own_day(
        self, gas_clerk: Principal, gas_manager: Principal, operator: Principal,
        expert: Principal, contract: Contract,
    ) -> None:  # fmt: skip
        filed = Walk(file_report(contract, gas_clerk), gas_manager, operator)
        case = filed.open().notify().defend().decide(gas_manager).case
        assert case.decision_serve_due_on is not None
        on = case.decision_serve_due_on + timedelta(days=1)

        (told,) = overdue_of(expert, on)

        assert [(one.asked, one.due_on) for one in told.matters] == [
            ("ابلاغ تصمیم", case.decision_serve_due_on)
        ]

    def test_names_each_step_of_a_case_that_is_late_in_two(
        self, gas: Agency, expert: Principal, clock: Principal
    ) -> None:
        contract = factories.make_contract(agency=gas)
        case = factories.make_final_case(
            contract=contract, final_on=later(-90), executed_on=None,
            result_serve_due_on=later(-40),
        )  # fmt: skip
        actions.date_duties(actor=clock)

        (told,) = overdue_of(expert, DAY)

        assert [one.step for one in told.matters] == ["execute", "result_service"]
        assert told.cases == [case.number]

    def test_leaves_one_event_in_the_agencys_chain(self, late: Case, expert: Principal) -> None:
        (done,) = remind(expert, ["gaz"])

        (event,) = AuditEvent.objects.filter(verb="agency.reminded")
        assert event.stream == done.agency.audit_stream
        assert event.changes["cases"] == [[], [late.number]]

    def test_stands_on_the_record_with_its_year(
        self, late: Case, gas: Agency, expert: Principal
    ) -> None:
        (done,) = remind(expert, ["gaz"])

        def last(on: date) -> str:
            panel = record_panel(gas, expert, on)
            assert panel is not None
            return str(next(rung["when"] for rung in panel["rungs"] if rung.get("when")))

        year = str(year_of(done.sent_on))
        assert year not in latin_digits(last(DAY))
        assert year in latin_digits(last(DAY + timedelta(days=200)))

    def test_refuses_twice_a_day(self, late: Case, expert: Principal) -> None:
        remind(expert, ["gaz"])

        with pytest.raises(IllegalMove):
            remind(expert, ["gaz"])
        assert remind(expert, ["gaz"], on=DAY + timedelta(days=1))

    def test_refuses_lists_that_nobody_has_read(self, late: Case, expert: Principal) -> None:
        with pytest.raises(IllegalMove):
            remind(expert, ["gaz"], seen=["0" * 12])

    def test_refuses_an_agency_that_is_not_late(self, late: Case, expert: Principal) -> None:
        factories.make_agency("bargh")

        with pytest.raises(Invalid):
            remind(expert, ["bargh"])

    @pytest.mark.parametrize("role", ["gas_manager", "auditor", "operator", "county_rep"])
    def test_refuses_a_role_without_the_permission(
        self, late: Case, role: str, request: Any
    ) -> None:
        with pytest.raises(NotPermitted):
            remind(request.getfixturevalue(role), ["gaz"])

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE oversight_reminder SET text = 'x'",
            "DELETE FROM oversight_reminder",
            "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE oversight_reminder",
        ],
    )
    def test_is_kept_by_the_database(self, late: Case, expert: Principal, statement: str) -> None:
        remind(expert, ["gaz"])

        with (
            pytest.raises(DatabaseError, match=r"neither changed|permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db
class TestVisibleTo:
    @pytest.mark.parametrize("role", ["expert", "auditor", "gas_manager", "gas_clerk"])
    def test_shows_it_to_province_and_agency(self, gas: Agency, role: str, request: Any) -> None:
        reminder = factories.make_reminder(gas)

        actor = request.getfixturevalue(role)
        assert list(Reminder.objects.visible_to(actor)) == [reminder]

    @pytest.mark.parametrize("role", ["power_manager", "operator", "association", "county_rep"])
    def test_hides_it_from_others(self, gas: Agency, role: str, request: Any) -> None:
        factories.make_reminder(gas)

        assert not Reminder.objects.visible_to(request.getfixturevalue(role))


@pytest.mark.django_db
class TestPages:
    def test_shows_the_text_before_it_is_sent(
        self, late: Case, expert: Principal, browser_of: Any
    ) -> None:
        browser = browser_of(expert)

        page = browser.get("/reminders/new?agency=gaz").content.decode()

        assert "به مدیر" in page
        assert page.count('name="seen"') == 1

    def test_sends_and_shows_what_was_sent(
        self, late: Case, expert: Principal, gas_manager: Principal, browser_of: Any
    ) -> None:
        browser = browser_of(expert)
        seen = browser.get("/reminders/new").context["seen"]

        answer = browser.post("/reminders/new", {"agency": "gaz", "note": NOTE, "seen": seen})

        reminder = Reminder.objects.get()
        assert answer["Location"] == reminder.get_absolute_url()
        assert NOTE in browser_of(gas_manager).get(answer["Location"]).content.decode()
        words = "امروز به هر دستگاهی که کار معوق دارد تذکر داده شده است"
        assert words in browser.get("/reminders/new").content.decode()

    def test_keeps_the_note_when_the_list_has_changed(
        self, late: Case, expert: Principal, browser_of: Any
    ) -> None:
        data = {"agency": "gaz", "note": NOTE, "seen": "0" * 12}

        answer = browser_of(expert).post("/reminders/new", data)

        assert answer.status_code == 422
        assert NOTE in answer.content.decode()
        assert not Reminder.objects.exists()
