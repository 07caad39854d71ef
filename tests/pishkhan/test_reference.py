"""The reference of the API: words for all of it, samples that can be copied, one page for each."""

import ast
import json
import re
import shlex

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.key_scopes import KeyScope
from core.problems import PROBLEMS
from dev.promise import committed
from pishkhan.reference import reading, refusals, samples, taken, told
from pishkhan.reference.drawing import coloured
from pishkhan.reference.wording import operations

PERSIAN = re.compile("[\u0600-\u06ff]")
FILED = "violation_reports_create"


@pytest.fixture(scope="module")
def found():
    with translation.override("fa"):
        return reading.reference()[1]


class TestReference:
    def test_has_every_operation_of_the_document(self, found):
        said = {one["operationId"] for _path, _method, one in operations(committed())}

        assert said == set(found)

    def test_speaks_persian_of_every_operation_and_field(self, found):
        silent = [
            f"{one.name} {field.name}"
            for one in found.values()
            for field in (*one.fields, *one.answers)
            if not PERSIAN.search(field.text)
        ]
        untitled = [one.name for one in found.values() if not PERSIAN.search(one.title)]

        assert silent == []
        assert untitled == []

    def test_has_no_word_for_what_is_nowhere(self, found):
        fields = [field.name for one in found.values() for field in (*one.fields, *one.answers)]
        names = {
            re.sub(r"^.*\.", "", name).partition("__")[0] for name in [*fields, *reading.PAGED]
        }

        assert (set(taken.TAKEN) | set(told.TOLD)) - names == set()
        assert set(taken.TAKEN) & set(told.TOLD) == set()

    def test_tells_the_scope_that_a_call_is_held_to(self, found):
        assert found[FILED].scope == KeyScope.REPORTS_WRITE
        assert found["offices_list"].scope == KeyScope.OFFICES_READ
        assert found["evidence_ticket_create"].scope == KeyScope.EVIDENCE_READ
        assert found["me_list"].scope == ""

    def test_is_read_once(self, found):
        with translation.override("fa"):
            assert reading.reference()[1] is found

    def test_marks_what_must_be_sent(self, found):
        needed = {field.name for field in found[FILED].fields if field.is_required}

        assert needed == {
            "Idempotency-Key", "discovered_on", "narrative", "occurred_on", "office_code",
            "type_code",
        }  # fmt: skip


class TestRefusals:
    def test_follow_what_the_operation_takes(self, found):
        def codes(name):
            return {row.code for row in found[name].refusals}

        assert {"idempotency-mismatch", "invalid", "domain-error"} <= codes(FILED)
        assert "stale" not in codes(FILED)
        assert {"stale", "precondition-required", "factor-required"} <= codes(
            "cases_decision_create"
        )
        assert codes("offices_retrieve") == {"invalid", "not-found", "not-permitted"}
        assert "paper-refused" in codes("evidence_create")

    def test_have_a_status_that_the_document_says(self, found):
        said = {one["operationId"]: one["responses"] for _p, _m, one in operations(committed())}
        unsaid = [
            f"{one.name} {row.code}"
            for one in found.values()
            for row in one.refusals
            if str(row.status) not in said[one.name] and row.code != "gone"
        ]

        assert unsaid == []

    def test_are_types_that_the_product_knows(self, found):
        assert {row.code for one in found.values() for row in one.refusals} <= set(PROBLEMS)
        assert {row.code for row in refusals.everywhere()} == set(refusals.EVERYWHERE)


class TestSamples:
    def test_in_a_shell_send_the_documents_example(self, found):
        call = found[FILED].call
        words = shlex.split(samples.curl(call).replace("\\\n", " "))

        assert words[:3] == ["curl", "-X", "POST"]
        assert json.loads(words[words.index("-d") + 1]) == call.body
        assert call.body["office_code"] == "2401007"

    def test_in_python_can_be_run(self, found):
        for one in found.values():
            tree = ast.parse(samples.python(one.call))
            asked = next(node for node in ast.walk(tree) if isinstance(node, ast.Call))
            given = {word.arg: word.value for word in asked.keywords}
            if one.call.body is not None:
                assert ast.literal_eval(given["json"]) == one.call.body

    def test_in_php_carry_the_same_body(self, found):
        call = found[FILED].call
        body = samples.php(call).split("<<<'JSON'\n")[1].split("\nJSON")[0]

        assert json.loads(body) == call.body

    def test_keep_the_quotes_of_a_version(self, found):
        call = found["cases_decision_create"].call

        assert "-H 'If-Match: \"4\"'" in samples.curl(call)
        assert "'If-Match: \"4\"'" in samples.php(call)

    def test_send_files_as_files(self, found):
        call = found["evidence_create"].call

        assert "-F file=@scan.pdf" in samples.curl(call)
        assert 'files={"file": open("scan.pdf", "rb")}' in samples.python(call)
        assert "new CURLFile('scan.pdf')" in samples.php(call)

    def test_in_colours_say_the_same(self, found):
        for kind in ("curl", "python", "php"):
            text = getattr(samples, kind)(found[FILED].call)
            drawn = str(coloured(text, kind))

            plain = re.sub("<[^>]+>", "", drawn)
            for sign, mark in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'")):
                plain = plain.replace(sign, mark)
            assert plain.replace("&amp;", "&") == text

    def test_do_not_draw_what_was_put_into_them(self):
        assert "<b>" not in coloured('{"a": "<b>"}', "json")


@pytest.mark.django_db
class TestPages:
    def test_show_an_operation_by_its_own_address(self, gas_clerk, browser_of):
        page = browser_of(gas_clerk).get("/docs/api/cases_decision_create")

        text = page.content.decode()
        assert "/api/v1/cases/{public_id}/decision" in text
        assert "cases:write" in text
        assert 'aria-current="page"' in text

    def test_find_paths_without_scripts(self, gas_clerk, browser_of):
        browser = browser_of(gas_clerk)

        some = browser.get("/docs/api?q=renewal licences").content.decode()
        none = browser.get("/docs/api?q=nothing-like-this").content.decode()

        assert "licences_renewal_create" in some
        assert "contracts_create" not in some.split('id="operation"')[0]
        assert "data-ref-none" in none
        assert "hidden data-ref-none" not in none

    def test_answer_only_the_operation_to_a_page_that_is_there(self, gas_clerk, browser_of):
        browser = browser_of(gas_clerk)

        part = browser.get("/docs/api/offices_list", headers={"HX-Request": "true"})
        back = browser.get(
            "/docs/api/offices_list",
            headers={"HX-Request": "true", "HX-History-Restore-Request": "true"},
        )

        assert "<html" not in part.content.decode()
        assert "HX-Request" in part["Vary"]
        assert "<html" in back.content.decode()

    def test_stand_below_the_keys(self, gas_clerk, browser_of):
        page = browser_of(gas_clerk).get("/api-keys").content.decode()

        assert "data-reference" in page
        assert 'hx-push-url="false"' in page

    def test_are_hidden_where_there_is_no_operation(self, gas_clerk, browser_of):
        assert browser_of(gas_clerk).get("/docs/api/nothing").status_code == 404

    def test_open_to_strangers_and_lead_to_the_guide(self, client):
        page = client.get("/docs/api").content.decode()

        assert "/docs/api/guide" in page
        assert 'value="session"' not in page

    def test_of_the_guide_show_its_samples_to_strangers(self, client):
        page = client.get("/docs/api/guide").content.decode()

        assert "curl -sS" in page
        assert page.count('<pre class="code" dir="ltr"') >= 20

    def test_of_sign_in_lead_developers_to_the_guide(self, client):
        assert "/docs/api/guide" in client.get("/login").content.decode()

    def test_serve_the_document_without_a_key(self, client):
        answer = client.get("/api/v1/schema")

        assert answer.status_code == 200
        assert b"openapi: 3.1" in answer.content

    def test_ask_the_database_for_nothing_of_their_own(self, gas_clerk, browser_of):
        browser = browser_of(gas_clerk)
        browser.get("/docs/api/problems")

        with CaptureQueriesContext(connection) as plain:
            browser.get("/docs/api/problems")
        with CaptureQueriesContext(connection) as told:
            browser.get("/docs/api/offices_list")

        assert len(told) == len(plain)
