"""What is entered in an office's name: before the deputy, with nothing decided over it (ADR 74)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from approvals.actions import confirm_act, expire_acts, refuse_act, void_acts
from approvals.facts import waits_for
from approvals.models import PendingAct
from contracts.models import Contract
from core.acts import why_not
from core.errors import IllegalMove, NotPermitted
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from oversight.facts.duty_check import look
from tests.factories import TODAY, make_principal, make_report
from tests.scenes.interests import hold
from tests.sql import refused_at_runtime
from tests.violations.stories import LONG_AGO, REASONS, Walk, file_report, noon, scan_of
from violations import actions
from violations.acts import cases as acts
from violations.acts.hearings import HOLD
from violations.models import (
    Appeal,
    Case,
    CaseReport,
    Decision,
    Defence,
    Evidence,
    Notice,
    Recusal,
)
from workdays.facts import deadline
from workdays.models import KeptDeadline

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TEXT = "رسید چاپ مدارک در رأی دیده نشده است و رأی درست نیست."
WHY_NOT = "این برگ مهر و امضای دفتر را ندارد."


@pytest.fixture
def reporter(gas: Agency) -> Principal:
    """Return who reported; the keeper of the post is somebody else."""
    return make_principal(Role.AGENCY_CLERK, gas, name="گزارش‌دهنده")


@pytest.fixture
def charged(
    contract: Contract, reporter: Principal, gas_manager: Principal, operator: Principal
) -> Walk:
    """Return a case whose notice was served: the defence window runs."""
    report = file_report(contract, reporter, on=LONG_AGO)
    return Walk(report, gas_manager, operator).open().notify()


@pytest.fixture
def decided(charged: Walk, gas_manager: Principal) -> Walk:
    """Return a case whose decision was served: the objection window runs."""
    return charged.defend().decide(gas_manager).notify("decision")


def propose_objection(story: Walk, actor: Principal, late: int = 7) -> PendingAct:
    """Enter an objection that came in time so many days ago; it waits for its second person."""
    received_on = story.day
    story.day += late * DAY
    actions.enter_paper_appeal(
        case_id=story.case.pk, text=TEXT, received_on=received_on, actor=actor,
        evidence_ids=scan_of(actor, "appeal", story.now["at"]), **story.now,
    )  # fmt: skip
    return PendingAct.objects.waiting().get(act="case.paper-appeal")


def propose_defence(story: Walk, actor: Principal, late: int = 7) -> PendingAct:
    """Enter a defence that came so many days ago; it waits for its second person."""
    received_on = story.day
    story.day += late * DAY
    actions.enter_paper_defence(
        case_id=story.case.pk, stance="denies", text=TEXT, received_on=received_on, actor=actor,
        evidence_ids=scan_of(actor, "defence", story.now["at"]), **story.now,
    )  # fmt: skip
    return PendingAct.objects.waiting().get(act="case.paper-defence")


def heard(story: Walk, role: Role = Role.OPERATOR) -> set[str]:
    """Spread what waits; return the kinds of news that a role got."""
    for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
        spread(payload=message.payload, at=noon(story.day))
    return set(Notification.objects.filter(role=role).values_list("kind", flat=True))


class TestSecondPerson:
    """A paper of the office is confirmed or refused by the deputy, its other party never."""

    def test_is_the_deputy_and_neither_who_decided_nor_who_judges(
        self, decided: Walk, gas_clerk: Principal, gas_manager: Principal, gas_appeal: Principal,
        deputy: Principal,
    ) -> None:  # fmt: skip
        pending = propose_objection(decided, gas_clerk)

        for barred in (gas_manager, gas_appeal):
            assert pending not in waits_for(barred)
            with pytest.raises((NotPermitted, PendingAct.DoesNotExist)):
                refuse_act(pending_id=pending.pk, reason=WHY_NOT, actor=barred, **decided.now)
        assert pending in waits_for(deputy)
        confirm_act(pending_id=pending.pk, actor=deputy, **decided.now)
        assert decided.case.state == "appealed"

    def test_is_asked_by_the_database(self, decided: Walk, gas_clerk: Principal) -> None:
        pending = propose_objection(decided, gas_clerk)
        chair = make_principal(Role.COMMITTEE_CHAIR)
        rows = PendingAct.objects.filter(pk=pending.pk)
        told = refused_at_runtime(
            lambda: rows.update(
                state="confirmed", decided_by=chair.user_id, decided_by_name="x",
                decided_at=decided.now["at"], version=2,
            )
        )  # fmt: skip
        assert "holds a role for it" in told

    def test_tells_the_office_of_the_entry_and_of_the_refusal(
        self, decided: Walk, gas_clerk: Principal, deputy: Principal
    ) -> None:
        pending = propose_objection(decided, gas_clerk)
        assert "case.paper_proposed" in heard(decided)

        refuse_act(pending_id=pending.pk, reason=WHY_NOT, actor=deputy, **decided.now)

        assert "pending.refused/office" in heard(decided)
        told = Notification.objects.get(kind="pending.refused/office")
        assert told.values["reason"] == WHY_NOT
        assert told.values["paper"] == "اعتراض کاغذی"

    def test_is_asked_again_where_nobody_decided_in_time(
        self, decided: Walk, gas_clerk: Principal, deputy: Principal
    ) -> None:
        pending = propose_objection(decided, gas_clerk)
        decided.day = pending.expires_on + DAY
        expire_acts(as_of=decided.day, actor=User.objects.system(), at=decided.now["at"])

        again = PendingAct.objects.waiting().get(act="case.paper-appeal")

        assert (again.proposed_by, again.roles) == (gas_clerk.user_id, [Role.DEPUTY])
        assert "pending.expired/office" in heard(decided)
        confirm_act(pending_id=again.pk, actor=deputy, **decided.now)
        assert Appeal.objects.get().filed_by == gas_clerk.user_id


class TestWaitingPaper:
    """Nobody decides, carries out or closes over a paper that waits for its second person."""

    def test_stops_the_decision_and_what_leads_to_it(
        self, charged: Walk, gas_clerk: Principal, gas_manager: Principal, deputy: Principal
    ) -> None:
        due_on = charged.case.defence_due_on
        assert due_on is not None
        charged.wait((due_on - charged.day).days)
        pending = propose_defence(charged, gas_clerk)
        charged.wait(1)
        assert charged.case.state == "defence_lapsed"

        with pytest.raises(IllegalMove, match="سندی کاغذی از دفتر"):
            charged.decide(gas_manager)
        for act in (acts.DECIDE, acts.SCHEDULE, acts.CLOSE_NO_ACTION, HOLD):
            assert "paper_waits" in {reason.__name__[:11] for reason in act.blocked}
        confirm_act(pending_id=pending.pk, actor=deputy, **charged.now)
        assert why_not(acts.SCHEDULE, charged.case, gas_clerk, charged.day) is None

    def test_stops_finality_at_night(
        self, decided: Walk, gas_clerk: Principal, deputy: Principal
    ) -> None:
        pending = propose_objection(decided, gas_clerk)
        decided.wait(60)
        assert decided.case.state == "decided"

        decided.day = pending.expires_on
        confirm_act(pending_id=pending.pk, actor=deputy, **decided.now)

        assert decided.case.state == "appealed"

    def test_stops_execution_and_closing_of_a_final_case(
        self, decided: Walk, gas_clerk: Principal, gas_manager: Principal
    ) -> None:
        received_on = decided.day
        decided.wait(60)
        assert decided.case.state == "final"
        actions.enter_paper_appeal(
            case_id=decided.case.pk, text=TEXT, received_on=received_on, actor=gas_clerk,
            evidence_ids=scan_of(gas_clerk, "appeal", decided.now["at"]), **decided.now,
        )  # fmt: skip

        with pytest.raises(IllegalMove, match="سندی کاغذی از دفتر"):
            actions.close_case(
                case_id=decided.case.pk, note=REASONS, actor=gas_manager, **decided.now
            )

    def test_is_asked_by_the_database(self, decided: Walk, gas_clerk: Principal) -> None:
        propose_objection(decided, gas_clerk)
        case = decided.case
        assert case.appeal_due_on is not None
        final = {
            "state": "final",
            "final_on": case.appeal_due_on + DAY,
            "version": case.version + 1,
        }
        told = refused_at_runtime(lambda: Case.objects.filter(pk=case.pk).update(**final))
        assert told == "A paper of the office waits for its second person."

    def test_lets_the_office_end_its_own_window(self, decided: Walk, gas_clerk: Principal) -> None:
        propose_objection(decided, gas_clerk)

        decided.waive("appeal")

        assert decided.case.state == "final"
        assert not PendingAct.objects.waiting().exists()

    def test_yields_to_the_offices_own_objection(self, decided: Walk, gas_clerk: Principal) -> None:
        propose_objection(decided, gas_clerk)

        decided.appeal()

        assert not PendingAct.objects.waiting().exists()
        assert not Appeal.objects.get().is_paper


class TestReporter:
    """Who reported the case is the office's opponent: neither its post nor its paper is theirs."""

    def test_enters_neither_paper_nor_receipt(
        self, charged: Walk, reporter: Principal, secretariat: Principal, gas_clerk: Principal
    ) -> None:
        case, day = charged.case, charged.day
        for act in (
            acts.ENTER_PAPER_DEFENCE, acts.ENTER_PAPER_APPEAL, acts.RECORD_SERVICE,
            acts.ISSUE_NOTICE,
        ):  # fmt: skip
            blocked = why_not(act, case, reporter, day)
            assert blocked is not None
            assert blocked.code == "not-permitted"
        # Somebody is left: a colleague, and the secretariat for the office's paper.
        for free in (gas_clerk, secretariat):
            assert why_not(acts.ENTER_PAPER_DEFENCE, case, free, day) is None

    def test_is_refused_by_the_database(self, charged: Walk, reporter: Principal) -> None:
        case = charged.case
        with pytest.raises(Exception, match="reported a case enters no paper"):
            Defence.objects.create(
                case=case, stance="accepts", text="x", submitted_on=charged.day,
                submitted_at=charged.now["at"], is_paper=True, written_by=reporter.user_id,
                written_by_name="x",
            )  # fmt: skip

    def test_issues_no_notice_by_raw_sql(self, charged: Walk, reporter: Principal) -> None:
        with pytest.raises(Exception, match="reported a case serves no notice"):
            Notice.objects.create(
                case=charged.case, kind="decision", channel="letter", letter_no="x", text="x",
                issued_on=charged.day, issued_by=reporter.user_id,
            )  # fmt: skip


class TestWhoHoldsTheOffice:
    def test_enters_no_receipt_by_raw_sql(
        self, contract: Contract, gas_clerk: Principal, gas_manager: Principal,
        operator: Principal, upload: Callable[..., Any],
    ) -> None:  # fmt: skip
        story = Walk(file_report(contract, gas_clerk, on=LONG_AGO), gas_manager, operator).open()
        actions.issue_notice(
            case_id=story.case.pk, kind="charge", channel="letter", actor=gas_manager, **story.now
        )
        scan = upload(gas_manager, kind="service", on=story.day)
        hold(story.case.office, gas_manager)

        words = refused_at_runtime(
            lambda: Notice.objects.filter(case=story.case).update(receipt=scan)
        )
        assert words == "Who holds or runs the office acts for no other side."


class TestProposerWhoStoodBack:
    """Who stood back after an entry has not entered it: it is void, and somebody enters it anew."""

    def test_leaves_a_receipt_void_so_that_another_is_entered(
        self, contract: Contract, reporter: Principal, gas: Agency, gas_manager: Principal,
        gas_clerk: Principal, operator: Principal, upload: Callable[..., Any],
    ) -> None:  # fmt: skip
        story = Walk(file_report(contract, reporter, on=LONG_AGO), gas_manager, operator).open()
        actions.issue_notice(
            case_id=story.case.pk, kind="charge", channel="letter", actor=gas_clerk, **story.now
        )

        def serve(actor: Principal) -> Notice:
            receipt = upload(actor, kind="service", on=story.day)
            return actions.record_service(
                case_id=story.case.pk, kind="charge", served_on=LONG_AGO + DAY, proof="رسید",
                receipt_id=receipt.public_id, actor=actor, **story.now,
            )  # fmt: skip

        story.day += 10 * DAY
        serve(gas_clerk)
        first = PendingAct.objects.get()
        Recusal.objects.create(
            case=story.case, user_id=gas_clerk.user_id, name="x", role=Role.AGENCY_CLERK,
            reason="x" * 20, stood_back_on=story.day,
        )  # fmt: skip

        with pytest.raises(IllegalMove):
            confirm_act(
                pending_id=first.pk, actor=make_principal(Role.AGENCY_MANAGER, gas), **story.now
            )
        assert void_acts(as_of=story.day, actor=User.objects.system(), at=story.now["at"])
        serve(make_principal(Role.AGENCY_CLERK, gas))
        assert PendingAct.objects.waiting().count() == 1

    def test_voids_an_objection_whose_entrant_joined_the_reporters(
        self, decided: Walk, gas_clerk: Principal
    ) -> None:
        propose_objection(decided, gas_clerk)
        joined = make_report(reporter=gas_clerk, contract=decided.case.contract)
        CaseReport.objects.create(case=decided.case, report=joined)

        void_acts(as_of=decided.day, actor=User.objects.system(), at=decided.now["at"])

        assert not PendingAct.objects.waiting().exists()
        assert "pending.voided/office" in heard(decided)

    def test_voids_the_paper_of_who_enters_no_more(
        self, decided: Walk, gas_clerk: Principal
    ) -> None:
        propose_objection(decided, gas_clerk)
        RoleGrant.objects.filter(user_id=gas_clerk.user_id).update(ends_on=decided.day - DAY)

        void_acts(as_of=decided.day, actor=User.objects.system(), at=decided.now["at"])

        assert not PendingAct.objects.waiting().exists()


def enter_defence(story: Walk, actor: Principal) -> Defence:
    """Enter an admission of the office from paper, received today."""
    return actions.enter_paper_defence(
        case_id=story.case.pk, stance="accepts", text="تخلف را می‌پذیریم.", actor=actor,
        received_on=story.day, evidence_ids=scan_of(actor, "defence", story.now["at"]), **story.now,
    )  # fmt: skip


def enter_objection(story: Walk, actor: Principal) -> Appeal:
    """Enter an objection of the office from paper, received today."""
    return actions.enter_paper_appeal(
        case_id=story.case.pk, text=TEXT, received_on=story.day, actor=actor,
        evidence_ids=scan_of(actor, "appeal", story.now["at"]), **story.now,
    )  # fmt: skip


def judge(story: Walk, actor: Principal) -> Any:
    """Uphold the decision."""
    return actions.decide_appeal(
        case_id=story.case.pk, result="upheld", reasons=REASONS, actor=actor, **story.now
    )


class TestTimeToContest:
    """Nothing is decided on a paper entry before the office had five working days to contest it."""

    @pytest.fixture
    def last_day(self, charged: Walk) -> Walk:
        """Return the case on the last day of the defence window."""
        due_on = charged.case.defence_due_on
        assert due_on is not None
        charged.day = due_on
        return charged

    def test_holds_the_decision_until_its_last_day_is_over(
        self, last_day: Walk, gas_clerk: Principal, gas_manager: Principal
    ) -> None:
        until = enter_defence(last_day, gas_clerk).contest_until
        county = last_day.case.county.public_id
        assert until == deadline("window_after_entry", last_day.day, county).due_on
        last_day.wait((until - last_day.day).days)

        with pytest.raises(IllegalMove, match="تکذیب"):
            last_day.decide(gas_manager)
        last_day.wait(1).decide(gas_manager)

        assert last_day.case.state == "decided"

    def test_is_refused_by_page_and_rest_alike(
        self, last_day: Walk, gas_clerk: Principal, gas_manager: Principal, api_of: Any,
        browser_of: Any,
    ) -> None:  # fmt: skip
        enter_defence(last_day, gas_clerk)
        last_day.wait(1)
        case = last_day.case

        with time_machine.travel(noon(last_day.day), tick=False):
            moves = api_of(gas_manager).get(f"/api/v1/cases/{case.public_id}/transitions").json()
            page = browser_of(gas_manager).get(f"/violations/{case.number}/decision")

        (decision,) = [move for move in moves if move["name"] == "decision"]
        assert not decision["is_allowed"]
        assert "تکذیب" in str(decision)
        assert page.status_code == 409

    def test_of_a_defence_ends_with_the_offices_own(
        self, last_day: Walk, gas_clerk: Principal, gas_manager: Principal
    ) -> None:
        enter_defence(last_day, gas_clerk)
        last_day.wait(1).answer()

        last_day.decide(gas_manager)

        assert last_day.case.state == "decided"

    def test_holds_the_decision_on_an_objection(
        self, decided: Walk, gas_clerk: Principal, gas_appeal: Principal
    ) -> None:
        until = enter_objection(decided, gas_clerk).contest_until
        assert until is not None
        decided.day = until

        with pytest.raises(IllegalMove, match="تکذیب"):
            judge(decided, gas_appeal)
        decided.day += DAY
        judge(decided, gas_appeal)

        assert decided.case.state == "final"

    def test_of_an_objection_ends_with_the_offices_own_in_its_window(
        self, decided: Walk, gas_clerk: Principal, gas_appeal: Principal
    ) -> None:
        paper = enter_objection(decided, gas_clerk)
        decided.day += DAY

        decided.appeal()

        paper.refresh_from_db()
        assert paper.contested_on == decided.day
        own = Appeal.objects.counted().get()
        assert (own.is_paper, own.contest_until, decided.case.state) == (False, None, "appealed")
        assert look()[1] == []
        with pytest.raises(IllegalMove):
            decided.appeal()
        judge(decided, gas_appeal)

    def test_leaves_no_window_to_the_office_after_its_last_day(
        self, decided: Walk, gas_clerk: Principal
    ) -> None:
        enter_objection(decided, gas_clerk)
        assert decided.case.appeal_due_on is not None
        decided.day = decided.case.appeal_due_on + DAY

        with pytest.raises(IllegalMove):
            decided.appeal()

    def test_is_a_clock_that_nobody_but_the_calendar_moves(
        self, decided: Walk, gas_clerk: Principal
    ) -> None:
        paper = enter_objection(decided, gas_clerk)
        kept = KeptDeadline.objects.get(clock="appeal.contest")
        assert (kept.due_on, kept.subject_id) == (paper.contest_until, paper.public_id)

        told = refused_at_runtime(
            lambda: Appeal.objects.filter(pk=paper.pk).update(contest_until=decided.day)
        )

        assert told == "A window that runs is not moved."

    def test_is_asked_by_the_database(
        self, last_day: Walk, gas_clerk: Principal, gas_manager: Principal
    ) -> None:
        enter_defence(last_day, gas_clerk)
        last_day.wait(1)

        with pytest.raises(Exception, match="while the office may contest it"):
            Decision.objects.create(
                case=last_day.case, forum="agency", outcome="proven", reasons=REASONS,
                sanction="reminder", occurrence=1, decided_on=last_day.day,
                decided_by=gas_manager.user_id, decided_by_name="x",
            )  # fmt: skip

    def test_is_left_by_raw_sql_too(self, charged: Walk, gas_clerk: Principal) -> None:
        (scan,) = scan_of(gas_clerk, "defence", noon(TODAY))
        Evidence.objects.filter(public_id=scan).update(case=charged.case, attached_at=noon(TODAY))
        told = refused_at_runtime(
            lambda: Defence.objects.create(
                case=charged.case, stance="accepts", text="x", submitted_on=TODAY,
                submitted_at=noon(TODAY), is_paper=True, written_by=gas_clerk.user_id,
                written_by_name="x", scan=Evidence.objects.get(public_id=scan),
                contest_until=TODAY, is_late=True,
            )
        )  # fmt: skip
        assert told == "A paper entry leaves the office time to contest it."
