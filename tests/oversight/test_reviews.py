"""Every action of a review: does it, leaves one event, refuses the state, refuses the role."""

import hashlib
from datetime import timedelta
from functools import partial

import pytest

from audit.models import AuditEvent
from contracts import actions as contracts
from contracts.models import Contract, EndingProof, Waiver
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from core.persian import latin_digits
from notices.models import Dispatch
from offices.models import TouchedOffice
from oversight import actions
from oversight.facts.pages import waiver_text
from oversight.facts.state_check import differences
from oversight.facts.windows import clocks
from oversight.models import Flag, FlagEnd, TerminationReview
from oversight.states import ReviewState
from tests import factories
from tests.contracts.stories import agreed_end, scan
from tests.oversight import steps
from tests.oversight.steps import LONG_AGO as DAY
from tests.oversight.steps import REASONS, moment
from tests.sql import refused
from tests.violations.stories import scan_of
from violations import actions as violations
from violations.models import CaseReport

later = partial(steps.later, day=DAY)
PICTURE = object()  # a good scan, made anew for each test


@pytest.fixture
def day():
    """Let the reviews of this module begin long ago."""
    return DAY


def events(review, verb):
    return AuditEvent.objects.about(review).filter(verb=verb).count()


def decide(review, actor, outcome="warn", on=DAY, **values):
    return actions.decide_review(
        review_id=review.pk, outcome=outcome, reasons=values.pop("reasons", REASONS),
        actor=actor, on=on, at=moment(on), **values,
    )  # fmt: skip


def stale(principal):
    from dataclasses import replace

    return replace(principal, fresh_factor=False)


class TestAcknowledge:
    def test_begins_the_offices_time(self, served):
        assert served.served_on == DAY
        assert served.hearing_due_on == later(11)  # ten days after the day of service
        assert "متصدی نمونه" in served.service_proof

    def test_leaves_one_event(self, served):
        assert events(served, "review.served") == 1

    def test_refuses_a_second_time(self, served, operator):
        with pytest.raises(IllegalMove):
            actions.acknowledge_review(review_id=served.pk, actor=operator, on=DAY, at=moment(DAY))

    def test_refuses_a_role_without_the_permission(self, review, gas_manager):
        with pytest.raises(NotPermitted):
            actions.acknowledge_review(
                review_id=review.pk, actor=gas_manager, on=DAY, at=moment(DAY)
            )

    def test_does_not_find_another_offices_review(self, review, other_operator):
        with pytest.raises(TerminationReview.DoesNotExist):
            actions.acknowledge_review(
                review_id=review.pk, actor=other_operator, on=DAY, at=moment(DAY)
            )


class TestRecordService:
    def record(
        self, review, actor, served_on=DAY, proof="رسید پست ۱۲۳", file=PICTURE, on=None
    ):  # fmt: skip
        on = on or later(2)
        return actions.record_review_service(
            review_id=review.pk, served_on=served_on, proof=proof, actor=actor, on=on,
            at=moment(on), scan=scan() if file is PICTURE else file,
        )  # fmt: skip

    def test_counts_from_the_day_of_service(self, review, gas_clerk):
        done = self.record(review, gas_clerk, served_on=later(1))

        assert (done.served_on, done.service_proof) == (later(1), "رسید پست ۱۲۳")
        assert done.hearing_due_on >= later(12)
        assert events(done, "review.served") == 1

    def test_keeps_the_scan_of_the_receipt_with_the_letter(self, review, gas_clerk):
        self.record(review, gas_clerk)

        dispatch = Dispatch.objects.get(letter__subject_id=review.public_id)
        assert (dispatch.channel, dispatch.proof, dispatch.scan_type) == (
            "paper", "receipt", "image/png"
        )  # fmt: skip
        assert dispatch.scan_sha256 == hashlib.sha256(bytes(dispatch.scan)).hexdigest()

    @pytest.mark.parametrize(
        ("file", "cure"),
        [
            (None, "تصویر رسید"),
            (scan("رسید.png", b"MZ not a picture"), "ذخیره کنید"),
            (scan("رسید.png", bytes(2_000_000)), "مگابایت"),
        ],
    )
    def test_refuses_service_without_a_good_scan(self, review, gas_clerk, settings, file, cure):
        settings.EVIDENCE_MAX_BYTES = 1_000_000

        with pytest.raises(Invalid) as refusal:
            self.record(review, gas_clerk, file=file)

        review.refresh_from_db()
        assert cure in refusal.value.fields["scan"][0]
        assert (review.served_on, Dispatch.objects.count()) == (None, 0)

    @pytest.mark.parametrize("days", [-1, 3])
    def test_refuses_a_day_before_the_notice_or_ahead(self, review, gas_clerk, days):
        with pytest.raises(Invalid):
            self.record(review, gas_clerk, served_on=later(days))

    def test_refuses_service_without_a_receipt(self, review, gas_clerk):
        with pytest.raises(Invalid):
            self.record(review, gas_clerk, proof=" ")

    def test_refuses_what_was_served(self, served, gas_clerk):
        with pytest.raises(IllegalMove):
            self.record(served, gas_clerk)

    def test_refuses_a_role_without_the_permission(self, review, expert):
        with pytest.raises(NotPermitted):
            self.record(review, expert)

    def test_does_not_find_another_agencys_review(self, review, power_clerk):
        with pytest.raises(TerminationReview.DoesNotExist):
            self.record(review, power_clerk)


class TestAnswer:
    def test_ends_nothing(self, answered, gas_manager):
        assert (answered.state, answered.heard_on) == (ReviewState.OPEN, None)
        assert not answered.statement_is_late
        assert events(answered, "review.answered") == 1
        with pytest.raises(IllegalMove):
            decide(answered, gas_manager)

    def test_is_heard_after_the_last_day(self, answered, clock, gas_manager):
        day = answered.hearing_due_on + timedelta(days=1)
        assert actions.hear_lapsed(as_of=answered.hearing_due_on, actor=clock) == []
        assert actions.hear_lapsed(as_of=day, actor=clock) == [answered.pk]
        answered.refresh_from_db()
        assert (answered.state, answered.heard_on) == (ReviewState.HEARD, day)
        office, _agency = clocks(answered, day)
        assert (office.ribbon.late, office.ribbon.marked) == (0, answered.hearing_due_on)

    def test_is_completed_until_the_last_day(self, answered, operator, clock):
        first, due = answered.statement, answered.hearing_due_on
        said = {"review_id": answered.pk, "text": "این را هم می‌افزاییم.", "actor": operator}

        done = actions.answer_review(**said, on=due, at=moment(due))

        assert done.statement.startswith(first)
        assert done.statement.endswith(said["text"])
        assert (done.statement_on, done.hearing_due_on) == (answered.statement_on, due)
        over = due + timedelta(days=1)
        with pytest.raises(IllegalMove):
            actions.answer_review(**said, on=over, at=moment(over))
        assert "recorded once" in refused(
            lambda: TerminationReview.objects.filter(pk=done.pk).update(statement="دیگر")
        )

    def test_acknowledges_what_was_not_acknowledged(self, review, operator):
        done = actions.answer_review(
            review_id=review.pk, text="پاسخ دفتر این است.", actor=operator, on=DAY, at=moment(DAY)
        )

        assert done.served_on == DAY

    def test_keeps_a_late_one_and_marks_it(self, served, operator, clock):
        actions.hear_lapsed(as_of=later(12), actor=clock)

        done = actions.answer_review(
            review_id=served.pk, text="پاسخ دیرهنگام دفتر.", actor=operator, on=later(12),
            at=moment(later(12)),
        )  # fmt: skip

        assert done.statement_is_late
        assert done.heard_on == later(12)

    def test_refuses_a_second_one_when_its_time_was_ended(self, heard, operator):
        with pytest.raises(IllegalMove):
            actions.answer_review(
                review_id=heard.pk, text="پاسخ دوم دفتر", actor=operator, on=DAY, at=moment(DAY)
            )

    def test_refuses_an_empty_one(self, served, operator):
        with pytest.raises(Invalid):
            actions.answer_review(
                review_id=served.pk, text="  ", actor=operator, on=DAY, at=moment(DAY)
            )

    def test_refuses_a_role_without_the_permission(self, served, gas_clerk):
        with pytest.raises(NotPermitted):
            actions.answer_review(
                review_id=served.pk, text="به‌جای دفتر", actor=gas_clerk, on=DAY, at=moment(DAY)
            )


class TestWaive:
    def waive(self, review, actor):
        return actions.waive_hearing(review_id=review.pk, actor=actor, on=DAY, at=moment(DAY))

    def test_ends_the_time_and_keeps_the_sentence(self, served, operator):
        official = waiver_text(served)

        done = self.waive(served, operator)

        assert done.state == ReviewState.HEARD
        assert Waiver.objects.get(subject_id=served.public_id).text == official
        assert events(done, "review.hearing_waived") == 1

    def test_lets_the_agency_decide_at_once(self, served, operator, gas_manager):
        decided = decide(self.waive(served, operator), gas_manager)

        assert decided.outcome == "warn"

    def test_needs_a_fresh_factor(self, served, operator):
        with pytest.raises(FactorRequired):
            self.waive(served, stale(operator))

    def test_refuses_before_service(self, review, operator):
        with pytest.raises(IllegalMove):
            self.waive(review, operator)

    def test_refuses_after_hearing(self, heard, operator):
        with pytest.raises(IllegalMove):
            self.waive(heard, operator)

    def test_refuses_a_role_without_the_permission(self, served, gas_manager):
        with pytest.raises(NotPermitted):
            self.waive(served, gas_manager)


class TestHearLapsed:
    def test_waits_for_the_last_day(self, served, clock):
        assert actions.hear_lapsed(as_of=served.hearing_due_on, actor=clock) == []

    def test_hears_the_day_after(self, served, clock):
        day = served.hearing_due_on + timedelta(days=1)

        assert actions.hear_lapsed(as_of=day, actor=clock) == [served.pk]
        served.refresh_from_db()
        office, _agency = clocks(served, day)
        assert (office.ribbon.late, office.ribbon.marked) == (0, served.hearing_due_on)
        assert (served.state, served.heard_on) == (ReviewState.HEARD, day)
        assert actions.hear_lapsed(as_of=day, actor=clock) == []

    @pytest.mark.parametrize("silent", ["served", "escalated"])
    def test_name_the_state_in_the_event(self, served, clock, silent):
        day = served.hearing_due_on + timedelta(days=1)
        if silent == "escalated":
            actions.escalate_silent(as_of=served.decision_due_on + timedelta(days=1), actor=clock)

        actions.hear_lapsed(as_of=max(day, later(50)), actor=clock)

        assert differences() == []

    def test_leaves_an_escalated_one_escalated(self, review, operator, clock):
        day = review.decision_due_on + timedelta(days=1)
        actions.escalate_silent(as_of=day, actor=clock)
        actions.acknowledge_review(review_id=review.pk, actor=operator, on=day, at=moment(day))

        actions.hear_lapsed(as_of=day + timedelta(days=30), actor=clock)

        review.refresh_from_db()
        assert review.state == ReviewState.ESCALATED
        assert review.heard_on is not None

    def test_refuses_people(self, served, deputy):
        with pytest.raises(NotPermitted):
            actions.hear_lapsed(as_of=later(50), actor=deputy)

    def test_takes_the_same_number_of_queries_for_one_and_for_twenty(
        self, clock, gas, first_policy, django_assert_max_num_queries
    ):
        for _number in range(20):
            contract = factories.make_contract(agency=gas)
            TerminationReview.objects.create(
                number=f"1405-F-{contract.pk}", contract=contract, office=contract.office,
                agency=gas, county=contract.county, opened_on=DAY, issued_on=DAY, issued_by=1,
                decision_due_on=DAY,
            )  # fmt: skip
        TerminationReview.objects.update(
            served_on=DAY, service_proof="رسید", hearing_due_on=later(10), version=2
        )

        with django_assert_max_num_queries(12 + 2):  # the news, and void proposals
            assert len(actions.hear_lapsed(as_of=later(11), actor=clock)) == 20


class TestDecide:
    def test_warns_and_closes(self, heard, gas_manager):
        done = decide(heard, gas_manager)

        assert (done.state, done.outcome) == (ReviewState.CLOSED, "warn")
        assert done.decided_by_name == "مدیر گاز"
        assert events(done, "review.decided") == 1

    def test_ends_the_flags(self, heard, gas_manager):
        decide(heard, gas_manager)

        assert set(FlagEnd.objects.values_list("kind", flat=True)) == {"decided"}
        assert not Flag.objects.open().filter(contract=heard.contract, is_watch=False).exists()

    def test_keeps_with_a_plan(self, heard, gas_manager, clock):
        done = decide(
            heard, gas_manager, "keep", plan="آموزش دوبارهٔ کاربران باجه", plan_due_on=later(60)
        )

        assert done.state == ReviewState.DECIDED
        assert actions.close_executed(as_of=later(60), actor=clock) == []
        assert actions.close_executed(as_of=later(61), actor=clock) == [done.pk]

    def test_suspends_by_a_proof_of_its_own(self, heard, gas_manager):
        done = decide(heard, gas_manager, "suspend", suspension_days=30)

        contract = Contract.objects.get(pk=heard.contract_id)
        assert (contract.state, contract.suspended_until) == ("suspended", later(29))
        assert contract.suspension_proof.source_id == heard.public_id
        assert done.state == ReviewState.CLOSED

    def test_terminates_by_notice(self, heard, gas_manager, clock):
        done = decide(heard, gas_manager, "terminate")

        contract = Contract.objects.get(pk=heard.contract_id)
        assert contract.state == "termination_notice"
        assert contract.ending_proof.kind == "decided_review"
        assert done.state == ReviewState.DECIDED
        assert actions.close_executed(as_of=later(1), actor=clock) == []

    def test_decides_an_escalated_one(self, heard, gas_manager, clock):
        day = heard.decision_due_on + timedelta(days=1)
        actions.escalate_silent(as_of=day, actor=clock)

        assert decide(heard, gas_manager, on=day).outcome == "warn"

    def test_touches_the_office(self, heard, gas_manager):
        TouchedOffice.objects.all().delete()

        decide(heard, gas_manager)

        assert TouchedOffice.objects.get().office_id == heard.office_id

    def test_refuses_before_the_office_was_heard(self, served, gas_manager):
        with pytest.raises(IllegalMove):
            decide(served, gas_manager)

    def test_refuses_a_second_decision(self, heard, gas_manager):
        decide(heard, gas_manager)

        with pytest.raises(IllegalMove):
            decide(heard, gas_manager)

    @pytest.mark.parametrize(("length", "is_enough"), [(99, False), (100, True)])
    def test_asks_for_reasons_of_a_hundred_characters(self, heard, gas_manager, length, is_enough):
        if is_enough:
            assert decide(heard, gas_manager, reasons="د" * length).reasons == "د" * length
            return
        with pytest.raises(Invalid) as refusal:
            decide(heard, gas_manager, reasons="د" * length)
        assert "reasons" in refusal.value.fields

    @pytest.mark.parametrize(
        ("outcome", "values", "field"),
        [
            ("keep", {"plan": "", "plan_due_on": later(9)}, "plan"),
            ("keep", {"plan": "برنامهٔ بهبود دفتر"}, "plan_due_on"),
            ("keep", {"plan": "برنامهٔ بهبود دفتر", "plan_due_on": DAY}, "plan_due_on"),
            ("suspend", {}, "suspension_days"),
            ("suspend", {"suspension_days": 0}, "suspension_days"),
            ("suspend", {"suspension_days": 61}, "suspension_days"),
            ("forgive", {}, "outcome"),
        ],
    )
    def test_asks_for_what_the_outcome_needs(self, heard, gas_manager, outcome, values, field):
        with pytest.raises(Invalid) as refusal:
            decide(heard, gas_manager, outcome, **values)

        assert field in refusal.value.fields
        heard.refresh_from_db()
        assert heard.state == ReviewState.HEARD

    def test_needs_a_fresh_factor(self, heard, gas_manager):
        with pytest.raises(FactorRequired):
            decide(heard, stale(gas_manager))

    @pytest.mark.parametrize("role", ["deputy", "expert", "secretariat", "gas_clerk", "operator"])
    def test_refuses_everybody_but_the_manager(self, heard, role, request):
        with pytest.raises(NotPermitted):
            decide(heard, request.getfixturevalue(role))

    def test_does_not_find_another_agencys_review(self, heard, power_manager):
        with pytest.raises(TerminationReview.DoesNotExist):
            decide(heard, power_manager)

    def test_is_not_the_reporters(self, heard, gas_manager):
        report = factories.make_report(reporter=gas_manager, contract=heard.contract)
        case = heard.flags.get().cases.first()
        CaseReport.objects.create(case=case, report=report)

        with pytest.raises(NotPermitted, match="گزارش کرده"):
            decide(heard, gas_manager)


class TestWithdrawn:
    def test_closes_with_a_sentence_of_its_own(self, heard, gas_manager, clock):
        decide(heard, gas_manager, "terminate")
        contracts.withdraw_termination_notice(
            contract_id=heard.contract_id, reason="دفتر کاستی‌ها را برطرف کرد.", actor=gas_manager,
            on=DAY, at=moment(DAY),
        )  # fmt: skip

        assert actions.close_executed(as_of=DAY, actor=clock) == [heard.pk]
        heard.refresh_from_db()
        assert heard.closing_note == "اخطار فسخ پس گرفته شد؛ قرارداد ادامه دارد."


class TestWholeStory:
    def test_ends_in_a_terminated_contract(self, heard, gas_manager, operator, clock):
        decide(heard, gas_manager, "terminate")
        contract = Contract.objects.get(pk=heard.contract_id)
        contracts.serve_termination_notice(
            contract_id=contract.pk, served_on=DAY, proof_text="رسید در سامانه", actor=operator,
            on=DAY, at=moment(DAY),
        )  # fmt: skip
        contracts.waive_termination_notice(
            contract_id=contract.pk, actor=operator, on=DAY,
            at=moment(DAY),
        )  # fmt: skip
        contracts.terminate_contract(
            contract_id=contract.pk, reason="پایان اخطاریهٔ فسخ.", actor=gas_manager, on=DAY,
            at=moment(DAY),
        )  # fmt: skip

        assert actions.close_executed(as_of=DAY, actor=clock) == [heard.pk]
        contract.refresh_from_db()
        heard.refresh_from_db()
        assert (contract.state, heard.state) == ("terminated", ReviewState.CLOSED)
        assert EndingProof.objects.filter(contract=contract).count() == 1


class TestFollowing:
    def test_recommends(self, review, deputy):
        done = actions.recommend(
            review_id=review.pk, text="با برنامهٔ بهبود نگه دارید.", actor=deputy, on=DAY,
            at=moment(DAY),
        )  # fmt: skip

        assert done.recommended_by_name == "معاون نمونه"
        assert events(done, "review.recommended") == 1

    def test_reminds_once_a_day(self, review, expert):
        done = actions.remind_agency(review_id=review.pk, actor=expert, on=DAY, at=moment(DAY))

        assert done.reminded_on == DAY
        with pytest.raises(IllegalMove):
            actions.remind_agency(review_id=review.pk, actor=expert, on=DAY, at=moment(DAY))

    def test_reminds_several_agencies_with_an_outcome_for_each(self, review, expert):
        first = actions.remind_of_reviews(
            review_ids=[review.pk, 0], actor=expert, on=DAY, at=moment(DAY)
        )
        again = actions.remind_of_reviews(
            review_ids=[review.pk], actor=expert, on=DAY, at=moment(DAY)
        )

        review.refresh_from_db()
        assert (first, review.reminded_on) == ({review.pk: ""}, DAY)
        assert again[review.pk]

    @pytest.mark.parametrize("role", ["gas_manager", "operator", "auditor"])
    def test_is_the_provinces_matter(self, review, operator, role, request):
        actor = request.getfixturevalue(role)
        with pytest.raises(NotPermitted):
            actions.remind_agency(review_id=review.pk, actor=actor, on=DAY, at=moment(DAY))
        with pytest.raises(NotPermitted):
            actions.remind_of_reviews(review_ids=[review.pk], actor=actor, on=DAY, at=moment(DAY))
        with pytest.raises(NotPermitted):
            actions.recommend(
                review_id=review.pk, text="نظر بیرون از اختیار", actor=actor, on=DAY,
                at=moment(DAY),
            )  # fmt: skip

    def test_ends_with_the_decision(self, heard, gas_manager, deputy):
        decide(heard, gas_manager)

        with pytest.raises(IllegalMove):
            actions.recommend(
                review_id=heard.pk, text="پس از تصمیم، دیر است.", actor=deputy, on=DAY,
                at=moment(DAY),
            )  # fmt: skip


class TestEscalate:
    def test_waits_for_the_last_day(self, review, clock):
        assert actions.escalate_silent(as_of=review.decision_due_on, actor=clock) == []

    def test_puts_a_silent_agency_before_the_deputy(self, review, clock):
        day = review.decision_due_on + timedelta(days=1)

        assert actions.escalate_silent(as_of=day, actor=clock) == [review.pk]
        review.refresh_from_db()
        assert (review.state, review.escalated_on) == (ReviewState.ESCALATED, day)
        assert events(review, "review.escalated") == 1
        assert actions.escalate_silent(as_of=day, actor=clock) == []

    def test_flags_the_agency_on_the_same_day(self, review, clock):
        day = review.decision_due_on + timedelta(days=1)

        actions.flag_termination_review(as_of=day, actor=clock, at=moment(day))

        flag = Flag.objects.get(code="A01", facts=[f"review:{review.pk}"])
        assert (flag.agency, flag.scope) == (review.agency, "agency")
        assert review.number.replace("-", "") in flag.sentence.translate(
            {ord("\u2066"): None, ord("\u2069"): None, ord("-"): None}
            | {ord(d): str(n) for n, d in enumerate("۰۱۲۳۴۵۶۷۸۹")}
        )

    def test_clears_the_flag_when_the_agency_acts(self, heard, gas_manager, clock):
        day = heard.decision_due_on + timedelta(days=1)
        actions.flag_termination_review(as_of=day, actor=clock, at=moment(day))
        decide(heard, gas_manager, on=day)

        actions.flag_termination_review(as_of=day, actor=clock, at=moment(day), mode="incremental")

        assert not Flag.objects.open().filter(facts=[f"review:{heard.pk}"]).exists()

    def test_refuses_people_without_the_permission(self, review, expert):
        with pytest.raises(NotPermitted):
            actions.escalate_silent(as_of=later(90), actor=expert)


class TestSupersede:
    def annul(self, case, actor):
        return violations.record_judgment(
            case_id=case.pk, document_no="دیوان/۱", document_on=DAY,
            document_issuer="دیوان عدالت اداری", actor=actor, on=DAY, at=moment(DAY),
            reasons="رأی به سبب ایراد در ابلاغ نقض شد و تخلف محرز نیست." * 3,
            evidence_ids=scan_of(actor, "judgment", moment(DAY)),
        )  # fmt: skip

    def test_lets_go_when_a_counted_case_was_annulled(self, review, gas_appeal, clock):
        fallen = review.flags.get().cases.order_by("-final_on").first()
        self.annul(fallen, gas_appeal)

        review.refresh_from_db()
        assert (review.state, review.closed_on) == (ReviewState.SUPERSEDED, DAY)
        end = FlagEnd.objects.get()
        assert end.kind == "superseded"
        assert fallen.number in latin_digits(end.reason)
        assert "هر مورد" in review.closing_note
        assert events(review, "review.superseded") == 1
        assert actions.supersede_stale(as_of=DAY, actor=clock) == []

    def test_stays_when_enough_cases_are_left(self, flagged, review, gas_appeal, clock):
        factories.make_final_case(contract=flagged, final_on=later(-9), sanction="reminder")
        self.annul(review.flags.get().cases.order_by("-final_on").first(), gas_appeal)

        done = actions.flag_termination_review(as_of=DAY, actor=clock, at=moment(DAY))

        review.refresh_from_db()
        assert review.state == ReviewState.OPEN
        assert (done.counts["superseded_flags"], done.counts["joined"]) == (0, 1)
        assert review.flags.count() == 2

    def test_lets_go_when_the_contract_ended_otherwise(self, review, clock):
        day = later(9)
        agreed_end(review.contract, later(8))

        assert actions.supersede_stale(as_of=day, actor=clock) == [review.pk]
        assert FlagEnd.objects.get().kind == "cleared"
        review.refresh_from_db()
        assert "قرارداد پایان یافته" in review.closing_note

    def test_says_on_its_page_that_nothing_is_decided_any_more(
        self, review, gas_appeal, clock, deputy, browser_of
    ):
        fallen = review.flags.get().cases.order_by("-final_on").first()
        self.annul(fallen, gas_appeal)
        actions.supersede_stale(as_of=DAY, actor=clock)

        page = browser_of(deputy).get(review.get_absolute_url())

        text = latin_digits(page.content.decode())
        assert "دیگر تصمیمی گرفته نمی‌شود" in text
        assert "پس از بررسی پاسخ دفتر تصمیم می‌گیرد" not in text
        assert f"{fallen.number}" in text
        assert [row["is_same"] for row in page.context["strips"]] == [False]

    def test_leaves_what_still_counts(self, review, clock):
        assert actions.supersede_stale(as_of=DAY, actor=clock) == []

    def test_refuses_people(self, review, gas_manager):
        with pytest.raises(NotPermitted):
            actions.supersede_stale(as_of=DAY, actor=gas_manager)


@pytest.mark.parametrize("name", ["has_read", "knows_effect"])
def test_is_not_decided_without_the_declarations_of_the_page(heard, gas_manager, name):
    with pytest.raises(Invalid) as refusal:
        decide(heard, gas_manager, **{name: False})

    assert set(refusal.value.fields) == {name}
