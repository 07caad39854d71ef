"""A case is closed without action on a coded ground, by two persons once served, and reopened."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from approvals.actions import confirm_act, refuse_act
from approvals.acts import PENDING
from approvals.facts import waits_for
from approvals.models import PendingAct
from audit.models import AuditEvent
from core.acts import why_not
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from core.jalali import short
from core.persian import isolated, persian_digits
from notices.facts.kinds import KINDS
from offices.models import Office
from oversight.facts.duty_check import look
from oversight.models import Duty
from tests.factories import (
    make_api_client,
    make_contract,
    make_principal,
    make_report,
    make_same_person,
    make_type,
)
from tests.sql import unwatched
from tests.violations.benches import DAY, WHY, Bench
from tests.violations.stories import REASONS, Walk, file_report, moment, noon
from violations import actions
from violations.acts.ending import pending_closing
from violations.models import Case, CaseReport, Evidence
from violations.states import CaseState, ClosingCode
from workdays.models import KeptDeadline

pytestmark = pytest.mark.django_db
Upload = Callable[..., Evidence]
GROUND = ClosingCode.NO_VIOLATION


@pytest.fixture(params=[False, True], ids=["contract", "licence"])
def bench(request: pytest.FixtureRequest) -> Bench:
    """Return a heard case; of a served case the closing needs a second person."""
    return Bench(licence=request.param)


def closer_of(bench: Bench) -> Principal:
    return bench.manager if bench.case.track == "contract" else bench.secretary


def second_of(bench: Bench) -> Principal:
    if bench.case.track == "licence":
        return bench.chair
    return make_principal(Role.AGENCY_APPEAL, bench.agency)


def close(bench: Bench, actor: Principal, **values: Any) -> Case:
    defaults = {"case_id": bench.case.pk, "code": GROUND, "reason": REASONS, **moment(DAY)}
    return actions.close_no_action(actor=actor, **(defaults | values))


def pending_of(bench: Bench) -> PendingAct:
    return PendingAct.objects.get(target_id=bench.case.public_id, state="pending")


def confirm(bench: Bench, actor: Principal) -> None:
    confirm_act(pending_id=pending_of(bench).pk, actor=actor, **moment(DAY))


def closed(bench: Bench) -> Case:
    """Close the case by two persons and return it."""
    second = second_of(bench)
    close(bench, closer_of(bench))
    confirm(bench, second)
    return bench.case


def fresh() -> tuple[Walk, Principal, Principal]:
    """Return a contract-track case that is opened and not served, its manager and a deputy."""
    contract = make_contract()
    manager = make_principal(Role.AGENCY_MANAGER, contract.agency)
    clerk = make_principal(Role.AGENCY_CLERK, contract.agency)
    operator = make_principal(Role.OPERATOR, contract.office)
    report = file_report(contract, clerk, make_type(), on=DAY - timedelta(days=15))
    walk = Walk(report, manager, operator).open()
    return walk, manager, make_principal(Role.DEPUTY)


class TestClosing:
    def test_asks_for_a_ground_an_explanation_and_a_code(self, bench: Bench) -> None:
        with pytest.raises(Invalid) as refused:
            close(bench, closer_of(bench), code="", reason="نه")
        assert set(refused.value.fields) == {"code", "reason"}
        with pytest.raises(FactorRequired):
            close(bench, replace(closer_of(bench), fresh_factor=False))

    def test_names_the_end_of_an_office_only_where_it_has_ended(self, bench: Bench) -> None:
        ground = {"code": ClosingCode.OFFICE_ENDED}

        with pytest.raises(Invalid) as refused:
            close(bench, closer_of(bench), **ground)

        assert set(refused.value.fields) == {"code"}
        with unwatched("offices_office"):
            Office.objects.filter(pk=bench.case.office_id).update(state="closed")
        close(bench, closer_of(bench), **ground)
        assert pending_of(bench).arguments["code"] == ClosingCode.OFFICE_ENDED

    def test_of_an_unserved_case_is_one_persons(self) -> None:
        walk, manager, _deputy = fresh()

        actions.close_no_action(
            case_id=walk.case.pk, code=GROUND, reason=REASONS, actor=manager, **walk.now
        )

        case = walk.case
        assert case.state == CaseState.CLOSED_NO_ACTION
        assert (case.closing_code, case.closed_by) == (GROUND, manager.user_id)
        assert case.closed_from == CaseState.OPENED
        assert case.reopen_due_on is not None
        assert case.reopen_due_on >= walk.day + timedelta(days=31)

    def test_of_a_case_that_the_office_knows_is_not_one_persons(self) -> None:
        walk, manager, _deputy = fresh()
        actions.issue_notice(
            case_id=walk.case.pk, kind="charge", channel="portal", actor=manager, **walk.now
        )

        actions.close_no_action(
            case_id=walk.case.pk, code=GROUND, reason=REASONS, actor=manager, **walk.now
        )

        assert walk.case.state == CaseState.OPENED
        assert PendingAct.objects.filter(target_id=walk.case.public_id).count() == 1
        values = {
            "state": "closed_no_action", "closed_on": walk.day, "closed_by": manager.user_id,
            "closing_code": GROUND, "closing_note": REASONS, "closed_from": "opened",
            "reopen_due_on": walk.day + timedelta(days=30), "version": walk.case.version + 1,
        }  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            Case.objects.filter(pk=walk.case.pk).update(**values)
            with pytest.raises(IntegrityError, match="two persons"), transaction.atomic():
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)

    def test_of_a_served_case_waits_for_another_person(self, bench: Bench) -> None:
        second = second_of(bench)
        close(bench, closer_of(bench))
        assert bench.case.state == CaseState.DEFENDED
        assert AuditEvent.objects.filter(verb="case.closing_proposed").count() == 1

        confirm(bench, second)

        assert bench.case.state == CaseState.CLOSED_NO_ACTION
        assert bench.case.closed_by == closer_of(bench).user_id
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_is_proposed_once(self, bench: Bench) -> None:
        close(bench, closer_of(bench))

        with pytest.raises(IllegalMove):
            close(bench, closer_of(bench))

    def test_that_is_refused_leaves_the_case(self, bench: Bench) -> None:
        second = second_of(bench)
        close(bench, closer_of(bench))

        refuse_act(pending_id=pending_of(bench).pk, reason=REASONS, actor=second, **moment(DAY))

        assert bench.case.state == CaseState.DEFENDED
        assert close(bench, closer_of(bench)).state == CaseState.DEFENDED


class TestSecondPerson:
    def barred(self, bench: Bench, person: Principal) -> None:
        """Check that a person may not confirm, and that it is not on their desk."""
        pending = pending_of(bench)
        found = why_not(PENDING["confirm"], pending, person, DAY)
        assert found is not None
        assert not waits_for(person).filter(pk=pending.pk).exists()
        with pytest.raises((NotPermitted, PendingAct.DoesNotExist)):
            confirm(bench, person)

    def test_is_no_account_of_the_proposer(self, bench: Bench) -> None:
        second, twin = second_of(bench), second_of(bench)
        if twin == second:
            twin = make_principal(Role.COMMITTEE_CHAIR)
        make_same_person(closer_of(bench), twin)
        close(bench, closer_of(bench))

        self.barred(bench, twin)

    def test_is_no_reporter(self, bench: Bench) -> None:
        second_of(bench)
        role = Role.AGENCY_MANAGER if bench.case.track == "contract" else Role.COMMITTEE_CHAIR
        twin = make_principal(role, bench.agency if role is Role.AGENCY_MANAGER else None)
        make_same_person(bench.reporter, twin)
        close(bench, closer_of(bench))

        self.barred(bench, twin)

    def test_is_nobody_who_stood_back(self, bench: Bench) -> None:
        role = Role.AGENCY_MANAGER if bench.case.track == "contract" else Role.COMMITTEE_CHAIR
        scope = bench.agency if role is Role.AGENCY_MANAGER else None
        one, other = make_principal(role, scope), make_principal(role, scope)
        session = bench.served(judges=[one.user_id, *(each.user_id for each in bench.judges)])
        actions.recuse_from_hearing(
            session_id=session.pk, reason=WHY, actor=one, **moment(DAY - timedelta(days=11))
        )
        actions.call_off_hearing(
            session_id=session.pk, how="cancelled", reason=REASONS, actor=bench.keeper,
            **moment(DAY),
        )  # fmt: skip
        close(bench, closer_of(bench))

        self.barred(bench, one)
        confirm(bench, other)
        assert bench.case.state == CaseState.CLOSED_NO_ACTION

    def test_is_of_the_body_above_where_nobody_else_is_free(self, bench: Bench) -> None:
        deputy = make_principal(Role.DEPUTY)
        if bench.case.track == "licence":
            make_same_person(bench.chair, bench.secretary)
        close(bench, closer_of(bench))

        assert pending_of(bench).roles == [Role.DEPUTY]
        assert waits_for(deputy).filter(pk=pending_of(bench).pk).exists()
        confirm(bench, deputy)
        assert bench.case.state == CaseState.CLOSED_NO_ACTION

    def test_is_not_of_the_body_above_while_somebody_is_free(self, bench: Bench) -> None:
        deputy = make_principal(Role.DEPUTY)
        second_of(bench)
        close(bench, closer_of(bench))

        assert Role.DEPUTY not in pending_of(bench).roles
        with pytest.raises(PendingAct.DoesNotExist):
            confirm(bench, deputy)

    def test_sees_a_proposal_that_the_case_has_outrun(self, bench: Bench) -> None:
        second = second_of(bench)
        close(bench, closer_of(bench))
        actions.submit_defence(
            case_id=bench.case.pk, stance="denies", text=REASONS, evidence_ids=(),
            actor=bench.operator, **moment(DAY),
        )  # fmt: skip

        closing = PendingAct.objects.get(target_id=bench.case.public_id)
        assert closing.state == "void"
        assert closing not in waits_for(second)

    def outrun(self, bench: Bench) -> None:
        """Propose, and let the case move on."""
        close(bench, closer_of(bench))
        actions.submit_defence(
            case_id=bench.case.pk, stance="denies", text=REASONS, evidence_ids=(),
            actor=bench.operator, **moment(DAY),
        )  # fmt: skip

    def test_is_asked_anew_where_the_case_has_outrun_a_proposal(self, bench: Bench) -> None:
        second = second_of(bench)
        self.outrun(bench)
        assert pending_closing(bench.case) is None

        close(bench, closer_of(bench))
        states = PendingAct.objects.filter(target_id=bench.case.public_id).order_by("pk")
        assert list(states.values_list("state", flat=True)) == ["void", "pending"]
        confirm(bench, second)
        assert bench.case.state == CaseState.CLOSED_NO_ACTION

    def test_reads_the_number_and_counts_the_evidence(self, bench: Bench, upload: Upload) -> None:
        second = second_of(bench)
        close(bench, closer_of(bench))
        rows = dict(pending_of(bench).rows)
        assert isolated(persian_digits(bench.case.number)) in rows.values()

        file = upload(bench.operator, on=DAY)
        Evidence.objects.filter(pk=file.pk).update(case=bench.case, attached_at=noon(DAY))
        with pytest.raises(IllegalMove):
            confirm(bench, second)

    def test_does_not_confirm_for_a_proposer_who_left(self, bench: Bench) -> None:
        second = second_of(bench)
        close(bench, closer_of(bench))
        RoleGrant.objects.filter(user_id=closer_of(bench).user_id).update(
            ends_on=DAY - timedelta(days=1)
        )

        with pytest.raises(IllegalMove):
            confirm(bench, second)


class TestDatabase:
    COLUMNS = (
        "UPDATE violations_case SET state = 'closed_no_action', version = version + 1,"
        " closed_on = %s, closed_by = %s, closing_code = %s, closing_note = %s, closed_from ="
        " state, reopen_due_on = %s WHERE id = %s"
    )

    def write(self, bench: Bench, **values: Any) -> None:
        row: dict[str, Any] = {
            "on": DAY, "by": closer_of(bench).user_id, "code": GROUND, "note": REASONS,
            "until": DAY + timedelta(days=30),
        } | values  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(self.COLUMNS, [*row.values(), bench.case.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_refuses_a_closing_without_its_ground(self, bench: Bench) -> None:
        for values in ({"code": ""}, {"note": ""}):
            with pytest.raises(IntegrityError, match="coded ground"):
                self.write(bench, **values)

    def test_refuses_another_role_and_a_reporter(self, bench: Bench) -> None:
        with pytest.raises(IntegrityError, match="holds the role"):
            self.write(bench, by=make_principal(Role.EXPERT).user_id)
        make_same_person(closer_of(bench), bench.reporter)
        with pytest.raises(IntegrityError, match="own report"):
            self.write(bench)

    def test_refuses_a_served_case_without_the_second_person(self, bench: Bench) -> None:
        with pytest.raises(IntegrityError, match="two persons"):
            self.write(bench)

    def test_refuses_a_confirmation_from_before_the_reopening(self, bench: Bench) -> None:
        closed(bench)
        deputy = make_principal(Role.DEPUTY)
        actions.reopen_case(
            case_id=bench.case.pk, reason=REASONS, actor=deputy, **moment(DAY + timedelta(days=1))
        )

        with pytest.raises(IntegrityError, match="two persons"):
            self.write(bench)

    def test_keeps_why_a_case_was_closed(self, bench: Bench) -> None:
        case = closed(bench)

        with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(closing_note="چیز دیگر")


class TestReopening:
    def reopen(self, case: Case, actor: Principal, days: int = 1) -> Case:
        return actions.reopen_case(
            case_id=case.pk, reason=REASONS, actor=actor, **moment(DAY + timedelta(days=days))
        )

    def test_leads_back_with_a_fresh_time_to_decide(self, bench: Bench) -> None:
        before = bench.case.decision_due_on
        case = closed(bench)

        self.reopen(case, make_principal(Role.DEPUTY))

        case = bench.case
        assert case.state == CaseState.DEFENDED
        assert case.decision_due_on is not None
        assert before is not None
        assert case.decision_due_on > before
        kept = KeptDeadline.objects.get(clock="case.decision", subject_id=case.public_id)
        assert kept.due_on == case.decision_due_on
        assert (case.closed_on, case.closing_code, case.closing_note) == (None, "", "")
        assert look()[1] == []

    def test_gives_the_office_its_whole_window_anew(self) -> None:
        walk, manager, deputy = fresh()
        make_principal(Role.AGENCY_APPEAL, walk.case.agency)
        walk.notify()
        first = walk.case.defence_due_on
        actions.close_no_action(
            case_id=walk.case.pk, code=GROUND, reason=REASONS, actor=manager, **walk.now
        )
        second = PendingAct.objects.get()
        confirmer = make_principal(Role.AGENCY_MANAGER, walk.case.agency)
        confirm_act(pending_id=second.pk, actor=confirmer, **walk.now)
        walk.day += timedelta(days=5)

        actions.reopen_case(case_id=walk.case.pk, reason=REASONS, actor=deputy, **walk.now)

        case = walk.case
        assert case.state == CaseState.NOTIFIED
        assert first is not None
        assert case.defence_due_on is not None
        assert case.defence_due_on >= walk.day + timedelta(days=11)
        assert case.decision_due_on is not None
        assert case.decision_due_on > case.defence_due_on
        walk.defend()
        assert walk.case.state == CaseState.DEFENDED

    def test_of_an_unserved_case_gives_time_to_serve(self) -> None:
        walk, manager, deputy = fresh()
        actions.close_no_action(
            case_id=walk.case.pk, code=GROUND, reason=REASONS, actor=manager, **walk.now
        )
        walk.day += timedelta(days=10)

        actions.reopen_case(case_id=walk.case.pk, reason=REASONS, actor=deputy, **walk.now)

        assert walk.case.state == CaseState.OPENED
        assert walk.case.serve_due_on > walk.day
        walk.notify()
        assert walk.case.state == CaseState.NOTIFIED

    def test_is_of_the_deputy_alone(self, bench: Bench) -> None:
        case = closed(bench)

        for role in (Role.SECRETARIAT, Role.COMMITTEE_CHAIR, Role.EXPERT):
            with pytest.raises(NotPermitted):
                self.reopen(case, make_principal(role))

    def test_is_of_another_deputy_than_who_confirmed(self, bench: Bench) -> None:
        deputy = make_principal(Role.DEPUTY)
        if bench.case.track == "licence":
            make_same_person(bench.chair, bench.secretary)
        close(bench, closer_of(bench))
        confirm(bench, deputy)
        other = make_principal(Role.DEPUTY)

        with pytest.raises(NotPermitted):
            self.reopen(bench.case, deputy)
        User.objects.filter(pk=other.user_id).update(is_active=False)
        assert self.reopen(bench.case, deputy).state == CaseState.DEFENDED

    def test_is_of_its_time(self, bench: Bench) -> None:
        case = closed(bench)
        deputy = make_principal(Role.DEPUTY)
        assert case.reopen_due_on is not None
        days = (case.reopen_due_on - DAY).days
        assert days >= 31

        with pytest.raises(IllegalMove):
            self.reopen(case, deputy, days + 1)
        assert self.reopen(case, deputy, days).state == CaseState.DEFENDED

    def test_is_held_to_its_time_by_the_database(self, bench: Bench) -> None:
        case = closed(bench)
        deputy = make_principal(Role.DEPUTY)
        late, expert = noon(DAY + timedelta(days=60)), make_principal(Role.EXPERT).user_id

        for values, words in (
            ({"state": "defended", "reopened_at": late}, "time to reopen"),
            ({"state": "opened", "reopened_at": noon(DAY)}, "from which it was closed"),
            ({"state": "defended", "reopened_at": noon(DAY), "reopened_by": expert}, "deputy"),
        ):
            row = {
                "version": case.version + 1, "closed_on": None, "closed_by": None,
                "closing_code": "", "closing_note": "", "closed_from": "", "reopen_due_on": None,
                "reopened_by": deputy.user_id,
            }  # fmt: skip
            with pytest.raises(IntegrityError, match=words), transaction.atomic():
                Case.objects.filter(pk=case.pk).update(**(row | values))

    def test_puts_the_duty_to_decide_on_the_agency_again(self) -> None:
        bench = Bench()
        case = closed(bench)
        duties = Duty.objects.filter(case=case, kind="decide")
        assert [duty.state for duty in duties] == ["refused"]

        self.reopen(case, make_principal(Role.DEPUTY))

        states = sorted(duties.order_by("pk").values_list("state", flat=True))
        assert states == ["refused", "running"]
        assert look()[1] == []

    def test_can_be_closed_and_reopened_again(self, bench: Bench) -> None:
        case = closed(bench)
        deputy = make_principal(Role.DEPUTY)
        self.reopen(case, deputy)
        second = second_of(bench)
        later = moment(DAY + timedelta(days=2))

        close(bench, closer_of(bench), **later)
        confirm_act(pending_id=pending_of(bench).pk, actor=second, **later)

        assert bench.case.state == CaseState.CLOSED_NO_ACTION
        assert self.reopen(bench.case, deputy, 3).state == CaseState.DEFENDED
        assert look()[1] == []


class TestTold:
    def test_are_the_office_the_sides_all_who_were_called_and_the_reporter(self) -> None:
        bench = Bench()
        session = bench.served()
        actions.call_off_hearing(
            session_id=session.pk, how="cancelled", reason=REASONS, actor=bench.clerk,
            **moment(DAY),
        )  # fmt: skip
        case = closed(bench)

        for verb in ("case.closed_without_action", "case.reopened"):
            found, reporter = KINDS.get(verb), KINDS.get(f"{verb}/reporter")
            assert found is not None
            assert reporter is not None
            assert found.find is not None
            assert reporter.find is not None
            news, own = found.find(str(case.public_id)), reporter.find(str(case.public_id))
            assert news is not None
            assert own is not None
            sides = {Role.AGENCY_MANAGER, Role.AGENCY_CLERK}
            is_closing = verb == "case.closed_without_action"
            told = sides if is_closing else {*sides, Role.OPERATOR}
            assert {audience.role for audience in news.audiences} == told
            assert {judge.user_id for judge in bench.judges} <= news.user_ids
            assert own.user_ids == {bench.reporter.user_id}
            assert (own.url, own.values["number"]) == (
                bench.walk.report.get_absolute_url(), bench.walk.report.number,
            )  # fmt: skip
            assert not own.acting

    @pytest.mark.parametrize("who", [Role.OPERATOR, Role.DEPUTY])
    def test_are_the_office_and_the_deputy_with_the_day_until_which_it_is_reopened(
        self, bench: Bench, who: Role, browser_of: Callable[[Principal], Client]
    ) -> None:
        case = closed(bench)

        name = "office" if who is Role.OPERATOR else "deputy"
        kind = KINDS.get(f"case.closed_without_action/{name}")
        assert kind is not None
        assert kind.find is not None
        news = kind.find(str(case.public_id))
        assert news is not None
        assert {audience.role for audience in news.audiences} == {who}
        assert case.reopen_due_on
        assert news.values["until_on"] == case.reopen_due_on.isoformat()
        if who is Role.OPERATOR:
            with time_machine.travel(noon(DAY), tick=False):
                page = browser_of(bench.walk.operator).get(case.get_absolute_url())
            assert page.context["dropped"]["until"] == case.reopen_due_on

    def test_are_further_reporters_at_the_list_of_their_own(self, bench: Bench) -> None:
        further = make_principal(Role.AGENCY_CLERK, bench.agency)
        report = make_report(reporter=further, contract=bench.case.contract)
        CaseReport.objects.create(case=bench.case, report=report)
        case = closed(bench)

        kind = KINDS.get("case.closed_without_action/reporters")
        assert kind is not None
        assert kind.find is not None
        news = kind.find(str(case.public_id))
        assert news is not None
        assert news.user_ids == {further.user_id}


class TestDoors:
    def test_say_before_the_form_is_filled_who_confirms(
        self, bench: Bench, browser_of: Callable[[Principal], Client]
    ) -> None:
        url = reverse("violations:close-no-action", args=[bench.case.number])
        with time_machine.travel(noon(DAY), tick=False):
            if bench.case.track == "licence":
                make_same_person(bench.chair, bench.secretary)
            alone = browser_of(closer_of(bench)).get(url).context["lead"]
            make_principal(
                *(
                    (Role.AGENCY_MANAGER, bench.agency)
                    if bench.case.track == "contract"
                    else (Role.COMMITTEE_CHAIR,)
                )
            )
            among = browser_of(closer_of(bench)).get(url).context["lead"]

        assert alone != among

    def test_close_propose_and_reopen_on_pages(
        self, bench: Bench, browser_of: Callable[[Principal], Client]
    ) -> None:
        second, deputy = second_of(bench), make_principal(Role.DEPUTY)
        number = bench.case.number
        with time_machine.travel(noon(DAY), tick=False):
            url = reverse("violations:close-no-action", args=[number])
            browser = browser_of(closer_of(bench))
            wrong = browser.post(url, {"code": "", "reason": ""})
            assert wrong.status_code == 422
            done = browser.post(url, {"code": GROUND, "reason": REASONS}, follow=True)
            assert done.context["closing"] == pending_of(bench)
            page = browser_of(second).get(reverse("violations:file", args=[number]))
            assert "confirm-closing" in page.context["offers"]
            answer = browser_of(second).post(
                reverse("approvals:confirm", args=[pending_of(bench).public_id]), {"agreed": "on"}
            )
            assert answer.status_code == 302
            page = browser_of(deputy).get(reverse("violations:file", args=[number]))
            assert page.context["dropped"]["ground"] == str(GROUND.label)
            assert "reopen" in page.context["offers"]
            browser_of(deputy).post(
                reverse("violations:reopen", args=[number]), {"reason": REASONS}
            )

        assert bench.case.state == CaseState.DEFENDED

    def test_of_reopening_say_what_begins_anew(
        self, bench: Bench, browser_of: Callable[[Principal], Client]
    ) -> None:
        case, deputy = closed(bench), make_principal(Role.DEPUTY)
        with time_machine.travel(noon(DAY), tick=False):
            url = reverse("violations:reopen", args=[case.number])
            lead = browser_of(deputy).get(url).context["lead"]
            actions.reopen_case(case_id=case.pk, reason=REASONS, actor=deputy, **moment(DAY))

        assert bench.case.decision_due_on
        assert isolated(short(bench.case.decision_due_on)) in lead
        assert "مهلت پاسخ دفتر همان است که بود" in lead

    def test_close_over_rest(self, bench: Bench) -> None:
        second_of(bench)
        client = make_api_client(closer_of(bench))
        with time_machine.travel(noon(DAY), tick=False):
            address = f"/api/v1/cases/{bench.case.public_id}"
            client.get(f"{address}/")
            wrong = client.post(
                f"{address}/closing-without-action/", {"code": "whim", "reason": REASONS}
            )

        assert 400 <= wrong.status_code < 500


class TestPage:
    def test_says_why_by_whom_and_when_it_was_closed_without_action(
        self, bench: Bench, browser_of: Callable[[Principal], Client]
    ) -> None:
        case = closed(bench)
        with time_machine.travel(noon(DAY), tick=False):
            inside = browser_of(closer_of(bench)).get(case.get_absolute_url())
            office = browser_of(bench.operator).get(case.get_absolute_url())

        shown = inside.context["dropped"]
        assert (shown["ground"], shown["note"]) == (str(GROUND.label), case.closing_note)
        assert shown["by"] == User.objects.get(pk=case.closed_by or 0).full_name
        pending = PendingAct.objects.get(target_id=case.public_id)
        assert shown["second"] == pending.decided_by_name
        assert shown["on"] == case.closed_on
        for name in ("note", "by", "second"):
            assert shown[name] in inside.text
            assert not office.context["dropped"].get(name)

    def test_says_with_which_note_a_final_case_was_closed(
        self, walk: Callable[..., Walk], gas_manager: Principal,
        browser_of: Callable[[Principal], Client],
    ) -> None:  # fmt: skip
        story = walk().open().notify().defend().decide(gas_manager).notify("decision")
        story.waive("appeal")
        actions.close_case(
            case_id=story.case.pk, note="همهٔ اقدام‌ها انجام شده است.", actor=gas_manager,
            **story.now,
        )  # fmt: skip
        with time_machine.travel(noon(story.day), tick=False):
            page = browser_of(gas_manager).get(story.case.get_absolute_url())

        shown = page.context["dropped"]
        assert shown["note"] == story.case.closing_note
        assert shown["by"] == gas_manager.name
        assert shown["note"] in page.text
