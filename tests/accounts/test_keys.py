"""The letters of the keyboard: changed by a person, each for one thing."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.forms import PreferencesForm
from accounts.keys import KEYS, keys_of, letter_of
from accounts.models import User
from accounts.principal import Principal


class TestLetterOf:
    @pytest.mark.parametrize(
        ("typed", "letter"),
        [
            ("n", "N"),
            ("N", "N"),
            ("د", "N"),
            ("ی", "D"),
            (" ت ", "J"),
            ("1", ""),
            ("", ""),
            ("nm", ""),
        ],
    )
    def test_is_the_place_of_the_key(self, typed: str, letter: str) -> None:
        assert letter_of(typed) == letter


class TestKeysOf:
    def test_keeps_the_standard_where_nothing_was_changed(self) -> None:
        assert keys_of({"new": "B"}) == KEYS | {"new": "B"}


class TestPreferencesForm:
    def test_keeps_only_what_differs(self) -> None:
        form = PreferencesForm({"single_keys": "on", "key_new": "ذ", "key_next": "j"})

        assert form.is_valid()
        assert form.cleaned_data == {"single_keys": True, "key_map": {"new": "B"}}

    @pytest.mark.parametrize(
        ("data", "field"),
        [({"key_new": "J"}, "key_next"), ({"key_new": "5"}, "key_new")],
    )
    def test_refuses_what_is_no_letter_or_has_another_use(
        self, data: dict[str, str], field: str
    ) -> None:
        assert field in PreferencesForm(data).errors


@pytest.mark.django_db
class TestSettings:
    def test_tell_the_next_page_the_letters(
        self, expert: Principal, browser_of: Callable[[Principal], Client]
    ) -> None:
        browser = browser_of(expert)

        answer = browser.post("/settings", {"single_keys": "on", "key_new": "B"})

        assert answer.status_code == 302
        assert User.objects.get(pk=expert.user_id).key_map == {"new": "B"}
        assert 'data-keys="new:B next:J ' in browser.get("/settings").content.decode()

    def test_say_in_the_map_of_keys_that_the_letters_are_off(
        self, expert: Principal, browser_of: Callable[[Principal], Client]
    ) -> None:
        browser = browser_of(expert)
        before = browser.get("/settings").content.decode()

        browser.post("/settings", {})

        after = browser.get("/settings").content.decode()
        assert ("data-single-keys checked" in before, "data-single-keys checked" in after) == (
            True, False
        )  # fmt: skip
        assert "کلیدهای تک‌حرفی را در تنظیمات خاموش کرده‌اید." in after

    def test_go_on_with_the_session(
        self, expert: Principal, browser_of: Callable[[Principal], Client]
    ) -> None:
        assert browser_of(expert).post("/session").status_code == 204
