"""Fields: what people type is cleaned, and what cannot be meant is refused with a cure."""

from datetime import date, time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core import forms as fields
from core import identifiers, jalali
from core.fields import kind_of
from core.persian import forbidden_characters, group, persian_digits

TODAY = date(2026, 11, 24)  # سه‌شنبه ۳ آذر ۱۴۰۵


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(fields, "today", lambda: TODAY)


def code_of(field: forms.Field, typed: object) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    assert caught.value.messages
    return str(caught.value.error_list[0].code)


class TestPersianTextField:
    def test_cleans_pasted_text(self):
        field = fields.PersianTextField()

        assert field.clean(" گزارش كتبي\u200f \r\n دفتر ") == "گزارش کتبی دفتر"

    def test_keeps_the_lines_of_a_text_area(self):
        field = fields.PersianTextField(widget=forms.Textarea)

        assert field.clean("یک\r\nدو") == "یک\nدو"

    @pytest.mark.parametrize("bad", ["\x00", "\x1b", "\u202e", "\u2066", "\ud800"])
    def test_refuses_what_hides_or_reorders(self, bad):
        assert code_of(fields.PersianTextField(), f"الف{bad}ب") == "characters"

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("", "required"),
            (" \u200c ", "required"),
            ("الف", "min_length"),
            ("ا" * 11, "max_length"),
        ],
    )
    def test_measures_the_cleaned_text(self, typed, code):
        assert code_of(fields.PersianTextField(min_length=4, max_length=10), typed) == code

    @given(st.text(max_size=80))
    def test_never_returns_a_forbidden_character(self, typed):
        field = fields.PersianTextField(required=False, widget=forms.Textarea)

        if not forbidden_characters(typed):
            assert forbidden_characters(field.clean(typed)) == []


class TestJalaliDateField:
    @pytest.mark.parametrize(
        ("typed", "day"),
        [
            ("۱۴۰۵/۰۹/۰۱", (1405, 9, 1)),
            ("۱/۹", (1405, 9, 1)),
            ("۴ آذر", (1404, 9, 4)),
            ("دیروز", (1405, 9, 2)),
        ],
    )
    def test_reads_the_usual_forms(self, typed, day):
        assert fields.JalaliDateField().clean(typed) == jalali.of(*day)

    def test_takes_the_cure_of_the_calendar(self):
        field = fields.JalaliDateField()

        assert code_of(field, "1405/13/1") == "month"
        assert code_of(field, "2026/11/24") == "gregorian"

    def test_means_the_next_such_day_ahead(self):
        field = fields.JalaliDateField(ahead=True)

        assert field.clean("۴ آذر") == jalali.of(1405, 9, 4)
        assert field.clean("۱ آذر") == jalali.of(1406, 9, 1)
        assert field.clean("۱ آذر ۱۴۰۵") == jalali.of(1405, 9, 1)

    @pytest.mark.parametrize(("typed", "is_refused"), [("۱۴۰۵/۹/۳", False), ("۱۴۰۵/۹/۴", True)])
    def test_refuses_days_to_come_where_only_the_past_is_meant(self, typed, is_refused):
        field = fields.JalaliDateField(past_only=True)

        if is_refused:
            assert code_of(field, typed) == "future"
        else:
            assert field.clean(typed) == TODAY

    def test_may_be_empty(self):
        assert fields.JalaliDateField(required=False, past_only=True).clean(" ") is None
        assert code_of(fields.JalaliDateField(), "") == "required"

    @pytest.mark.parametrize("typed", ["1299/12/29", "1497/1/1"])
    def test_refuses_a_year_that_no_record_has(self, typed):
        assert code_of(fields.JalaliDateField(), typed) == "year"

    def test_shows_a_date_as_people_write_it(self):
        field = fields.JalaliDateField()

        assert field.prepare_value(TODAY) == "۱۴۰۵/۰۹/۰۳"
        assert field.prepare_value("۳ آذرر") == "۳ آذرر"
        assert not field.has_changed(TODAY, "۱۴۰۵/۰۹/۰۳")
        assert field.has_changed(TODAY, "۱۴۰۵/۰۹/۰۴")

    @given(st.dates(date(1990, 1, 1), date(2060, 1, 1)))
    def test_reads_back_what_it_shows(self, day):
        field = fields.JalaliDateField()

        assert field.clean(field.prepare_value(day)) == day


class TestDigitsField:
    @pytest.mark.parametrize(
        ("typed", "value"),
        [("۱۲۳", "123"), ("١٢٣", "123"), (" 12-34 56 ", "123456"), ("007", "007")],
    )
    def test_returns_ascii_digits(self, typed, value):
        assert fields.DigitsField().clean(typed) == value

    @pytest.mark.parametrize("typed", ["12a", "-5", "5.", "१२", "²"])
    def test_refuses_anything_else(self, typed):
        assert code_of(fields.DigitsField(), typed) == "digits"

    def test_measures_the_digits(self):
        assert code_of(fields.DigitsField(max_length=3), "1234") == "max_length"

    def test_is_not_cut_in_the_browser(self) -> None:
        field = fields.DigitsField(max_length=3)

        assert "maxlength" not in field.widget.attrs


class TestRialField:
    @pytest.mark.parametrize(
        ("typed", "value"),
        [
            ("300000", 300_000),
            ("۳۰۰٬۰۰۰", 300_000),
            ("300,000", 300_000),
            ("۳۰۰ ۰۰۰", 300_000),
            ("300.000", 300_000),
            ("0", 0),
            ("000123", 123),
            ("999999999999999", 10**15 - 1),
            (5000, 5000),
        ],
    )
    def test_reads_an_amount(self, typed, value):
        assert fields.RialField().clean(typed) == value

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("1.5", "rials"),
            ("12,34", "rials"),
            ("-5", "rials"),
            ("۳۰ هزار", "rials"),
            ("1e3", "rials"),
            ("1000000000000000", "large"),
            ("9" * 400, "large"),
            ("", "required"),
        ],
    )
    def test_refuses_what_is_no_amount(self, typed, code):
        assert code_of(fields.RialField(), typed) == code

    @pytest.mark.parametrize(("typed", "is_refused"), [("1", False), ("0", True)])
    def test_has_a_least_amount(self, typed, is_refused):
        field = fields.RialField(least=1)

        if is_refused:
            assert code_of(field, typed) == "small"
        else:
            assert field.clean(typed) == 1

    def test_may_be_empty(self):
        assert fields.RialField(required=False).clean("") is None

    @given(st.integers(0, 10**15 - 1))
    def test_reads_back_what_it_shows(self, amount):
        field = fields.RialField()

        assert field.clean(field.prepare_value(amount)) == amount
        assert field.prepare_value(amount) == group(amount)


class TestOneTimeCodeField:
    @pytest.mark.parametrize("typed", ["123456", "۱۲۳۴۵۶", "123 456"])
    def test_returns_six_digits(self, typed):
        assert fields.OneTimeCodeField().clean(typed) == "123456"

    @pytest.mark.parametrize("typed", ["12345", "1234567", "abcdef", "१२३४५६"])
    def test_refuses_anything_else(self, typed):
        assert code_of(fields.OneTimeCodeField(), typed) == "code"


class TestOfficeCodeField:
    @pytest.mark.parametrize("typed", ["2401001", "۲۴۰۱۰۰۱", "2401-001", " 2401001 "])
    def test_returns_the_stored_form(self, typed):
        assert fields.OfficeCodeField().clean(typed) == "2401001"

    @pytest.mark.parametrize(
        ("typed", "code"), [("240", "length"), ("24a", "not-digits"), ("", "required")]
    )
    def test_refuses_what_is_no_code(self, typed, code):
        assert code_of(fields.OfficeCodeField(), typed) == code

    def test_is_written_from_left_to_right(self):
        field = fields.OfficeCodeField()

        assert field.widget.attrs["dir"] == "ltr"
        assert field.widget.attrs["inputmode"] == "numeric"


class TestCodeField:
    def test_checks_any_identifier(self):
        field = fields.CodeField(clean=identifiers.clean_national_id)

        assert field.clean(persian_digits("9990000018")) == "9990000018"
        assert code_of(field, "9990000019") == "checksum"


class TestKind:
    @pytest.mark.parametrize(
        ("field", "kind"),
        [
            (fields.PersianTextField(), "text"),
            (fields.PersianTextField(widget=forms.Textarea), "textarea"),
            (fields.JalaliDateField(), "date"),
            (fields.RialField(), "money"),
            (fields.OneTimeCodeField(), "otp"),
            (fields.DigitsField(), "digits"),
            (fields.OfficeCodeField(), "digits"),
        ],
    )
    def test_tells_the_template_how_to_draw_it(self, field, kind):
        form = type("Sample", (forms.Form,), {"it": field})()

        assert kind_of(form["it"]) == kind


class TestClockField:
    @pytest.mark.parametrize(
        ("typed", "hour"),
        [
            ("۲۱:۳۰", time(21, 30)),
            ("21:30", time(21, 30)),
            ("٦:٠٥", time(6, 5)),
            ("۷", time(7)),
            ("۰۰:۰۰", time(0)),
            ("۲۳:۵۹", time(23, 59)),
            ("۱۱۲۰", time(11, 20)),
            ("٩٠٥", time(9, 5)),
            ("۹٫۰۵", time(9, 5)),
            ("11:20:00", time(11, 20)),
        ],
    )
    def test_reads_digits_of_any_script(self, typed: str, hour: time) -> None:
        assert fields.ClockField().clean(typed) == hour

    @pytest.mark.parametrize("typed", ["۲۴:۰۰", "۱۲:۶۰", "شب", "-۱", "۱۲:۵", "12:30:10"])
    def test_refuses_what_is_no_hour_and_says_how_to_write_it(self, typed: str) -> None:
        with pytest.raises(ValidationError, match="۲۱:۳۰"):
            fields.ClockField().clean(typed)

    def test_shows_the_digits_of_the_reader(self) -> None:
        assert fields.ClockField().prepare_value(time(7, 5)) == "۰۷:۰۵"

    def test_is_empty_where_it_may(self) -> None:
        assert fields.ClockField(required=False).clean(" ") is None
