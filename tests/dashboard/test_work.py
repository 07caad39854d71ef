"""What waits for whom: everything that asks a role to act is on its desk, with its way there."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from accounts.principal import AGENCY_ROLES, Principal
from accounts.roles import Role
from agencies.models import Agency
from approvals.facts import pending_of
from core.clock import TEHRAN, now
from core.persian import persian_digits
from dashboard.facts.figures import of, read
from dashboard.facts.loads import loads_of
from dashboard.facts.scope import scope_of
from dashboard.facts.trend import stage_parts
from dashboard.facts.waiting import (
    KINDS,
    Section,
    approvals,
    contracts,
    files,
    oversight,
    register,
    waiting_for,
)
from dashboard.facts.work import UNNUMBERED, Task, work_of
from offices.models import Office
from oversight.actions import load_policies, propose_policy
from oversight.facts.duties import number_of
from oversight.models import Duty, PolicyVersion, TerminationReview
from tests import factories
from tests.contracts.stories import make_import
from tests.dashboard.conftest import TODAY, Sample, named
from tests.factories import step_case
from tests.violations.benches import DAY, WHY, Bench
from tests.violations.stories import moment
from tests.violations.test_rounds import returned
from tests.violations.test_triggers import served_case
from violations.actions import recuse_from_hearing
from violations.models import Case, Notice

ANYBODY = "00000000-0000-7000-8000-000000000001"
NOTE = "مصوبهٔ کارگروه دربارهٔ تکرار"
UNSERVED = {"unserved", "serve-on-paper"}
WAITS = {
    "deputy": {"approve", "escalated", "ignored"},
    "expert": {"recommend", "returned"},
    "secretariat": {"triage", "serve", "call-session", "execute", "close", "confirm-days"},
    "chair": {"decide"},
    "chair.appeal": {"appeal"},
    "gas.manager": {
        "triage", "serve", "unserved", "decide", "execute", "review", "serve-review", "sign",
        "serve-notice", "terminate",
    },
    "gas.clerk": {"returned", "renew", "settle"},  # who reported serves and holds nothing
    "gas.clerk2": {"hold"},
    "gas.appeal": {"appeal"},
    "association": {"assist", "returned"},
    "rep.ardabil": {"returned"},
    "admin": {"confirm-days"},
    "auditor": set(),
}  # fmt: skip


def kinds(principal: Principal) -> set[str]:
    """Return the kinds of work on the principal's desk."""
    return {task.kind for task in work_of(principal, TODAY)}


class TestSample:
    @pytest.mark.parametrize("username", WAITS)
    def test_leaves_each_role_its_work(self, sample: Sample, username: str) -> None:
        assert WAITS[username] <= kinds(named(username))

    def test_leaves_nothing_to_those_who_only_read(self, sample: Sample) -> None:
        assert kinds(named("auditor")) == set()
        assert kinds(named("member")) <= {"attend"}  # a session that calls them is to know

    def test_shows_every_escalated_review_to_the_deputy(self, sample: Sample) -> None:
        waiting = TerminationReview.objects.filter(state="escalated")

        shown = {
            task.number for task in work_of(named("deputy"), TODAY) if task.kind == "escalated"
        }
        assert shown == set(waiting.values_list("number", flat=True)) != set()

    def test_shows_a_silent_agency_to_the_deputy_and_to_itself(self, sample: Sample) -> None:
        duties = Duty.objects.exclude(kind="review").filter(state__in=("deputy", "agenda"))

        def shown(username: str) -> set[str]:
            tasks = work_of(named(username), TODAY)
            return {task.file for task in tasks}

        def numbers(**where: str) -> set[str]:
            return {number_of(duty) for duty in duties.filter(**where)}

        assert shown("deputy") >= numbers() != set()
        assert shown("power.manager") >= numbers(agency__code="bargh") != set()
        assert shown("water.manager").isdisjoint(numbers(agency__code="bargh"))

    def test_shows_every_appeal_to_one_who_decides_it(self, sample: Sample) -> None:
        waiting = set(Case.objects.filter(state="appealed").values_list("number", flat=True))
        deciders = [f"{name}.appeal" for name in ("chair", "gas", "power", "water", "post")]

        shown = [
            task.number
            for username in deciders
            for task in work_of(named(username), TODAY)
            if task.kind == "appeal"
        ]
        assert set(shown) == waiting != set()
        assert len(shown) == len(waiting)

    def test_shows_every_unserved_notice_to_the_office_and_to_its_keeper(
        self, sample: Sample
    ) -> None:
        notices = Notice.objects.filter(served_on=None).select_related("case__office")
        assert notices
        for notice in notices:
            operator = named(f"operator.{notice.case.office.code}")
            kind = "receive-summons" if notice.kind == "summons" else "receive"
            shown = {task.number for task in work_of(operator, TODAY) if task.kind == kind}
            assert notice.case.number in shown
        licence = {notice.case.number for notice in notices if notice.case.track == "licence"}
        tasks = work_of(named("secretariat"), TODAY)
        assert {task.number for task in tasks if task.kind in UNSERVED} == licence

    def test_is_sorted_by_deadline(self, sample: Sample) -> None:
        days = [task.due_on for task in work_of(named("gas.manager"), TODAY)]

        dated = [day for day in days if day]
        assert dated == sorted(dated) == days[: len(dated)]


class TestGrades:
    def test_say_of_a_file_how_grave_it_is_and_how_its_defence_stands(self, sample: Sample) -> None:
        silent = Case.objects.filter(defences=None).values_list("number", flat=True)
        tasks = [
            task
            for name in ("gas.manager", "power.manager", "water.manager", "chair")
            for task in work_of(named(name), TODAY)
            if task.kind == "decide"
        ]

        assert tasks
        for task in tasks:
            assert task.grade == Case.objects.get(number=task.number).severity
            assert task.heard == ("none" if task.number in silent else "given")

    def test_say_whether_the_window_is_still_open(self, sample: Sample) -> None:
        heard = Case.objects.annotate(stands=files._heard())

        notified = heard.filter(state="notified", defences=None)
        assert set(notified.values_list("stands", flat=True)) == {"open"}
        assert set(heard.filter(state="opened").values_list("stands", flat=True)) == {""}

    def test_are_for_the_parties_alone(self, sample: Sample) -> None:
        tasks = work_of(named("association"), TODAY)

        assert tasks
        assert {task.grade for task in tasks} == {""}


@pytest.mark.django_db
class TestDefence:
    @pytest.mark.parametrize(
        ("state", "stands"), [("notified", "open"), ("defence_lapsed", "none")]
    )
    def test_stands_as_the_case_says(self, state: str, stands: str) -> None:
        served = served_case()
        if state != "notified":
            step_case(served, state=state)

        found = Case.objects.annotate(stands=files._heard()).values_list("stands", flat=True)
        assert list(found) == [stands]


class TestKinds:
    def test_have_a_name_of_their_own_in_every_part(self) -> None:
        parts = (
            files.KINDS, oversight.KINDS, contracts.KINDS, register.KINDS, approvals.KINDS,
        )  # fmt: skip

        assert len(KINDS) == sum(len(part) for part in parts)

    @pytest.mark.parametrize("kind", sorted(KINDS))
    def test_lead_to_an_address_that_there_is(self, kind: str) -> None:
        number = "1405-00001"
        if KINDS[kind].route in UNNUMBERED:
            number = "01990000-0000-7000-8000-000000000000"
        task = Task(kind, number, "", "", None, "", TODAY, None)

        assert resolve(task.url).view_name == KINDS[kind].route


@pytest.mark.django_db
class TestSession:
    def kinds_of(self, principal: Principal, on: date) -> dict[str, str]:
        tasks = {task.kind: task.title for task in work_of(principal, on)}
        return {kind: tasks[kind] for kind in ("attend", "hold", "sign-minutes") if kind in tasks}

    def test_comes_to_who_is_called_and_then_to_who_keeps_the_minutes(self) -> None:
        bench = Bench()
        session = bench.served()
        before, after = DAY - timedelta(days=1), DAY + timedelta(days=1)

        assert set(self.kinds_of(bench.second, before)) == {"attend"}
        assert set(self.kinds_of(bench.operator, before)) == {"attend"}
        assert set(self.kinds_of(bench.clerk, before)) == set()
        assert set(self.kinds_of(bench.manager, before)) == {"attend"}
        assert set(self.kinds_of(bench.manager, DAY)) == {"hold"}
        assert set(self.kinds_of(bench.operator, DAY)) == {"attend"}
        assert set(self.kinds_of(bench.clerk, after)) == {"hold"}
        assert set(self.kinds_of(bench.operator, after)) == set()

        bench.hold(session)
        assert self.kinds_of(bench.manager, after) == {
            "sign-minutes": "صورت‌جلسهٔ رسیدگی را امضا کنید"
        }
        assert set(self.kinds_of(bench.clerk, after)) == set()

    def test_is_announced_by_a_summons_that_waits(self) -> None:
        bench = Bench()
        bench.summon()

        kinds = [task.kind for task in work_of(bench.operator, DAY - timedelta(days=12))]
        assert [kind for kind in kinds if "receive" in kind] == ["receive-summons"]

    @pytest.mark.parametrize("place", ["سالن جلسات", ""])
    def test_says_its_hour_and_place(self, place: str) -> None:
        bench = Bench()
        session = bench.served(place=place, is_online=not place)
        hour = f"{session.starts_at.astimezone(TEHRAN):%H:%M}"

        tasks = [task for task in work_of(bench.operator, DAY) if task.kind == "attend"]

        title = bench.case.type.title
        assert [task.note for task in tasks] == [" · ".join(filter(None, (hour, place, title)))]

    def test_of_an_earlier_round_asks_nothing(self) -> None:
        bench = Bench()
        session = bench.hold(bench.served())
        assert set(self.kinds_of(bench.operator, DAY)) == {"sign-minutes"}
        bench.sign(session, bench.operator, *bench.judges[: session.quorum])

        returned(bench)

        assert bench.case.round_no == 2
        figures = read(stage_parts(bench.manager, scope_of({}, DAY)))
        (stage,) = [one for one in of(figures, "stages") if one.key == bench.case.state]
        sent_back_at, served_on = bench.case.sent_back_at, bench.case.served_on
        assert sent_back_at and served_on  # noqa: PT018
        assert stage.day == sent_back_at.astimezone(TEHRAN).date() > served_on
        for person in (bench.operator, *bench.judges, bench.keeper):
            assert set(self.kinds_of(person, DAY)) == set()

    def test_is_no_work_of_who_stood_back(self) -> None:
        bench = Bench()
        session = bench.served(judges=bench.enough())
        recuse_from_hearing(
            session_id=session.pk, reason=WHY, actor=bench.second, **moment(DAY - timedelta(days=1))
        )

        assert not self.kinds_of(bench.second, DAY)


@pytest.mark.django_db
class TestProposal:
    @pytest.fixture(autouse=True)
    def _moment(self) -> Iterator[None]:
        with time_machine.travel(factories.NOW, tick=False):
            yield

    @pytest.fixture
    def proposal(self, expert: Principal) -> PolicyVersion:
        load_policies()
        rule = {"code": "F02", "is_enabled": True,
                "parameters": {"count": 3, "months": 12, "severities": ["major"]}}  # fmt: skip
        return propose_policy(
            title="آستانهٔ تازه", valid_from=TODAY + timedelta(days=7), note=NOTE, rules=[rule],
            actor=expert, on=TODAY, at=now(),
        )  # fmt: skip

    def test_waits_for_the_deputy(self, proposal: PolicyVersion, deputy: Principal) -> None:
        (task,) = [task for task in work_of(deputy, TODAY) if task.kind == "approve"]

        pending = pending_of("policy.approve", proposal)
        assert pending is not None
        assert (task.url, task.office) == (pending.get_absolute_url(), pending.title)
        assert "آستانهٔ تازه" in task.office
        # The last day on which it can still be approved.
        assert task.due_on == TODAY + timedelta(days=6)
        assert loads_of(deputy, TODAY, {Section.APPROVALS})[Section.APPROVALS].count == 1

    def test_does_not_wait_for_others(
        self, proposal: PolicyVersion, expert: Principal, auditor: Principal
    ) -> None:
        assert "approve" not in kinds(expert) | kinds(auditor)

    def test_is_late_when_its_day_has_come(
        self, proposal: PolicyVersion, deputy: Principal
    ) -> None:
        load = loads_of(deputy, TODAY + timedelta(days=8), {Section.APPROVALS})

        assert load[Section.APPROVALS].is_late


@pytest.mark.django_db
class TestContracts:
    def test_from_a_file_wait_for_the_manager_as_one_task(
        self, gas_manager: Principal, gas: Agency
    ) -> None:
        source = make_import()
        for _time in range(3):
            factories.make_contract(agency=gas, origin="import", source_import=source)

        (task,) = [task for task in work_of(gas_manager, TODAY) if task.kind == "confirm"]

        assert (task.number, task.url) == ("3", "/contracts/confirm")

    def test_drafted_wait_for_the_clerk(self, gas_clerk: Principal, gas: Agency) -> None:
        contract = factories.make_contract(agency=gas, state="draft")

        (task,) = [task for task in work_of(gas_clerk, TODAY) if task.kind == "send"]

        assert task.url == contract.get_absolute_url()


@pytest.mark.django_db
class TestQueries:
    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
    def test_are_three_at_most_for_everybody(self, role: Role, gas: Agency, office: Office) -> None:
        scopes = {Role.OPERATOR: office, Role.COUNTY_REP: office.county, Role.ASSOCIATION: ANYBODY}
        scope = scopes.get(role, gas if role in AGENCY_ROLES else None)
        principal = factories.make_principal(role, scope)
        work_of(principal, TODAY)  # the calendar of the year is read once

        with CaptureQueriesContext(connection) as captured:
            work_of(principal, TODAY)
        with CaptureQueriesContext(connection) as counted:
            loads_of(principal, TODAY, set(Section))

        assert len(captured) <= 3
        assert len(counted) <= 1

    def test_name_only_known_kinds(self, deputy: Principal, gas_manager: Principal) -> None:
        for principal in (deputy, gas_manager):
            assert all(waiting.kind in KINDS for waiting in waiting_for(principal, TODAY))


class TestCountedDays:
    def test_are_told_as_days_and_not_as_a_number_of_a_record(self, sample: Sample) -> None:
        (task,) = [one for one in work_of(named("admin"), TODAY) if one.kind == "confirm-days"]

        assert not task.shows_number
        assert task.note == f"{persian_digits(task.number)} روز در دو ماه آینده"
