"""Recusal ends every act of a person in a case, by whatever account, role and door."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import SCOPE_OF, Role, ScopeKind
from audit.models import AuditEvent
from contracts import actions as contract_actions
from contracts.acts.contract import CONTRACTS
from contracts.models import Contract, EndingProof
from core.acts import NOT_PERMITTED, TABLES, Act, why_not
from core.errors import IllegalMove, Invalid, NotPermitted
from dashboard.facts.waiting import files
from dashboard.facts.waiting.stand_ins import stand_ins
from notices.facts.kinds import KINDS
from notices.models import Notification
from tests.act_news import spread_since
from tests.factories import (
    TODAY,
    make_contract,
    make_final_case,
    make_principal,
    make_same_person,
    make_type,
)
from tests.runtime import make_role, serve_as
from tests.sql import refused_at_runtime
from tests.violations.benches import DAY, WHY, Bench, seat_of, sql
from tests.violations.stories import LONG_AGO, REASONS, Walk, file_report, moment, noon
from violations import actions
from violations.acts.conditions import RECUSED
from violations.facts import awaiting
from violations.facts.clocks import _of_the_office
from violations.facts.keeping import _keepers
from violations.facts.recusals import STOOD_BACK
from violations.facts.turns import NO_MEMBER, goes_to
from violations.models import Case, CorrectiveAction, HearingSession, SessionSeat

pytestmark = pytest.mark.django_db
# The tables of the acts in a case.
OF_CASES = ("case", "hearing", "notice", "correction")
# The rows without the rule. The office is a party of the case and stands back from nothing: its
# right to be heard does not end. Recusal itself says that one stands back once.
EXEMPT = {
    "case.acknowledge": "a party receives its notice",
    "case.defence": "a party answers",
    "case.waive": "a party ends its own window",
    "case.appeal": "a party objects",
    "case.contest-paper": "a party contests what was entered in its name",
    "case.contest-objection": "a party contests what was entered in its name",
    "case.correction-report": "a party reports what it has put right",
    "notice.acknowledge": "a party receives its notice",
    "correction.correction-report": "a party reports what it has put right",
    "hearing.contest-absence": "a party contests what was noted of it",
    "hearing.recuse": "one stands back once: `is_recused`",
    "case.stand-back": "one stands back once: `stood_back_already`",
}


def rows() -> Iterator[Act]:
    """Yield every act of the tables of cases."""
    for kind in OF_CASES:
        yield from TABLES[kind]


def test_every_act_in_a_case_is_barred_to_who_stood_back() -> None:
    without = [act.key for act in rows() if RECUSED not in act.not_by and act.key not in EXEMPT]

    assert without == []


def test_nothing_is_exempt_without_need() -> None:
    known = {act.key: act for act in rows()}

    assert set(EXEMPT) <= set(known)
    assert [key for key in EXEMPT if RECUSED in known[key].not_by] == []


@pytest.fixture(params=["contract", "licence", "contracts"])
def bench(request: pytest.FixtureRequest) -> Bench:
    """Return a case whose deciders stand back from it, or from the contracts of its office."""
    return Bench(licence=request.param == "licence", of_contracts=request.param == "contracts")


def recused(bench: Bench, person: Principal | None = None) -> tuple[HearingSession, Principal]:
    """Let the decider, or another judge, stand back from a session; return both."""
    session = bench.served(judges=bench.enough())
    who, when = person or bench.decider, moment(DAY - timedelta(days=11))
    if bench.of_contracts:
        bench.lose(who, **when)
    else:
        actions.recuse_from_hearing(session_id=session.pk, reason=WHY, actor=who, **when)
    return HearingSession.objects.get(pk=session.pk), who


def twins(bench: Bench, person: Principal) -> list[Principal]:
    """Return an account of the person in each role that the two sides and the deputy have."""
    made = []
    for role in (
        Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL, Role.SECRETARIAT,
        Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER, Role.DEPUTY, Role.EXPERT,
    ):  # fmt: skip
        scope = bench.agency if SCOPE_OF[role] == ScopeKind.AGENCY else None
        made.append(make_principal(role, scope))
    make_same_person(person, *made)
    return [person, *made]


class TestEveryAct:
    def test_is_barred_to_each_account_of_the_person(self, bench: Bench) -> None:
        session, person = recused(bench)
        correction = CorrectiveAction(case=bench.case, text=REASONS, due_on=DAY)
        records: dict[str, Callable[[], Any]] = {
            "case": lambda: Case.objects.get(pk=bench.case.pk),
            "hearing": lambda: HearingSession.objects.select_related("case").get(pk=session.pk),
            "notice": lambda: session.notices.select_related("case").get(),
            "correction": lambda: correction,
        }

        open_ones, reached = [], set()
        for who in twins(bench, person):
            for act in rows():
                record = records[act.table.kind]()
                if act.key in EXEMPT or not act.is_of(who, record, DAY):
                    continue
                day: Any = noon(DAY) if act.table.kind == "hearing" else DAY
                found = why_not(act, record, who, day)
                reached.add(act.key)
                if found is None or found.code != NOT_PERMITTED:
                    open_ones.append((act.key, who.role, found))
        assert open_ones == []
        assert {"hearing.call-off", "case.close-no-action", "case.note", "case.assign"} <= reached

    def test_is_open_to_others(self, bench: Bench) -> None:
        session, _person = recused(bench)

        actions.call_off_hearing(
            session_id=session.pk, how="cancelled", reason=REASONS, actor=bench.keeper,
            **moment(DAY),
        )  # fmt: skip

        assert HearingSession.objects.get(pk=session.pk).ended_by == bench.keeper.user_id


class TestActions:
    def test_refuse_the_manager_who_cancels_the_hearing_and_closes(self) -> None:
        bench = Bench()
        session, manager = recused(bench)

        with pytest.raises(NotPermitted, match=str(STOOD_BACK)):
            actions.call_off_hearing(
                session_id=session.pk, how="cancelled", reason=REASONS, actor=manager,
                **moment(DAY),
            )  # fmt: skip
        actions.call_off_hearing(
            session_id=session.pk, how="cancelled", reason=REASONS, actor=bench.clerk,
            **moment(DAY),
        )  # fmt: skip
        with pytest.raises(NotPermitted, match=str(STOOD_BACK)):
            actions.close_no_action(
                case_id=bench.case.pk, code="no_violation", reason=REASONS, actor=manager,
                **moment(DAY),
            )  # fmt: skip

    def test_take_the_case_out_of_the_hands_and_do_not_put_it_back(self) -> None:
        bench = Bench()
        now_ = moment(DAY - timedelta(days=13))
        actions.assign_cases(
            case_ids=[bench.case.pk], assignee_id=bench.manager.user_id, actor=bench.clerk, **now_
        )
        _session, manager = recused(bench)
        assert bench.case.assignee_id is None

        outcome = actions.assign_cases(
            case_ids=[bench.case.pk], assignee_id=manager.user_id, actor=bench.clerk, **moment(DAY)
        )

        assert outcome[bench.case.pk]
        assert bench.case.assignee_id is None


class TestDuplicate:
    """No report joins the case of which the person stood back."""

    def test_is_not_joined_by_who_stood_back(self) -> None:
        bench = Bench()
        recused(bench)
        contract = bench.case.contract
        assert contract is not None
        again = file_report(contract, bench.reporter, bench.case.type, on=DAY)
        values = {
            "report_id": again.pk, "original_id": bench.walk.report.pk, "reason": REASONS,
            **moment(DAY),
        }  # fmt: skip

        with pytest.raises(NotPermitted, match=str(STOOD_BACK)):
            actions.mark_duplicate(actor=bench.manager, **values)
        other = make_principal(Role.AGENCY_MANAGER, bench.agency)
        assert actions.mark_duplicate(actor=other, **values).state == "duplicate"


class TestMinutes:
    """Minutes note who came; nobody stands back in the name of another."""

    def test_record_no_recusal(self) -> None:
        bench = Bench()
        third = make_principal(Role.AGENCY_CLERK, bench.agency)
        session = bench.served(judges=[*(judge.user_id for judge in bench.judges), third.user_id])

        seats = [
            {"seat": seat, "is_recused": True, "reason": WHY}
            for seat in session.seats.values_list("public_id", flat=True)
        ]

        with pytest.raises(Invalid) as refused:
            bench.hold(session, attendance=seats)
        assert "attendance" in refused.value.fields
        assert not session.seats.filter(is_recused=True).exists()

    def test_are_not_recorded_by_the_reporter(self) -> None:
        bench = Bench()
        session = bench.served()

        with pytest.raises(NotPermitted):
            bench.hold(session, actor=bench.reporter)

    def test_write_no_recusal_of_another_by_raw_sql(self) -> None:
        bench = Bench()
        session = bench.served()
        seat = seat_of(session, bench.second)

        def write() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('app.user_id', %s, true)",
                               [str(bench.manager.user_id)])  # fmt: skip
                cursor.execute("UPDATE violations_sessionseat SET is_recused = true,"
                               " recusal_reason = 'x' WHERE id = %s", [seat.pk])  # fmt: skip

        assert "in the name of another" in refused_at_runtime(write)


class TestDatabase:
    """Whoever writes the SQL: nobody who stood back is written down as having acted."""

    def refuses(self, statement: str, *values: Any) -> None:
        with pytest.raises(IntegrityError, match="does nothing more"), transaction.atomic():
            sql(statement, *values)

    def test_refuses_the_columns_of_the_case(self, bench: Bench) -> None:
        _session, person = recused(bench)
        twin = make_principal(Role.DEPUTY)
        make_same_person(person, twin)

        for column in ("executed_by", "closed_by", "reopened_by", "assignee_id"):
            for account in (person.user_id, twin.user_id):
                self.refuses(
                    f"UPDATE violations_case SET {column} = %s WHERE id = %s",
                    account, bench.case.pk,
                )  # fmt: skip

    def test_refuses_who_calls_records_and_calls_off(self, bench: Bench) -> None:
        session, person = recused(bench)

        self.refuses(
            "UPDATE violations_hearingsession SET state = 'cancelled', ended_reason = 'چنین شد',"
            " ended_on = %s, ended_by = %s WHERE id = %s", DAY, person.user_id, session.pk,
        )  # fmt: skip
        self.refuses(
            "UPDATE violations_hearingsession SET recorded_by = %s WHERE id = %s",
            person.user_id, session.pk,
        )  # fmt: skip

    def test_refuses_notices_notes_and_access(self, bench: Bench) -> None:
        _session, person = recused(bench)

        self.refuses(
            "INSERT INTO violations_notice (created_at, updated_at, public_id, case_id, kind,"
            " channel, letter_no, text, issued_on, issued_by, proof) SELECT now(), now(),"
            " gen_random_uuid(), id, 'decision', 'portal', 'X-1', 'x', %s, %s, ''"
            " FROM violations_case WHERE id = %s", DAY, person.user_id, bench.case.pk,
        )  # fmt: skip
        self.refuses(
            "INSERT INTO violations_casenote (created_at, updated_at, public_id, case_id, text,"
            " written_at, written_by, written_by_name) SELECT now(), now(), gen_random_uuid(), id,"
            " 'x', now(), %s, 'x' FROM violations_case WHERE id = %s",
            person.user_id, bench.case.pk,
        )  # fmt: skip

    def test_lets_others_act(self, bench: Bench) -> None:
        recused(bench)

        sql(
            "UPDATE violations_case SET assignee_id = %s, version = version WHERE id = %s",
            bench.keeper.user_id, bench.case.pk,
        )  # fmt: skip


class TestDeadlock:
    """A session that a recusal leaves without people is cancelled with it."""

    def stand_back(self, session: HearingSession, who: Principal) -> None:
        actions.recuse_from_hearing(
            session_id=session.pk, reason=WHY, actor=who, **moment(DAY - timedelta(days=11))
        )

    def test_leaves_the_case_to_the_named_stand_in(self, notified: "Notified") -> None:
        case, day = notified.case, notified.day
        notified.walk.defend()
        notified.recuse()
        assert case.sessions.get().state == "cancelled"

        member = make_principal(Role.COMMITTEE_MEMBER)
        actions.name_stand_in(
            case_id=case.pk, member=member_id(member), reason=REASONS,
            last_on=day + timedelta(days=20), actor=notified.deputy, **moment(day),
        )  # fmt: skip
        actions.decide_case(
            case_id=case.pk, outcome="proven", reasons=REASONS, sanction="written_warning",
            override_reason=REASONS, actor=member, **moment(day),
        )  # fmt: skip
        assert Case.objects.get(pk=case.pk).state == "decided"

    def test_is_not_there_while_the_quorum_sits(self, bench: Bench) -> None:
        session, _person = recused(bench)

        assert session.state == "summoned"

    def test_also_where_nobody_may_record(self) -> None:
        bench = Bench(licence=True)
        make_same_person(bench.secretary, bench.members[0])
        session = bench.served()
        # Who else serves notices on this side has no role on the day.
        keepers = _keepers(session, DAY).exclude(user_id=bench.secretary.user_id)
        User.objects.filter(pk__in=keepers.values("user")).exclude(
            pk__in=[judge.user_id for judge in bench.judges]
        ).update(is_active=False)

        self.stand_back(session, bench.members[0])

        session.refresh_from_db()
        assert session.state == "cancelled"

    def test_is_recorded_and_told_to_all_who_were_called(self) -> None:
        bench = Bench()
        session = bench.served()
        self.stand_back(session, bench.manager)

        event = AuditEvent.objects.get(verb="case.hearing_cancelled")
        assert event.note
        kind = KINDS.get("case.hearing_cancelled")
        assert kind is not None
        assert kind.find is not None
        news = kind.find(str(bench.case.public_id))
        assert news is not None
        assert {bench.second.user_id, bench.operator.user_id} <= news.user_ids

    def test_is_solved_by_the_running_product(
        self, browser_of: Callable[[Principal], Client], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bench = Bench()
        session = bench.served()
        url = reverse("violations:hearing-recuse", args=[bench.case.number, session.public_id])
        serve_as(make_role(), monkeypatch)
        with time_machine.travel(noon(DAY - timedelta(days=11)), tick=False):
            answer = browser_of(bench.manager).post(url, {"reason": WHY})

        assert answer.status_code == 302
        session.refresh_from_db()
        assert session.state == "cancelled"


class TestInstead:
    """Recusal asks at once for who takes the person's place."""

    def test_what_waits_in_the_case_leaves_the_desk(self) -> None:
        bench = Bench()
        session = bench.served(judges=bench.enough())
        with time_machine.travel(noon(DAY), tick=False):

            def holds(person: Principal) -> bool:
                (rows,) = [each.rows for each in files.waits(person, DAY) if each.kind == "hold"]
                return rows.filter(pk=session.pk).exists()

            assert holds(bench.manager)
            actions.recuse_from_hearing(
                session_id=session.pk, reason=WHY, actor=bench.manager, **moment(DAY)
            )
            assert not holds(bench.manager)
            assert holds(bench.clerk)

    def test_the_deputy_names_who_decides_at_once(self) -> None:
        bench, deputy = Bench(), make_principal(Role.DEPUTY)
        recused(bench)
        asked = awaiting.unnamed(deputy, Case.objects.visible_to(deputy), DAY)

        assert bench.case.pk in asked.values_list("pk", flat=True)
        waiting = stand_ins(deputy, DAY, files.BODY)
        (name,) = [each for each in waiting if each.kind == "name-stand-in"]
        assert name.rows.filter(pk=bench.case.pk).exists()

    def test_also_while_the_defence_window_runs(self, notified: "Notified") -> None:
        deputy, case = notified.deputy, notified.case
        rows = Case.objects.visible_to(deputy)
        assert not awaiting.unnamed(deputy, rows, notified.day).exists()

        notified.recuse()

        assert awaiting.unnamed(deputy, rows, notified.day).filter(pk=case.pk).exists()
        member = make_principal(Role.COMMITTEE_MEMBER)
        person = member_id(member)
        actions.name_stand_in(
            case_id=case.pk, member=person, reason=REASONS,
            last_on=notified.day + timedelta(days=20), actor=deputy, **moment(notified.day),
        )  # fmt: skip
        assert not awaiting.unnamed(deputy, rows, notified.day).filter(pk=case.pk).exists()

    def test_nobody_is_named_while_somebody_is_free(self, notified: "Notified") -> None:
        notified.recuse()
        make_principal(Role.AGENCY_MANAGER, notified.case.agency)
        member = make_principal(Role.COMMITTEE_MEMBER)

        with pytest.raises(IllegalMove):
            actions.name_stand_in(
                case_id=notified.case.pk, member=member_id(member), reason=REASONS,
                last_on=notified.day, actor=notified.deputy, **moment(notified.day),
            )  # fmt: skip

    def test_the_deputy_is_told_to_name_somebody_where_a_member_is_free(
        self, notified: "Notified", browser_of: Callable[[Principal], Client]
    ) -> None:
        kind = KINDS.get("case.recused_last")
        assert kind is not None
        assert kind.find_in is not None
        RoleGrant.objects.filter(role=Role.COMMITTEE_MEMBER).update(ends_on=LONG_AGO)
        notified.recuse()

        event = AuditEvent.objects.get(verb="case.recused_last")
        assert kind.find_in(event) is None
        with time_machine.travel(noon(notified.day), tick=False):
            page = browser_of(notified.deputy).get(notified.case.get_absolute_url())
        assert str(NO_MEMBER) in page.content.decode()

        make_principal(Role.COMMITTEE_MEMBER)
        news = kind.find_in(event)
        assert news is not None
        assert {audience.role for audience in news.audiences} == {Role.DEPUTY}

    def test_the_deputy_learns_of_it_while_somebody_is_free(self, notified: "Notified") -> None:
        make_principal(Role.AGENCY_MANAGER, notified.case.agency)
        kind = KINDS.get("case.stood_back")
        assert kind is not None
        assert kind.find is not None

        notified.recuse()

        assert not AuditEvent.objects.filter(verb="case.recused_last").exists()
        news = kind.find(str(notified.case.public_id))
        assert news is not None
        assert {audience.role for audience in news.audiences} == {Role.DEPUTY}
        assert not news.acting

    @pytest.mark.parametrize("is_last", [False, True])
    def test_the_office_learns_of_it(self, notified: "Notified", *, is_last: bool) -> None:
        if not is_last:
            make_principal(Role.AGENCY_MANAGER, notified.case.agency)
        operator = make_principal(Role.OPERATOR, notified.case.office)

        notified.recuse()
        with time_machine.travel(noon(notified.day), tick=False):
            spread_since(frozenset())

        verbs = ("case.recused_last",) if is_last else ("case.stood_back", "case.hearing_recused")
        assert AuditEvent.objects.filter(verb__in=verbs).exists()
        kinds = [f"{verb}/office" for verb in verbs]
        assert Notification.objects.filter(user_id=operator.user_id, kind__in=kinds).exists()

    def test_the_page_says_to_whom_the_case_goes(
        self, notified: "Notified", browser_of: Callable[[Principal], Client]
    ) -> None:
        url = reverse(
            "violations:hearing-recuse", args=[notified.case.number, notified.session.public_id]
        )
        with time_machine.travel(noon(notified.day), tick=False):
            browser = browser_of(notified.manager)
            page = browser.post(url, {"reason": WHY}, follow=True)

            assert page.context["goes_to"] == goes_to(notified.case, notified.day)
            assert escape(page.context["goes_to"]) in page.content.decode()

    def test_windows_of_the_case_are_not_moved_by_who_stood_back(self) -> None:
        bench = Bench()
        assert _of_the_office(bench.manager).filter(pk=bench.case.pk).exists()

        recused(bench)

        assert not _of_the_office(bench.manager).filter(pk=bench.case.pk).exists()


def member_id(member: Principal) -> Any:
    """Return the public id of a person."""
    return User.objects.get(pk=member.user_id).public_id


class Notified:
    """A case in its defence window with a session that is called, and the deputy."""

    def __init__(self) -> None:
        contract = make_contract()
        agency = contract.agency
        self.deputy = make_principal(Role.DEPUTY)
        self.manager = make_principal(Role.AGENCY_MANAGER, agency)
        self.clerk = make_principal(Role.AGENCY_CLERK, agency)
        reporter = make_principal(Role.AGENCY_CLERK, agency)
        operator = make_principal(Role.OPERATOR, contract.office)
        self.day = DAY - timedelta(days=14)
        report = file_report(contract, reporter, make_type(), on=self.day)
        walk = Walk(report, self.manager, operator).open()
        self.walk = walk.notify(issuer=self.clerk)
        self.case = walk.case
        self.session = actions.summon_to_hearing(
            case_id=self.case.pk, starts_at=noon(DAY), place="سالن",
            judges=[self.manager.user_id, self.clerk.user_id], actor=self.clerk,
            **moment(self.day),
        )  # fmt: skip

    def recuse(self) -> None:
        """Let the only manager stand back."""
        actions.recuse_from_hearing(
            session_id=self.session.pk, reason=WHY, actor=self.manager, **moment(self.day)
        )


@pytest.fixture
def notified() -> Notified:
    return Notified()


def let_stand_back(case: Case, person: Principal) -> None:
    """Write that a person stood back from a session of a case, by whatever road."""
    session = HearingSession.objects.create(
        case=case, forum="agency", starts_at=noon(DAY), place="سالن",
        called_on=DAY, called_by=0, called_by_name="",
    )  # fmt: skip
    SessionSeat.objects.create(
        session=session, user_id=person.user_id, name=person.name, role=person.role,
        is_judge=True, is_recused=True, recusal_reason=WHY,
    )  # fmt: skip


class Decided:
    """A contract, the final decision that may end it, and two managers, of whom one stood back."""

    def __init__(self) -> None:
        self.contract = make_contract()
        agency = self.contract.agency
        self.back = make_principal(Role.AGENCY_MANAGER, agency)
        self.other = make_principal(Role.AGENCY_MANAGER, agency)
        self.twin = make_principal(Role.AGENCY_MANAGER, agency)
        make_same_person(self.back, self.twin)
        self.case = make_final_case(contract=self.contract, sanction="termination_review")
        let_stand_back(self.case, self.back)
        self.proof = EndingProof.objects.create(
            contract=self.contract, kind="final_decision", source_id=self.case.public_id,
            source_label=self.case.number, reasons=REASONS, decided_on=TODAY,
            decided_by=self.other.user_id, decided_by_name="مدیر",
        )  # fmt: skip

    def act(self, name: str, actor: Principal, **values: Any) -> Any:
        return getattr(contract_actions, name)(
            contract_id=self.contract.pk, reason=REASONS, actor=actor, **values, **moment(TODAY)
        )

    def refuses(self, name: str, **values: Any) -> None:
        for actor in (self.back, self.twin):
            with pytest.raises(NotPermitted, match=str(STOOD_BACK)):
                self.act(name, actor, **values)


class TestContract:
    """A contract is not suspended, ended or freed by who stood back from its case."""

    def test_is_suspended_and_freed_by_another(self) -> None:
        world = Decided()
        until = TODAY + timedelta(days=5)

        world.refuses("suspend_contract", proof=world.proof, until=until)
        world.act("suspend_contract", world.other, proof=world.proof, until=until)
        world.refuses("resume_contract")
        world.act("resume_contract", world.other)

    def test_is_given_notice_and_spared_by_another(self) -> None:
        world = Decided()

        world.refuses("issue_termination_notice", proof=world.proof)
        world.act("issue_termination_notice", world.other, proof=world.proof)
        world.refuses("withdraw_termination_notice")
        contract = Contract.objects.get(pk=world.contract.pk)
        found = why_not(CONTRACTS["terminate"], contract, world.back, TODAY)
        assert found is not None
        assert found.message == str(STOOD_BACK)
        world.act("withdraw_termination_notice", world.other)

    def test_is_guarded_by_the_database(self) -> None:
        world = Decided()
        until = TODAY + timedelta(days=5)

        for actor in (world.back, world.twin):
            with (
                pytest.raises(IntegrityError, match="does nothing that rests"),
                transaction.atomic(),
            ):
                sql(
                    "UPDATE contracts_contract SET state = 'suspended', suspended_on = %s,"
                    " suspended_until = %s, suspension_proof_id = %s, acted_by = %s,"
                    " version = version + 1 WHERE id = %s",
                    TODAY, until, world.proof.pk, actor.user_id, world.contract.pk,
                )  # fmt: skip

    def test_offers_no_such_proof_on_the_page(
        self, browser_of: Callable[[Principal], Client]
    ) -> None:
        world = Decided()
        url = reverse("contracts:suspend", args=[world.contract.number])

        assert browser_of(world.other).get(url).context["form"].proofs
        assert not browser_of(world.back).get(url).context["form"].proofs
