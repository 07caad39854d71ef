"""Two people at one form: whose value stands, and how it is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.http import QueryDict

from core import edits
from core.forms import JalaliDateField, PersianTextField, RialField


class CardForm(forms.Form):
    """One field of each kind."""

    name = PersianTextField(max_length=40, label="نام")
    kind = forms.ChoiceField(choices=[("a", "شهری"), ("b", "روستایی")], label="نوع")
    on = JalaliDateField(label="روز")
    value = RialField(required=False, label="ارزش")
    parts = forms.MultipleChoiceField(choices=[("1", "یک"), ("2", "دو")], required=False)
    is_member = forms.BooleanField(required=False, label="عضو")


STORED = {
    "name": "دفتر", "kind": "a", "on": date(2026, 11, 24), "value": 5000, "parts": ["1"],
    "is_member": True,
}  # fmt: skip
SAME = {
    "name": "دفتر", "kind": "a", "on": "۱۴۰۵/۹/۳", "value": "۵٬۰۰۰", "parts": ["1"],
    "is_member": "on",
}  # fmt: skip


class Row:
    """A record with a version."""

    version = 3


def query(values):
    found = QueryDict(mutable=True)
    for name, value in values.items():
        found.setlist(name, value if isinstance(value, list) else [value])
    return found


def compared(changed, stored=STORED, seen=STORED):
    typed = CardForm(query(SAME | changed))
    assert typed.is_valid(), typed.errors
    carried = edits.opened(Row, CardForm(initial=seen))[edits.SEEN] if seen else ""
    return edits.differences(typed, CardForm(initial=stored), carried)


class TestDifferences:
    def test_are_none_where_only_the_writing_differs(self):
        assert compared({}) == []

    @pytest.mark.parametrize(
        ("name", "value", "typed", "stored"),
        [("kind", "b", "روستایی", "شهری"), ("parts", ["1", "2"], "یک، دو", "یک"),
         ("on", "۱۴۰۵/۹/۴", "1405/09/04", "1405/09/03"), ("value", "7000", "7٬000", "5٬000")],
    )  # fmt: skip
    def test_are_told_in_words(self, name, value, typed, stored):
        (row,) = compared({name: value})

        told = (row.typed, row.stored)
        assert tuple(edits.latin_digits(text) for text in told) == (typed, stored)

    def test_keep_what_only_the_writer_changed(self):
        (row,) = compared({"name": "تازه"})

        assert (row.takes_stored, row.is_both) == (False, False)

    def test_take_what_only_the_other_changed(self):
        (row,) = compared({}, stored=STORED | {"name": "دیگر"})

        assert (row.takes_stored, row.is_both) == (True, False)

    @pytest.mark.parametrize("seen", [STORED, None])
    def test_say_that_both_changed_it(self, seen):
        (row,) = compared({"name": "تازه"}, stored=STORED | {"name": "دیگر"}, seen=seen)

        assert (row.takes_stored, row.is_both) == (False, True)

    @pytest.mark.parametrize("seen", ["[" * 200_000, "", "[]", "{", '{"name": 3}', '"x"'])
    def test_are_shown_whatever_the_hidden_field_holds(self, seen):
        typed = CardForm(query(SAME | {"name": "تازه"}))
        typed.is_valid()

        rows = edits.differences(typed, CardForm(initial=STORED), seen)

        assert [row.name for row in rows] == ["name"]


class TestChosen:
    @pytest.mark.parametrize("name", list(STORED))
    def test_puts_the_stored_value_in_each_kind_of_field(self, name):
        other = {"name": "x", "kind": "b", "on": "۱۴۰۵/۹/۹", "value": "1", "parts": ["2"]}
        stored = CardForm(initial=STORED)

        mixed = CardForm(edits.chosen(query(other | {f"take-{name}": "stored"}), stored))

        mixed.is_valid()
        assert mixed.cleaned_data[name] == STORED[name]

    @pytest.mark.parametrize(
        ("name", "empty"), [("value", None), ("parts", []), ("is_member", False)]
    )
    def test_empties_what_is_stored_empty(self, name, empty):
        stored = CardForm(initial=STORED | {name: empty})

        mixed = CardForm(edits.chosen(query(SAME | {f"take-{name}": "stored"}), stored))

        assert mixed.is_valid()
        assert mixed.cleaned_data[name] == empty

    def test_leaves_what_was_typed(self):
        sent = query(SAME | {"take-name": "typed"})

        assert edits.chosen(sent, CardForm(initial=STORED)) == sent


class TestVersion:
    @pytest.mark.parametrize(
        ("said", "version"),
        [("", None), ("7", 7), ("x", -1), ("-1", -1), ("۷", -1), ("9" * 30, -1)],
    )
    def test_is_read_or_never_fits(self, said, version):
        assert edits.version_of({"version": said}) == version

    def test_stays_the_one_that_was_sent(self):
        assert edits.opened(Row, None, {"version": "2"}) == {"version": "2"}
        assert edits.opened(Row, None) == {"version": "3"}
        assert edits.opened(object(), None) == {}


class TestTold:
    @pytest.mark.parametrize(
        ("before", "words"),
        [(timedelta(seconds=20), "همین حالا"), (timedelta(minutes=2), "۲ دقیقه پیش"),
         (timedelta(hours=2), "ساعت ۱۰:۳۰"), (timedelta(days=2), "۱ آذر"),
         (timedelta(days=367), "۱ آذر ۱۴۰۴")],
    )  # fmt: skip
    def test_says_how_long_ago(self, before, words):
        at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

        assert words in edits.told_ago(at - before, at)
