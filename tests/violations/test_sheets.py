"""Many reports from a workbook: read, checked, filed once, shown to nobody else."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import AuditEvent
from core import jalali
from core.acts import is_open, why_not
from core.clock import now, today
from core.errors import IllegalMove, Invalid, NotPermitted
from core.jalali import short, slashed
from core.persian import isolated
from core.sheets import SheetRefused
from lists import actions as job_actions
from lists.models import Job
from lists.tasks import take_jobs
from offices.facts.imports import TableRefused
from tests.factories import NOW, TODAY, make_contract, make_office, make_type
from tests.offices.workbooks import national_id, saved, xlsx
from tests.violations.stories import file_report
from violations import actions
from violations.acts.sheets import CHECK_ROWS, DOWNLOAD, FILE_ROWS
from violations.facts.sheets import template_for
from violations.models import ReportSheet, SheetRow, ViolationReport

HEADER = ("کد دفتر", "نوع تخلف", "تاریخ رخداد", "شرح رخداد")
FULL = (*HEADER, "ساعت", "مبلغ به ریال", "شمار افراد", "محل", "چرا رخداد دیگری است")
DAY = timedelta(days=1)
TEXT = "مشترک اعلام کرد سی هزار تومان بیش از تعرفه گرفته‌اند."


@pytest.fixture(autouse=True)
def _noon(monkeypatch: Any) -> Iterator[None]:
    """Stop the clock at the noon of the tests' day; the broker is not asked."""
    monkeypatch.setattr("lists.work.current_app.send_task", lambda *_args, **_more: None)
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def kind(db):
    return make_type("V901", title="وجه اضافه بر تعرفه")


@pytest.fixture
def row(contract, kind):
    """Return a function that makes a right row; each is of another day, months apart."""

    def make(serial: int = 1, **values: Any) -> list[Any]:
        told = {
            "کد دفتر": contract.office.code, "نوع تخلف": kind.code,
            "تاریخ رخداد": slashed(TODAY - serial * 40 * DAY), "شرح رخداد": TEXT,
        } | values  # fmt: skip
        return [told.get(name) for name in FULL]

    return make


@pytest.fixture
def clerk(browser_of, gas_clerk):
    return browser_of(gas_clerk)


def bring(actor, *rows, header=FULL, name="گزارش‌ها.xlsx"):
    return actions.bring_sheet(
        data=xlsx(header, *rows), file_name=name, actor=actor, on=today(), at=now()
    )


def checked(actor, *rows, **values):
    """Bring a workbook and let a worker check it."""
    sheet = bring(actor, *rows, **values)
    take_jobs()
    return sheet


def filed(actor, sheet, **values):
    """Ask for the filing and let a worker do it."""
    actions.file_sheet(sheet_id=sheet.pk, actor=actor, at=now(), **values)
    take_jobs()


def states(sheet):
    return list(sheet.rows.order_by("line").values_list("state", flat=True))


def said(sheet, line):
    return " ".join(found["message"] for found in sheet.rows.get(line=line).problems)


def upload(client, data, name="گزارش‌ها.xlsx"):
    return client.post(reverse("violations:sheets"), {"file": SimpleUploadedFile(name, data)})


class TestBringSheet:
    def test_files_nothing(self, gas_clerk, row):
        sheet = checked(gas_clerk, row(1), row(2))

        assert states(sheet) == ["ready", "ready"]
        assert not ViolationReport.objects.exists()

    def test_leaves_one_event(self, gas_clerk, row):
        bring(gas_clerk, row(1))

        event = AuditEvent.objects.get(verb="sheet.brought")
        assert event.changes["rows"] == [None, 1]

    @pytest.mark.parametrize(
        ("column", "value", "words"),
        [
            ("کد دفتر", None, "پر کنید"),
            ("کد دفتر", "99999999", "دفتری"),
            ("نوع تخلف", "نوع ناشناس", "نوعی با این کد یا عنوان"),
            ("تاریخ رخداد", "پس‌پریروز", "نام ماه"),
            ("تاریخ رخداد", "1410/01/01", "امروز"),
            ("شرح رخداد", "کوتاه", "دست‌کم"),
            ("شرح رخداد", "=HYPERLINK(\"http://x\")", "فرمول"),
            ("ساعت", "25:10", "ساعت"),
            ("مبلغ به ریال", "-3", "عدد"),
            ("شمار افراد", "چند نفر", "عدد"),
        ],
    )  # fmt: skip
    def test_says_what_is_wrong_in_a_row(self, gas_clerk, row, column, value, words):
        sheet = checked(gas_clerk, row(1), row(2, **{column: value}))

        assert states(sheet) == ["ready", "wrong"]
        assert words in said(sheet, 3)
        assert sheet.rows.get(line=3).problems[0]["title"] == column

    def test_takes_digits_of_three_scripts_and_titles(self, gas_clerk, contract, kind, row):
        code = contract.office.code
        persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
        arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

        sheet = checked(
            gas_clerk,
            row(1, **{"کد دفتر": persian, "ساعت": "۱۱:۲۰", "مبلغ به ریال": "۳۰۰٬۰۰۰"}),
            row(2, **{"کد دفتر": arabic, "نوع تخلف": "وجه اضافه بر تعرفه", "ساعت": "١١٢٠"}),
        )

        assert states(sheet) == ["ready", "ready"]
        assert sheet.rows.get(line=2).told["amount"] == 300_000
        assert sheet.rows.get(line=3).told["occurred_at"] == "11:20:00"

    @pytest.mark.parametrize(
        ("typed", "day"),
        [
            ("۱/۹", jalali.of(1405, 9, 1)), ("١/٩", jalali.of(1405, 9, 1)),
            ("1/9", jalali.of(1405, 9, 1)), ("۱ آذر", jalali.of(1405, 9, 1)),
            ("۲۹/۸", jalali.of(1405, 8, 29)), ("۱۴۰۵۰۹۰۱", jalali.of(1405, 9, 1)),
            ("دیروز", TODAY - DAY), ("2026-11-22", jalali.of(1405, 9, 1)),
        ],
    )  # fmt: skip
    def test_takes_a_day_as_the_form_does(self, gas_clerk, row, typed, day):
        cells = [*row(1, **{"تاریخ رخداد": typed}), "امروز"]
        sheet = checked(gas_clerk, cells, header=(*FULL, "تاریخ کشف"))

        (found,) = sheet.rows.all()
        assert found.problems == []
        assert found.told["occurred_on"] == day.isoformat()
        assert found.told["discovered_on"] == TODAY.isoformat()

    def test_asks_for_text_where_a_fraction_may_be_a_day(self, gas_clerk, row):
        sheet = checked(gas_clerk, row(1, **{"تاریخ رخداد": 1.9}))

        assert states(sheet) == ["wrong"]
        assert sheet.rows.get().problems[0]["title"] == "تاریخ رخداد"

    def test_refuses_the_office_of_another_agency(self, gas_clerk, power, row):
        stranger = make_contract(agency=power, office=make_office()).office.code

        sheet = checked(gas_clerk, row(1, **{"کد دفتر": stranger}))

        assert states(sheet) == ["wrong"]
        assert "قرارداد" in said(sheet, 2)

    def test_blames_the_day_of_the_event_alone_when_it_is_to_come(self, gas_clerk, row):
        sheet = checked(gas_clerk, row(1, **{"تاریخ رخداد": slashed(TODAY + DAY)}))

        problems = sheet.rows.get().problems
        assert "تاریخ کشف" not in [found["title"] for found in problems]
        assert {"title": "تاریخ رخداد", "value": short(TODAY + DAY)}.items() <= problems[0].items()

    def test_keeps_no_words_of_a_row_that_shows_a_person(self, gas_clerk, row):
        number = national_id(7)

        sheet = checked(gas_clerk, row(1, **{"شرح رخداد": f"{TEXT} کد ملی او {number} است."}))

        kept = sheet.rows.get()
        assert kept.state == "wrong"
        assert number not in str((kept.told, kept.problems))

    def test_warns_of_a_report_that_is_alike(self, gas_clerk, contract, kind, row):
        report = file_report(contract, gas_clerk, kind)

        sheet = checked(gas_clerk, row(1, **{"تاریخ رخداد": slashed(report.occurred_on)}))

        assert states(sheet) == ["alike"]
        assert isolated(report.number) in said(sheet, 2)

    def test_does_not_warn_when_the_row_says_why_it_is_another(
        self, gas_clerk, contract, kind, row
    ):
        report = file_report(contract, gas_clerk, kind)
        told = {"تاریخ رخداد": slashed(report.occurred_on), "چرا رخداد دیگری است": "مشترک دیگر"}

        sheet = checked(gas_clerk, row(1, **told))

        assert states(sheet) == ["ready"]

    def test_warns_of_rows_that_are_alike(self, gas_clerk, row):
        day = slashed(TODAY - 3 * DAY)

        sheet = checked(
            gas_clerk, row(1), row(2, **{"تاریخ رخداد": day}),
            row(3, **{"تاریخ رخداد": day, "محل": "باجهٔ دو"}),
            row(4, **{"تاریخ رخداد": day}),
        )  # fmt: skip

        assert states(sheet) == ["ready", "ready", "alike", "wrong"]
        assert "۳" in said(sheet, 4)
        assert "۳" in said(sheet, 5)

    def test_knows_what_was_filed_before(self, gas_clerk, contract, kind, row):
        report = file_report(contract, gas_clerk, kind, narrative=TEXT)

        sheet = checked(gas_clerk, row(1, **{"تاریخ رخداد": slashed(report.occurred_on)}))

        assert states(sheet) == ["known"]
        assert sheet.rows.get().report == report

    def test_may_file_again_what_was_withdrawn(self, gas_clerk, contract, kind, row):
        report = file_report(contract, gas_clerk, kind, narrative=TEXT)
        actions.withdraw_report(report_id=report.pk, actor=gas_clerk, on=TODAY, at=NOW)

        sheet = checked(gas_clerk, row(1, **{"تاریخ رخداد": slashed(report.occurred_on)}))

        assert states(sheet) == ["ready"]

    def test_forgets_the_oldest_of_many(self, gas_clerk, row, monkeypatch):
        monkeypatch.setattr("violations.actions.sheets.MOST_SHEETS", 2)

        first, *latest = [checked(gas_clerk, row(serial)) for serial in range(1, 4)]

        assert list(ReportSheet.objects.order_by("pk")) == latest
        assert first not in latest

    def test_refuses_too_many_rows(self, gas_clerk, row, settings):
        settings.REPORT_SHEET_MAX_ROWS = 2

        with pytest.raises(Invalid) as refusal:
            bring(gas_clerk, row(1), row(2), row(3))

        assert "۲ ردیف" in refusal.value.fields["file"][0]

    def test_refuses_a_sheet_far_longer_than_its_rows(self, gas_clerk, row, settings):
        settings.REPORT_SHEET_MAX_ROWS = 2

        with pytest.raises(Invalid):
            bring(gas_clerk, row(1), *[[None] * 3] * 20, row(2))

    def test_refuses_a_file_that_is_too_large(self, gas_clerk, row, settings):
        settings.REPORT_SHEET_MAX_BYTES = 1000

        with pytest.raises(Invalid):
            bring(gas_clerk, row(1))

    def test_refuses_a_file_without_rows(self, gas_clerk, row):
        with pytest.raises(Invalid):
            bring(gas_clerk)

    def test_refuses_a_file_without_the_columns(self, gas_clerk, row):
        with pytest.raises(TableRefused):
            bring(gas_clerk, ["1", "2"], header=("نام دفتر", "نشانی"))

    @pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04broken", b"\x00\x01\x02"])
    def test_refuses_what_is_no_workbook(self, gas_clerk, kind, data):
        with pytest.raises(SheetRefused):
            actions.bring_sheet(
                data=data, file_name="x.xlsx", actor=gas_clerk, on=today(), at=now()
            )

        assert not ReportSheet.objects.exists()

    def test_refuses_a_bomb(self, gas_clerk, kind):
        import zipfile

        body = io.BytesIO()
        with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * (20 * 1024 * 1024))

        with pytest.raises(SheetRefused) as refusal:
            actions.bring_sheet(
                data=body.getvalue(), file_name="x.xlsx", actor=gas_clerk, on=today(), at=now()
            )

        assert refusal.value.reason == "bomb"

    def test_refuses_a_role_that_files_no_reports(self, gas_appeal, row):
        with pytest.raises(NotPermitted):
            bring(gas_appeal, row(1))

    def test_lets_the_province_name_the_agency(self, expert, row, gas):
        sheet = checked(
            expert, [*row(1), gas.code], [*row(2), "دستگاه ناشناس"], header=(*FULL, "دستگاه")
        )

        assert states(sheet) == ["ready", "wrong"]


class TestCheckSheet:
    def test_goes_on_where_the_check_was_stopped(self, gas_clerk, row):
        sheet = bring(gas_clerk, row(1))
        job_actions.stop_job(job_id=Job.objects.get().pk, actor=gas_clerk, at=now())
        take_jobs()
        assert states(sheet) == ["waiting"]

        actions.check_sheet(sheet_id=sheet.pk, actor=gas_clerk, at=now())
        take_jobs()

        assert states(sheet) == ["ready"]

    def test_refuses_while_a_worker_is_at_it(self, gas_clerk, row):
        sheet = bring(gas_clerk, row(1))

        with pytest.raises(IllegalMove):
            actions.check_sheet(sheet_id=sheet.pk, actor=gas_clerk, at=now())

    def test_refuses_what_is_checked(self, gas_clerk, row):
        sheet = checked(gas_clerk, row(1))

        with pytest.raises(IllegalMove):
            actions.check_sheet(sheet_id=sheet.pk, actor=gas_clerk, at=now())


class TestFileSheet:
    def test_files_the_right_rows(self, gas_clerk, row, contract):
        told = {"ساعت": "11:20", "مبلغ به ریال": "300000", "شمار افراد": "2", "محل": "باجهٔ یک"}
        sheet = checked(gas_clerk, row(1, **told), row(2, **{"شرح رخداد": "کوتاه"}), row(3))

        filed(gas_clerk, sheet)

        assert states(sheet) == ["filed", "wrong", "filed"]
        report = sheet.rows.get(line=2).report
        assert report.narrative == TEXT
        assert report.contract == contract
        assert (report.amount, report.affected, report.place) == (300_000, 2, "باجهٔ یک")
        assert f"{report.occurred_at:%H:%M}" == "11:20"
        assert report.source == "agency"

    def test_leaves_the_event_of_each_report(self, gas_clerk, row):
        sheet = checked(gas_clerk, row(1), row(2))

        filed(gas_clerk, sheet)

        events = AuditEvent.objects.filter(verb="report.submitted")
        assert {event.actor_id for event in events} == {gas_clerk.user_id}
        assert events.count() == 2
        assert AuditEvent.objects.filter(verb="sheet.confirmed").count() == 1

    def test_files_no_row_twice_when_it_is_asked_twice(self, gas_clerk, row):
        sheet = checked(gas_clerk, row(1))
        actions.file_sheet(sheet_id=sheet.pk, actor=gas_clerk, at=now())

        with pytest.raises(IllegalMove):
            actions.file_sheet(sheet_id=sheet.pk, actor=gas_clerk, at=now())
        take_jobs()
        with pytest.raises(IllegalMove):
            actions.file_sheet(sheet_id=sheet.pk, actor=gas_clerk, at=now())

        assert ViolationReport.objects.count() == 1

    def test_files_nothing_of_the_same_workbook_again(self, gas_clerk, row):
        filed(gas_clerk, checked(gas_clerk, row(1), row(2)))

        again = checked(gas_clerk, row(1), row(2))

        assert states(again) == ["known", "known"]
        with pytest.raises(IllegalMove):
            filed(gas_clerk, again)

    def test_files_nothing_twice_of_two_workbooks_that_were_checked_before(self, gas_clerk, row):
        first, second = checked(gas_clerk, row(1)), checked(gas_clerk, row(1))

        filed(gas_clerk, first)
        filed(gas_clerk, second)

        assert states(second) == ["known"]
        assert ViolationReport.objects.count() == 1

    def test_goes_on_after_a_crash_and_files_no_row_twice(self, gas_clerk, row, monkeypatch):
        sheet = checked(gas_clerk, row(1), row(2), row(3))
        actions.file_sheet(sheet_id=sheet.pk, actor=gas_clerk, at=now())
        real, calls = actions.file_row, []

        def breaks(**values):
            calls.append(values)
            if len(calls) == 2:
                raise OperationalError("the server went away")
            return real(**values)

        monkeypatch.setitem(
            __import__("violations.tasks", fromlist=["_SHEET_WORK"])._SHEET_WORK,
            "file", (breaks, ("ready", "alike")),
        )  # fmt: skip
        with pytest.raises(OperationalError):
            take_jobs()
        assert states(sheet) == ["filed", "ready", "ready"]

        with time_machine.travel(NOW + 3 * job_actions.jobs.SILENCE, tick=False):
            take_jobs()

        assert states(sheet) == ["filed", "filed", "filed"]
        assert ViolationReport.objects.count() == 3

    def test_leaves_rows_that_are_alike_until_they_are_asked_for(self, gas_clerk, row):
        near = {"تاریخ رخداد": slashed(TODAY - 41 * DAY), "محل": "باجهٔ دو"}
        sheet = checked(gas_clerk, row(1), row(2, **near))

        filed(gas_clerk, sheet)
        assert states(sheet) == ["filed", "alike"]
        filed(gas_clerk, sheet, takes_alike=True)

        assert states(sheet) == ["filed", "filed"]

    def test_leaves_a_row_to_which_a_like_report_came_meanwhile(
        self, gas_clerk, contract, kind, row
    ):
        day = TODAY - 5 * DAY
        sheet = checked(gas_clerk, row(1, **{"تاریخ رخداد": slashed(day)}))
        report = file_report(contract, gas_clerk, kind, occurred_on=day)

        filed(gas_clerk, sheet)

        assert states(sheet) == ["alike"]
        assert isolated(report.number) in said(sheet, 2)

    def test_says_of_a_row_why_it_is_refused_meanwhile(self, gas_clerk, row):
        sheet = checked(gas_clerk, row(1), row(2))
        left = sheet.rows.get(line=3)
        sheet.rows.filter(line=3).update(told=left.told | {"type": "V000"})

        filed(gas_clerk, sheet)

        assert states(sheet) == ["filed", "wrong"]
        assert sheet.rows.get(line=3).problems[0]["title"] == "نوع تخلف"
        assert Job.objects.order_by("-pk")[0].errors[0]["key"] == "3"

    def test_refuses_what_is_not_checked(self, gas_clerk, row):
        sheet = bring(gas_clerk, row(1))
        Job.objects.update(state="failed", finished_at=now())

        with pytest.raises(IllegalMove):
            actions.file_sheet(sheet_id=sheet.pk, actor=gas_clerk, at=now())

    def test_is_hidden_from_a_colleague(self, gas_clerk, gas_manager, row):
        sheet = checked(gas_clerk, row(1))

        with pytest.raises(ReportSheet.DoesNotExist):
            actions.file_sheet(sheet_id=sheet.pk, actor=gas_manager, at=now())
        with pytest.raises(SheetRow.DoesNotExist):
            actions.file_row(row_id=sheet.rows.get().pk, actor=gas_manager, on=today(), at=now())

    def test_takes_as_many_queries_for_a_row_among_many(self, gas_clerk, row):
        counts = []
        for many in (1, 6):
            sheet = checked(gas_clerk, *[row(many * 7 + serial) for serial in range(many)])
            one = sheet.rows.order_by("-line").first()
            with CaptureQueriesContext(
                connection,
            ) as captured:
                actions.file_row(row_id=one.pk, actor=gas_clerk, on=today(), at=now())
            counts.append(len(captured))

        assert counts[0] == counts[1]


class TestHandOutErrors:
    def took(self, actor, sheet):
        data = actions.hand_out_errors(sheet_id=sheet.pk, actor=actor, at=now())
        return load_workbook(io.BytesIO(data)).active

    def test_gives_back_every_row_with_what_stands_against_it(self, gas_clerk, contract, kind, row):
        twin = file_report(contract, gas_clerk, kind, occurred_on=TODAY - 41 * DAY)
        sheet = checked(
            gas_clerk, row(1), row(3),
            row(5, **{"مبلغ به ریال": "-3"}), row(7, **{"کد دفتر": "99999999"}),
        )  # fmt: skip

        book = self.took(gas_clerk, sheet)
        titles, *rows = book.iter_rows(values_only=True)
        assert titles == (*FULL, "خطا")
        assert [line[3] for line in rows] == [TEXT] * 4
        alike, right, amount, office = [line[-1] for line in rows]
        assert isolated(twin.number) in alike
        assert not right
        assert "مبلغ به ریال: " in amount
        assert "کد دفتر: " in office
        coloured = [
            (cell.row, cell.column)
            for line in book.iter_rows(min_row=2, max_col=len(FULL))
            for cell in line
            if cell.fill.fgColor.rgb == "00FBE6E9"
        ]
        assert coloured == [(4, 6), (5, 1)]

    def test_what_it_gives_is_taken_when_it_is_cured(self, gas_clerk, row, contract):
        sheet = checked(gas_clerk, row(1), row(2, **{"کد دفتر": "99999999"}))
        filed(gas_clerk, sheet)
        book = self.took(gas_clerk, sheet)
        book["A3"] = contract.office.code
        cured = io.BytesIO()
        book.parent.save(cured)

        again = actions.bring_sheet(
            data=cured.getvalue(), file_name="x.xlsx", actor=gas_clerk, on=today(), at=now()
        )
        take_jobs()
        assert states(again) == ["known", "ready"]

    def test_leaves_one_event(self, gas_clerk, row):
        sheet = checked(gas_clerk, row(1, **{"کد دفتر": None}))
        self.took(gas_clerk, sheet)

        assert AuditEvent.objects.filter(verb="sheet.downloaded").count() == 1

    def test_keeps_the_file_sealed(self, gas_clerk, row):
        sheet = bring(gas_clerk, row(1))

        sheet.refresh_from_db()
        assert b"PK" not in bytes(sheet.original)[:4]

    def test_refuses_a_file_without_errors(self, gas_clerk, row):
        sheet = checked(gas_clerk, row(1))

        with pytest.raises(IllegalMove):
            self.took(gas_clerk, sheet)

    def test_refuses_a_role_that_files_no_reports(self, gas_appeal, gas_clerk, row):
        sheet = checked(gas_clerk, row(1, **{"کد دفتر": None}))

        with pytest.raises(NotPermitted):
            self.took(gas_appeal, sheet)

    def test_is_hidden_from_a_colleague(self, gas_clerk, gas_manager, row):
        sheet = checked(gas_clerk, row(1, **{"کد دفتر": None}))

        with pytest.raises(ReportSheet.DoesNotExist):
            self.took(gas_manager, sheet)


class TestActs:
    """The table, the action and the page say the same of workbooks in every condition."""

    def sheets(self, actor, row, contract, kind):
        """Yield a workbook in each condition."""
        yield bring(actor, row(1))  # a worker is at it
        job_actions.stop_job(job_id=Job.objects.latest("pk").pk, actor=actor, at=now())
        stopped = bring(actor, row(2))
        job_actions.stop_job(job_id=Job.objects.latest("pk").pk, actor=actor, at=now())
        take_jobs()
        yield stopped
        yield checked(actor, row(3))
        yield checked(actor, row(4, **{"کد دفتر": None}))
        file_report(contract, actor, kind, occurred_on=TODAY - 5 * 40 * DAY)
        yield checked(actor, row(5), row(6, **{"کد دفتر": None}))
        done = checked(actor, row(1))
        filed(actor, done)
        yield done

    def attempt(self, act, sheet, actor):
        """Do an act and undo it; return the sentence of its refusal, empty where there is none."""
        calls = {
            CHECK_ROWS: actions.check_sheet, FILE_ROWS: actions.file_sheet,
            DOWNLOAD: actions.hand_out_errors,
        }  # fmt: skip
        more = {"takes_alike": True} if act is FILE_ROWS else {}
        try:
            with transaction.atomic():
                calls[act](sheet_id=sheet.pk, actor=actor, at=now(), **more)
                transaction.set_rollback(True)
        except IllegalMove as refusal:
            return refusal.message
        return ""

    def test_are_the_same_at_every_door(self, clerk, gas_clerk, row, contract, kind):
        found = set()
        for sheet in self.sheets(gas_clerk, row, contract, kind):
            for act in (CHECK_ROWS, FILE_ROWS, DOWNLOAD):
                fresh = ReportSheet.objects.visible_to(gas_clerk).get(pk=sheet.pk)
                why = why_not(act, fresh, gas_clerk, today())
                assert self.attempt(act, sheet, gas_clerk) == (why.message if why else ""), act
                found.add((act.name, why is None))
            page = clerk.get(sheet.get_absolute_url())
            fresh = ReportSheet.objects.visible_to(gas_clerk).get(pk=sheet.pk)
            shown = [page.context[name] for name in ("may_check", "may_file", "has_errors_file")]
            assert shown == [
                is_open(act, fresh, gas_clerk, today()) for act in (CHECK_ROWS, FILE_ROWS, DOWNLOAD)
            ]

        assert len(found) == 6


class TestSweepSheets:
    def test_forgets_what_nobody_touched_and_keeps_the_reports(self, gas_clerk, row, clock):
        old, fresh = checked(gas_clerk, row(1)), checked(gas_clerk, row(2))
        filed(gas_clerk, old)
        ReportSheet.objects.filter(pk=old.pk).update(updated_at=now() - 31 * DAY)

        assert actions.sweep_sheets(before=now() - actions.KEPT, actor=clock) == 1

        assert list(ReportSheet.objects.all()) == [fresh]
        assert ViolationReport.objects.count() == 1

    def test_is_for_the_clock(self, gas_clerk):
        with pytest.raises(NotPermitted):
            actions.sweep_sheets(before=now(), actor=gas_clerk)


class TestTemplate:
    def test_is_taken_as_it_is_filled_in(self, gas_clerk, contract, kind):
        book = load_workbook(io.BytesIO(template_for(gas_clerk, TODAY)))
        titles = [cell.value for cell in book.worksheets[0][1]]

        assert titles[: len(HEADER)] == list(HEADER)
        assert "دستگاه" not in titles
        assert (kind.code, kind.title) in [
            tuple(cell.value for cell in line) for line in book.worksheets[2].rows
        ]

    def test_lists_only_types_in_force(self, gas_clerk, contract, kind):
        over = make_type("V902", valid_to=TODAY - DAY)

        book = load_workbook(io.BytesIO(template_for(gas_clerk, TODAY)))

        codes = [line[0].value for line in book.worksheets[2].rows]
        assert kind.code in codes
        assert over.code not in codes

    def test_has_the_agency_for_those_who_choose_one(self, expert, gas, kind):
        book = load_workbook(io.BytesIO(template_for(expert, TODAY)))

        assert "دستگاه" in [cell.value for cell in book.worksheets[0][1]]
        assert gas.code in [line[0].value for line in book.worksheets[3].rows]

    def test_its_sample_is_a_row_that_can_be_read(self, gas_clerk, contract, kind):
        book = load_workbook(io.BytesIO(template_for(gas_clerk, TODAY)))
        book.worksheets[0]["A2"] = "72240083"

        sheet = actions.bring_sheet(
            data=saved(book), file_name="قالب.xlsx", actor=gas_clerk, on=today(), at=now()
        )

        assert states(sheet) == ["waiting"]

    def test_its_sample_as_it_stands_is_no_report(self, gas_clerk, contract, kind):
        data = template_for(gas_clerk, TODAY)

        with pytest.raises(Invalid) as refused:
            actions.bring_sheet(
                data=data, file_name="قالب.xlsx", actor=gas_clerk, on=today(), at=now()
            )

        assert refused.value.fields["file"] == [
            "فایل ردیفی برای ثبت ندارد؛ ردیف نمونهٔ الگو ثبت نمی‌شود."
        ]


class TestPages:
    @pytest.mark.parametrize("name", ["operator", "deputy", "auditor", "gas_appeal"])
    def test_are_closed_to_those_who_file_none(self, name, request, browser_of, kind):
        client = browser_of(request.getfixturevalue(name))

        assert client.get(reverse("violations:sheets")).status_code == 403
        assert client.get(reverse("violations:sheet-template")).status_code == 403

    def test_lead_from_the_file_to_the_reports(self, clerk, row):
        answer = upload(clerk, xlsx(FULL, row(1), row(2, **{"شرح رخداد": "کوتاه"})))
        waiting = clerk.get(answer.url).content.decode()
        assert 'http-equiv="refresh"' in waiting
        take_jobs()
        sheet = ReportSheet.objects.get()
        page = clerk.get(answer.url).content.decode()
        assert "ثبت ۱ ردیف درست" in page
        assert "شرح رخداد" in page

        done = clerk.post(reverse("violations:file-sheet", args=[sheet.public_id]))
        take_jobs()

        page = clerk.get(done.url).content.decode()
        report = ViolationReport.objects.get()
        assert reverse("violations:file", args=[report.number]) in page

    def test_show_why_a_file_is_refused(self, clerk, kind):
        answer = upload(clerk, b"%PDF-1.7")

        assert answer.status_code == 422
        assert "صفحه‌گسترده" in answer.content.decode()

    def test_offer_the_file_with_the_errors_where_there_are_some(self, clerk, gas_clerk, row):
        right, wrong = checked(gas_clerk, row(1)), checked(gas_clerk, row(2, **{"کد دفتر": None}))
        places = [f"{one.get_absolute_url()}/annotated" for one in (right, wrong)]

        offered = [
            f'href="{place}"' in clerk.get(one.get_absolute_url()).content.decode()
            for one, place in zip((right, wrong), places, strict=True)
        ]
        assert offered == [False, True]
        assert clerk.get(places[0]).status_code == 404
        assert clerk.get(places[1]).content.startswith(b"PK")

    def test_show_why_nothing_is_filed(self, clerk, gas_clerk, row):
        sheet = checked(gas_clerk, row(1, **{"شرح رخداد": "کوتاه"}))

        answer = clerk.post(reverse("violations:file-sheet", args=[sheet.public_id]))

        assert answer.status_code == 422

    def test_tell_that_the_same_file_was_brought_before(self, clerk, gas_clerk, row):
        data = xlsx(FULL, row(1), row(2))
        first = actions.bring_sheet(
            data=data, file_name="a.xlsx", actor=gas_clerk, on=today(), at=now()
        )
        take_jobs()
        filed(gas_clerk, first)
        actions.withdraw_report(
            report_id=first.rows.get(line=2).report_id, actor=gas_clerk, on=today(), at=now()
        )

        page = clerk.get(upload(clerk, data).url)
        take_jobs()
        page = clerk.get(ReportSheet.objects.latest("pk").get_absolute_url()).content.decode()

        assert first.get_absolute_url() in page

    def test_are_hidden_from_a_colleague(self, browser_of, gas_clerk, gas_manager, row):
        sheet = checked(gas_clerk, row(1))
        other = browser_of(gas_manager)

        for name in ("sheet", "file-sheet", "check-sheet"):
            url = reverse(f"violations:{name}", args=[sheet.public_id])
            assert other.get(url).status_code == 404
            assert other.post(url).status_code in {404, 405}
        assert list(other.get(reverse("violations:sheets")).context["earlier"]) == []

    @pytest.mark.parametrize("place", ["list", "page"])
    def test_cost_the_same_for_few_rows_and_many(self, clerk, gas_clerk, row, place):
        counts = []
        for many in (1, 8):
            sheet = checked(gas_clerk, *[row(many * 10 + serial) for serial in range(many)])
            url = reverse("violations:sheets") if place == "list" else sheet.get_absolute_url()
            clerk.get(url)
            with CaptureQueriesContext(connection) as captured:
                clerk.get(url)
            counts.append(len(captured))

        assert counts[0] == counts[1]

    def test_turn_the_rows_page_by_page(self, clerk, gas_clerk, row, monkeypatch):
        monkeypatch.setattr("violations.views.sheets.ROWS_SHOWN", 2)
        sheet = checked(gas_clerk, *[row(serial) for serial in range(1, 4)])

        page = clerk.get(f"{sheet.get_absolute_url()}?from=2")

        assert [line["line"] for line in page.context["rows"]] == [4]
        assert page.context["newer_url"] == "?from=0"

    def test_the_page_of_the_job_leads_back(self, clerk, gas_clerk, row):
        sheet = checked(gas_clerk, row(1))

        page = clerk.get(reverse("lists:job", args=[sheet.work_id])).content.decode()

        assert f'href="{sheet.get_absolute_url()}"' in page

    def test_tell_those_of_an_agency_alone_of_its_contracts(self, clerk, browser_of, expert, kind):
        words = "با دستگاه شما قرارداد داشته"
        place = reverse("violations:sheets")

        assert words in clerk.get(place).content.decode()
        assert words not in browser_of(expert).get(place).content.decode()

    def test_the_desk_and_the_palette_lead_there(self, clerk: Client, contract):
        place = reverse("violations:sheets")

        assert f'href="{place}"' in clerk.get("/desk").content.decode()
        assert place in clerk.get("/search?q=اکسل").content.decode()
