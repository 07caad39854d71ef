"""What the fuzz may find: each rule has its reason, and explains nothing else than it says."""

from types import SimpleNamespace

import pytest

from dev import explained


def failure(check, path=(), at=()):
    return SimpleNamespace(checks=(check,), schema_path=[*path], instance_path=[*at])


def problem(kind, *pointers):
    return {
        "type": f"/docs/api/problems#{kind}",
        "errors": [{"pointer": pointer, "code": "x", "message": "y"} for pointer in pointers],
    }


def why(found, query=None, status=400, said=None):
    return explained.explanation(found, query, status, said)


REJECTED = failure("positive_data_acceptance")


class TestRules:
    @pytest.mark.parametrize("rule", explained.RULES, ids=lambda rule: rule.reason)
    def test_have_a_reason_in_words_and_one_fact_at_least(self, rule):
        assert len(rule.reason.split()) > 7
        assert rule.type or rule.faults or rule.asked

    @pytest.mark.parametrize("kind", ["invalid", "nothing-chosen"])
    def test_leave_other_refusals_of_good_requests(self, kind):
        assert why(REJECTED, said=problem("bad-cursor"))
        assert not why(REJECTED, said=problem(kind, "/page_size"))

    @pytest.mark.parametrize("status", [400, 405, 412, 415, 428, 500])
    def test_leave_refusals_without_a_body(self, status):
        assert not why(REJECTED, status=status)

    def test_report_an_unexplained_fault_next_to_an_explained_one(self):
        assert why(REJECTED, said=problem("invalid", "/url"))
        assert why(REJECTED, said=problem("invalid", "/evidence/0", "/items/3/starts_on"))
        assert not why(REJECTED, said=problem("invalid", "/url", "/topics"))

    def test_leave_a_server_error(self):
        assert not why(failure("not_a_server_error"), {"fields": "id"}, 500, problem("bad-cursor"))


class TestFieldsThatWereNotAskedFor:
    PATH = ("properties", "results", "items", "required")

    def test_are_explained_in_a_record_and_in_a_row(self):
        for at in ([], ["results", 3]):
            found = failure("response_schema_conformance", self.PATH, at)
            assert why(found, {"fields": "id"}, 200)

    @pytest.mark.parametrize(
        ("path", "at", "query"),
        [
            (PATH, [], {"calendar": "jalali"}),
            (PATH, ["results", 3, "office"], {"fields": "office"}),
            (("properties", "id", "type"), [], {"fields": "id"}),
        ],
    )
    def test_are_explained_nowhere_else(self, path, at, query):
        found = failure("response_schema_conformance", path, at)

        assert not why(found, query, 200)
