"""Files of lists and long jobs: exact, harmless, counted, and their owner's alone."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import RoleGrant
from accounts.principal import Principal
from agencies.models import Agency
from audit.models import AuditEvent
from core.clock import now, today
from lists import actions
from lists.models import Job, JobState
from lists.work import take_job
from offices.models import Office
from tests.factories import make_case, make_final_case, make_job, make_office
from tests.violations.test_facts import give_points

pytestmark = pytest.mark.django_db


def ask(client: Any, **data: Any) -> Job:
    answer = client.post("/lists/offices/export", {"format": "csv", **data})
    assert answer.status_code == 302
    return Job.objects.latest("pk")


def read(client: Any, job: Job) -> bytes:
    response = client.get(f"/jobs/{job.public_id}/file")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def lines(client: Any, job: Job) -> list[list[str]]:
    return list(csv.reader(io.StringIO(read(client, job).decode("utf-8-sig"))))


class TestExport:
    def test_writes_exactly_this_filter_and_these_columns(
        self, browser_of: Any, expert: Principal
    ) -> None:
        make_office(code="2401001", name="یکم")
        make_office(code="2401002", name="دوم")
        make_office(code="2401003", name="سوم", state="inactive")
        client = browser_of(expert)

        job = ask(client, query="state=active&sort=-code", column=["code", "name", "state"])
        take_job(job.pk)

        job.refresh_from_db()
        assert (job.state, job.counts, job.rows_done) == (JobState.DONE, {"ok": 2}, 2)
        rows = lines(client, job)
        assert rows[0] == ["کد دفتر", "نام و متصدی", "وضعیت"]
        assert [row[:2] for row in rows[1:]] == [["2401002", "دوم"], ["2401001", "یکم"]]
        assert read(client, job).startswith(b"\xef\xbb\xbf")

    def test_begins_with_its_titles_and_says_what_it_is_on_a_sheet_of_its_own(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        client = browser_of(expert)
        with time_machine.travel(datetime(2026, 11, 24, 20, 45, tzinfo=UTC), tick=False):
            job = ask(client, format="xlsx", query="state=active")
            take_job(job.pk)
            data = read(client, job)

        rows, about = load_workbook(io.BytesIO(data)).worksheets
        assert rows["A1"].value == "کد دفتر"
        assert rows.auto_filter.ref.startswith("A1:")
        assert rows.freeze_panes == "A2"
        assert len({column.width for column in rows.column_dimensions.values()}) > 1
        said = [str(row[0]) for row in about.iter_rows(values_only=True)]
        assert expert.name in "".join(said)
        assert "تعداد ردیف‌ها: 1" in said
        assert "زمان تهیه: 1405/09/04 00:15 (به وقت تهران)" in said
        assert any(line.startswith("فیلتر") and "وضعیت: فعال" in line for line in said)

    def test_is_in_the_history_with_filter_and_number_of_rows(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        client = browser_of(expert)
        job = ask(client, query="state=active")
        take_job(job.pk)
        lines(client, job)

        event = AuditEvent.objects.get(verb="list.exported")
        assert event.changes["rows"] == [None, 1]
        assert "فعال" in event.note
        assert AuditEvent.objects.filter(verb="list.taken").count() == 1

    def test_writes_a_workbook_of_text(self, browser_of: Any, expert: Principal) -> None:
        make_office(code="0240100", name="=HYPERLINK(1)")
        client = browser_of(expert)
        job = ask(client, format="xlsx", column=["code", "name"])
        take_job(job.pk)

        book = load_workbook(io.BytesIO(read(client, job)))
        last = [list(row) for row in book.worksheets[0].iter_rows()][-1]
        assert [cell.value for cell in last[:2]] == ["0240100", "'=HYPERLINK(1)"]
        assert {cell.data_type for cell in last[:2]} == {"s"}

    def test_keeps_numbers_as_numbers(self, browser_of: Any, expert: Principal) -> None:
        case = make_final_case(final_on=today() - timedelta(days=30))
        give_points(case, 40)
        make_case(contract=case.contract)
        make_office(code="9999999")
        client = browser_of(expert)
        job = ask(client, format="xlsx", column=["points", "open-cases"], query="sort=code")
        take_job(job.pk)

        sheet = load_workbook(io.BytesIO(read(client, job))).worksheets[0]
        first, last = list(sheet.iter_rows())[-2:]
        assert [cell.value for cell in first[2:]] == [40, 1]
        assert {cell.data_type for cell in first[2:]} == {"n"}
        assert [cell.value or "" for cell in last[2:]] == ["", ""]

    @pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "＝1", "\t=1"])
    def test_lets_no_cell_become_a_formula(
        self, browser_of: Any, expert: Principal, name: str
    ) -> None:
        make_office(name=name)
        client = browser_of(expert)
        job = ask(client, column=["code", "name"])
        take_job(job.pk)

        assert lines(client, job)[-1][1].startswith("'")

    def test_takes_only_the_chosen_rows(self, browser_of: Any, expert: Principal) -> None:
        for code in ("2401001", "2401002", "2401003"):
            make_office(code=code)
        client = browser_of(expert)

        job = ask(client, bar="1", row=["2401001", "2401003", "9999999"], column=["code"])
        take_job(job.pk)

        assert [row[0] for row in lines(client, job)[-2:]] == ["2401001", "2401003"]
        assert Job.objects.get().counts == {"ok": 2}

    def test_asks_for_a_row_when_none_was_chosen(self, browser_of: Any, expert: Principal) -> None:
        answer = browser_of(expert).post("/lists/offices/export", {"format": "csv", "bar": "1"})

        assert answer["Location"] == "/offices"
        assert not Job.objects.exists()

    def test_stays_in_the_scope_of_who_asked(
        self, browser_of: Any, gas: Agency, power_clerk: Principal, contract_of_gas: Any
    ) -> None:
        client = browser_of(power_clerk)
        client.post("/lists/contracts/export", {"format": "csv", "query": "view=all"})
        job = Job.objects.get()
        take_job(job.pk)

        job.refresh_from_db()
        assert job.counts == {"ok": 0}

    def test_is_not_made_for_a_role_that_has_ended(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        job = ask(browser_of(expert))
        RoleGrant.objects.filter(pk=expert.grant_id).update(ends_on="2024-04-01")
        take_job(job.pk)

        job.refresh_from_db()
        assert job.state == JobState.FAILED
        assert job.refusal

    def test_takes_as_many_queries_for_two_rows_as_for_forty(
        self, browser_of: Any, expert: Principal, django_assert_num_queries: Any
    ) -> None:
        client = browser_of(expert)
        make_office()
        make_office()
        take_job(ask(client).pk)
        job = ask(client)
        with CaptureQueriesContext(connection) as few:
            take_job(job.pk)
        number = len(few)
        for _number in range(38):
            make_office()
        take_job(ask(client).pk)  # the choices of filters are made anew: there are new counties
        job = ask(client)

        with django_assert_num_queries(number):
            take_job(job.pk)


class TestFiles:
    def test_are_their_owners_alone_in_the_role_that_made_them(
        self, browser_of: Any, expert: Principal, deputy: Principal
    ) -> None:
        job = make_job(expert)

        assert browser_of(deputy).get(f"/jobs/{job.public_id}/file").status_code == 404
        assert browser_of(deputy).get(f"/jobs/{job.public_id}").status_code == 404
        other = make_job(expert, role="deputy")
        assert browser_of(expert).get(f"/jobs/{other.public_id}/file").status_code == 404

    @pytest.mark.parametrize(
        "values",
        [
            {"expires_at": now() - timedelta(hours=1)},
            {"scope_ids": ["00000000-0000-7000-8000-000000000009"]},
            {"file": "exports/gone.csv"},
        ],
    )
    def test_are_gone_with_a_word_why(
        self, browser_of: Any, expert: Principal, values: dict[str, Any]
    ) -> None:
        job = make_job(expert, **values)

        response = browser_of(expert).get(f"/jobs/{job.public_id}/file")

        assert response.status_code == 410
        assert "دوباره" in response.content.decode()

    def test_are_forgotten_when_their_time_is_over(self, expert: Principal) -> None:
        old = make_job(expert, expires_at=now() - timedelta(hours=1))
        fresh = make_job(expert)

        assert actions.forget_files(at=now()) == 1
        assert actions.forget_files(at=now()) == 0
        old.refresh_from_db()
        fresh.refresh_from_db()
        assert (bool(old.file), bool(fresh.file)) == (False, True)


class TestJobs:
    def test_are_listed_with_imports_for_their_owner(
        self, browser_of: Any, expert: Principal, deputy: Principal
    ) -> None:
        job = make_job(expert)

        assert job.title in browser_of(expert).get("/jobs").content.decode()
        assert job.title not in browser_of(deputy).get("/jobs").content.decode()

    def test_are_named_in_the_language_of_who_reads(
        self, browser_of: Any, api_of: Any, expert: Principal, office: Office
    ) -> None:
        browser = browser_of(expert)
        job = ask(browser)
        persian = browser.get("/jobs").content.decode()
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

        english = browser.get("/jobs").content.decode()

        assert "خروجی CSV از «دفاتر»" in persian
        assert "CSV file of “Offices”" in english
        assert "CSV file of “Offices”" in browser.get(f"/jobs/{job.public_id}").content.decode()
        told = api_of(expert).get(f"/api/v1/jobs/{job.public_id}", HTTP_ACCEPT_LANGUAGE="en")
        assert told.json()["title"] == "CSV file of “Offices”"

    def test_that_were_asked_for_before_are_named_as_they_were(
        self, browser_of: Any, expert: Principal
    ) -> None:
        job = make_job(expert, title="فایل پیشین")

        browser = browser_of(expert)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

        assert job.titles == {}
        assert "فایل پیشین" in browser.get("/jobs").content.decode()

    def test_have_their_file_beside_them(self, browser_of: Any, expert: Principal) -> None:
        kept = make_job(expert)
        over = make_job(expert, expires_at=now() - timedelta(hours=1))

        page = browser_of(expert).get("/jobs").content.decode()

        assert f'href="/jobs/{kept.public_id}/file"' in page
        assert f'href="/jobs/{over.public_id}/file"' not in page

    def test_say_how_far_they_are(self, browser_of: Any, expert: Principal) -> None:
        moment = now() - timedelta(seconds=30)
        job = make_job(
            expert, state="running", finished_at=None, file="", expires_at=None, rows_total=932,
            rows_done=614, started_at=moment, heartbeat_at=now(), counts={},
        )  # fmt: skip

        page = browser_of(expert).get(f"/jobs/{job.public_id}").content.decode()

        assert "۶۱۴ از ۹۳۲" in page
        assert "ثانیهٔ دیگر" in page
        assert "در پس‌زمینه" in page

    def test_stop_when_asked(self, browser_of: Any, expert: Principal, office: Office) -> None:
        client = browser_of(expert)
        waiting = ask(client)

        client.post(f"/jobs/{waiting.public_id}/stop")

        waiting.refresh_from_db()
        assert waiting.state == JobState.STOPPED
        assert not take_job(waiting.pk)
        running = ask(client)
        actions.claim_job(job_id=running.pk, at=now() - timedelta(minutes=5))
        Job.objects.filter(pk=running.pk).update(asks_stop=True)
        assert take_job(running.pk)
        running.refresh_from_db()
        assert running.state == JobState.STOPPED

    def test_are_taken_once_and_given_up_after_three_tries(
        self, expert: Principal, browser_of: Any
    ) -> None:
        job = ask(browser_of(expert))
        at = now()

        assert actions.claim_job(job_id=job.pk, at=at) is not None
        assert actions.claim_job(job_id=job.pk, at=at) is None
        for minutes in (5, 10, 15):
            actions.claim_job(job_id=job.pk, at=at + timedelta(minutes=minutes))
        job.refresh_from_db()
        assert job.state == JobState.FAILED

    def test_are_at_most_five_at_once(self, browser_of: Any, expert: Principal) -> None:
        make_office()
        client = browser_of(expert)
        for _number in range(7):
            client.post("/lists/offices/export", {"format": "csv"})

        assert Job.objects.count() == 5
