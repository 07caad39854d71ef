"""Who stood back from the contracts of an office does nothing in their cases (ADR 83)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.persons import accounts_of
from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from contracts.acts.recusals import STOOD_BACK
from contracts.models import ContractRecusal
from core.acts import TABLES, why_not
from core.clock import today
from core.errors import Invalid, NotPermitted
from dashboard.facts.waiting import files
from tests.factories import (
    make_agency,
    make_contract,
    make_final_case,
    make_principal,
    make_same_person,
)
from tests.violations.benches import DAY, WHY, Bench, seat_of
from tests.violations.stories import REASONS, Walk, file_report, moment, noon
from tests.violations.test_recusal import member_id
from violations import actions
from violations.acts.cases import DECIDE, EXECUTE
from violations.acts.conditions import RECUSED, has_stood_back
from violations.facts import awaiting
from violations.facts.sessions import (
    judges_of,
    recused_in,
    somebody_stood_back,
    stood_back,
    stood_back_by,
)
from violations.facts.turns import needs_stand_in
from violations.models import Case, HearingSession, Recusal, SessionSeat

pytestmark = pytest.mark.django_db
BEFORE = moment(DAY - timedelta(days=11))


class TestOpenCases:
    """A recusal from the contracts is done at once in every open case of the two sides."""

    def test_leave_the_hands_and_say_so_in_their_history(self) -> None:
        bench = Bench()
        actions.assign_cases(
            case_ids=[bench.case.pk], assignee_id=bench.manager.user_id, actor=bench.clerk,
            **moment(DAY - timedelta(days=13)),
        )  # fmt: skip

        bench.lose(bench.manager, **BEFORE)

        assert bench.case.assignee_id is None
        event = AuditEvent.objects.get(verb="case.recused_last")
        assert event.target_id == str(bench.case.public_id)
        assert event.note == WHY
        assert event.changes["recused"] == [None, [bench.manager.name]]

    def test_are_decided_by_a_colleague_whom_nobody_names(self) -> None:
        bench = Bench()
        other = make_principal(Role.AGENCY_MANAGER, bench.agency)

        bench.lose(bench.manager, **BEFORE)

        assert AuditEvent.objects.filter(verb="case.stood_back").count() == 1
        assert not needs_stand_in(bench.case, DAY)
        assert why_not(DECIDE, bench.case, other, DAY) is None

    def test_keep_the_session_without_the_seat_while_a_quorum_is_left(self) -> None:
        bench = Bench()
        session = bench.served(judges=bench.enough())

        bench.lose(bench.manager, **BEFORE)

        session.refresh_from_db()
        seat = seat_of(session, bench.manager)
        assert (session.state, seat.is_recused, seat.recusal_reason) == ("summoned", True, WHY)

    @pytest.mark.parametrize("how", ["case", "contracts"])
    def test_lose_a_session_that_nobody_may_record(self, how: str) -> None:
        bench = Bench()
        session = bench.served()
        keepers = [bench.clerk, bench.manager, bench.second, bench.reporter]
        for person in keepers:
            if how == "contracts":
                bench.lose(person, **BEFORE)
            elif person in bench.judges:
                if HearingSession.objects.filter(pk=session.pk, state="summoned").exists():
                    actions.recuse_from_hearing(
                        session_id=session.pk, reason=WHY, actor=person, **BEFORE
                    )
            else:
                actions.stand_back(case_id=bench.case.pk, reason=WHY, actor=person, **BEFORE)

        session.refresh_from_db()
        assert session.state == "cancelled"
        assert AuditEvent.objects.filter(verb="case.hearing_cancelled").count() == 1

    def test_of_others_stay_as_they_are(self) -> None:
        bench = Bench()
        same_office = make_final_case(
            contract=make_contract(office=bench.case.office, agency=make_agency())
        )
        same_agency = make_final_case(contract=make_contract(agency=bench.agency))
        licence = Bench(licence=True)

        bench.lose(bench.manager, **BEFORE)

        for case in (same_office, same_agency, licence.case):
            assert has_stood_back(case, bench.manager, DAY) == ""
        targets = AuditEvent.objects.filter(verb="case.recused_last")
        assert list(targets.values_list("target_id", flat=True)) == [str(bench.case.public_id)]

    def test_that_are_over_are_closed_to_the_person_all_the_same(self) -> None:
        bench = Bench()
        closed = make_final_case(contract=bench.case.contract, state="closed")

        bench.lose(bench.manager, **BEFORE)

        closed.refresh_from_db()
        assert has_stood_back(closed, bench.manager, DAY) == str(STOOD_BACK)
        assert not AuditEvent.objects.filter(target_id=str(closed.public_id)).exists()


def test_a_later_case_of_the_two_is_reached_too() -> None:
    bench = Bench()
    other = make_principal(Role.AGENCY_MANAGER, bench.agency)
    bench.lose(bench.manager, **BEFORE)
    contract = bench.case.contract
    assert contract is not None
    report = file_report(contract, bench.reporter, bench.case.type, on=DAY)

    case = Walk(report, other, bench.operator).open().case

    assert has_stood_back(case, bench.manager, DAY) == str(STOOD_BACK)
    assert bench.manager.user_id not in {one.user_id for one in judges_of(case, DAY)}


def test_what_was_decided_before_stays() -> None:
    bench = Bench()
    bench.sealed()
    decision = bench.decide()

    bench.lose(bench.manager, **moment(DAY))

    decision.refresh_from_db()
    assert (decision.decided_by, decision.decided_on) == (bench.manager.user_id, DAY)


def test_a_recusal_from_a_case_leaves_the_work_on_the_contract() -> None:
    bench = Bench()
    actions.stand_back(case_id=bench.case.pk, reason=WHY, actor=bench.manager, **BEFORE)
    contract = bench.case.contract

    for act in TABLES["contract"]:
        for one in act.not_by:
            assert one.reason(contract, bench.manager, DAY) != str(STOOD_BACK), act.key


class TestCarryingOut:
    def test_is_refused_with_the_sentence_of_the_contracts(self) -> None:
        case = make_final_case(executed_on=None)
        manager = make_principal(Role.AGENCY_MANAGER, case.agency)
        bench_contract = case.contract
        assert bench_contract is not None
        ContractRecusal.objects.create(
            contract=bench_contract, user_id=manager.user_id, name="x", role=manager.role,
            reason=WHY, stood_back_on=today(),
        )  # fmt: skip

        found = why_not(EXECUTE, case, manager, DAY)

        assert found is not None
        assert found.message == str(STOOD_BACK)


class TestDoors:
    def test_offer_nothing_in_the_case(
        self, browser_of: Callable[[Principal], Client], api_of: Any
    ) -> None:
        bench = Bench()
        bench.lose(bench.manager, **BEFORE)
        address = f"/api/v1/cases/{bench.case.public_id}"

        with time_machine.travel(noon(DAY), tick=False):
            page = browser_of(bench.manager).get(bench.case.get_absolute_url())
            moves = api_of(bench.manager).get(f"{address}/transitions").json()
            note = api_of(bench.manager).post(f"{address}/note", {"text": REASONS})
            waiting = [
                each.kind
                for each in files.waits(bench.manager, DAY)
                if each.record == "" and each.rows.model is Case and each.rows.exists()
            ]

        assert page.status_code == 200
        assert page.context["offers"].all == ()
        assert [move["name"] for move in moves if move["is_allowed"]] == []
        assert note.status_code == 403
        assert waiting == []

    def test_name_the_person_as_nobodys_stand_in(self) -> None:
        bench, deputy = Bench(), make_principal(Role.DEPUTY)
        member = make_principal(Role.COMMITTEE_MEMBER)
        bench.lose(bench.manager, **BEFORE)
        bench.lose(member, **BEFORE)
        person = member_id(member)

        with pytest.raises(Invalid):
            actions.name_stand_in(
                case_id=bench.case.pk, member=person, reason=REASONS,
                last_on=DAY + timedelta(days=9), actor=deputy, **moment(DAY),
            )  # fmt: skip
        bench.lose(deputy, **BEFORE)
        with pytest.raises(NotPermitted, match=str(STOOD_BACK)):
            actions.name_stand_in(
                case_id=bench.case.pk, member=person, reason=REASONS,
                last_on=DAY + timedelta(days=9), actor=deputy, **moment(DAY),
            )  # fmt: skip


class World:
    """A heard case, people of both sides, and who of them stood back, drawn by chance."""

    def __init__(self) -> None:
        self.bench = bench = Bench()
        agency = bench.agency
        self.people = [
            bench.manager, bench.clerk, bench.second, bench.secretary, bench.chair,
            *bench.members, make_principal(Role.AGENCY_MANAGER, agency),
            make_principal(Role.AGENCY_APPEAL, agency), make_principal(Role.DEPUTY),
        ]  # fmt: skip
        self.agency_side = {one.user_id for one in self.people if one.is_agency}

    def draw(self, chance: Random) -> set[int]:
        """Draw twins and recusals; return by plain loops the accounts that are barred."""
        contract = self.bench.case.contract
        assert contract is not None
        person = {one.user_id: one.user_id for one in self.people}
        for one, other in [chance.sample(self.people, 2) for _ in range(chance.randint(0, 2))]:
            make_same_person(one, other)
            person[other.user_id] = person[one.user_id]
        back = set()
        for one in self.people:
            how = chance.choice(["", "", "", "contracts", "case"])
            if how == "contracts":
                ContractRecusal.objects.create(
                    contract=contract, user_id=one.user_id, name="x",
                    role=one.role, reason=WHY, stood_back_on=today(),
                )  # fmt: skip
            elif how == "case":
                Recusal.objects.create(
                    case=self.bench.case, user_id=one.user_id, name="x", role=one.role,
                    reason=WHY, stood_back_on=today(),
                )  # fmt: skip
            if how:
                back.add(person[one.user_id])
        return {key for key, value in person.items() if value in back}

    def worlds(self, seeds: range) -> Iterator[set[int]]:
        """Yield who is barred in each of the worlds; each is undone before the next."""
        for seed in seeds:
            with transaction.atomic():
                yield self.draw(Random(seed))
                transaction.set_rollback(True)


def connection_value(statement: str, *values: Any) -> Any:
    """Return the first value of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def may_sit(case: Case, who: Principal) -> bool:
    """Tell whether the database lets an account be called to judge a case."""
    try:
        with transaction.atomic():
            session = HearingSession.objects.create(
                case=case, forum="agency", starts_at=noon(DAY + timedelta(days=20)), place="سالن",
                called_on=today(), called_by=0, called_by_name="",
            )  # fmt: skip
            SessionSeat.objects.create(
                session=session, user_id=who.user_id, name=who.name, role=who.role, is_judge=True
            )
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True


def test_python_and_sql_agree_on_who_may_act_in_random_worlds() -> None:
    world = World()
    case, seen = world.bench.case, set[tuple[str, bool]]()
    deputy = world.people[-1]
    for barred in world.worlds(range(24)):
        case = Case.objects.get(pk=case.pk)
        mine = Case.objects.filter(pk=case.pk)
        own = {one.user_id for one in world.people}
        assert stood_back(case) & own == barred
        lost = connection_value("SELECT violations_lost_somebody(c) FROM violations_case c"
                                " WHERE id = %s", case.pk)  # fmt: skip
        assert lost == bool(barred) == mine.filter(somebody_stood_back()).exists()
        sits = {one.user_id for one in judges_of(case, DAY)}
        twins = {key for one in sits for key in accounts_of(one)}
        turn = connection_value("SELECT violations_turn(%s, 'decision', %s)", case.pk, DAY)
        for who in world.people:
            account, fresh = who.user_id, Case.objects.get(pk=case.pk)
            is_back = account in barred
            assert bool(recused_in([case.pk], account)) == is_back
            assert mine.filter(stood_back_by(accounts_of(account))).exists() == is_back
            assert bool(RECUSED.reason(fresh, who, DAY)) == is_back
            sql = "SELECT violations_stood_back(%s, %s)"
            assert connection_value(sql, case.pk, account) == is_back
            takes = connection_value(
                "SELECT violations_is_turn(%s, 'decision', %s, %s)", case.pk, account, DAY
            )
            may = why_not(DECIDE, fresh, who, DAY) is None
            desk = [awaiting.passed_to(who, mine, DAY)]
            if who.role is Role.AGENCY_MANAGER:
                desk.append(awaiting.first_decisions(who, mine, DAY))
            is_offered = any(rows.exists() for rows in desk)
            assert takes == may == is_offered, (who.role, turn, takes, may, is_offered)
            seen.add((str(who.role), takes))
            if who.role in (Role.AGENCY_MANAGER, Role.AGENCY_CLERK):
                assert may_sit(case, who) == (account in twins) == (not is_back)
        asks = awaiting.unnamed(deputy, mine, DAY).exists()
        assert asks == (turn == "stand_in" and deputy.user_id not in barred)
    assert {("agency_manager", True), ("agency_manager", False), ("agency_appeal", True)} <= seen
