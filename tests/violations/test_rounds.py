"""A further round of a case has its own hearing session, its own bench and its own deciders."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import SCOPE_OF, Role
from agencies.models import Agency
from contracts.models import Contract
from core.errors import IllegalMove, Invalid, NotPermitted
from tests.factories import make_principal, make_same_person, make_type
from tests.sql import refused_at_runtime
from tests.violations.benches import DAY, Bench
from tests.violations.stories import (
    LONG_AGO,
    REASONS,
    Walk,
    file_report,
    filed_scan,
    moment,
    noon,
    of_matrix,
)
from tests.violations.test_judgments import judge, written
from violations import actions
from violations.facts import live_points, session_of
from violations.facts.awaiting import first_decisions
from violations.facts.cases import deciders_before
from violations.facts.turns import members_free_for, part_in
from violations.models import Case, Decision, Evidence, HearingSession, SessionSeat
from violations.states import StandInStep

SECOND = DAY + timedelta(days=11)
pytestmark = pytest.mark.django_db


def returned(bench: Bench, day: Any = DAY) -> Bench:
    """Let a bench decide in a session, and a judgment send its case back."""
    if session_of(bench.case) is None:
        bench.sealed()
    bench.walk.day = day
    bench.decide()
    bench.walk.notify("decision", issuer=bench.keeper).waive("appeal")
    judge(bench.walk, recorder(bench), "sent_back")
    return bench


def recorder(bench: Bench) -> Principal:
    """Return who records a judgment in the track of a bench."""
    if bench.case.track == "licence":
        return make_principal(Role.SECRETARIAT, name="دبیر دیگر")
    return make_principal(Role.AGENCY_APPEAL, bench.agency, name="مرجع دوم")


def renewed(bench: Bench) -> Bench:
    """Give a bench other people to sit and to decide."""
    if bench.case.track == "licence":
        bench.chair = bench.decider = make_principal(Role.COMMITTEE_CHAIR, name="رئیس دیگر")
        bench.members = [make_principal(Role.COMMITTEE_MEMBER, name=f"تازه {i}") for i in range(3)]
        bench.judges = [bench.chair, *bench.members]
    else:
        bench.manager = make_principal(Role.AGENCY_MANAGER, bench.agency, name="مدیر دیگر")
        other = make_principal(Role.AGENCY_CLERK, bench.agency, name="کارگزار دیگر")
        bench.judges, bench.decider = [bench.manager, other], bench.manager
    return bench


def called(bench: Bench) -> HearingSession:
    """Call a session of the further round, and let the office acknowledge its summons."""
    session = bench.summon(starts_at=noon(SECOND), **moment(DAY))
    actions.acknowledge_notice(
        case_id=bench.case.pk, kind="summons", actor=bench.operator, **moment(DAY)
    )
    return session


def second(bench: Bench) -> HearingSession:
    """Hold a session of the further round and seal its minutes."""
    return seal(bench, called(bench))


def seal(bench: Bench, session: HearingSession) -> HearingSession:
    """Hold a called session and let as many sign as seal it."""
    session = bench.hold(session, **moment(SECOND))
    for judge_ in (bench.operator, *bench.judges):
        if session.state != "signed":
            session = actions.sign_minutes(session_id=session.pk, actor=judge_, **moment(SECOND))
    return session


@pytest.fixture(params=[False, True], ids=["contract", "licence"])
def bench(request: Any) -> Bench:
    return returned(Bench(licence=request.param))


class TestSessions:
    def test_of_a_former_round_count_no_more(self, bench: Bench) -> None:
        assert session_of(bench.case) is None
        assert bench.case.sessions.get().round_no == 1

    def test_are_held_anew_and_carry_the_new_decision(self, bench: Bench) -> None:
        renewed(bench)
        session = second(bench)

        decision = bench.decide(**moment(SECOND))

        assert (session.round_no, decision.session) == (2, session)
        sat = {row["user_id"] for row in decision.attendance}
        assert sat == {judge.user_id for judge in bench.judges}

    def test_are_waited_for_in_their_round_alone(self, bench: Bench) -> None:
        cases = Case.objects.all()
        renewed(bench)

        is_heard = bench.case.track == "contract"  # which an agency may decide in writing
        assert first_decisions(bench.decider, cases, DAY).exists() is is_heard
        session = called(bench)
        assert not first_decisions(bench.decider, cases, DAY).exists()
        seal(bench, session)
        assert first_decisions(bench.decider, cases, SECOND).exists()

    def test_without_one_the_committee_decides_nothing(self) -> None:
        bench = renewed(returned(Bench(licence=True)))

        with pytest.raises(IllegalMove):
            bench.decide()

    def test_of_a_former_round_carry_no_decision_whoever_writes_it(self) -> None:
        bench = renewed(returned(Bench()))
        former = bench.case.sessions.get()

        def write(session: HearingSession | None) -> Any:
            return lambda: Decision.objects.create(
                case=bench.case, forum="agency", outcome="proven", reasons=REASONS,
                sanction="written_warning", decided_on=DAY, session=session,
                decided_by=bench.decider.user_id, decided_by_name="x", **of_matrix(bench.case),
            )  # fmt: skip

        assert "names the session" in refused_at_runtime(write(former))
        assert refused_at_runtime(write(None)) == ""

    def test_stay_in_their_round_whoever_writes_it(self, bench: Bench) -> None:
        renewed(bench)
        called(bench)
        rows = HearingSession.objects.filter(case=bench.case, state="summoned")

        assert "is not changed" in refused_at_runtime(lambda: rows.update(round_no=1))


@pytest.fixture
def answered(
    contract: Contract, gas_clerk: Principal, gas_manager: Principal, operator: Principal
) -> Walk:
    """Return a case of an agency in which the office was heard."""
    report = file_report(contract, gas_clerk, on=LONG_AGO)
    return Walk(report, gas_manager, operator).open().notify().defend()


class TestDeciders:
    """Nobody decides anew who decided or sat before, nor an objection who decided one."""

    def test_are_the_same_in_sql_as_in_python(self, bench: Bench) -> None:
        case, sitting = bench.case, bench.judges[1]
        other = make_principal(Role.COMMITTEE_MEMBER, name="تازه")
        twin = make_principal(Role.COMMITTEE_MEMBER, name="حساب دوم")
        make_same_person(sitting, twin)
        people = [*bench.judges, twin, bench.reporter, bench.operator, bench.clerk, other]
        barred = deciders_before(case)

        with connection.cursor() as cursor:
            for person in people:
                cursor.execute(
                    "SELECT violations_decided_before(%s, %s),"
                    " violations_is_free(%s, 'decision', %s)",
                    [case.pk, person.user_id] * 2,
                )
                before, is_free = cursor.fetchone()
                assert before is (person.user_id in barred)
                assert not (before and is_free)
        assert barred >= {sitting.user_id, twin.user_id, bench.decider.user_id}
        assert other.user_id not in barred

    def test_are_not_named_who_sat_before(self, deputy: Principal) -> None:
        bench = returned(Bench(licence=True))
        other = make_principal(Role.COMMITTEE_MEMBER, name="عضو بی‌طرف")

        free = members_free_for(bench.case, StandInStep.DECISION, DAY, deputy)

        assert [name for _key, name in free] == [other.name]

    def test_who_sat_before_have_nothing_to_decide(self) -> None:
        bench = returned(Bench(licence=True))
        sat = bench.judges[1]
        grant = RoleGrant.objects.create(
            user_id=sat.user_id, role=Role.COMMITTEE_CHAIR, starts_on=DAY,
            scope_kind=SCOPE_OF[Role.COMMITTEE_CHAIR],
        )  # fmt: skip
        chair = replace(sat, grant_id=grant.pk, role=Role.COMMITTEE_CHAIR)

        assert not first_decisions(chair, Case.objects.all(), DAY).exists()
        assert part_in(chair, bench.case, StandInStep.DECISION, DAY)
        with pytest.raises(NotPermitted):
            bench.decide(actor=chair)

    def test_who_sat_before_are_not_called(self, bench: Bench) -> None:
        former = bench.judges[1]
        renewed(bench)
        with pytest.raises(Invalid) as caught:
            bench.summon(
                starts_at=noon(SECOND), **moment(DAY),
                judges=[each.user_id for each in [*bench.judges, former]],
            )  # fmt: skip
        assert set(caught.value.fields) == {"judges"}

    def test_who_sat_before_do_not_sit_whoever_writes_it(self) -> None:
        bench = returned(Bench(licence=True))
        former = bench.judges[1]
        session = called(renewed(bench))

        def write(judge: Principal) -> Any:
            return lambda: SessionSeat.objects.create(
                session=session, user_id=judge.user_id, name=judge.name,
                role=Role.COMMITTEE_MEMBER, is_judge=True,
            )  # fmt: skip

        assert "does not sit" in refused_at_runtime(write(former))
        assert refused_at_runtime(write(make_principal(Role.COMMITTEE_MEMBER))) == ""

    def test_of_an_objection_are_others_in_the_further_round(
        self, answered: Walk, gas: Agency, gas_manager: Principal, gas_appeal: Principal,
        chair: Principal,
    ) -> None:  # fmt: skip
        def object_and(decider: Principal) -> None:
            answered.notify("decision").appeal()
            actions.decide_appeal(
                case_id=answered.case.pk,
                result="upheld",
                reasons=REASONS,
                actor=decider,
                **answered.now,
            )

        answered.decide(gas_manager)
        object_and(gas_appeal)
        answered.notify("appeal_result")
        judge(answered, chair, "sent_back")
        answered.decide(make_principal(Role.AGENCY_MANAGER, gas, name="مدیر دیگر"))
        with pytest.raises(NotPermitted):
            object_and(gas_appeal)
        other = make_principal(Role.AGENCY_APPEAL, gas, name="مرجع دوم")

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT violations_is_free(%s, 'appeal', %s), violations_is_free(%s, 'appeal', %s)",
                [answered.case.pk, gas_appeal.user_id, answered.case.pk, other.user_id],
            )
            assert cursor.fetchone() == (False, True)
        actions.decide_appeal(
            case_id=answered.case.pk, result="upheld", reasons=REASONS, actor=other, **answered.now
        )
        assert answered.case.state == "final"


class TestPoints:
    def test_of_linked_cases_are_never_lost(
        self, walk: Any, gas: Agency, gas_manager: Principal, gas_appeal: Principal,
        secretariat: Principal, chair: Principal,
    ) -> None:  # fmt: skip
        story = walk(kind=make_type(track="both"), on=LONG_AGO).open()
        twin = Walk(story.report, secretariat, story.operator).use(story.cases[1])
        story.notify().waive("defence")
        twin.notify().waive("defence")
        managers = [
            gas_manager, *(make_principal(Role.AGENCY_MANAGER, gas) for _round in range(2))
        ]  # fmt: skip
        chairs = [chair, make_principal(Role.COMMITTEE_CHAIR)]

        def decide(number: int, *, is_twin: bool) -> None:
            one, decider = (twin, chairs[number]) if is_twin else (story, managers[number])
            if is_twin:
                one.sit(decider)
            one.decide(decider).notify("decision").waive("appeal")
            story.day = twin.day = one.day

        def total() -> int:
            return live_points(office_id=story.case.office_id, as_of=story.day).total

        decide(0, is_twin=False)
        decide(0, is_twin=True)
        judge(story, gas_appeal, "sent_back")
        assert total() == 50
        judge(twin, chairs[1], "sent_back")
        assert total() == 0
        decide(1, is_twin=False)
        decide(1, is_twin=True)
        assert total() == 50

        judge(story, gas_appeal, "sent_back")

        assert total() == 50


class TestService:
    """A judgment follows the service of the objection's result, so that none is read unserved."""

    @pytest.fixture
    def upheld(self, answered: Walk, gas_manager: Principal, gas_appeal: Principal) -> Walk:
        """Return a case whose objection was decided; the result waits for its service."""
        answered.decide(gas_manager).notify("decision").appeal()
        actions.decide_appeal(
            case_id=answered.case.pk, result="upheld", reasons=REASONS, actor=gas_appeal,
            **answered.now,
        )  # fmt: skip
        return answered

    @pytest.mark.parametrize("result", ["annulled", "sent_back"])
    def test_is_first(self, upheld: Walk, chair: Principal, result: str) -> None:
        with pytest.raises(IllegalMove):
            judge(upheld, chair, result)
        upheld.notify("appeal_result")

        judge(upheld, chair, result)

    def test_is_first_whoever_writes_it(self, upheld: Walk, chair: Principal) -> None:
        scan = filed_scan(upheld.case)

        told = refused_at_runtime(
            lambda: written(upheld, chair, "sent_back", "not_proven", scan=scan)
        )

        assert told == "The result of the appeal is served before a judgment."

    def test_of_a_former_round_closes_its_files(self, upheld: Walk, chair: Principal) -> None:
        sealed = filed_scan(upheld.case)
        upheld.notify("appeal_result")
        seen = Evidence.objects.filter(pk=sealed.pk)
        assert seen.visible_to(chair).exists()

        judge(upheld, chair, "sent_back")

        assert not seen.visible_to(chair).exists()
