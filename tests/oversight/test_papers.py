"""Papers of reviews and duties: the office's answer, a judgment, the document of a refusal."""

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db.models import F
from django.urls import reverse

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from approvals.actions import confirm_act, refuse_act
from approvals.models import PendingAct
from core.acts import why_not
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from core.papers.heads import Letter
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from oversight import actions
from oversight.acts.papers import ENTER_ANSWER
from oversight.acts.reviews import DECIDE, SERVE
from oversight.facts.duty_check import look
from oversight.facts.hearings import file_of
from oversight.facts.papers import contest_ends
from oversight.models import Duty, DutyPaper, ReviewPaper, TerminationReview
from oversight.states import DutyState
from oversight.states import ReviewState as V
from tests.contracts.annulled import proven
from tests.contracts.stories import scan, under_notice
from tests.factories import make_principal, make_report
from tests.oversight.steps import DAY, LONG_AGO, REASONS, later, moment
from tests.oversight.test_stand_ins import decide
from tests.sql import refused_at_runtime
from tests.violations.stories import scan_of
from violations.actions import record_judgment as judge_case
from violations.facts import broken_seals
from violations.models import CaseReport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
TEXT = "وجه اضافه به مردم برگشت داده شده است و تعرفه در دفتر نصب است."
WHEN: dict[str, Any] = {"on": DAY, "at": moment(DAY)}


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def tell() -> None:
    for message in Message.objects.filter(carrier=CarrierName.NEWS):
        spread(payload=message.payload, at=datetime.fromisoformat(message.payload["at"]))


def recipients_of(kind: str) -> set[int]:
    tell()
    return set(Notification.objects.filter(kind=kind).values_list("user_id", flat=True))


class TestPaperAnswer:
    @pytest.fixture
    def day(self) -> date:
        return LONG_AGO

    def enter(
        self, review: TerminationReview, actor: Principal, day: date = LONG_AGO, **values: Any
    ) -> TerminationReview:
        given: dict[str, Any] = {
            "document_no": "۱۴۰۵/و/۷", "received_on": day, "text": TEXT, "scan": scan(),
            "on": LONG_AGO, "at": moment(LONG_AGO),
        }  # fmt: skip
        return actions.enter_paper_answer(review_id=review.pk, actor=actor, **(given | values))

    def test_counts_and_tells_office_and_manager(
        self, served: TerminationReview, gas_clerk: Principal, operator: Principal,
        gas_manager: Principal,
    ) -> None:  # fmt: skip
        self.enter(served, gas_clerk)

        (paper,) = file_of(served, gas_manager)["papers"]
        assert (paper["text"], paper["is_late"], paper["in_force_on"]) == (TEXT, False, LONG_AGO)
        assert recipients_of("review.answer_entered") == {operator.user_id}
        assert gas_manager.user_id in recipients_of("review.answer_entered/agency")

    @pytest.mark.parametrize(
        ("changed", "field"),
        [({"scan": None}, "scan"), ({"document_no": "بی‌شماره"}, "document_no"),
         ({"received_on": None}, "received_on"), ({"day": LONG_AGO - timedelta(1)}, "received_on"),
         ({"text": "نه"}, "text")],
    )  # fmt: skip
    def test_asks_for_scan_number_and_day(
        self, served: TerminationReview, gas_clerk: Principal, changed: Any, field: str
    ) -> None:
        with pytest.raises(Invalid) as error:
            self.enter(served, gas_clerk, **changed)
        assert field in error.value.fields

    def test_is_entered_by_nobody_who_decides(
        self, served: TerminationReview, gas_manager: Principal, deputy: Principal
    ) -> None:
        for actor in (gas_manager, deputy):
            with pytest.raises(NotPermitted):
                self.enter(served, actor)

    def test_who_entered_it_decides_nothing(
        self, served: TerminationReview, gas_clerk: Principal, gas: Any
    ) -> None:
        self.enter(served, gas_clerk)
        manager = make_principal(Role.AGENCY_MANAGER, gas)
        User.objects.filter(pk__in=[gas_clerk.user_id, manager.user_id]).update(
            person_key="person-1", national_id_sealed="sealed"
        )
        actions.hear_lapsed(as_of=DAY, actor=User.objects.system())

        with pytest.raises(NotPermitted):
            decide(served, manager, outcome="warn")

    def test_leaves_the_office_time_to_contest_before_the_decision(
        self, heard: TerminationReview, gas_clerk: Principal, gas_manager: Principal
    ) -> None:
        self.enter(heard, gas_clerk, day=LONG_AGO)
        last = contest_ends(heard, LONG_AGO)
        assert last is not None
        assert last > LONG_AGO

        for on, why in ((last, "may contest"), (last + timedelta(1), "")):
            heard = TerminationReview.objects.get(pk=heard.pk)
            said = why_not(DECIDE, heard, gas_manager, on)
            assert bool(said) is bool(why), on
            ruling: dict[str, Any] = {
                "state": "decided", "outcome": "warn", "reasons": REASONS, "decided_on": on,
                "decided_by": gas_manager.user_id, "decided_by_name": gas_manager.name,
                "version": F("version") + 1,
            }  # fmt: skip
            row = TerminationReview.objects.filter(pk=heard.pk)
            assert why in refused_at_runtime(partial(row.update, **ruling))

    def test_is_entered_and_served_by_nobody_who_reported(
        self, review: TerminationReview, gas_clerk: Principal
    ) -> None:
        report = make_report(reporter=gas_clerk, contract=review.contract)
        CaseReport.objects.create(case=review.flags.get().cases.all()[0], report=report)

        for act in (ENTER_ANSWER, SERVE):
            assert "گزارش" in str(why_not(act, review, gas_clerk, LONG_AGO))

    def test_of_an_earlier_day_counts_when_the_deputy_confirms_it(
        self, served: TerminationReview, gas_clerk: Principal, deputy: Principal,
        gas_manager: Principal,
    ) -> None:  # fmt: skip
        on = LONG_AGO + timedelta(days=20)
        when: dict[str, Any] = {"on": on, "at": moment(on)}
        self.enter(served, gas_clerk, **when)
        pending = PendingAct.objects.get(act="review.enter-answer")
        assert ReviewPaper.objects.answers().count() == 0
        with pytest.raises((NotPermitted, PendingAct.DoesNotExist)):
            confirm_act(pending_id=pending.pk, actor=gas_manager, **when)

        confirm_act(pending_id=pending.pk, actor=deputy, **when)

        paper = ReviewPaper.objects.answers().get(review=served)
        assert (paper.in_force_on, paper.entered_by) == (on, gas_clerk.user_id)

    def test_is_contested_by_the_office_and_its_scan_refused(
        self, served: TerminationReview, gas_clerk: Principal, operator: Principal
    ) -> None:
        same = scan().read()
        self.enter(served, gas_clerk, scan=scan(data=same))
        when: dict[str, Any] = {"on": LONG_AGO, "at": moment(LONG_AGO)}
        with pytest.raises(FactorRequired):
            actions.contest_paper_answer(
                review_id=served.pk, reason=REASONS, actor=operator.with_stale_factor(), **when
            )
        actions.contest_paper_answer(review_id=served.pk, reason=REASONS, actor=operator, **when)

        (paper,) = file_of(served, operator)["papers"]
        assert (paper["contested_on"], paper["contest_reason"]) == (LONG_AGO, REASONS)
        assert ReviewPaper.objects.answers().count() == 0
        with pytest.raises(Invalid):
            self.enter(served, gas_clerk, scan=scan("دیگر.png", data=same))

    def test_is_contested_before_the_decision_alone(
        self, served: TerminationReview, gas_clerk: Principal, operator: Principal,
        gas_manager: Principal,
    ) -> None:  # fmt: skip
        self.enter(served, gas_clerk)
        actions.hear_lapsed(as_of=DAY, actor=User.objects.system())
        decide(served, gas_manager, outcome="warn")

        with pytest.raises(IllegalMove):
            actions.contest_paper_answer(
                review_id=served.pk, reason=REASONS, actor=operator, **WHEN
            )

    def test_raw_sql_changes_nothing_of_it(
        self, served: TerminationReview, gas_clerk: Principal
    ) -> None:
        self.enter(served, gas_clerk)
        for changed in ({"text": "x"}, {"scan_sha256": "0" * 64}, {"in_force_on": None}):
            write = partial(ReviewPaper.objects.filter(review=served).update, **changed)
            assert "stays as it is" in refused_at_runtime(write)

    def test_is_on_the_page_and_over_rest(
        self, served: TerminationReview, gas_clerk: Principal, operator: Principal,
        browser_of: Any, api_of: Any,
    ) -> None:  # fmt: skip
        self.enter(served, gas_clerk)

        browser = browser_of(operator)
        page = browser.get(served.get_absolute_url()).content.decode()
        scanned = ReviewPaper.objects.get(review=served)
        file = browser.get(
            reverse("oversight:review-paper", args=[served.number, scanned.public_id])
        )
        address = f"/api/v1/termination-reviews/{served.public_id}/file"
        shown = api_of(operator).get(address).json()["papers"]

        assert file.status_code == 200
        assert TEXT in page
        assert "contest-answer" in page
        assert [one["document_no"] for one in shown] == ["۱۴۰۵/و/۷"]


class TestJudgment:
    def judge(
        self, review: TerminationReview, actor: Principal, day: date = DAY, **values: Any
    ) -> TerminationReview:
        given: dict[str, Any] = {
            "letter": Letter("۱۴۰۵/ح/۱۲", day, "شعبهٔ ۳ دادگاه عمومی ساری"), "file": scan(),
            "reason": REASONS, **WHEN,
        }  # fmt: skip
        return actions.record_review_judgment(review_id=review.pk, actor=actor, **(given | values))

    def test_leaves_the_review_void_and_ends_its_duty(
        self,
        decided: TerminationReview,
        secretariat: Principal,
        gas_manager: Principal,
    ) -> None:
        after = self.judge(decided, secretariat)

        assert (after.state, after.closed_on) == (V.SUPERSEDED, DAY)
        duty = Duty.objects.get(review=decided, kind="carry_out")
        assert (duty.state, duty.void_cause) == (DutyState.VOID, "overturned")
        assert look()[1] == []
        with pytest.raises(IllegalMove):
            actions.execute_review(review_id=decided.pk, actor=gas_manager, **WHEN)

    def test_tells_office_manager_deputy_and_association(
        self, decided: TerminationReview, secretariat: Principal, gas_manager: Principal,
        operator: Principal, deputy: Principal,
    ) -> None:  # fmt: skip
        self.judge(decided, secretariat)

        found = recipients_of("review.judgment_annulled")
        assert {operator.user_id, gas_manager.user_id, deputy.user_id} <= found

    def test_is_recorded_by_nobody_who_decided(
        self,
        decided: TerminationReview,
        gas_appeal: Principal,
        gas_manager: Principal,
    ) -> None:
        for actor in (gas_appeal, gas_manager):
            with pytest.raises(NotPermitted):
                self.judge(decided, actor)

    def test_of_what_was_carried_out_is_recorded_on_the_contract(
        self,
        decided: TerminationReview,
        secretariat: Principal,
        gas_manager: Principal,
    ) -> None:
        actions.execute_review(review_id=decided.pk, actor=gas_manager, **WHEN)

        with pytest.raises(IllegalMove) as error:
            self.judge(decided, secretariat)
        assert "قرارداد" in error.value.message

    def test_is_not_older_than_the_decision(
        self,
        decided: TerminationReview,
        secretariat: Principal,
    ) -> None:
        with pytest.raises(Invalid) as error:
            self.judge(decided, secretariat, later(-1))
        assert "document_on" in error.value.fields

    def test_of_an_earlier_day_waits_for_the_deputy(
        self,
        decided: TerminationReview,
        secretariat: Principal,
        deputy: Principal,
    ) -> None:
        on = later(6)
        when: dict[str, Any] = {"on": on, "at": moment(on)}
        self.judge(decided, secretariat, **when)
        pending = PendingAct.objects.get(act="review.record-judgment")
        decided.refresh_from_db()
        assert decided.state == V.DECIDED

        confirm_act(pending_id=pending.pk, actor=deputy, **when)

        decided.refresh_from_db()
        assert decided.state == V.SUPERSEDED

    def test_raw_sql_makes_no_decided_review_void(
        self,
        decided: TerminationReview,
    ) -> None:
        def write() -> None:
            TerminationReview.objects.filter(pk=decided.pk).update(
                state="superseded", closed_on=DAY, closing_note="x", version=decided.version + 1
            )

        assert "by a judgment, or with its ground" in refused_at_runtime(write)

    def test_an_annulled_case_behind_it_has_the_same_effect(
        self,
        decided: TerminationReview,
        gas_appeal: Principal,
        operator: Principal,
    ) -> None:
        counted = decided.flags.get().cases.order_by("pk").first()
        assert counted
        judge_case(
            case_id=counted.pk, document_no="دیوان/۱", document_on=DAY, reasons=REASONS,
            document_issuer="دیوان عدالت اداری", actor=gas_appeal, result="annulled",
            evidence_ids=scan_of(gas_appeal, "judgment", moment(DAY)), **WHEN,
        )  # fmt: skip

        decided.refresh_from_db()
        assert decided.state == V.SUPERSEDED
        assert operator.user_id in recipients_of("review.superseded")
        assert look()[1] == []


class TestRefusal:
    @pytest.fixture
    def duty(self, decided: TerminationReview, clock: Principal) -> Duty:
        actions.date_duties(actor=clock)
        return Duty.objects.get(review=decided, kind="carry_out")

    def refuse(self, duty: Duty, actor: Principal, day: date = DAY, **values: Any) -> Duty:
        given: dict[str, Any] = {
            "code": "court", "reason": REASONS, "document_no": "۱۴۰۵/۱۲", "document_on": day,
            "scan": scan(), **WHEN,
        }  # fmt: skip
        return actions.refuse_duty(duty_id=duty.pk, actor=actor, **(given | values))

    def test_by_an_order_of_an_earlier_day_waits_for_the_deputy(
        self, duty: Duty, gas_manager: Principal, deputy: Principal
    ) -> None:
        on = later(6)
        when: dict[str, Any] = {"on": on, "at": moment(on)}
        waiting = self.refuse(duty, gas_manager, **when)
        assert waiting.is_open
        pending = PendingAct.objects.get(act="duty.refuse")
        with pytest.raises(IllegalMove):
            self.refuse(duty, gas_manager, **when)

        confirm_act(pending_id=pending.pk, actor=deputy, **when)

        duty.refresh_from_db()
        assert (duty.state, duty.refused_by) == (DutyState.REFUSED, gas_manager.user_id)
        assert (duty.ended_on, duty.refusal_document_on) == (on, DAY)

    def test_not_confirmed_the_duty_runs_on(
        self, duty: Duty, gas_manager: Principal, deputy: Principal
    ) -> None:
        on = later(6)
        when: dict[str, Any] = {"on": on, "at": moment(on)}
        self.refuse(duty, gas_manager, **when)
        pending = PendingAct.objects.get(act="duty.refuse")
        refuse_act(pending_id=pending.pk, actor=deputy, reason=REASONS, **when)

        duty.refresh_from_db()
        assert duty.is_open
        assert DutyPaper.objects.get(duty=duty).in_force_on is None

    def test_of_today_is_entered_by_one_person(self, duty: Duty, gas_manager: Principal) -> None:
        assert self.refuse(duty, gas_manager).state == DutyState.REFUSED

    def test_by_order_of_a_court_is_entered_by_nobody_who_decided_the_review(
        self, duty: Duty, gas_appeal: Principal
    ) -> None:
        with pytest.raises(NotPermitted):
            self.refuse(duty, gas_appeal)

    def test_each_has_its_own_scan_which_the_night_hashes(
        self, duty: Duty, gas_manager: Principal, deputy: Principal, browser_of: Any
    ) -> None:
        Duty.objects.filter(pk=duty.pk).update(state="reminded", reminded_on=DAY)
        Duty.objects.filter(pk=duty.pk).update(state="head", head_on=DAY)
        Duty.objects.filter(pk=duty.pk).update(state="deputy", deputy_on=DAY)
        self.refuse(duty, gas_manager)
        actions.reopen_duty(duty_id=duty.pk, reason=REASONS, actor=deputy, **WHEN)
        self.refuse(duty, gas_manager, document_no="۱۴۰۵/۱۳", scan=scan("دوم.png"))

        papers = DutyPaper.objects.filter(duty=duty).values_list("public_id", flat=True)
        for key in papers:
            address = reverse("oversight:duty-paper", args=[duty.public_id, key])
            assert browser_of(deputy).get(address).status_code == 200
        first, second = DutyPaper.objects.filter(duty=duty).order_by("pk")
        assert (first.reopened_on, second.reopened_on) == (DAY, None)
        assert [*broken_seals()] == []
        for paper in (first, second):
            with default_storage.open(str(paper.scan.name), "wb") as file:
                file.write(b"altered")
        assert {one.name for one in broken_seals()} == {first.scan.name, second.scan.name}

    def test_raw_sql_needs_its_document(self, duty: Duty, gas_manager: Principal) -> None:
        values = {
            "state": "refused", "ended_on": DAY, "refusal_code": "court",
            "refusal_reason": REASONS, "refused_by": gas_manager.user_id,
            "refusal_document_no": "۱", "refusal_document_on": DAY,
        }  # fmt: skip
        assert "number, day and scan" in refused_at_runtime(
            lambda: Duty.objects.filter(pk=duty.pk).update(**values)
        )


def test_notice_duty_names_the_contracts_own_decider(contract: Any) -> None:
    under_notice(contract, proof=proven(contract))
    assert look()[1] == []
