"""Each desk answers its reader: tasks that can be done, a matter once, badges of the lists."""

from collections import Counter
from datetime import date, timedelta

import pytest

from accounts.principal import Principal
from agencies.models import Agency
from contracts.models import Contract
from core.acts import why_not
from core.clock import today
from dashboard.facts.loads import loads_of
from dashboard.facts.waiting import KINDS, Section, rows_waiting
from dashboard.facts.work import Task, work_of, worklist_of
from dashboard.navigation import ITEMS
from oversight.acts.duties import PUT_ON_AGENDA
from oversight.facts.duties import number_of
from oversight.models import Duty
from tests.contracts.stories import make_import
from tests.dashboard.conftest import TODAY, Sample, named
from tests.dashboard.test_desks import Browser, rows_of
from tests.factories import make_contract
from tests.violations.benches import DAY, Bench
from tests.violations.test_refusals import refuse

AFTER = DAY + timedelta(days=1)
PEOPLE = (
    "deputy", "expert", "secretariat", "chair", "chair.appeal", "gas.manager", "gas.clerk",
    "power.manager", "power.appeal", "water.manager", "post.manager", "association",
    "operator.2402501", "operator.2401013",
)  # fmt: skip
# What the lists behind the entries of the navigation show as waiting for their reader.
LISTS = {
    Section.REVIEWS: ("/terminations?tab=waiting",),
    Section.CONTRACTS: ("/contracts?view=waiting",),
    Section.FILES: ("/violations?queue=waiting", "/violations?queue=waiting-reports"),
}
NO_REPORTS = {"deputy", "chair", "chair.appeal", "gas.appeal", "power.appeal"}


def kinds(principal: Principal, on: date) -> set[str]:
    """Return the kinds of tasks on the principal's desk."""
    return {task.kind for task in work_of(principal, on) if task.is_task}


def matters(tasks: list[Task]) -> Counter[str]:
    """Count what the lines of a desk are about: a duty is about the record of its step."""
    duties = {str(duty.public_id): number_of(duty) for duty in Duty.objects.all()}
    return Counter(duties.get(task.number, task.number) for task in tasks)


@pytest.mark.django_db
class TestMinutes:
    def test_are_signed_until_they_are_sealed(self) -> None:
        bench = Bench()
        session = bench.hold(bench.served())
        bench.sign(session, *bench.judges)
        assert "sign-minutes" in kinds(bench.operator, DAY)

        bench.seal_after_time(session)

        assert "sign-minutes" not in kinds(bench.operator, session.sealed_on or DAY)

    def test_that_are_sealed_ask_nobody_who_is_noted_as_not_signing(self) -> None:
        bench = Bench()
        session = bench.hold(bench.served())
        refuse(bench, session, bench.operator)
        assert "sign-minutes" in kinds(bench.operator, DAY)

        bench.sign(session, *bench.judges)
        bench.seal_after_time(session)

        assert "sign-minutes" not in kinds(bench.operator, session.sealed_on or DAY)


@pytest.mark.django_db
class TestDecision:
    def test_is_no_task_of_an_office_that_has_objected(self) -> None:
        bench = Bench()
        told = bench.walk.wait(3).decide(bench.manager).notify("decision", issuer=bench.clerk)
        assert "decided" in kinds(bench.operator, told.day)

        told.appeal()

        assert "decided" not in kinds(bench.operator, told.day)


class TestDesks:
    @pytest.mark.parametrize("username", PEOPLE)
    def test_hold_tasks_of_which_an_act_is_open(self, sample: Sample, username: str) -> None:
        actor = named(username)
        duties = {str(duty.public_id): duty for duty in Duty.objects.all()}
        work = worklist_of(actor, TODAY)

        assert all(task.is_task for task in work.shown)
        assert not any(KINDS[task.kind].acts for task in work.known)
        for task in work.shown:
            if duty := duties.get(task.number):
                acts = KINDS[task.kind].acts
                assert None in [why_not(act, duty, actor, TODAY) for act in acts]

    @pytest.mark.parametrize("username", PEOPLE)
    def test_hold_each_duty_apart_from_the_task_that_ends_it(
        self, sample: Sample, username: str
    ) -> None:
        work = worklist_of(named(username), TODAY)

        tasks = matters(work.shown)
        owed = [task for task in work.known if task.section is Section.DUTIES]
        assert not tasks.keys() & matters(owed).keys()

    def test_of_the_deputy_part_what_can_be_raised_from_what_is_on_the_agenda(
        self, sample: Sample
    ) -> None:
        deputy = named("deputy")
        duties = Duty.objects.exclude(kind="review")
        work = worklist_of(deputy, TODAY)

        def addresses(tasks: list[Task]) -> set[str]:
            return {task.url for task in tasks if task.section is Section.DUTIES}

        before = {duty.get_absolute_url() for duty in duties.filter(state="deputy")}
        agenda = {duty.get_absolute_url() for duty in duties.filter(state="agenda")}
        assert addresses(work.shown) == before != set()
        assert addresses(work.known) == agenda != set()
        assert all(
            why_not(PUT_ON_AGENDA, duty, deputy, TODAY) is None
            for duty in duties.filter(state="deputy")
        )

    def test_lose_no_late_duty_of_who_owes_it(self, sample: Sample) -> None:
        for username, code in (("power.manager", "bargh"), ("water.manager", "abfa")):
            late = Duty.objects.exclude(kind="review").filter(
                agency__code=code, state__in=("deputy", "agenda")
            )
            work = worklist_of(named(username), TODAY)
            told = matters([*work.shown, *work.known])
            assert {number_of(duty) for duty in late} <= told.keys()

    def test_say_what_is_to_know_with_the_way_there(
        self, sample: Sample, browser_of: Browser
    ) -> None:
        for username in ("deputy", "association"):
            answer = browser_of(named(username)).get("/desk")
            known, page = answer.context["known"], answer.content.decode()
            assert known
            assert page.count("برای آگاهی") == 1
            assert all(f'href="{item.url}"' in page for item in known)
            assert answer.context["tasks"] == [
                task for task in answer.context["tasks"] if task.is_task
            ]


class TestBadges:
    @pytest.mark.parametrize("username", PEOPLE)
    def test_count_the_rows_of_the_list_that_wait_for_the_reader(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        actor, on = named(username), today()  # the day of the pages
        sections = {section for *_entry, section in ITEMS[actor.role] if section}
        browser, tasks = browser_of(actor), worklist_of(actor, on).mine
        loads = loads_of(actor, on, sections)

        for section in sections & LISTS.keys():
            waiting = {task.number for task in tasks if task.section is section}
            count = loads[section].count if section in loads else 0
            if username.startswith("operator") and section is Section.FILES:
                listed = [row["number"] for row in rows_of(browser, "/violations") if row["act"]]
            else:
                lists = LISTS[section][: 1 if username in NO_REPORTS else None]
                listed = [row["number"] for url in lists for row in rows_of(browser, url)]
            assert (count, set(listed)) == (len(listed), waiting)

    def test_of_reviews_count_no_duty(self, sample: Sample) -> None:
        deputy = named("deputy")

        count = loads_of(deputy, TODAY, {Section.REVIEWS})[Section.REVIEWS].count

        shown = [task for task in worklist_of(deputy, TODAY).mine if task.kind == "escalated"]
        assert count == len(shown) > 0

    @pytest.mark.django_db
    def test_count_a_file_with_two_tasks_once(self) -> None:
        bench = Bench(waives=False)
        bench.hold(bench.served())

        assert kinds(bench.operator, DAY) == {"complete-defence", "sign-minutes"}
        assert loads_of(bench.operator, DAY, {Section.FILES})[Section.FILES].count == 1

    @pytest.mark.django_db
    def test_count_each_contract_of_a_file_that_is_one_task(
        self, gas: Agency, gas_manager: Principal
    ) -> None:
        source = make_import()
        for _time in range(3):
            make_contract(agency=gas, origin="import", source_import=source)

        assert kinds(gas_manager, TODAY) == {"confirm"}
        loads = loads_of(gas_manager, TODAY, {Section.CONTRACTS})
        waiting = rows_waiting(Contract.objects.all(), gas_manager, TODAY)
        assert loads[Section.CONTRACTS].count == waiting.count() == 3
