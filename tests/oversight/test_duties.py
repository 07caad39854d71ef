"""Duties of agencies: placed with the finding, climbed by the clock, ended by act or reason."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.test.utils import CaptureQueriesContext

from accounts.principal import Principal
from audit.models import AuditEvent
from audit.verbs import sentence
from contracts.models import Contract
from core.acts import why_not
from core.clock import today
from core.errors import IllegalMove, Invalid, NotPermitted
from core.persian import isolated_as_typed, latin_digits
from dashboard.facts.work import work_of
from oversight import actions
from oversight.acts.duties import PUT_ON_AGENDA, REOPEN
from oversight.facts.duties import ladder
from oversight.facts.duty_check import look
from oversight.models import Duty, Reminder, TerminationReview
from oversight.states import STEP_DAYS, DutyKind, DutyState, RefusalCode, RuleCode
from tests.contracts.stories import scan
from tests.factories import drop_case, make_case, make_final_case
from tests.oversight.steps import DAY, later, moment
from tests.sql import refused_at_runtime, runtime_role
from tests.violations.stories import moment as on_day
from tests.violations.stories import scan_of
from violations.actions import record_judgment
from violations.models import Case
from violations.states import CaseState
from workdays.actions import add_closure
from workdays.facts import deadline
from workdays.models import DeadlineMove, KeptDeadline

pytestmark = pytest.mark.django_db
REASON = "قرارداد این دفتر پیش از قطعی شدن رأی به پایان رسیده است."


def duty_of(case: Case, kind: str = DutyKind.EXECUTE) -> Duty:
    return Duty.objects.get(case=case, kind=kind)


def follow(day: date, clock: Principal) -> Mapping[DutyState, list[int]]:
    return actions.follow_duties(as_of=day, actor=clock, at=moment(day))


@pytest.fixture
def final(contract: Contract, day: date) -> Case:
    """Return a case that became final and proven 60 days ago, and that nobody has carried out."""
    return make_final_case(contract=contract, final_on=later(-60, day), executed_on=None)


def climb(case: Case, clock: Principal, until: date) -> None:
    """Let the clock work each day from the finding up to a day."""
    assert case.final_on
    day = case.final_on
    while day <= until:
        follow(day, clock)
        day += timedelta(days=1)


class TestPlacing:
    def test_puts_a_duty_beside_each_step_of_a_case(self, final: Case) -> None:
        duties = {duty.kind: duty for duty in Duty.objects.filter(case=final)}

        assert set(duties) == {DutyKind.SERVE, DutyKind.DECIDE, DutyKind.EXECUTE}
        assert duties["serve"].state == duties["decide"].state == DutyState.ACTED
        assert duties["serve"].ended_on == final.served_on
        assert duties["decide"].ended_on == final.decided_on
        assert duties["execute"].state == DutyState.RUNNING
        assert duties["execute"].starts_on == final.final_on

    def test_puts_one_beside_a_flag_and_follows_its_review(self, review: TerminationReview) -> None:
        (flag,) = review.flags.filter(scope="contract")

        duty = Duty.objects.get(flag=flag)

        assert (duty.agency_id, duty.starts_on) == (review.agency_id, flag.as_of)
        assert duty.due_on == review.decision_due_on

    def test_puts_the_committees_beside_a_case_of_the_licence_track(self, db: None) -> None:
        make_final_case(track="licence")

        assert Duty.objects.open().exists()
        assert not Duty.objects.of_agencies().exists()

    def test_ends_with_the_step_that_was_asked_for(self, final: Case, day: date) -> None:
        Case.objects.filter(pk=final.pk).update(executed_on=day, executed_by=0)

        duty = duty_of(final)
        assert (duty.state, duty.ended_on) == (DutyState.ACTED, day)

    def test_is_void_when_the_finding_is_overturned(
        self, final: Case, gas_appeal: Principal, day: date
    ) -> None:
        record_judgment(
            case_id=final.pk, document_no="دیوان/۱", document_on=day,
            document_issuer="دیوان عدالت اداری", actor=gas_appeal, on=day, at=moment(day),
            reasons="رأی به سبب ایراد در ابلاغ نقض شد و تخلف محرز نیست." * 3,
            evidence_ids=scan_of(gas_appeal, "judgment", moment(day)),
        )  # fmt: skip

        duty = duty_of(final)
        assert (duty.state, duty.void_cause) == (DutyState.VOID, "overturned")

    def test_is_refused_when_the_case_is_closed_with_a_reason(
        self, contract: Contract, day: date
    ) -> None:
        case = make_case(contract=contract)
        drop_case(case, day, REASON)

        duty = duty_of(case, DutyKind.SERVE)
        assert (duty.state, duty.refusal_code) == (DutyState.REFUSED, RefusalCode.CASE_CLOSED)
        assert duty.refusal_reason == REASON


class TestDateDuties:
    def test_counts_fifteen_working_days_and_keeps_the_computation(
        self, final: Case, clock: Principal
    ) -> None:
        assert actions.date_duties(actor=clock) == 1  # the notice; the others follow the case

        duty = duty_of(final, DutyKind.SERVE)
        assert duty.agency
        until = deadline("agency_action", final.opened_on, None, body=duty.agency.kind)
        assert (duty.due_on, duty.calendar_version) == (until.due_on, until.calendar_version)
        kept = KeptDeadline.objects.get(clock="duty", subject_id=duty.public_id)
        assert kept.subject_label == f"{final.number} · {duty}"
        assert actions.date_duties(actor=clock) == 0

    def test_leaves_the_execution_to_the_clock_of_its_case(self, final: Case) -> None:
        duty = duty_of(final)

        assert final.final_on
        assert duty.agency
        county = final.county.public_id
        until = deadline("execution", final.final_on, county, body=duty.agency.kind)
        assert duty.due_on == until.due_on == final.execution_due_on
        assert KeptDeadline.objects.get(subject_id=final.public_id).clock == "case.execution"

    def test_asks_the_same_for_one_and_for_many(
        self, final: Case, clock: Principal, django_assert_max_num_queries: Any
    ) -> None:
        assert final.final_on
        for number in range(6):
            make_final_case(contract=final.contract, final_on=final.final_on - timedelta(number))

        with django_assert_max_num_queries(16):
            assert actions.date_duties(actor=clock) == 7

    def test_refuses_a_role_without_the_permission(self, gas_manager: Principal) -> None:
        with pytest.raises(NotPermitted):
            actions.date_duties(actor=gas_manager)

    def test_moves_with_a_closure_and_a_receipt(
        self, final: Case, clock: Principal, secretariat: Principal, day: date
    ) -> None:
        actions.date_duties(actor=clock)
        duty = duty_of(final)
        assert duty.due_on

        add_closure(
            day=duty.due_on, title="تعطیلی", source="نامه", actor=secretariat, **on_day(day)
        )

        moved = duty_of(final)
        assert moved.due_on
        assert moved.due_on > duty.due_on
        assert DeadlineMove.objects.get(deadline__subject_id=final.public_id).new_on == moved.due_on


class TestSeat:
    def test_moves_what_the_agency_owes_with_a_closure_of_its_county(
        self, contract: Contract, flagged: Contract, clock: Principal, secretariat: Principal,
        day: date,
    ) -> None:  # fmt: skip
        contract.agency.seat = contract.county
        contract.agency.save(update_fields=["seat"])
        final = make_final_case(contract=contract, final_on=later(-2, day), executed_on=None)
        actions.flag_termination_review(as_of=day, actor=clock, at=moment(day))
        actions.date_duties(actor=clock)
        review = TerminationReview.objects.get(contract=contract)
        before: dict[Any, Any] = {duty_of(final).due_on: final, review.decision_due_on: review}

        for closed in before:
            add_closure(
                day=closed, title="تعطیلی", source="نامه", county_id=contract.county.public_id,
                actor=secretariat, **on_day(day),
            )  # fmt: skip

        review.refresh_from_db()
        for old, record in before.items():
            moved = DeadlineMove.objects.filter(deadline__subject_id=record.public_id)
            assert moved.order_by("pk")[0].old_on == old

    def test_leaves_alone_what_an_agency_of_another_county_owes(
        self, final: Case, clock: Principal, secretariat: Principal, day: date
    ) -> None:
        actions.date_duties(actor=clock)
        before = duty_of(final, DutyKind.SERVE).due_on
        assert before

        add_closure(
            day=before, title="تعطیلی", source="نامه", county_id=final.county.public_id,
            actor=secretariat, **on_day(day),
        )  # fmt: skip

        assert duty_of(final, DutyKind.SERVE).due_on == before


class TestDutyPage:
    def test_says_when_each_rung_is_due(self, final: Case, deputy: Principal) -> None:
        notes = [step.note for step in ladder(duty_of(final))]

        assert notes[0] == ""
        assert [note[:2] for note in map(latin_digits, notes[1:])] == ["5 ", "2 ", "نخ", "10"]

    def test_names_the_rule_of_each_flag_of_a_review(
        self, review: TerminationReview, deputy: Principal, browser_of: Any
    ) -> None:
        page = browser_of(deputy).get("/duties").content.decode()

        for flag in review.flags.all():
            assert f"{isolated_as_typed(flag.code)} {RuleCode(flag.code).label}" in page

    @pytest.mark.parametrize("name", ["operator", "association", "county_rep"])
    def test_says_that_none_are_told_to_those_whom_they_do_not_concern(
        self, final: Case, name: str, browser_of: Any, request: pytest.FixtureRequest
    ) -> None:
        reader = request.getfixturevalue(name)

        page = browser_of(reader).get("/duties")
        comparison = browser_of(reader).get("/comparison").content.decode()

        assert page.context["is_told_none"]
        assert 'href="/duties"' not in comparison


class TestFollowDuties:
    def test_climbs_one_step_after_another(self, final: Case, clock: Principal, day: date) -> None:
        climb(final, clock, day)

        duty = duty_of(final)
        assert duty.due_on
        days = [duty.reminded_on, duty.head_on, duty.deputy_on, duty.agenda_on]
        assert all(days)
        assert days == sorted(days)  # type: ignore[type-var]
        assert len(set(days)) == 4
        assert days[1] <= duty.due_on < days[2]  # type: ignore[operator]
        assert duty.state == DutyState.AGENDA

    def test_moves_nothing_the_second_time(self, final: Case, clock: Principal, day: date) -> None:
        first = follow(day, clock)
        events = AuditEvent.objects.count()

        again = follow(day, clock)

        assert first[DutyState.REMINDED]
        assert not any(again.values())
        assert AuditEvent.objects.count() == events

    def test_takes_one_step_a_day_when_it_comes_late(
        self, final: Case, clock: Principal, day: date
    ) -> None:
        follow(day, clock)
        assert duty_of(final).state == DutyState.REMINDED
        follow(day + timedelta(days=1), clock)
        assert duty_of(final).state in {DutyState.REMINDED, DutyState.HEAD}

    def test_does_nothing_on_a_day_off(self, final: Case, clock: Principal, day: date) -> None:
        friday = next(
            later(-n, day) for n in range(1, 8) if later(-n, day).weekday() == 4
        )  # fmt: skip

        assert not any(follow(friday, clock).values())

    def test_locks_what_is_due_for_any_step_by_one_statement(
        self, final: Case, clock: Principal, day: date
    ) -> None:
        actions.date_duties(actor=clock)

        with CaptureQueriesContext(connection) as asked:
            moved = follow(day, clock)

        locking = [query for query in asked if 'FOR UPDATE OF "oversight_duty"' in query["sql"]]
        assert moved[DutyState.REMINDED]
        assert len(locking) == 1

    def test_writes_one_reminder_a_day_that_names_the_matters(
        self, final: Case, clock: Principal, day: date
    ) -> None:
        other = make_final_case(contract=final.contract, final_on=final.final_on, executed_on=None)

        follow(day, clock)

        reminder = Reminder.objects.get()
        assert final.agency
        assert set(reminder.cases) == {final.number, other.number}
        assert reminder.sent_by == clock.user_id
        assert final.agency.name in reminder.text
        assert final.number in reminder.text.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))

    def test_leaves_one_event_a_duty_and_step(
        self, final: Case, clock: Principal, day: date
    ) -> None:
        climb(final, clock, day)

        verbs = AuditEvent.objects.filter(target_id=str(duty_of(final).public_id))
        assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
            "duty.reminded", "duty.put_before_head", "duty.put_before_deputy",
            "duty.put_on_agenda",
        ]  # fmt: skip

    def test_leaves_what_was_acted_on(self, final: Case, clock: Principal, day: date) -> None:
        Case.objects.filter(pk=final.pk).update(executed_on=later(-59, day), executed_by=0)

        climb(final, clock, day)

        assert duty_of(final).reminded_on is None

    def test_refuses_a_role_without_the_permission(self, deputy: Principal, day: date) -> None:
        with pytest.raises(NotPermitted):
            follow(day, deputy)


class TestRefuseDuty:
    def refuse(self, duty: Duty, actor: Principal, **changed: Any) -> Duty:
        values = {"code": RefusalCode.OTHER_WAY, "reason": REASON} | on_day(DAY) | changed
        return actions.refuse_duty(duty_id=duty.pk, actor=actor, **values)

    def test_ends_the_duty_with_ground_and_reason(
        self, final: Case, gas_manager: Principal
    ) -> None:
        done = self.refuse(duty_of(final), gas_manager)

        assert (done.state, done.refusal_code) == (DutyState.REFUSED, RefusalCode.OTHER_WAY)
        assert (done.refusal_reason, done.refused_by) == (REASON, gas_manager.user_id)

    def test_leaves_one_event(self, final: Case, gas_manager: Principal) -> None:
        self.refuse(duty_of(final), gas_manager)

        assert AuditEvent.objects.get(verb="duty.refused").note == REASON

    def test_is_not_ended_by_a_contract_that_runs(
        self, final: Case, gas_manager: Principal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            self.refuse(duty_of(final), gas_manager, code=RefusalCode.CONTRACT_OVER)

        assert list(refusal.value.fields) == ["code"]
        monkeypatch.setattr("oversight.facts.refusals.BLOCKING", ())
        done = self.refuse(duty_of(final), gas_manager, code=RefusalCode.CONTRACT_OVER)
        assert done.state == DutyState.REFUSED

    def test_offers_no_ground_that_is_known_to_be_untrue(
        self, final: Case, gas_manager: Principal, browser_of: Any
    ) -> None:
        page = browser_of(gas_manager).get(f"{duty_of(final).get_absolute_url()}/refuse")

        offered = {code for code, _label in page.context["form"].fields["code"].choices}
        assert RefusalCode.CONTRACT_OVER not in offered
        assert RefusalCode.CASE_CLOSED not in offered
        assert RefusalCode.OTHER_WAY in offered

    def test_says_above_all_that_its_file_is_to_be_chosen_again(
        self, final: Case, gas_manager: Principal, browser_of: Any
    ) -> None:
        page = browser_of(gas_manager).post(
            f"{duty_of(final).get_absolute_url()}/refuse",
            {"code": RefusalCode.OTHER_WAY, "reason": "کوتاه", "scan": scan("letter.png")},
        )

        assert page.status_code == 422
        summary = page.text.split('<div class="error-summary"')[1].split("</div>")[0]
        assert "letter.png" in summary
        assert "#id_scan" in summary

    def order(self, final: Case, **changed: Any) -> dict[str, Any]:
        """Return the arguments of a stay by a court."""
        return {
            "code": RefusalCode.COURT, "document_no": "۱۴۰۵/۱۲", "document_on": DAY,
            "scan": scan(),
        } | changed  # fmt: skip

    def test_by_order_of_a_court_keeps_its_number_day_and_scan(
        self, final: Case, gas_manager: Principal
    ) -> None:
        done = self.refuse(duty_of(final), gas_manager, **self.order(final))

        assert done.papers.get().scan_sha256
        assert (done.refusal_document_no, done.refusal_document_on) == ("۱۴۰۵/۱۲", DAY)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"scan": None}, "scan"),
            ({"document_no": "دستور"}, "document_no"),
            ({"document_on": None}, "document_on"),
            ({"document_on": date(2020, 1, 1)}, "document_on"),
        ],
    )
    def test_by_order_of_a_court_asks_for_its_proof(
        self, final: Case, gas_manager: Principal, changed: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            self.refuse(duty_of(final), gas_manager, **self.order(final, **changed))

        assert list(refusal.value.fields) == [field]

    def test_by_order_of_a_court_names_all_that_it_lacks_at_once(
        self, final: Case, gas_manager: Principal, browser_of: Any
    ) -> None:
        page = f"{duty_of(final).get_absolute_url()}/refuse"
        with time_machine.travel(moment(DAY), tick=False):
            answer = browser_of(gas_manager).post(page, {"code": "court", "reason": "کوتاه"})

        errors = answer.context["form"].errors
        assert set(errors) == {"reason", "document_no", "document_on", "scan"}

    def test_by_order_of_a_court_is_entered_by_nobody_who_decided(
        self,
        final: Case,
        gas_manager: Principal,
        gas_appeal: Principal,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The made case was decided by nobody who has an account: say that the manager did."""
        decided = "oversight.facts.refusals.has_decided"
        monkeypatch.setattr(decided, lambda case, account: account == gas_manager.user_id)
        with pytest.raises(NotPermitted):
            self.refuse(duty_of(final), gas_manager, **self.order(final))

        duty = Duty.objects.filter(pk=duty_of(final).pk)
        written = {
            "state": DutyState.REFUSED, "ended_on": DAY, "refusal_code": RefusalCode.COURT,
            "refusal_reason": REASON, "refused_by": gas_manager.user_id,
        }  # fmt: skip
        assert "number, day and scan" in refused_at_runtime(lambda: duty.update(**written))
        done = self.refuse(duty_of(final), gas_appeal, **self.order(final))
        assert done.state == DutyState.REFUSED

    def test_by_order_of_a_court_is_not_offered_to_who_decided(
        self,
        final: Case,
        gas_manager: Principal,
        gas_appeal: Principal,
        browser_of: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        decided = "oversight.facts.refusals.has_decided"
        monkeypatch.setattr(decided, lambda case, account: account == gas_manager.user_id)
        address = f"{duty_of(final).get_absolute_url()}/refuse"
        with time_machine.travel(moment(DAY), tick=False):
            own, other = (browser_of(who).get(address) for who in (gas_manager, gas_appeal))

        assert gas_appeal.name in own.context["barred"]
        assert own.context["barred"] in own.text
        assert "document_no" not in own.context["form"].fields
        assert "document_no" in other.context["form"].fields
        assert not other.context["barred"]
        codes = {code for code, _label in own.context["form"].fields["code"].choices}
        assert RefusalCode.COURT not in codes

    def test_is_no_form_where_a_court_alone_is_the_ground(
        self,
        final: Case,
        gas_manager: Principal,
        browser_of: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        decided = "oversight.facts.refusals.has_decided"
        monkeypatch.setattr(decided, lambda case, account: account == gas_manager.user_id)
        monkeypatch.setattr("oversight.facts.refusals.grounds_of", lambda duty: [RefusalCode.COURT])
        address = f"{duty_of(final).get_absolute_url()}/refuse"
        with time_machine.travel(moment(DAY), tick=False):
            page = browser_of(gas_manager).get(address)

        assert page.status_code == 409
        assert "مدیر سامانه" in page.context["against"]

    def test_says_that_the_deputy_may_reopen(
        self, final: Case, gas_manager: Principal, browser_of: Any
    ) -> None:
        with time_machine.travel(moment(DAY), tick=False):
            page = browser_of(gas_manager).get(f"{duty_of(final).get_absolute_url()}/refuse")

        assert "معاون می‌تواند" in page.context["lead"]

    def test_refuses_what_is_over(self, final: Case, gas_manager: Principal) -> None:
        with pytest.raises(IllegalMove):
            self.refuse(duty_of(final, DutyKind.SERVE), gas_manager)

    @pytest.mark.parametrize(
        "wrong", [{"code": "because"}, {"code": RefusalCode.CASE_CLOSED}, {"reason": "نه"}]
    )
    def test_asks_for_a_ground_and_a_reason(
        self, final: Case, gas_manager: Principal, wrong: Any
    ) -> None:
        with pytest.raises(Invalid):
            self.refuse(duty_of(final), gas_manager, **wrong)

        assert duty_of(final).is_open

    def test_leads_back_through_its_breadcrumbs(
        self, final: Case, gas_manager: Principal, browser_of: Any
    ) -> None:
        duty = duty_of(final)

        assert duty.agency

        page = browser_of(gas_manager).get(f"{duty.get_absolute_url()}/refuse")

        crumbs = page.content.decode().split('class="crumbs"')[1].split("</nav>")[0]
        for address in ("/duties", duty.agency.get_absolute_url(), duty.get_absolute_url()):
            assert f'href="{address}"' in crumbs

    def test_is_not_offered_for_what_is_over(
        self, final: Case, gas_manager: Principal, browser_of: Any
    ) -> None:
        done = self.refuse(duty_of(final), gas_manager)

        page = browser_of(gas_manager).get(f"{done.get_absolute_url()}/refuse")

        assert page.status_code == 409
        assert "پایان یافته است" in page.content.decode()
        assert "textarea" not in page.content.decode()

    def test_leaves_a_review_to_be_decided(
        self, review: TerminationReview, gas_manager: Principal
    ) -> None:
        with pytest.raises(IllegalMove):
            self.refuse(Duty.objects.get(flag__in=review.flags.all()), gas_manager)

    def test_is_no_silence_for_the_rule(
        self, final: Case, gas_manager: Principal, clock: Principal, day: date
    ) -> None:
        def silent() -> int:
            run = actions.flag_termination_review(as_of=day, actor=clock, at=moment(day))
            return int(run.counts["by_rule"].get("A01", 0))

        self.refuse(duty_of(final), gas_manager)
        assert silent() == 0

    def test_refuses_a_role_without_the_permission(self, final: Case, gas_clerk: Any) -> None:
        with pytest.raises(NotPermitted):
            self.refuse(duty_of(final), gas_clerk)

    def test_refuses_the_manager_of_another_agency(self, final: Case, power_manager: Any) -> None:
        with pytest.raises(Duty.DoesNotExist):
            self.refuse(duty_of(final), power_manager)


class TestDatabase:
    @pytest.mark.parametrize(
        "change",
        [
            "state = 'deputy', reminded_on = starts_on, head_on = starts_on, deputy_on = starts_on",
            "state = 'refused', ended_on = starts_on, refusal_code = 'court'",
            "state = 'acted'",
            "starts_on = starts_on - 1",
            "due_on = due_on + 1",
            "state = 'void', ended_on = starts_on",
            "state = 'acted', ended_on = starts_on",
            "state = 'void', ended_on = starts_on, void_cause = 'overturned'",
        ],
    )
    def test_refuses_what_skips_the_ladder(
        self, final: Case, clock: Principal, change: str
    ) -> None:
        actions.date_duties(actor=clock)
        with (
            pytest.raises((IntegrityError, InternalError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"UPDATE oversight_duty SET {change} WHERE id = %s",
                [duty_of(final).pk],
            )

    @pytest.mark.parametrize(
        "statement", ["DELETE FROM oversight_duty", "TRUNCATE oversight_duty CASCADE"]
    )
    def test_takes_no_duty_away(self, final: Case, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
                cursor.execute(statement)

    def test_has_no_second_duty_for_a_finding(self, final: Case) -> None:
        duty = duty_of(final)
        duty.pk, duty.public_id = None, "00000000-0000-7000-8000-000000000001"
        with pytest.raises(IntegrityError), transaction.atomic():
            duty.save(force_insert=True)


class TestCheckDuties:
    def test_finds_nothing_where_all_is_well(
        self, final: Case, review: TerminationReview, clock: Principal, day: date
    ) -> None:
        run = actions.check_duties(as_of=day, actor=clock, at=moment(day))

        assert run.counts["astray"] == 0
        assert run.counts["findings"] >= 2
        assert AuditEvent.objects.filter(verb="duties.checked").count() == 1

    def test_names_a_finding_without_its_duty(self, final: Case, clock: Principal) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE oversight_duty DISABLE TRIGGER oversight_duty_kept")
            cursor.execute("DELETE FROM oversight_duty WHERE id = %s", [duty_of(final).pk])

        _findings, astray = look()

        assert [(one.kind, one.number, one.duties) for one in astray] == [
            ("execute", final.number, 0)
        ]

    def test_looks_once_a_day(self, final: Case, clock: Principal, day: date) -> None:
        for _time in range(2):
            actions.check_duties(as_of=day, actor=clock, at=moment(day))

        assert AuditEvent.objects.filter(verb="duties.checked").count() == 1

    def test_refuses_a_role_without_the_permission(self, gas_manager: Any, day: date) -> None:
        with pytest.raises(NotPermitted):
            actions.check_duties(as_of=day, actor=gas_manager, at=moment(day))


class TestVisibleTo:
    @pytest.mark.parametrize("who", ["deputy", "auditor", "gas_manager", "gas_clerk"])
    def test_shows_the_province_all_and_the_agency_its_own(
        self, final: Case, request: Any, who: str
    ) -> None:
        person = request.getfixturevalue(who)
        assert Duty.objects.visible_to(person).filter(case=final).exists()

    @pytest.mark.parametrize("who", ["power_manager", "operator", "association"])
    def test_shows_nobody_else_anything(self, final: Case, request: Any, who: str) -> None:
        person = request.getfixturevalue(who)
        assert not Duty.objects.visible_to(person).filter(case=final).exists()


def day_of(duty: Duty) -> date:
    """Return the day on which a duty came before the deputy."""
    assert duty.deputy_on
    return duty.deputy_on


class TestRaiseDuty:
    """What the deputy does: the agenda at once, and a late refusal reopened."""

    @pytest.fixture
    def late(self, final: Case, clock: Principal) -> Duty:
        """Return a duty that stands before the deputy."""
        assert final.final_on
        day = final.final_on
        while duty_of(final).state != DutyState.DEPUTY:
            follow(day, clock)
            day += timedelta(days=1)
        return duty_of(final)

    def refuse(self, duty: Duty, actor: Principal, day: date) -> Duty:
        return actions.refuse_duty(
            duty_id=duty.pk, code=RefusalCode.OTHER_WAY, reason=REASON, actor=actor,
            scan=scan() if duty.deputy_on else None, **on_day(day),
        )  # fmt: skip

    def test_puts_it_on_the_agenda_at_once(self, late: Duty, deputy: Principal) -> None:
        day = day_of(late)
        done = actions.put_duty_on_agenda(
            duty_id=late.pk, reason=REASON, actor=deputy, **on_day(day)
        )

        assert (done.state, done.agenda_on) == (DutyState.AGENDA, day)
        with pytest.raises(IllegalMove):
            actions.put_duty_on_agenda(duty_id=late.pk, reason=REASON, actor=deputy, **on_day(day))

    def test_runs_from_the_start_after_it_was_reopened(
        self, late: Duty, gas_manager: Principal, deputy: Principal
    ) -> None:
        day = day_of(late)
        self.refuse(late, gas_manager, day)

        done = actions.reopen_duty(duty_id=late.pk, reason=REASON, actor=deputy, **on_day(day))

        assert (done.state, done.ended_on, done.refusal_code) == (DutyState.RUNNING, None, "")
        assert (done.reopened_on, done.reopened_by) == (day, deputy.user_id)
        assert why_not(PUT_ON_AGENDA, done, deputy, day) is not None
        steps = [step for step in ladder(done) if step.state == DutyState.DEPUTY]
        assert [step.on for step in steps] == [day, None]

    def test_has_its_whole_period_again_after_it_was_reopened(
        self, late: Duty, gas_manager: Principal, deputy: Principal
    ) -> None:
        case, agency = late.case, late.agency
        assert case
        assert agency
        day = day_of(late) + timedelta(days=7)
        self.refuse(late, gas_manager, day)

        done = actions.reopen_duty(duty_id=late.pk, reason=REASON, actor=deputy, **on_day(day))

        due = deadline("execution", day, case.county.public_id, body=agency.kind).due_on
        case.refresh_from_db()
        assert done.due_on == case.execution_due_on == due
        kept = KeptDeadline.objects.get(clock="case.execution", subject_id=case.public_id)
        assert (kept.starts_on, kept.due_on, kept.moves.get().cause) == (day, due, "reopening")
        assert not {"ignored", "raised"} & {task.kind for task in work_of(deputy, day)}

    def test_shows_each_step_with_its_reason_to_both_sides(
        self, late: Duty, gas_manager: Principal, deputy: Principal, browser_of: Any
    ) -> None:
        day, why = day_of(late), ["نخست در دستور کار.", "سپس دستگاه نپذیرفت.", "باز پیگیری شد."]
        why = [f"{text} متن بلند برای آزمون" for text in why]
        actions.put_duty_on_agenda(duty_id=late.pk, reason=why[0], actor=deputy, **on_day(day))
        actions.refuse_duty(
            duty_id=late.pk, code=RefusalCode.OTHER_WAY, reason=why[1], actor=gas_manager,
            scan=scan(), **on_day(day),
        )  # fmt: skip
        assert "refused" in {task.kind for task in work_of(deputy, day)}
        actions.reopen_duty(duty_id=late.pk, reason=why[2], actor=deputy, **on_day(day))
        assert "refused" not in {task.kind for task in work_of(deputy, day)}

        for reader in (gas_manager, deputy):
            page = browser_of(reader).get(late.get_absolute_url())
            notes = [step.note for step in page.context["steps"] if step.on]
            found = [text for note in notes for text in why if note.endswith(text)]
            assert found == why
            assert all(text in page.text for text in why)

    def test_says_which_day_is_that_of_the_service_itself(
        self, contract: Contract, clock: Principal, gas_manager: Principal, browser_of: Any
    ) -> None:
        case = make_case(contract=contract)
        actions.date_duties(actor=clock)
        duty = duty_of(case, DutyKind.SERVE)
        assert case.serve_due_on != duty.due_on

        page = browser_of(gas_manager).get(duty.get_absolute_url())

        assert page.context["serve_until"] == case.serve_due_on

    def test_leaves_a_refusal_whose_case_was_closed_since(
        self, final: Case, late: Duty, gas_manager: Principal, deputy: Principal
    ) -> None:
        day = day_of(late)
        self.refuse(late, gas_manager, day)
        late.refresh_from_db()
        assert late.case
        late.case.state = CaseState.CLOSED_NO_ACTION

        assert why_not(REOPEN, late, deputy, day) is not None

    def test_moves_its_period_by_a_receipt_that_the_database_lets_pass(
        self, late: Duty, gas_manager: Principal, deputy: Principal
    ) -> None:
        day = today()
        self.refuse(late, gas_manager, day)

        with runtime_role():
            done = actions.reopen_duty(duty_id=late.pk, reason=REASON, actor=deputy, **on_day(day))

        assert done.due_on
        assert done.due_on > day

    def test_has_no_receipt_without_a_reopening(self, late: Duty) -> None:
        assert late.case
        kept = KeptDeadline.objects.get(clock="case.execution", subject_id=late.case.public_id)
        receipt = DeadlineMove(
            deadline=kept, cause="reopening", old_on=kept.due_on, old_version="v1",
            new_on=kept.due_on + timedelta(days=1), new_version="v1", why=REASON, moved_on=DAY,
            moved_at=moment(DAY),
        )  # fmt: skip

        assert "begins anew with the duty" in refused_at_runtime(receipt.save)

    def test_stands_in_the_trail_of_its_case(
        self, late: Duty, gas_manager: Principal, deputy: Principal, browser_of: Any
    ) -> None:
        assert late.case
        day = day_of(late)
        self.refuse(late, gas_manager, day)
        actions.reopen_duty(duty_id=late.pk, reason=REASON, actor=deputy, **on_day(day))

        page = browser_of(gas_manager).get(late.case.get_absolute_url())

        titles = [event["title"] for event in page.context["events"]]
        assert {sentence("duty.refused"), sentence("duty.reopened")} <= {*titles}

    def test_writes_no_step_that_was_not_reached_into_a_reopened_duty(
        self, final: Case, gas_manager: Principal, deputy: Principal
    ) -> None:
        duty = self.refuse(duty_of(final), gas_manager, DAY)

        done = actions.reopen_duty(duty_id=duty.pk, reason=REASON, actor=deputy, **on_day(DAY))

        assert (done.state, done.ended_on) == (DutyState.RUNNING, None)
        assert not any(getattr(done, column) for column in STEP_DAYS.values())
        with pytest.raises(Invalid) as refusal:  # the next refusal has its document
            self.refuse(done, gas_manager, DAY)
        assert set(refusal.value.fields) == {"scan"}

    def test_ends_a_reopened_duty_whose_step_was_done_since(
        self, final: Case, late: Duty, gas_manager: Principal, deputy: Principal
    ) -> None:
        day = day_of(late)
        self.refuse(late, gas_manager, day)
        Case.objects.filter(pk=final.pk).update(executed_on=day, executed_by=0)

        done = actions.reopen_duty(duty_id=late.pk, reason=REASON, actor=deputy, **on_day(day))

        assert (done.state, done.ended_on) == (DutyState.ACTED, day)

    def test_needs_a_document_to_be_refused(
        self, late: Duty, gas_manager: Principal, clock: Principal
    ) -> None:
        given: Any = {"code": RefusalCode.OTHER_WAY, "reason": REASON, "actor": gas_manager}
        with pytest.raises(Invalid) as refusal:
            actions.refuse_duty(duty_id=late.pk, **given, **on_day(day_of(late)))
        assert set(refusal.value.fields) == {"scan"}
        values = {"state": "refused", "ended_on": day_of(late), "refusal_code": "other_way",
                  "refusal_reason": REASON}  # fmt: skip
        assert "scan" in refused_at_runtime(
            lambda: Duty.objects.filter(pk=late.pk).update(**values)
        )

        done = self.refuse(late, gas_manager, day_of(late))

        paper = done.papers.get()
        opened = actions.open_refusal(paper_id=paper.pk, actor=gas_manager, at=moment(DAY))
        assert opened.is_whole
        assert AuditEvent.objects.filter(verb="duty.scan_opened").count() == 1

    def test_climbs_anew_after_it_was_reopened(
        self, late: Duty, gas_manager: Principal, deputy: Principal, clock: Principal
    ) -> None:
        day = day_of(late)
        self.refuse(late, gas_manager, day)
        actions.reopen_duty(duty_id=late.pk, reason=REASON, actor=deputy, **on_day(day))

        late.refresh_from_db()
        assert late.due_on
        assert late.due_on > day
        while day < late.due_on + timedelta(days=25):
            day += timedelta(days=1)
            follow(day, clock)
        late.refresh_from_db()
        assert late.reminded_on
        assert late.head_on
        assert late.deputy_on
        assert late.agenda_on
        assert late.reopened_on
        assert late.reopened_on < late.reminded_on < late.head_on <= late.due_on
        assert late.due_on < late.deputy_on < late.agenda_on
        assert late.state == DutyState.AGENDA

    def test_is_the_deputys(self, late: Duty, gas_manager: Principal) -> None:
        day = day_of(late)
        with pytest.raises(NotPermitted):
            actions.put_duty_on_agenda(
                duty_id=late.pk, reason=REASON, actor=gas_manager, **on_day(day)
            )
        self.refuse(late, gas_manager, day)
        with pytest.raises(NotPermitted):
            actions.reopen_duty(duty_id=late.pk, reason=REASON, actor=gas_manager, **on_day(day))

    @pytest.mark.parametrize(
        ("who", "assignment"),
        [
            ("gas_manager", "state = 'running'"),
            ("deputy", "state = 'agenda'"),
            ("deputy", "state = 'deputy'"),
            ("deputy", "state = 'running', deputy_on = NULL"),
            ("deputy", "state = 'running', due_on = due_on + 1"),
            ("deputy", "state = 'running', starts_on = starts_on + 1"),
        ],
    )
    def test_is_asked_by_the_database_too(
        self, late: Duty, gas_manager: Principal, deputy: Principal, who: str, assignment: str
    ) -> None:
        day = day_of(late)
        self.refuse(late, gas_manager, day)
        account = {"gas_manager": gas_manager, "deputy": deputy}[who].user_id

        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE oversight_duty SET {assignment}, ended_on = NULL, refusal_code = '',"
                " refusal_reason = '', refused_by = NULL, refused_by_name = '', reopened_on = %s,"
                " reopened_by = %s WHERE id = %s",
                [day, account, late.pk],
            )
