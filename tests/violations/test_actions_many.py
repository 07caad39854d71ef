"""Whose hands cases are in, and group reminders: an outcome for each case, never a decision."""

import csv
import gzip
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from audit.models import AuditEvent
from core.clock import now, today
from core.errors import Invalid, NotPermitted
from core.persian import persian_digits
from lists.actions import Stopped, end_stopped
from lists.bulk import run_act
from lists.models import Job
from lists.work import take_job
from tests.factories import make_case, make_contract, make_final_case, make_job, make_principal
from violations.actions import assign_cases, remind_of_cases
from violations.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(gas: Agency) -> Case:
    """Return an open case of the gas company, late to be served."""
    return make_case(contract=make_contract(agency=gas), serve_due_on=today() - timedelta(days=3))


def assign(case: Case, person: Principal | None, actor: Principal) -> dict[int, str]:
    key = person.user_id if person else None
    return assign_cases(case_ids=[case.pk], assignee_id=key, actor=actor, on=today(), at=now())


def remind(case: Case, actor: Principal) -> dict[int, str]:
    return remind_of_cases(case_ids=[case.pk], actor=actor, on=today(), at=now())


class TestAssignCases:
    def test_puts_a_case_into_a_colleagues_hands_and_back(
        self, case: Case, gas_manager: Principal, gas_clerk: Principal
    ) -> None:
        assert assign(case, gas_clerk, gas_manager) == {case.pk: ""}

        case.refresh_from_db()
        assert case.assignee_id == gas_clerk.user_id
        event = AuditEvent.objects.get(verb="case.assigned")
        assert event.changes == {"assignee": [None, gas_clerk.name]}
        assert assign(case, None, gas_clerk) == {case.pk: ""}
        case.refresh_from_db()
        assert case.assignee_id is None

    def test_leaves_no_event_when_nothing_changes(
        self, case: Case, gas_manager: Principal, gas_clerk: Principal
    ) -> None:
        assign(case, gas_clerk, gas_manager)
        assign(case, gas_clerk, gas_manager)

        assert AuditEvent.objects.filter(verb="case.assigned").count() == 1

    def test_says_of_a_case_that_is_over_why_not(
        self, gas: Agency, gas_manager: Principal, gas_clerk: Principal
    ) -> None:
        over = make_final_case(contract=make_contract(agency=gas))

        assert assign(over, gas_clerk, gas_manager)[over.pk]
        assert not AuditEvent.objects.filter(verb="case.assigned").exists()

    def test_does_not_reach_another_agencys_case(
        self, case: Case, power_manager: Principal
    ) -> None:
        assert assign(case, power_manager, power_manager) == {}

    def test_refuses_a_stranger_as_colleague(
        self, case: Case, gas_manager: Principal, power_clerk: Principal
    ) -> None:
        with pytest.raises(Invalid):
            assign(case, power_clerk, gas_manager)

    def test_refuses_a_role_without_the_permission(
        self, case: Case, expert: Principal, gas_clerk: Principal
    ) -> None:
        with pytest.raises(NotPermitted):
            assign(case, gas_clerk, expert)

    def test_leaves_the_agencys_cases_to_the_agency(
        self, case: Case, secretariat: Principal
    ) -> None:
        assert assign(case, secretariat, secretariat)[case.pk]

    def test_takes_the_same_queries_for_one_and_for_twenty(
        self, gas: Agency, gas_manager: Principal, gas_clerk: Principal
    ) -> None:
        contract = make_contract(agency=gas)

        def cost(number: int) -> int:
            keys = [make_case(contract=contract).pk for _case in range(number)]
            with CaptureQueriesContext(connection) as taken:
                assign_cases(
                    case_ids=keys, assignee_id=gas_clerk.user_id, actor=gas_manager, on=today(),
                    at=now(),
                )  # fmt: skip
            return len(taken)

        cost(1)
        assert cost(1) == cost(20)


class TestRemindOfCases:
    def test_reminds_of_a_late_step_once_a_day(self, case: Case, deputy: Principal) -> None:
        assert remind(case, deputy) == {case.pk: ""}
        assert remind(case, deputy)[case.pk]

        case.refresh_from_db()
        assert case.reminded_on == today()
        assert AuditEvent.objects.filter(verb="case.reminded").count() == 1

    def test_does_not_remind_of_what_is_in_time(self, gas: Agency, expert: Principal) -> None:
        soon = make_case(contract=make_contract(agency=gas), serve_due_on=today())

        assert remind(soon, expert)[soon.pk]

    def test_refuses_a_role_without_the_permission(
        self, case: Case, gas_manager: Principal
    ) -> None:
        with pytest.raises(NotPermitted):
            remind(case, gas_manager)


def put(client: Any, cases: list[Case], colleague: Principal) -> None:
    """Put cases into a colleague's hands by the page."""
    answer = client.post(
        "/lists/cases/acts/assign",
        {
            "row": [case.number for case in cases],
            "query": "queue=cases",
            "confirm": "1",
            "assignee": str(colleague.user_id),
        },
    )
    assert answer.status_code == 302


class TestPages:
    def test_show_a_preview_and_then_an_outcome_for_each(
        self, browser_of: Any, case: Case, gas: Agency, gas_manager: Principal,
        gas_clerk: Principal,
    ) -> None:  # fmt: skip
        over = make_final_case(contract=make_contract(agency=gas))
        client = browser_of(gas_manager)
        chosen = {"row": [case.number, over.number], "query": "queue=cases"}

        preview = client.post("/lists/cases/acts/assign", chosen)

        assert preview.status_code == 200
        assert (preview.context["able"], preview.context["unable"]) == (1, 1)
        assert not Job.objects.exists()
        done = client.post(
            "/lists/cases/acts/assign",
            chosen | {"confirm": "1", "assignee": str(gas_clerk.user_id)},
        )
        job = Job.objects.get()
        assert done["Location"] == job.get_absolute_url()
        assert job.counts == {"ok": 1, "wrong": 1}
        assert [error["key"] for error in job.errors] == [over.number]
        page = client.get(job.get_absolute_url()).content.decode()
        assert job.errors[0]["reason"] in page
        case.refresh_from_db()
        assert case.assignee_id == gas_clerk.user_id

    def test_tell_what_became_of_done_rows_too(
        self, browser_of: Any, case: Case, gas: Agency, gas_manager: Principal,
        gas_clerk: Principal,
    ) -> None:  # fmt: skip
        over = make_final_case(contract=make_contract(agency=gas))
        client = browser_of(gas_manager)
        put(client, [case, over], gas_clerk)

        response = client.get(Job.objects.get().get_absolute_url())

        outcomes = response.context["outcomes"]
        assert [bool(row.reason) for row in outcomes.rows] == [True, False]
        page = response.content.decode()
        assert f'href="{case.get_absolute_url()}' in page
        assert "به دست همکار سپرده شد" in page

    def test_give_what_became_of_each_row_as_a_file(
        self, browser_of: Any, case: Case, gas: Agency, gas_manager: Principal,
        gas_clerk: Principal,
    ) -> None:  # fmt: skip
        over = make_final_case(contract=make_contract(agency=gas))
        client = browser_of(gas_manager)
        put(client, [case, over], gas_clerk)
        job = Job.objects.get()
        page = client.get(job.get_absolute_url()).content.decode()

        text = client.get(f"{job.get_absolute_url()}/outcomes.csv").content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        book = client.get(f"{job.get_absolute_url()}/outcomes.xlsx")

        assert rows[0] == ["پرونده", "دفتر", "نتیجه", "دلیل"]
        assert [(row[0], row[2], bool(row[3])) for row in rows[1:]] == [
            (over.number, "انجام‌نشده", True),
            (case.number, "به دست همکار سپرده شد", False),
        ]
        sheets = load_workbook(io.BytesIO(book.content)).worksheets
        about = [row[0] for row in sheets[-1].iter_rows(values_only=True)]
        assert job.title in about
        cells = sheets[0].iter_rows(values_only=True)
        assert [row[0] for row in cells][-2:] == [over.number, case.number]
        for kind in "csv", "xlsx":
            assert f'href="{job.get_absolute_url()}/outcomes.{kind}"' in page
        assert AuditEvent.objects.filter(verb="job.outcomes_taken").count() == 2
        assert 'href="/violations?queue=cases"' in page

    def test_give_no_file_of_outcomes_to_others_or_of_other_work(
        self, browser_of: Any, case: Case, gas_manager: Principal, gas_clerk: Principal
    ) -> None:
        client = browser_of(gas_manager)
        put(client, [case], gas_clerk)
        acted, other = Job.objects.get(), make_job(gas_manager)
        place = f"{acted.get_absolute_url()}/outcomes"

        assert browser_of(gas_clerk).get(f"{place}.csv").status_code == 404
        assert client.get(f"{place}.pdf").status_code == 404
        assert client.get(f"{other.get_absolute_url()}/outcomes.csv").status_code == 404
        Job.objects.filter(pk=acted.pk).update(state="running", finished_at=None)
        assert client.get(f"{place}.csv").status_code == 404
        assert not AuditEvent.objects.filter(verb="job.outcomes_taken").exists()

    def test_name_a_row_that_left_the_scope_by_its_number_alone(
        self, browser_of: Any, case: Case, gas_manager: Principal, gas_clerk: Principal
    ) -> None:
        client = browser_of(gas_manager)
        put(client, [case], gas_clerk)
        job = Job.objects.get()
        job.arguments["outcomes"][0]["row"] = 0
        job.save(update_fields=["arguments"])

        page = client.get(job.get_absolute_url()).content.decode()

        assert persian_digits(case.number) in page
        assert f'href="{case.get_absolute_url()}' not in page

    def test_show_outcomes_page_by_page_at_the_same_cost(
        self, browser_of: Any, case: Case, gas_manager: Principal, gas_clerk: Principal
    ) -> None:
        client = browser_of(gas_manager)
        put(client, [case], gas_clerk)
        few = Job.objects.get()
        put(client, [make_case(contract=case.contract) for _number in range(60)], gas_clerk)
        many = Job.objects.latest("pk")
        take_job(many.pk)
        client.get(few.get_absolute_url())

        with CaptureQueriesContext(connection) as one:
            client.get(few.get_absolute_url())
        with CaptureQueriesContext(connection) as fifty:
            first = client.get(many.get_absolute_url())
        second = client.get(f"{many.get_absolute_url()}?page=2")

        assert len(one) == len(fifty)
        assert [len(page.context["outcomes"].rows) for page in (first, second)] == [50, 10]
        assert len(gzip.compress(first.content)) < 40_000
        for odd in "0", "²", "x", "9999":
            assert client.get(f"{many.get_absolute_url()}?page={odd}").status_code == 200

    def test_keep_what_was_done_until_the_work_was_stopped(
        self, browser_of: Any, case: Case, gas_manager: Principal, gas_clerk: Principal
    ) -> None:
        client = browser_of(gas_manager)
        put(client, [make_case(contract=case.contract) for _number in range(120)], gas_clerk)
        job = Job.objects.get()
        Job.objects.filter(pk=job.pk).update(asks_stop=True, state="running", heartbeat_at=now())
        claimed = Job.objects.get(pk=job.pk)

        with pytest.raises(Stopped):
            run_act(claimed, gas_manager)
        end_stopped(job_id=job.pk, at=now())

        outcomes = client.get(job.get_absolute_url()).context["outcomes"]
        assert (outcomes.total, {row.reason for row in outcomes.rows}) == (100, {""})

    def test_go_on_behind_what_another_worker_had_done(
        self, browser_of: Any, case: Case, gas_manager: Principal, gas_clerk: Principal
    ) -> None:
        client = browser_of(gas_manager)
        put(client, [make_case(contract=case.contract) for _number in range(60)], gas_clerk)
        job = Job.objects.get()
        keys = job.arguments["keys"]
        job.arguments["outcomes"] = [
            {"row": key, "key": "پیشین", "reason": ""} for key in keys[:55]
        ]
        job.save(update_fields=["arguments"])

        take_job(job.pk)

        assert Case.objects.filter(assignee_id=gas_clerk.user_id).count() == 5
        job.refresh_from_db()
        assert job.counts == {"ok": 60, "wrong": 0}

    def test_take_all_of_the_view_when_asked(
        self, browser_of: Any, case: Case, gas_manager: Principal
    ) -> None:
        for _number in range(3):
            make_case(contract=case.contract)

        preview = browser_of(gas_manager).post(
            "/lists/cases/acts/assign", {"every": "1", "query": "queue=cases"}
        )

        assert preview.context["able"] == 4
        assert preview.context["is_all"]

    def test_keep_the_choice_when_an_answer_is_missing(
        self, browser_of: Any, case: Case, gas_manager: Principal
    ) -> None:
        answer = browser_of(gas_manager).post(
            "/lists/cases/acts/assign", {"row": [case.number], "confirm": "1"}
        )

        assert answer.status_code == 422
        assert case.number in answer.content.decode()
        assert not Job.objects.exists()

    def test_narrow_to_mine_and_to_nobodys(
        self, browser_of: Any, case: Case, gas_manager: Principal, gas_clerk: Principal
    ) -> None:
        make_case(contract=case.contract)
        assign(case, gas_clerk, gas_manager)

        found = {
            (person.role, owner): len(
                browser_of(person).get(f"/violations?queue=cases&owner={owner}").context["rows"]
            )
            for person in (gas_manager, gas_clerk)
            for owner in ("me", "none", "other")
        }

        assert found == {
            (Role.AGENCY_MANAGER, "me"): 0, (Role.AGENCY_MANAGER, "none"): 1,
            (Role.AGENCY_MANAGER, "other"): 1, (Role.AGENCY_CLERK, "me"): 1,
            (Role.AGENCY_CLERK, "none"): 1, (Role.AGENCY_CLERK, "other"): 0,
        }  # fmt: skip

    def test_offer_each_act_to_its_roles_only(
        self, browser_of: Any, case: Case, gas_clerk: Principal, deputy: Principal
    ) -> None:
        auditor = make_principal(Role.AUDITOR)

        offered = {
            person.role: [
                act.name
                for act in browser_of(person).get("/violations?queue=cases").context["acts"]
            ]
            for person in (gas_clerk, deputy, auditor)
        }

        assert offered == {
            Role.AGENCY_CLERK: ["assign"], Role.DEPUTY: ["remind"], Role.AUDITOR: [],
        }  # fmt: skip
