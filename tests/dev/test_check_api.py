"""The fuzz of the REST API: who takes which part, and how a code is made."""

import json
import tomllib
from collections import Counter
from typing import Any

import pytest

from dev import check_api

DOCUMENT: dict[str, Any] = {
    "paths": {f"/api/v1/things/{number}": {"get": {}, "post": {}} for number in range(40)}
}
ROLES = 14


class TestLeftOut:
    def test_leaves_each_operation_to_some_roles(self):
        named = Counter()
        for place in range(ROLES):
            (settings,) = tomllib.loads(check_api.left_out(DOCUMENT, place, ROLES))["operations"]
            assert settings["phases"]["coverage"]["enabled"] is False
            named.update(settings["include-name"])

        assert len(named) == 80
        assert set(named.values()) == {ROLES - check_api.HOLDERS}


class TestCode:
    # RFC 6238, appendix B, the last six digits.
    @pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804")])
    def test_is_that_of_the_moment(self, at, code):
        assert check_api.code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at) == code


class TestPeople:
    def test_are_the_first_of_each_role(self, tmp_path):
        people = [
            {"username": name, "role": role, "password": "x", "secret": "y"}
            for name, role in (("a", "دبیر · گاز"), ("b", "دبیر · آب"), ("c", "بازرس"))
        ]
        path = tmp_path / "logins.json"
        path.write_text(json.dumps(people))

        assert [person["username"] for person in check_api.people(path)] == ["a", "c"]


class TestTold:
    def test_counts_what_was_wrong_apart(self):
        told = check_api.Told("a", Counter({"200": 5, "503": 1, "wrong": 1}), 2.0, is_good=False)

        assert (told.cases, told.errors) == (6, 1)
        assert str(told).split() == ["a", "6", "1", "1", "2", "s", "FAIL"]
