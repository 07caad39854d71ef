"""The office is asked, suspended or ended for no case whose appeal's result it was not served."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.roles import Role
from core.errors import IllegalMove
from core.persian import latin_digits, persian_digits
from oversight import actions
from oversight.actions import decisions, openings
from oversight.models import Duty, Flag, Reminder, TerminationReview
from oversight.states import DutyState, RunMode
from tests.contracts.stories import agreed_end
from tests.factories import NOW, make_contract, make_final_case, make_principal, make_type
from tests.oversight.steps import REASONS as WHY
from tests.oversight.steps import moment
from tests.violations.stories import REASONS, Walk, file_report
from violations import actions as violation_actions
from violations import facts
from violations.actions import endings
from violations.models import PointEntry
from workdays.models import KeptDeadline

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def gas_appeal(gas):
    """Return the second signatory of the gas company."""
    return make_principal(Role.AGENCY_APPEAL, gas)


@pytest.fixture
def upheld(contract, gas_clerk, gas_manager, gas_appeal, operator):
    """Return a critical case whose appeal was turned down, the result not served."""
    kind = make_type(severity="critical", points=100)
    story = Walk(file_report(contract, gas_clerk, kind), gas_manager, operator)
    story.open().notify().defend().decide(
        gas_manager, override_reason=REASONS, sanction="termination_review"
    )
    story.notify("decision").appeal()
    decide(story, gas_appeal, "upheld")
    return story


def decide(story, actor, result):
    violation_actions.decide_appeal(
        case_id=story.case.pk, result=result, reasons=REASONS, actor=actor, **story.now
    )


def decide_review(review, actor, story, outcome):
    return actions.decide_review(
        review_id=review.pk, outcome=outcome, reasons=WHY, actor=actor,
        suspension_days=5 if outcome == "suspend" else None, **story.now,
    )  # fmt: skip


def execute(story, actor):
    return violation_actions.execute_sanction(case_id=story.case.pk, actor=actor, **story.now)


def text_of(client, address):
    return client.get(address).content.decode()


def close(story, actor):
    return violation_actions.close_case(
        case_id=story.case.pk, note="همهٔ کارها انجام شد.", actor=actor, **story.now
    )


def run(day, clock, **values):
    return actions.flag_termination_review(as_of=day, actor=clock, at=moment(day), **values)


@pytest.fixture
def heard(upheld, clock, operator, monkeypatch):
    """Return a review as one of an earlier day may stand: opened before the result was served."""
    with monkeypatch.context() as earlier:
        earlier.setattr(openings, "untold_of", lambda flags: {})
        run(upheld.day, clock)
    review = TerminationReview.objects.get()
    actions.acknowledge_review(review_id=review.pk, actor=operator, **upheld.now)
    return actions.waive_hearing(review_id=review.pk, actor=operator, **upheld.now)


class TestOpening:
    def test_waits_for_the_service_of_the_result(self, upheld, clock):
        run(upheld.day, clock)

        assert Flag.objects.held().filter(code="F01").exists()
        assert not TerminationReview.objects.exists()

    @pytest.mark.parametrize("mode", [RunMode.FULL, RunMode.INCREMENTAL])
    def test_comes_with_the_first_run_after_the_service(self, upheld, clock, mode):
        run(upheld.day, clock)
        upheld.notify("appeal_result")

        run(upheld.day, clock, mode=mode)

        review = TerminationReview.objects.get()
        assert review.flags.filter(code="F01").exists()
        assert not Flag.objects.held().exists()

    def test_does_not_come_before_it(self, upheld, clock):
        run(upheld.day, clock)

        counts = run(upheld.day, clock).counts

        assert (counts["opened"], counts["joined"], counts["flags"]) == (0, 0, 0)

    def test_does_not_hold_what_leans_on_told_cases(self, upheld, clock, contract, gas):
        other = make_contract(agency=gas)
        make_final_case(contract=other, severity="critical", final_on=upheld.day - DAY)

        run(upheld.day, clock)

        assert TerminationReview.objects.get().contract == other

    def test_says_on_the_pages_why_it_waits(self, upheld, clock, browser_of, deputy, operator):
        run(upheld.day, clock)
        address = Flag.objects.held().order_by("pk")[0].get_absolute_url()
        case = upheld.case.get_absolute_url()

        assert upheld.case.number in latin_digits(text_of(browser_of(deputy), address))
        assert address in text_of(browser_of(deputy), case)
        assert address not in text_of(browser_of(operator), case)

    def test_lets_the_flag_go_with_its_contract(self, upheld, clock, contract):
        run(upheld.day, clock)
        agreed_end(contract)

        run(upheld.day, clock)

        assert not Flag.objects.held().exists()
        assert not TerminationReview.objects.exists()


class TestWhoOwesTheService:
    """A flag that waits for a service does not wait in silence."""

    @pytest.fixture
    def owed(self, upheld, clock):
        """Return the duty of the flag, dated by its own clock."""
        run(upheld.day, clock)
        actions.date_duties(actor=clock)
        return Duty.objects.get(flag=Flag.objects.held().get(code="F01"))

    def test_is_dated_by_its_own_clock(self, owed):
        kept = KeptDeadline.objects.get(clock="duty", subject_id=owed.public_id)

        assert owed.due_on == kept.due_on > owed.starts_on

    def test_is_reminded_by_itself_with_the_case_s_number(self, owed, upheld, clock):
        Duty.objects.filter(pk=owed.pk).update(due_on=upheld.day + 3 * DAY)
        next_day = upheld.day + DAY

        actions.follow_duties(as_of=next_day, actor=clock, at=moment(next_day))

        owed.refresh_from_db()
        assert owed.state == DutyState.REMINDED
        reminder = Reminder.objects.get()
        assert (reminder.cases, reminder.reviews) == ([upheld.case.number], [])
        assert "ابلاغ نتیجهٔ اعتراض" in reminder.text

    def test_rests_between_the_service_and_the_review(self, owed, upheld, clock):
        Duty.objects.filter(pk=owed.pk).update(due_on=upheld.day + 3 * DAY)
        upheld.notify("appeal_result")
        next_day = upheld.day + DAY

        actions.follow_duties(as_of=next_day, actor=clock, at=moment(next_day))

        owed.refresh_from_db()
        assert owed.state == DutyState.RUNNING

    def test_says_on_its_page_what_is_asked_and_until_when(self, owed, deputy, browser_of):
        page = text_of(browser_of(deputy), owed.get_absolute_url())

        assert "ابلاغ نتیجهٔ اعتراض" in page
        assert reverse("workdays:deadline", args=["duty", owed.public_id]) in page
        assert "در حال محاسبه" not in page

    def test_asks_nothing_of_an_agency_for_the_service_of_another(
        self, upheld, clock, contract, power
    ):
        other = make_contract(agency=power, office=contract.office)
        run(upheld.day, clock)
        duty = Duty.objects.get(flag__contract=other, flag__code="F04")

        actions.date_duties(actor=clock)
        duty.refresh_from_db()

        assert duty.due_on is None

    def test_takes_the_review_s_deadline_when_that_is_opened(self, owed, upheld, clock):
        upheld.notify("appeal_result")

        run(upheld.day, clock)

        owed.refresh_from_db()
        assert owed.due_on == TerminationReview.objects.get().decision_due_on


class TestEnding:
    @pytest.mark.parametrize("outcome", ["suspend", "terminate"])
    def test_is_not_decided_before_the_service(self, heard, upheld, gas_manager, outcome):
        with pytest.raises(IllegalMove, match=persian_digits(upheld.case.number)):
            decide_review(heard, gas_manager, upheld, outcome)

        upheld.notify("appeal_result")
        assert decide_review(heard, gas_manager, upheld, outcome).outcome == outcome

    def test_lists_over_rest_which_outcomes_are_closed(self, heard, upheld, gas_manager, api_of):
        address = f"/api/v1/termination-reviews/{heard.public_id}/transitions"

        def closed():
            rows = api_of(gas_manager).get(address).json()
            return next(row for row in rows if row["name"] == "decide")["closed"]

        assert {(row["field"], row["value"]) for row in closed()} == {
            ("outcome", "suspend"), ("outcome", "terminate"),
        }  # fmt: skip
        assert all(upheld.case.number in latin_digits(row["why_not"]) for row in closed())

        upheld.notify("appeal_result")

        assert closed() == []

    def test_leaves_a_warning_to_the_agency(self, heard, upheld, gas_manager):
        assert decide_review(heard, gas_manager, upheld, "warn").outcome == "warn"

    def test_is_refused_by_the_database(self, heard, upheld, gas_manager, monkeypatch):
        monkeypatch.setattr(decisions, "ending_blocked", lambda review: "")

        with pytest.raises(IntegrityError, match="served first"), transaction.atomic():
            decide_review(heard, gas_manager, upheld, "terminate")

    def test_is_refused_on_the_page(self, heard, upheld, gas_manager, browser_of):
        page = text_of(browser_of(gas_manager), heard.get_absolute_url())

        assert upheld.case.number in latin_digits(page)
        assert "ابلاغ نشده است" in page


class TestExecution:
    @pytest.fixture
    def suspended(self, contract, gas_clerk, gas_manager, gas_appeal, operator):
        """Return a case decided with a suspension, its appeal's result not served."""
        story = Walk(file_report(contract, gas_clerk), gas_manager, operator)
        story.open().notify().defend().decide(
            gas_manager, sanction="suspension", sanction_days=5, override_reason=REASONS
        )
        story.notify("decision").appeal()
        decide(story, gas_appeal, "upheld")
        return story

    def test_waits_for_the_service(self, suspended, gas_manager, contract):
        with pytest.raises(IllegalMove, match=persian_digits(suspended.case.number)):
            execute(suspended, gas_manager)

        suspended.notify("appeal_result")
        execute(suspended, gas_manager)
        contract.refresh_from_db()
        assert contract.state == "suspended"

    def test_is_refused_by_the_database(self, suspended, gas_manager, monkeypatch):
        monkeypatch.setattr(endings, "begin", begin_unchecked)

        with pytest.raises(IntegrityError, match="appeal is served"), transaction.atomic():
            execute(suspended, gas_manager)

    def test_says_over_rest_why_not(self, suspended, gas_manager, api_of):
        address = f"/api/v1/cases/{suspended.case.public_id}/transitions"
        client = api_of(gas_manager)

        def execution():
            return next(row for row in client.get(address).json() if row["name"] == "execution")

        assert not execution()["is_allowed"]
        assert suspended.case.number in latin_digits(execution()["why_not"])
        suspended.notify("appeal_result")
        assert execution()["code"] != "illegal-move"

    def test_leads_back_from_its_page_and_says_why(self, suspended, gas_manager, browser_of):
        address = reverse("violations:execute", args=[suspended.case.number])

        page = browser_of(gas_manager).get(address, follow=True).content.decode()

        assert "ابلاغ نشده است" in page


class TestTold:
    """No page, list or answer of the office's tells a result that was not served."""

    @pytest.mark.parametrize("result", ["upheld", "annulled"])
    def test_not_on_the_office_s_pages(
        self, contract, gas_clerk, gas_manager, gas_appeal, operator, browser_of, api_of, result
    ):
        story = Walk(file_report(contract, gas_clerk), gas_manager, operator)
        story.open().notify().defend().decide(gas_manager)
        story.notify("decision").appeal()
        decide(story, gas_appeal, result)
        client, case = browser_of(operator), story.case

        page = client.get(case.get_absolute_url())
        assert page.context["untold_result"]
        assert not page.context["untold"]
        assert "به اعتراض شما رسیدگی شده" in page.content.decode()
        assert page.context["appeal_result"] == ""
        assert "در انتظار ابلاغ" in page.content.decode()
        (own,) = client.get(reverse("dashboard:desk")).context["own"]
        assert (own.cases[0]["state"], own.points.total) == ("", 0)
        file = api_of(operator).get(f"/api/v1/cases/{case.public_id}/file").json()
        assert (file["appeal"]["result"], file["appeal"]["decided_on"]) == ("", None)

        story.notify("appeal_result")

        page = client.get(case.get_absolute_url())
        assert not page.context["untold_result"]
        assert page.context["appeal_result"]
        (own,) = client.get(reverse("dashboard:desk")).context["own"]
        assert own.cases[0]["state"] == case.outcome
        file = api_of(operator).get(f"/api/v1/cases/{case.public_id}/file").json()
        assert file["appeal"]["result"] == result

    def test_not_in_a_review_of_earlier(self, heard, upheld, operator, browser_of):
        client = browser_of(operator)

        context = client.get(heard.get_absolute_url()).context
        assert (context["counted"], context["steps"]) == ([], None)

        upheld.notify("appeal_result")
        context = client.get(heard.get_absolute_url()).context
        assert [row["number"] for row in context["counted"]] == [upheld.case.number]
        assert len(context["steps"].steps) == 1

    def test_is_one_condition_here_and_in_the_database(self, upheld):
        def asked():
            with connection.cursor() as cursor:
                cursor.execute("SELECT violations_is_untold(%s)", [upheld.case.pk])
                return cursor.fetchone()[0]

        assert asked() is facts.untold_results().filter(pk=upheld.case.pk).exists() is True
        upheld.notify("appeal_result")
        assert asked() is facts.untold_results().filter(pk=upheld.case.pk).exists() is False


def test_chart_and_table_have_one_numbering(heard, upheld, contract, deputy, browser_of):
    reversed_one = PointEntry.objects.get(case=upheld.case)
    with connection.cursor() as cursor:  # past the guard: the case is still proven
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE;"
            " ALTER TABLE violations_pointentry DISABLE TRIGGER violations_pointentry_annulled"
        )
    PointEntry.objects.create(
        office=reversed_one.office, holder=reversed_one.holder, case=upheld.case, points=-100,
        effective_on=reversed_one.effective_on, expires_on=reversed_one.expires_on,
        reverses=reversed_one,
    )  # fmt: skip
    second = make_final_case(contract=contract, severity="critical", final_on=upheld.day)

    context = browser_of(deputy).get(heard.get_absolute_url()).context

    marks = [step.mark for step in context["steps"].steps]
    assert marks[:2] == ["۱", "−"]
    assert context["steps"].steps[1].label.startswith("سند ابطال")
    assert [row["place"] for row in context["counted"]] == [1]
    assert second.pk not in [row["pk"] for row in context["counted"]]


def test_a_review_begins_with_the_office_s_own_deadline(served, operator, browser_of, deputy):
    with time_machine.travel(moment(served.served_on), tick=False):
        own = browser_of(operator).get(served.get_absolute_url())
        others = browser_of(deputy).get(served.get_absolute_url())

    assert own.context["running"].ribbon.due_on == served.hearing_due_on
    assert others.context["running"].ribbon.due_on == served.decision_due_on
    text = own.content.decode()
    assert text.index(reverse("oversight:answer", args=[served.number])) < text.index("<h1")


class TestClosing:
    @pytest.fixture
    def annulled(self, contract, gas_clerk, gas_manager, gas_appeal, operator):
        """Return a case whose decision was annulled, which the office has not been told."""
        story = Walk(file_report(contract, gas_clerk), gas_manager, operator)
        story.open().notify().defend().decide(gas_manager)
        story.notify("decision").appeal()
        decide(story, gas_appeal, "annulled")
        return story

    def test_waits_for_the_service_of_the_result(self, annulled, gas_manager, api_of, browser_of):
        address = f"/api/v1/cases/{annulled.case.public_id}/transitions"

        def closing():
            rows = api_of(gas_manager).get(address).json()
            return next(row for row in rows if row["name"] == "closing")

        with pytest.raises(IllegalMove, match=persian_digits(annulled.case.number)):
            close(annulled, gas_manager)
        assert annulled.case.number in latin_digits(closing()["why_not"])

        annulled.notify("appeal_result")

        assert closing()["is_allowed"]
        assert close(annulled, gas_manager).state == "closed"

    def test_is_refused_by_the_database(self, annulled, gas_manager, monkeypatch):
        monkeypatch.setattr(endings, "begin", begin_unchecked)

        with pytest.raises(IntegrityError, match="before the case is closed"), transaction.atomic():
            close(annulled, gas_manager)


def begin_unchecked(act, key, actor, on):
    """Lock the record without asking the table: the database refuses by itself."""
    return act.table.lock(key, actor)


def test_effect_of_a_report_leaves_out_what_the_reader_was_not_told(upheld, contract):
    asked = {
        "office_id": contract.office_id, "contract_id": contract.pk,
        "type_id": upheld.case.type_id, "occurred_on": upheld.day + DAY, "as_of": upheld.day + DAY,
    }  # fmt: skip
    association = make_principal(Role.ASSOCIATION, contract.office)

    known = facts.effect_of(**asked)
    told = facts.effect_of(**asked, reader=association)

    assert (known.occurrence, known.points_before) == (2, 100)
    assert (told.occurrence, told.points_before) == (1, 0)
