"""Jalali dates: what people type, what people read, every day of three centuries."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import jalali

TODAY = date(2026, 11, 24)  # سه‌شنبه ۳ آذر ۱۴۰۵
FIRST_DAY = jalali.year_start(jalali.FIRST_YEAR)
LAST_DAY = jalali.year_end(jalali.LAST_YEAR)
DAYS = st.dates(FIRST_DAY, LAST_DAY)

# Leap years of 1300 to 1450 as the Calendar Center prints them; after a leap year of a five-year
# span (1309, 1342, 1375, 1408, 1441 follow four years later than usual) the four-year beat resumes.
OFFICIAL_LEAP_YEARS = {
    1300, 1304, 1309, 1313, 1317, 1321, 1325, 1329, 1333, 1337, 1342, 1346, 1350, 1354, 1358, 1362,
    1366, 1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420, 1424, 1428,
    1432, 1436, 1441, 1445, 1449,
}  # fmt: skip


def outcome(typed: str, today: date) -> tuple[date | None, str | None]:
    """Return the parsed day, or the code of the refusal."""
    try:
        return jalali.parse(typed, today), None
    except jalali.JalaliError as error:
        return None, error.code


class TestParts:
    def test_round_trips_every_day_of_1206_to_1498(self):
        expected = (jalali.FIRST_YEAR, 1, 1)
        day = FIRST_DAY

        while day <= LAST_DAY:
            year, month, number = jalali.parts(day)
            assert (year, month, number) == expected
            assert jalali.of(year, month, number) == day
            day += timedelta(days=1)
            if number < jalali.days_in_month(year, month):
                expected = (year, month, number + 1)
            else:
                expected = (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)

    @pytest.mark.parametrize(
        ("gregorian", "parts"),
        [
            (date(2024, 3, 20), (1403, 1, 1)),
            (date(2025, 3, 20), (1403, 12, 30)),
            (date(2025, 3, 21), (1404, 1, 1)),
            (date(2026, 3, 20), (1404, 12, 29)),
            (date(2026, 3, 21), (1405, 1, 1)),
            (date(2026, 11, 24), (1405, 9, 3)),
            (date(1979, 2, 11), (1357, 11, 22)),
            (date(1925, 3, 31), (1304, 1, 11)),
        ],
    )
    def test_agrees_with_printed_calendars(self, gregorian, parts):
        assert jalali.parts(gregorian) == parts


class TestIsLeap:
    @pytest.mark.parametrize("year", range(1300, 1451))
    def test_equals_the_official_table(self, year):
        assert jalali.is_leap(year) is (year in OFFICIAL_LEAP_YEARS)


class TestParse:
    @pytest.mark.parametrize(
        ("typed", "iso"),
        [
            ("۱/۹", "1405-09-01"),
            ("3/9", "1405-09-03"),
            ("4/9", "1404-09-04"),
            ("29/12", "1404-12-29"),
            ("1405/9/1", "1405-09-01"),
            ("۱۴۰۵/۰۹/۰۱", "1405-09-01"),
            ("١٤٠٥/٩/١", "1405-09-01"),
            ("1405-09-01", "1405-09-01"),
            ("1405.9.1", "1405-09-01"),
            ("1405 9 1", "1405-09-01"),
            ("14050901", "1405-09-01"),
            ("1/9/1405", "1405-09-01"),
            ("۱ آذر", "1405-09-01"),
            ("۱آذر", "1405-09-01"),
            ("۵ آذر", "1404-09-05"),
            ("۱ اذر ۱۴۰۵", "1405-09-01"),
            ("۱ آذرماه ۱۴۰۵", "1405-09-01"),
            ("۱ آذر ماه ۱۴۰۴", "1404-09-01"),
            ("۳۱ ارديبهشت ۱۴۰۵", "1405-02-31"),
            ("سه‌شنبه ۳ آذر ۱۴۰۵", "1405-09-03"),
            ("سه شنبه ۳ آذر", "1405-09-03"),
            ("۳۰ اسفند ۱۴۰۳", "1403-12-30"),
            ("امروز", "1405-09-03"),
            (" ا ", "1405-09-03"),
            ("t", "1405-09-03"),
            ("T", "1405-09-03"),
            ("دیروز", "1405-09-02"),
            ("ديروز", "1405-09-02"),
            ("د", "1405-09-02"),
            ("y", "1405-09-02"),
            ("1406/1/1", "1406-01-01"),
            ("2 Azar 1405", "1405-09-02"),
        ],
    )
    def test_understands(self, typed, iso):
        assert jalali.iso_jalali(jalali.parse(typed, TODAY)) == iso

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("فردا", "۱۴۰۵/۰۹/۰۴"),
            ("شنبه", "۱۴۰۵/۰۸/۳۰"),
            ("2026/11/24", "۱۴۰۵/۰۹/۰۳"),
            ("99/1/1", "۱۳۹۹"),
        ],
    )
    def test_says_what_it_understood_instead(self, typed, meant):
        with pytest.raises(jalali.JalaliError, match=meant):
            jalali.parse(typed, TODAY)

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("05/9/1", "year"),
            ("۱ آذر ۰۵", "year"),
            ("1/9/05", "year"),
            ("1105/9/1", "year"),
            ("1499/9/1", "year"),
            ("1405/13/1", "month"),
            ("1405/0/1", "month"),
            ("1/13", "month"),
            ("1405/7/31", "day"),
            ("۳۱ مهر", "day"),
            ("0/9", "day"),
            ("۳۲ فروردین", "day"),
            ("1404/12/30", "leap"),
            ("۳۰ اسفند ۱۴۰۴", "leap"),
            ("۳۰ اسفند", "leap"),
            ("2026/11/24", "gregorian"),
            ("2026-11-24", "gregorian"),
            ("24/11/2026", "gregorian"),
            ("2026/13/45", "gregorian"),
            ("دوشنبه ۳ آذر ۱۴۰۵", "day"),
            ("", "form"),
            ("1405", "form"),
            ("1405/9", "form"),
            ("۳ آبان آذر", "form"),
            ("۳ نوامبر ۲۰۲۶", "form"),
            ("آذر", "form"),
            ("1405/9/1/2", "form"),
            ("14059/9/1", "form"),
            ("1" * 41, "form"),
            ("-1/9", "form"),
            ("१/९", "form"),
            ("²/۹", "form"),
            ("شنبه", "form"),
            ("فردا", "form"),
        ],
    )
    def test_refuses_with_a_cure(self, typed, code):
        with pytest.raises(jalali.JalaliError) as caught:
            jalali.parse(typed, TODAY)

        assert caught.value.code == code
        assert caught.value.message

    def test_tells_the_jalali_date_of_a_gregorian_one(self):
        with pytest.raises(ValueError, match="۱۴۰۵/۰۹/۰۳"):
            jalali.parse("2026/11/24", TODAY)

    def test_takes_the_thirtieth_of_esfand_right_after_a_leap_year(self):
        assert jalali.parse("۳۰ اسفند", jalali.of(1404, 1, 5)) == jalali.of(1403, 12, 30)
        assert jalali.parse("۳۰ اسفند", jalali.of(1403, 12, 30)) == jalali.of(1403, 12, 30)

    @given(day=DAYS)
    def test_reads_back_what_is_shown(self, day):
        assert jalali.parse(jalali.short(day), TODAY) == day
        assert jalali.parse(jalali.long(day), TODAY) == day
        assert jalali.parse(jalali.iso_jalali(day), TODAY) == day

    @given(day=DAYS, today=DAYS)
    def test_never_means_a_day_to_come_when_the_year_is_left_out(self, day, today):
        found, code = outcome(jalali.day_month(day), today)

        if found is None:
            assert code in ("leap", "year")
        else:
            assert found <= today <= found + timedelta(days=366)

    @given(st.text(max_size=45))
    def test_answers_or_refuses_anything(self, typed):
        found, code = outcome(typed, TODAY)

        assert (found is None) is (code is not None)


class TestOf:
    @pytest.mark.parametrize("parts", [(1405, 7, 31), (1404, 12, 30), (1405, 13, 1), (1205, 1, 1)])
    def test_refuses_a_day_that_does_not_exist(self, parts):
        with pytest.raises(jalali.JalaliError):
            jalali.of(*parts)


class TestFormats:
    def test_writes_each_form(self):
        assert jalali.short(TODAY) == "۱۴۰۵/۰۹/۰۳"
        assert jalali.long(TODAY) == "سه‌شنبه ۳ آذر ۱۴۰۵"
        assert jalali.day_month(TODAY) == "۳ آذر"
        assert jalali.day_near(TODAY, TODAY) == "۳ آذر"
        assert jalali.day_near(TODAY, TODAY + timedelta(days=200)) == "۳ آذر ۱۴۰۵"
        assert jalali.iso_jalali(TODAY) == "1405-09-03"
        assert jalali.year_of(TODAY) == 1405

    def test_begins_the_week_on_saturday(self):
        assert [jalali.weekday_of(date(2026, 11, 21) + timedelta(days=n)) for n in range(7)] == [
            0, 1, 2, 3, 4, 5, 6,
        ]  # fmt: skip


class TestMonths:
    def test_finds_the_ends_of_a_month(self):
        assert jalali.month_start(TODAY) == jalali.of(1405, 9, 1)
        assert jalali.month_end(TODAY) == jalali.of(1405, 9, 30)
        assert jalali.month_end(jalali.of(1404, 12, 1)) == jalali.year_end(1404)
        assert jalali.year_end(1403) + timedelta(days=1) == jalali.year_start(1404)

    @pytest.mark.parametrize(
        ("day", "months", "iso"),
        [
            ((1405, 6, 31), 1, "1405-07-30"),
            ((1405, 6, 31), 6, "1405-12-29"),
            ((1402, 12, 29), 12, "1403-12-29"),
            ((1403, 12, 30), 12, "1404-12-29"),
            ((1405, 1, 1), -1, "1404-12-01"),
            ((1405, 9, 3), 0, "1405-09-03"),
            ((1405, 9, 3), -24, "1403-09-03"),
        ],
    )
    def test_adds_months_and_stays_inside_them(self, day, months, iso):
        assert jalali.iso_jalali(jalali.add_months(jalali.of(*day), months)) == iso
