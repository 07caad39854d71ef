"""Imports of the register: what a file does, what stands against it, and that twice is once."""

import io
from datetime import date, datetime, timedelta

import pytest
from django.db import OperationalError, ProgrammingError, connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from audit.models import AuditEvent
from core.errors import IllegalMove, Invalid, NotPermitted
from core.sheets import SheetRefused, read_sheets
from offices import actions, facts
from offices.models import Licence, LicenceHolder, Office, OfficeStateInterval, RegisterImport
from offices.tasks import take_import, take_imports
from tests.factories import NOW, make_county, make_division
from tests.offices.workbooks import (
    HEADER,
    csv_text,
    legal_id,
    national_id,
    office_row,
    saved,
    xlsx,
)
from tests.runtime import as_runtime, make_role, settle


@pytest.fixture(autouse=True)
def counties(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return {name: make_county(name) for name in ("اردبیل", "پارس‌آباد", "نیر")}


@pytest.fixture
def bring(secretariat):
    """Return a function that brings a file and lets the worker check it."""

    def brought(data, name="دفاتر.xlsx", content="offices", **values):
        batch = actions.start_import(
            data=data, file_name=name, content=content, actor=secretariat, at=NOW, **values
        )
        assert take_import(batch.pk)
        batch.refresh_from_db()
        return batch

    return brought


@pytest.fixture
def enter(bring, secretariat):
    """Return a function that brings, confirms and applies a file."""

    def entered(data, name="دفاتر.xlsx", *, leaves_errors=False, **values):
        batch = bring(data, name, **values)
        actions.confirm_import(
            import_id=batch.pk, actor=secretariat, at=NOW, leaves_errors=leaves_errors
        )
        assert take_import(batch.pk)
        batch.refresh_from_db()
        assert batch.state == "applied", batch.refusal
        return batch

    return entered


def did(batch):
    return {name: count for name, count in batch.counts.items() if count}


def messages(batch, level="error"):
    return [found["message"] for found in batch.errors if found["level"] == level]


class TestANewOffice:
    def test_enters_whole_with_holder_licence_and_state(self, enter, counties):
        batch = enter(xlsx(HEADER, office_row(1), office_row(2)))

        assert did(batch) == {"insert": 2}
        office = Office.objects.get(code="2401001")
        assert (office.name, office.state, office.kind) == ("دفتر نمونه 1", "active", "urban")
        assert (office.county, office.rank) == (counties["اردبیل"], 1)
        assert (office.phone, office.mobile) == ("04533000001", "09000000001")
        assert office.holder.legal_id == legal_id(1)
        licence = office.licences.get()
        assert (licence.number, licence.state) == ("24/1402/00001", "valid")
        assert licence.expires_on == date(2028, 3, 19)
        interval = office.intervals.get()
        assert (interval.state, interval.ends_on) == ("active", None)
        assert "دفاتر.xlsx" in interval.reason

    def test_leaves_an_event_each_and_one_for_the_import(self, enter):
        enter(xlsx(HEADER, office_row(1), office_row(2)))

        assert AuditEvent.objects.filter(verb="office.imported").count() == 2
        assert AuditEvent.objects.filter(verb="import.applied").count() == 1

    def test_is_found_by_a_loose_search(self, enter):
        enter(xlsx(HEADER, office_row(1, **{"نام دفتر": "پارس آباد ۴"})))

        assert Office.objects.get().search_key.startswith("2401001 پارساباد4")

    def test_seals_the_national_id_of_a_person(self, enter):
        enter(xlsx(HEADER, office_row(1, **{
            "شناسه ملی": national_id(1), "دارنده پروانه": "سارا نمونه"})))  # fmt: skip

        holder = LicenceHolder.objects.get()
        assert (holder.kind, holder.legal_id) == ("natural", "")
        assert holder.national_id_sealed.startswith("k1:")

    def test_shares_one_holder_between_rows_with_one_id(self, enter):
        same = {"شناسه ملی": legal_id(9), "دارنده پروانه": "شرکت نمونه"}
        enter(xlsx(HEADER, office_row(1, **same), office_row(2, **same)))

        assert LicenceHolder.objects.count() == 1

    def test_without_a_licence_is_a_draft_with_a_warning(self, enter):
        batch = enter(xlsx(HEADER, office_row(1, **{
            "شماره پروانه": None, "تاریخ صدور": None, "تاریخ انقضا": None})))  # fmt: skip

        assert Office.objects.get().state == "draft"
        assert len(messages(batch, "warning")) == 1

    def test_with_an_expired_licence_is_a_draft(self, enter):
        enter(xlsx(HEADER, office_row(1, **{
            "تاریخ صدور": "1398/01/01", "تاریخ انقضا": "1402/12/29"})))  # fmt: skip

        assert Licence.objects.get().state == "expired"
        assert Office.objects.get().state == "draft"


class TestAKnownOffice:
    @pytest.fixture(autouse=True)
    def known(self, enter):
        enter(xlsx(HEADER, office_row(1), office_row(2)), "یک.xlsx")

    def test_is_changed_where_the_file_says_something_else(self, enter):
        batch = enter(xlsx(("کد دفتر", "تلفن", "نشانی"), ("2401001", "04533009999", None)))

        assert did(batch) == {"update": 1}
        office = Office.objects.get(code="2401001")
        assert (office.phone, office.address, office.version) == (
            "04533009999", "خیابان امام، پلاک 1", 2,
        )  # fmt: skip
        event = AuditEvent.objects.get(verb="office.import_updated")
        assert event.changes == {"phone": ["04533000001", "04533009999"]}

    def test_keeps_the_search_in_step(self, enter):
        enter(xlsx(("کد دفتر", "نام دفتر"), ("2401001", "میدان تازه")))

        assert "میدانتازه" in Office.objects.get(code="2401001").search_key

    def test_is_left_alone_if_so_chosen(self, bring):
        batch = bring(
            xlsx(HEADER, office_row(1, تلفن="04533009999"), office_row(3)), known_rows="skip"
        )

        assert did(batch) == {"skip": 1, "insert": 1}

    def test_waits_for_the_worker_that_has_just_checked_it(self, bring, secretariat):
        batch = bring(xlsx(HEADER, office_row(3)))

        with CaptureQueriesContext(connection) as asked:
            actions.confirm_import(import_id=batch.pk, actor=secretariat, at=NOW)

        (locking,) = (
            q["sql"]
            for q in asked
            if "offices_registerimport" in q["sql"] and "FOR UPDATE" in q["sql"]
        )
        assert "NOWAIT" not in locking

    def test_is_the_same_when_the_same_file_comes_again(self, bring, secretariat):
        before = AuditEvent.objects.count()
        batch = bring(xlsx(HEADER, office_row(1), office_row(2)))

        assert did(batch) == {"same": 2}
        assert facts.same_file_before(batch) or batch.sha256
        with pytest.raises(IllegalMove):
            actions.confirm_import(import_id=batch.pk, actor=secretariat, at=NOW)
        assert AuditEvent.objects.count() == before + 1

    def test_does_not_change_hands_by_a_file(self, bring):
        batch = bring(xlsx(HEADER, office_row(1, **{"شناسه ملی": legal_id(7)})))

        assert did(batch) == {"wrong": 1}

    def test_does_not_change_its_state_by_a_file(self, enter):
        batch = enter(xlsx(HEADER, office_row(1, وضعیت="غیرفعال", تلفن="04533009999")))

        assert Office.objects.get(code="2401001").state == "active"
        assert len(messages(batch, "warning")) == 1

    def test_gets_no_second_licence(self, bring):
        batch = bring(xlsx(HEADER, office_row(1, **{"شماره پروانه": "24/1405/9"})))

        assert did(batch) == {"wrong": 1}

    def test_of_another_row_does_not_lose_its_licence(self, bring):
        batch = bring(xlsx(HEADER, office_row(3, **{"شماره پروانه": "24/1402/00001"})))

        assert "2401001" in messages(batch)[0]


class TestARowWithErrors:
    def test_shows_all_of_them_at_once_with_row_column_value_and_cure(self, bring):
        batch = bring(xlsx(
            HEADER,
            office_row(1, **{"کد پستی": "123", "تلفن": "12", "شهرستان": "تبریز"}),
            office_row(2, **{"تاریخ انقضا": "1405/13/40", "شناسه ملی": "99990000016"}),
            office_row(3),
        ))  # fmt: skip

        assert did(batch) == {"wrong": 2, "insert": 1}
        where = [(found["line"], found["title"], found["value"]) for found in batch.errors]
        assert where[:3] == [
            (2, "شهرستان", "تبریز"), (2, "کد پستی", "123"), (2, "تلفن", "12"),
        ]  # fmt: skip
        assert {line for line, _title, _value in where} == {2, 3}
        assert all(found["message"] for found in batch.errors)

    def test_never_shows_an_identifier(self, bring):
        batch = bring(xlsx(HEADER, office_row(1, **{"شناسه ملی": "99990000016"})))

        assert batch.errors[0]["value"] == "•••••••••16"

    def test_is_applied_only_when_it_is_given_up(self, bring, enter, secretariat):
        data = xlsx(HEADER, office_row(1, تلفن="12"), office_row(2))
        batch = bring(data)

        with pytest.raises(IllegalMove):
            actions.confirm_import(import_id=batch.pk, actor=secretariat, at=NOW)
        enter(data, leaves_errors=True)
        assert list(Office.objects.values_list("code", flat=True)) == ["2401002"]

    def test_comes_back_marked_in_a_workbook(self, bring):
        batch = bring(xlsx(("فهرست",), HEADER, office_row(1, تلفن="12"), office_row(2)))

        with batch.annotated.open("rb") as file:
            book = load_workbook(io.BytesIO(facts.opened(file.read())))
        sheet = book.active
        assert sheet.title == "برگه"
        row = [cell.value for cell in sheet[3]]
        assert row[:2] == ["2401001", "دفتر نمونه 1"]
        assert "تلفن" in row[-1]
        assert sheet.cell(3, 7).fill.fgColor.rgb.endswith("FBE6E9")
        assert sheet.cell(4, len(HEADER) + 1).value in {None, ""}

    def test_duplicates_inside_the_file_name_each_other(self, bring):
        batch = bring(xlsx(HEADER, office_row(1), office_row(2), office_row(1, **{
            "کد دفتر": "۲۴۰۱۰۰۱", "شماره پروانه": "9"})))  # fmt: skip

        assert did(batch) == {"wrong": 2, "insert": 1}
        assert "ردیف 4 " in messages(batch)[0]
        assert any("ردیف 2 " in text for text in messages(batch))
        assert not any("ردیف 2، 4 " in text for text in messages(batch))

    def test_duplicates_of_a_whole_file_name_only_the_nearest(self, bring):
        batch = bring(xlsx(HEADER, *(
            office_row(serial, **{"شماره پروانه": "24/1402/00001"}) for serial in range(1, 13)
        )))  # fmt: skip

        assert did(batch) == {"wrong": 12}
        assert "ردیف 3، 4، 5 … " in messages(batch)[0]
        assert "ردیف 3، 4، 5، 7، 8، 9 … " in messages(batch)[4]

    def test_is_not_entered_under_anothers_id(self, enter, bring):
        enter(xlsx(HEADER, office_row(1)))
        again = {"دارنده پروانه": "شرکت خدمات کوثر", "شناسه ملی": office_row(1)[10]}

        batch = bring(xlsx(HEADER, office_row(2, **again), office_row(3)))

        assert did(batch) == {"wrong": 1, "insert": 1}
        (found,) = batch.errors
        assert (found["line"], found["title"]) == (2, "دارنده پروانه")
        assert office_row(1)[9] in found["message"]

    @pytest.mark.parametrize(
        "spelled", [lambda name: name.replace("ک", "ك"), lambda name: name.replace(" ", "  ")]
    )
    def test_may_spell_the_registered_holder_in_its_own_way(self, enter, bring, spelled):
        enter(xlsx(HEADER, office_row(1)))
        named = spelled(office_row(1)[9])

        batch = bring(xlsx(HEADER, office_row(2, **{
            "دارنده پروانه": named, "شناسه ملی": office_row(1)[10]})))  # fmt: skip

        assert did(batch) == {"insert": 1}

    @pytest.mark.parametrize(
        ("cells", "titles", "warned"),
        [
            ({"تاریخ صدور": "1403/13/01", "دارنده پروانه": None, "شناسه ملی": None},
             {"تاریخ صدور", "دارنده پروانه"}, set()),
            ({"تاریخ صدور": "1403/13/01", "دارنده پروانه": None, "شناسه ملی": None,
              "کد پستی": None}, {"تاریخ صدور", "دارنده پروانه"}, {"وضعیت"}),
            ({"شماره پروانه": "=1+1", "دارنده پروانه": None, "شناسه ملی": None},
             {"شماره پروانه", "دارنده پروانه"}, set()),
            ({"کد پستی": "123", "تاریخ انقضا": None}, {"کد پستی", "تاریخ انقضا"}, set()),
            ({"شماره پروانه": "=1+1", "تاریخ انقضا": None}, {"شماره پروانه", "تاریخ انقضا"},
             set()),
            ({"تلفن": "12", "نشانی": None}, {"تلفن"}, {"وضعیت"}),
            ({"تلفن": "12", "تاریخ صدور": "1398/01/01", "تاریخ انقضا": "1402/12/29"}, {"تلفن"},
             {"تاریخ انقضا", "وضعیت"}),
            ({"کد پستی": "123", "تاریخ صدور": "1403/13/01"}, {"کد پستی", "تاریخ صدور"}, set()),
        ],
    )  # fmt: skip
    def test_says_at_once_what_would_come_up_after_a_cure(self, bring, cells, titles, warned):
        batch = bring(xlsx(HEADER, office_row(1, **cells)))

        found = {level: {one["title"] for one in batch.errors if one["level"] == level}
                 for level in ("error", "warning")}  # fmt: skip
        assert found == {"error": titles, "warning": warned}

    def test_says_one_thing_of_a_cell_that_cannot_be_read(self, bring):
        batch = bring(xlsx(HEADER, office_row(1, **{"نام دفتر": "د" * 300})))

        assert [found["title"] for found in batch.errors] == ["نام دفتر"]


class TestAMessyFile:
    @pytest.mark.parametrize(
        "cells",
        [
            {"کد دفتر": "٢٤٠١٠٠١"},
            {"کد دفتر": 2401001},
            {"کد دفتر": 2401001.0},
            {"کد دفتر": " 2401-001 "},
            {"شهرستان": "اردبيل"},
            {"شهرستان": "شهرستان اردبیل"},
            {"شهرستان": "  اَردبیل\u200c "},
            {"شهرستان": "پارس آباد"},
            {"شهرستان": "پارس\u200cاباد"},
            {"نوع دفتر": "شهري"},
            {"رتبه": "درجه یک"},
            {"رتبه": 1},
            {"تاریخ صدور": "۱۴۰۲/۱/۱"},
            {"تاریخ صدور": "1402-01-01"},
            {"تاریخ صدور": "۱ فروردین ۱۴۰۲"},
            {"تاریخ صدور": 14020101},
            {"تاریخ صدور": "2023-03-21"},
            {"تاریخ صدور": date(2023, 3, 21)},
            {"تاریخ صدور": datetime(2023, 3, 21, 10, 30)},
            {"کد پستی": 5613913580},
            {"تلفن": 4533000001},
            {"همراه": 9000000001},
            {"همراه": "+98 900 000 0001"},
            {"شناسه ملی": int(legal_id(1))},
            {"متصدی": "-"},
        ],
    )
    def test_is_understood(self, enter, cells):
        batch = enter(xlsx(HEADER, office_row(1, **cells)))

        assert did(batch) == {"insert": 1}
        assert Licence.objects.get().issued_on == date(2023, 3, 21)

    def test_with_titles_merged_cells_blanks_totals_and_headers_again(self, enter, counties):
        rows = [
            ("فهرست دفاتر پیشخوان استان اردبیل",), (), ("به تاریخ ۱۴۰۵/۰۹/۰۳",),
            ("ردیف", *HEADER),
            (1, *office_row(1)), (2, *office_row(2, شهرستان=None)), (3,), (),
            ("شهرستان نیر",),
            ("ردیف", *HEADER),
            (4, *office_row(3, شهرستان="نیر")),
            (None, None, "جمع کل", "3"),
            ("جمع", *[None] * 15, 3),
            (5, None, "مجموع", 3),
        ]  # fmt: skip
        batch = enter(xlsx(*rows, merged=("A1:Q1", "A9:Q9", "E5:E6")))

        assert did(batch) == {"insert": 3, "blank": 7}
        assert Office.objects.get(code="2401002").county == counties["اردبیل"]

    def test_with_a_heading_over_several_columns(self, enter):
        head = list(HEADER)
        head[13:] = ["شماره", "تاریخ صدور", "اعتبار"]
        top = [None] * len(HEADER)
        top[13] = "پروانه"
        batch = enter(xlsx(top, head, office_row(1), merged=("N1:P1",)))

        assert did(batch) == {"insert": 1}
        assert Licence.objects.get().number == "24/1402/00001"

    def test_counts_days_from_1904_where_the_file_does(self, enter):
        book = Workbook()
        book.epoch = CALENDAR_MAC_1904
        book.active.append(HEADER)
        book.active.append(office_row(1, **{"تاریخ صدور": date(2023, 3, 21)}))
        enter(saved(book))

        assert Licence.objects.get().issued_on == date(2023, 3, 21)

    @pytest.mark.parametrize(
        ("encoding", "separator"),
        [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1256", ",")],
    )
    def test_may_be_text_in_any_usual_encoding(self, enter, encoding, separator):
        text = csv_text(HEADER, office_row(1), separator=separator)
        if encoding == "cp1256":
            text = text.replace("ی", "ي").replace("ک", "ك")
        enter(text.encode(encoding), "دفاتر.csv")

        assert Office.objects.get().name == "دفتر نمونه 1"

    def test_may_have_its_sheet_behind_another(self, enter):
        book = Workbook()
        book.active.append(("راهنما", "این برگه را نخوانید"))
        for row in (HEADER, office_row(1)):
            (book["داده"] if "داده" in book.sheetnames else book.create_sheet("داده")).append(row)
        enter(saved(book))

        assert Office.objects.count() == 1

    def test_finds_places_and_warns_of_others(self, enter, counties):
        district = make_division("district", "مرکزی", counties["اردبیل"])
        city = make_division("city", "اردبیل", district)
        header = (*HEADER, "بخش", "شهر")
        enter(xlsx(
            header, (*office_row(1), "مركزي", "اردبيل"), (*office_row(2), "مرکزی", "ناکجاآباد")
        ))  # fmt: skip

        first, second = Office.objects.order_by("code")
        assert (first.district, first.place) == (district, city)
        assert (second.district, second.place) == (district, None)

    def test_keeps_the_order_of_equal_files(self, bring, enter):
        enter(xlsx(HEADER, office_row(1), office_row(2)))
        text = csv_text(HEADER, office_row(2), office_row(1))

        assert did(bring(text.encode(), "دفاتر.csv")) == {"same": 2}


class TestACellThatIsRefused:
    @pytest.mark.parametrize(
        "cells",
        [
            {"شناسه ملی": 99000001, "دارنده پروانه": "سارا"},  # a number that may have lost zeros
            {"شناسه ملی": "9990000019"},
            {"کد پستی": 561391357},
            {"کد دفتر": "الف۱۲"},
            {"کد دفتر": 2.5},
            {"تاریخ صدور": "02/01/01"},
            {"تاریخ صدور": "1/1"},
            {"تاریخ صدور": "1403/12/31"},
            {"تاریخ صدور": "1404/12/30"},
            {"تاریخ صدور": 45006},
            {"تاریخ انقضا": "1401/01/01"},
            {"شماره پروانه": None},
            {"نوع دفتر": "سیار"},
            {"رتبه": 7},
            {"نام دفتر": "=HYPERLINK(1)"},
            {"نام دفتر": "=1+1"},
            {"نام دفتر": "-cmd|' /C calc'!A0"},
            {"نام دفتر": "آ" * 161},
            {"نام دفتر": None},
            {"شهرستان": None},
            {"وضعیت": "تعلیق"},
            {"دارنده پروانه": None},
        ],
    )
    def test_with_a_cure(self, bring, cells):
        batch = bring(xlsx(HEADER, office_row(1, **cells)))

        assert did(batch)["wrong"] == 1
        assert all(len(text) > 10 for text in messages(batch))


class TestStartImport:
    def test_seals_the_file_on_the_disk(self, bring, secretariat):
        data = xlsx(HEADER, office_row(1))
        batch = bring(data)

        with batch.file.open("rb") as file:
            stored = file.read()
        assert b"PK" not in stored[:8]
        assert facts.opened(stored) == data

    def test_refuses_a_role_without_the_permission(self, expert, gas_manager, operator):
        for actor in (expert, gas_manager, operator):
            with pytest.raises(NotPermitted):
                actions.start_import(
                    data=b"x", file_name="x.csv", content="offices", actor=actor, at=NOW
                )

    def test_refuses_what_is_empty_or_too_large(self, secretariat):
        for data in (b"", b"x" * (10 * 1024 * 1024 + 1)):
            with pytest.raises(SheetRefused):
                actions.start_import(
                    data=data, file_name="x.csv", content="offices", actor=secretariat, at=NOW
                )

    def test_asks_the_scanner(self, secretariat, settings):
        settings.EVIDENCE_SCANNER = "tests.violations.test_evidence.eicar"

        with pytest.raises(Invalid):
            actions.start_import(
                data=b"x", file_name="eicar.csv", content="offices", actor=secretariat, at=NOW
            )
        assert not RegisterImport.objects.exists()

    def test_keeps_only_the_name_of_a_path(self, secretariat):
        batch = actions.start_import(
            data=b"a,b", file_name="..\\..\\etc/\u202egpj.csv", content="offices",
            actor=secretariat, at=NOW,
        )  # fmt: skip
        assert batch.file_name == "gpj.csv"


class TestTheWorker:
    def test_takes_what_a_lost_nudge_left(self, secretariat):
        actions.start_import(
            data=xlsx(HEADER, office_row(1)), file_name="x.xlsx", content="offices",
            actor=secretariat, at=NOW,
        )  # fmt: skip

        assert take_imports() == 1
        assert take_imports() == 0
        assert RegisterImport.objects.get().state == "checked"

    def test_works_by_the_runtime_role(self, secretariat):
        role = make_role()
        for phone in ("04533001111", "04533002222"):
            batch = actions.start_import(
                data=xlsx(HEADER, office_row(1, تلفن=phone)), file_name="x.xlsx",
                content="offices", actor=secretariat, at=NOW,
            )  # fmt: skip
            with as_runtime(role):
                assert take_import(batch.pk)
            actions.confirm_import(import_id=batch.pk, actor=secretariat, at=NOW)
            with as_runtime(role):
                assert take_import(batch.pk)
                settle()

            batch.refresh_from_db()
            assert batch.state == "applied"
            assert Office.objects.get().phone == phone

    @pytest.mark.parametrize(
        ("error", "state"), [(ProgrammingError, "refused"), (OperationalError, "checking")]
    )
    def test_lets_nobody_wait_for_a_file_over_which_it_failed(
        self, secretariat, monkeypatch, error, state
    ):
        def fail(**_values):
            raise error("permission denied")

        monkeypatch.setattr("offices.tasks.actions.check_import", fail)
        actions.start_import(
            data=xlsx(HEADER, office_row(1)), file_name="x.xlsx", content="offices",
            actor=secretariat, at=NOW,
        )  # fmt: skip

        with pytest.raises(error):
            take_imports()

        batch = RegisterImport.objects.get()
        assert batch.state == state
        assert bool(batch.refusal) == (state == "refused")

    def test_takes_over_from_a_silent_worker_only(self, secretariat, bring):
        batch = bring(xlsx(HEADER, office_row(1)))
        RegisterImport.objects.update(state="checking", heartbeat_at=NOW)

        at = NOW + timedelta(seconds=119)
        assert actions.claim_import(import_id=batch.pk, at=at) is None
        assert actions.claim_import(import_id=batch.pk, at=at + timedelta(seconds=2)) is not None

    def test_refuses_a_file_without_a_header_by_name(self, bring):
        batch = bring(xlsx(("الف", "ب"), (1, 2)))

        assert batch.state == "refused"
        assert "کد دفتر" in batch.refusal

    def test_names_the_columns_that_an_unknown_file_has(self, bring):
        batch = bring(xlsx(("ستون نخست", "ستون دوم"), (1, 2)))

        assert "ستون نخست، ستون دوم" in batch.refusal
        assert batch.seems == ""

    @pytest.mark.parametrize(
        ("chosen", "brought", "state"),
        [
            ("licences", "offices", "checked"),
            ("offices", "contracts", "checked"),
            ("contracts", "offices", "refused"),
            ("licences", "contracts", "refused"),
            ("contracts", "licences", "refused"),
            ("offices", "offices", "checked"),
            ("contracts", "contracts", "checked"),
            ("licences", "licences", "checked"),
            ("offices", "licences", "checked"),
        ],
    )
    def test_notes_what_a_file_of_another_kind_seems_to_hold(self, bring, chosen, brought, state):
        workbook = facts.template_workbook(facts.content_of(brought))

        batch = bring(workbook, content=chosen)

        fits = brought == chosen or (chosen, brought) == ("offices", "licences")
        assert (batch.state, batch.seems) == (state, "" if fits else brought)

    def test_refuses_when_the_role_has_ended(self, secretariat):
        from accounts.models import RoleGrant

        batch = actions.start_import(
            data=b"x,y", file_name="x.csv", content="offices", actor=secretariat, at=NOW
        )
        RoleGrant.objects.update(ends_on=date(2024, 4, 1))
        take_import(batch.pk)

        batch.refresh_from_db()
        assert batch.state == "refused"

    def test_asks_again_when_the_register_has_changed_since(self, bring, enter, secretariat):
        waiting = bring(xlsx(HEADER, office_row(1)))
        actions.confirm_import(import_id=waiting.pk, actor=secretariat, at=NOW)
        enter(xlsx(HEADER, office_row(1)))
        take_import(waiting.pk)

        waiting.refresh_from_db()
        assert waiting.state == "checked"
        assert waiting.refusal
        assert did(waiting) == {"same": 1}

    def test_writes_nothing_when_something_fails_halfway(self, bring, secretariat, monkeypatch):
        batch = bring(xlsx(HEADER, office_row(1)))
        actions.confirm_import(import_id=batch.pk, actor=secretariat, at=NOW)

        def fail(**_):
            raise RuntimeError("power cut")

        monkeypatch.setattr("offices.actions.office_rows.record_many", fail)
        with pytest.raises(RuntimeError):
            take_import(batch.pk)
        assert Office.objects.count() == 0
        assert OfficeStateInterval.objects.count() == 0


class TestLicencesAlone:
    HEAD = ("کد دفتر", "شماره پروانه", "تاریخ صدور", "تاریخ اعتبار")

    @pytest.fixture(autouse=True)
    def known(self, enter):
        none = {"شماره پروانه": None, "تاریخ صدور": None, "تاریخ انقضا": None}
        enter(xlsx(HEADER, office_row(1, **none), office_row(2)))

    def test_enter_and_are_the_same_the_second_time(self, enter, bring):
        data = xlsx(self.HEAD, ("2401001", "24/1", "1403/01/01", "1407/12/29"))

        assert did(enter(data, content="licences")) == {"insert": 1}
        assert Licence.objects.get(number="24/1").holder.legal_id == legal_id(1)
        assert AuditEvent.objects.filter(verb="licence.imported").count() == 1
        assert did(bring(data, content="licences")) == {"same": 1}

    def test_need_their_office_and_no_other_current_one(self, bring):
        batch = bring(
            xlsx(
                self.HEAD,
                ("2401009", "24/1", "1403/01/01", "1407/12/29"),
                ("2401002", "24/2", "1403/01/01", "1407/12/29"),
            ),
            content="licences",
        )

        assert did(batch) == {"wrong": 2}


class TestTheTemplate:
    @pytest.mark.parametrize("content", ["offices", "licences"])
    def test_is_understood_as_it_is(self, content):
        kind = facts.content_of(content)
        sheets = read_sheets(facts.template_workbook(kind), "x.xlsx")
        from offices.rules.tables import read_table

        table = read_table(sheets, kind.fields, date(2026, 11, 24))
        assert [known.name for known in table.fields] == [known.name for known in kind.fields]
        assert table.problems == []

    @pytest.mark.parametrize("content", ["offices", "licences"])
    def test_takes_nothing_over_as_it_stands(self, content, bring):
        batch = bring(facts.template_workbook(facts.content_of(content)), content=content)

        assert (batch.state, did(batch), batch.errors) == ("checked", {"blank": 1}, [])

    def test_takes_over_an_example_that_was_changed(self):
        from offices.rules.tables import read_table

        kind = facts.content_of("offices")
        (sheet, *_more) = read_sheets(facts.template_workbook(kind), "x.xlsx")
        sheet.rows[1][0] = "2401001"

        table = read_table([sheet], kind.fields, date(2026, 11, 24))
        assert (len(table.rows), table.blank) == (1, 0)

    def test_names_every_title_once(self):
        from core.persian import loose_key

        for kind in facts.CONTENTS:
            keys = [
                loose_key(spelling)
                for known in kind.fields
                for spelling in {known.title, *known.synonyms}
            ]
            assert len({loose_key(known.title) for known in kind.fields}) == len(kind.fields)
            doubled = {key for key in keys if keys.count(key) > 1}
            owners = {
                key: {k.name for k in kind.fields
                      if key in map(loose_key, (k.title, *k.synonyms))}
                for key in doubled
            }  # fmt: skip
            assert all(len(names) == 1 for names in owners.values()), owners
