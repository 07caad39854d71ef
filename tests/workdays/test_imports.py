"""Files of days: a draft with all its errors, confirmed whole by a person, harmless twice."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from openpyxl import Workbook

from accounts.principal import Principal
from audit.models import AuditEvent
from core import jalali
from core.errors import IllegalMove, NotPermitted
from core.sheets import SheetRefused
from territory.actions import load_divisions
from tests.factories import NOW, TODAY
from workdays.actions import bring_days, confirm_days, load_calendar
from workdays.facts.files import COLUMNS, exported
from workdays.facts.judging import template
from workdays.models import CalendarDay, DayImport
from workdays.rules import DayKind

pytestmark = pytest.mark.django_db
HEAD = ",".join(COLUMNS)
GOOD = "1405-10-20,closed,تعطیلی به سبب برف,نیر,water gas,,1405-10-19,no,,اطلاعیهٔ استانداری"


def day(year: int, month: int, number: int) -> date:
    return jalali.of(year, month, number)


@pytest.fixture(autouse=True)
def loaded(db: None) -> None:
    load_divisions()
    load_calendar()


def bring(
    actor: Principal, *lines: str, name: str = "days.csv", data: bytes | None = None
) -> DayImport:
    body = data if data is not None else ("\ufeff" + "\n".join([HEAD, *lines])).encode()
    return bring_days(data=body, file_name=name, actor=actor, on=TODAY, at=NOW)


def confirm(brought: DayImport, actor: Principal) -> DayImport:
    return confirm_days(import_id=brought.public_id, actor=actor, on=TODAY, at=NOW)


class TestBringDays:
    def test_keeps_a_draft_and_leaves_the_calendar(self, secretariat: Principal) -> None:
        before = CalendarDay.objects.count()

        brought = bring(secretariat, GOOD)

        assert brought.is_draft
        assert brought.problems == []
        assert [row["title"] for row in brought.rows] == ["تعطیلی به سبب برف"]
        assert CalendarDay.objects.count() == before

    def test_takes_no_day_from_the_sample_row_of_the_template(self, secretariat: Principal) -> None:
        head, sample = template()
        body = io.StringIO()
        csv.writer(body).writerows([head, sample])

        brought = bring(secretariat, data=("\ufeff" + body.getvalue()).encode())

        assert [(row["row"], row["column"]) for row in brought.problems] == [(2, "title")]
        assert brought.rows == []

    def test_leaves_one_event(self, secretariat: Principal) -> None:
        bring(secretariat, GOOD)

        assert AuditEvent.objects.get(verb="calendar.file_brought").changes["rows"] == [0, 1]

    def test_says_all_errors_at_once_with_row_and_column(self, secretariat: Principal) -> None:
        brought = bring(
            secretariat,
            "1405-13-01,holiday,عید,,,,,no,,",
            "1405-10-21,market,,,,,,maybe,,",
            "1405-10-22,holiday,نمونه,تهرانسر,water,,,no,,",
            "1405-10-23,late,نمونه,,,0,,no,,",
            "1405-10-24,closed,نمونه,,wind,,,no,,",
        )

        found = [(one["row"], one["column"]) for one in brought.problems]
        assert found == [
            (2, "date"), (3, "draft"), (3, "kind"), (3, "title"), (4, "county"), (4, "exempt"),
            (5, "late_minutes"), (6, "exempt"),
        ]  # fmt: skip
        assert all(one["message"] for one in brought.problems)

    def test_speaks_persian(self, secretariat: Principal, browser_of: Any) -> None:
        file = SimpleUploadedFile("days.csv", f"{HEAD}\n1405-13-01,x,,,,,,,,".encode())
        answer = browser_of(secretariat).post("/calendar/imports", {"file": file}, follow=True)

        page = answer.content.decode()
        assert "تعطیل" in page
        assert "Write one of" not in page
        assert "«تعطیل رسمی»، «تعطیلی اعلام‌شده»، «کاری به‌استثنا»، «آغاز کار با تأخیر»" in page
        for column in ("روز", "نوع", "مناسبت"):
            assert f'data-label="ستون">{column}<' in page

    def test_names_the_bodies_that_are_known(self, secretariat: Principal) -> None:
        with override("fa"):
            brought = bring(secretariat, "1405-10-24,closed,نمونه,,شهرداری,,,no,,سند")

        (problem,) = brought.problems
        assert problem["message"].startswith("گونهٔ دستگاه ناشناخته: شهرداری.")
        assert "آب، برق، گاز" in problem["message"]

    def test_reads_the_words_of_a_person(self, secretariat: Principal) -> None:
        head = "تاریخ,نوع,مناسبت,شهرستان,دستگاه‌های مستثنا,تأخیر به دقیقه,تاریخ اعلام,برآوردی,منبع"
        rows = (
            "۱۴۰۵/۱۰/۲۰,تعطیلی اعلام شده,برف,نیر,بانک، گاز,,۱۴۰۵/۱۰/۱۹,خیر,اطلاعیه",
            "۱۴۰۵/۱۰/۲۱,آغاز کار با تأخیر,یخبندان,,,۶۰,,خیر,اطلاعیه",
            "۱۴۰۵/۱۰/۲۲,تعطیل رسمی,عید,,,,,بله,تقویم",
        )

        brought = bring(secretariat, data="\n".join([head, *rows]).encode())

        assert brought.problems == []
        closed, late, holiday = brought.rows
        assert (closed["kind"], closed["exempt"]) == ("closed", ["bank", "gas"])
        assert (late["kind"], late["late_minutes"]) == ("late", 60)
        assert (holiday["kind"], holiday["draft"]) == ("holiday", True)

    def test_refuses_a_day_twice_in_a_file(self, secretariat: Principal) -> None:
        brought = bring(secretariat, GOOD, GOOD)

        assert [(one["row"], one["column"]) for one in brought.problems] == [(3, "date")]

    def test_refuses_to_change_a_confirmed_day(self, secretariat: Principal) -> None:
        brought = bring(secretariat, "1405-01-01,holiday,چیز دیگر,,,,,no,,سند")

        assert [one["row"] for one in brought.problems] == [2]

    @pytest.mark.parametrize(
        ("name", "data", "reason"),
        [
            ("days.csv", b"", "empty"),
            ("days.json", b"{", "broken-json"),
            ("days.json", b'{"days": 3}', "broken-json"),
            (
                "days.csv",
                f"{HEAD}\n{GOOD}".encode() + f"\n{GOOD}".encode() * 2000,
                "too-many-lines",
            ),
            ("days.json", b"[]", "empty"),
            ("days.xlsm", b"PK\x03\x04", "macros"),
            ("days.exe", b"MZ", "wrong-type"),
            ("days.csv", "الف,ب\n۱,۲\n".encode(), "no-columns"),
        ],
    )
    def test_refuses_what_is_no_file_of_days(
        self, secretariat: Principal, name: str, data: bytes, reason: str
    ) -> None:
        with pytest.raises(SheetRefused) as refused:
            bring(secretariat, name=name, data=data)

        assert refused.value.reason == reason
        assert not DayImport.objects.exists()

    def test_refuses_a_role_without_the_permission(self, deputy: Principal) -> None:
        with pytest.raises(NotPermitted):
            bring(deputy, GOOD)


class TestConfirmDays:
    def test_enters_the_days_under_the_name_of_who_confirms(self, secretariat: Principal) -> None:
        done = confirm(bring(secretariat, GOOD), secretariat)

        entry = CalendarDay.objects.get(date=day(1405, 10, 20), kind=DayKind.CLOSED)
        assert (done.entered, done.changed, done.confirmed_by_name) == (1, 0, secretariat.name)
        assert (entry.county.name, entry.exempt) == ("نیر", ["gas", "water"])  # type: ignore[union-attr]
        assert (entry.confirmed_by_id, entry.confirmed_on) == (secretariat.user_id, TODAY)
        assert entry.announced_at

    def test_takes_over_a_draft_and_leaves_an_estimate_one(self, secretariat: Principal) -> None:
        draft = CalendarDay.objects.filter(draft=True).order_by("date").first()
        assert draft
        text = jalali.iso_jalali(draft.date)

        done = confirm(bring(secretariat, f"{text},{draft.kind},نام تازه,,,,,no,,سند"), secretariat)

        draft.refresh_from_db()
        assert (done.entered, done.changed) == (0, 1)
        assert (draft.title, draft.draft) == ("نام تازه", False)

    def test_carries_estimates_to_their_days(self, secretariat: Principal) -> None:
        drafts = CalendarDay.objects.filter(draft=True)
        first, second = (drafts.get(date=day(1405, 12, number)) for number in (19, 20))
        count = CalendarDay.objects.count()

        done = confirm(
            bring(
                secretariat,
                f"1405-12-20,holiday,{first.title},,,,,no,,تقویم رسمی",
                f"1405-12-21,holiday,{second.title},,,,,no,,تقویم رسمی",
            ),
            secretariat,
        )

        assert (done.entered, done.changed) == (0, 2)
        assert CalendarDay.objects.count() == count
        assert not CalendarDay.objects.filter(date=day(1405, 12, 19)).exists()
        told = CalendarDay.objects.filter(date__gte=day(1405, 12, 20), date__lte=day(1405, 12, 21))
        assert list(told.order_by("date").values_list("title", "draft")) == [
            (first.title, False), (second.title, False),
        ]  # fmt: skip

    def test_leaves_estimates_of_another_occasion(self, secretariat: Principal) -> None:
        drafts = CalendarDay.objects.filter(draft=True).count()

        done = confirm(
            bring(secretariat, "1405-12-21,holiday,چیز دیگر,,,,,no,,تقویم رسمی"), secretariat
        )

        assert (done.entered, done.changed) == (1, 0)
        assert CalendarDay.objects.filter(draft=True).count() == drafts

    def test_changes_nothing_the_second_time(self, secretariat: Principal) -> None:
        confirm(bring(secretariat, GOOD), secretariat)
        before = list(CalendarDay.objects.order_by("pk").values())

        again = confirm(bring(secretariat, GOOD), secretariat)

        assert (again.entered, again.changed) == (0, 0)
        assert list(CalendarDay.objects.order_by("pk").values()) == before

    @pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
    def test_takes_back_the_export_without_a_change(
        self, secretariat: Principal, form: str
    ) -> None:
        for year in (1403, 1404, 1405, 1407):
            with override("fa"):
                data, _kind = exported(year, form)
            brought = bring(secretariat, name=f"calendar.{form}", data=data)
            assert brought.problems == []
            done = confirm(brought, secretariat)
            assert (done.entered, done.changed) == (0, 0)

    def test_leaves_one_event(self, secretariat: Principal) -> None:
        confirm(bring(secretariat, GOOD), secretariat)

        assert AuditEvent.objects.get(verb="calendar.imported").changes["entered"] == [0, 1]

    def test_refuses_a_file_with_errors(self, secretariat: Principal) -> None:
        brought = bring(secretariat, GOOD, "x,holiday,عید,,,,,no,,")
        before = CalendarDay.objects.count()

        with pytest.raises(IllegalMove, match="خطا"):
            confirm(brought, secretariat)

        assert CalendarDay.objects.count() == before

    def test_refuses_a_file_that_is_confirmed(self, secretariat: Principal) -> None:
        brought = confirm(bring(secretariat, GOOD), secretariat)

        with pytest.raises(IllegalMove):
            confirm(brought, secretariat)

    def test_refuses_a_role_without_the_permission(
        self, secretariat: Principal, deputy: Principal
    ) -> None:
        with pytest.raises(NotPermitted):
            confirm(bring(secretariat, GOOD), deputy)


class TestFiles:
    def test_of_excel_take_dates_and_numbers(self, secretariat: Principal) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["تقویم استان"])
        sheet.append(["date", "kind", "title", "late_minutes"])
        sheet.append([day(1405, 10, 25), "late", "آغاز دیرهنگام", 60])
        kept = io.BytesIO()
        book.save(kept)

        brought = bring(secretariat, name="days.xlsx", data=kept.getvalue())

        assert brought.problems == []
        assert brought.rows[0]["day"] == day(1405, 10, 25).isoformat()
        assert brought.rows[0]["late_minutes"] == 60

    def test_of_json_take_iso_days(self, secretariat: Principal) -> None:
        row = {"date": "2027-01-10", "kind": "holiday", "title": "نمونه"}

        brought = bring(secretariat, name="d.json", data=json.dumps({"days": [row]}).encode())

        assert brought.rows[0]["day"] == "2027-01-10"


class TestPages:
    def test_bring_then_confirm_in_the_browser(
        self, secretariat: Principal, browser_of: Any
    ) -> None:
        browser = browser_of(secretariat)
        file = SimpleUploadedFile("days.csv", f"{HEAD}\n{GOOD}".encode())

        page = browser.post("/calendar/imports", {"file": file}, follow=True)
        done = browser.post(page.redirect_chain[-1][0], {}, follow=True)

        assert "تعطیلی به سبب برف" in page.content.decode()
        assert secretariat.name in done.content.decode()
        assert CalendarDay.objects.filter(title="تعطیلی به سبب برف").exists()

    def test_say_why_a_file_is_refused(self, secretariat: Principal, browser_of: Any) -> None:
        file = SimpleUploadedFile("days.xlsx", b"%PDF-1.4")

        answer = browser_of(secretariat).post("/calendar/imports", {"file": file})

        assert answer.status_code == 422
        assert "xlsx" in answer.content.decode()

    def test_are_closed_to_those_who_do_not_keep_the_calendar(
        self, gas_manager: Principal, browser_of: Any
    ) -> None:
        assert browser_of(gas_manager).get("/calendar/imports").status_code == 403
