"""What the REST API refuses although it could be passed over, and what it says of days to all."""

import pytest
from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator

from accounts.roles import Role
from accounts.scopes import ASSOCIATION_ID
from core.rest.shaping import jalali
from pishkhan.api import MadeOnce
from tests.factories import make_case, make_contract, make_office, make_principal, make_type


def kind_of(answer):
    return answer.json()["type"].rpartition("#")[2]


def pointers_of(answer):
    return [fault["pointer"] for fault in answer.json()["errors"]]


class TestQueries:
    @pytest.mark.parametrize("query", ["q=%ff", "q=%d9", "q=%ED%A0%80", "fields=%c0%af"])
    def test_that_are_no_text_are_refused(self, api_of, expert, office, query):
        answer = api_of(expert).get(f"/api/v1/offices?{query}")

        assert (answer.status_code, kind_of(answer)) == (400, "bad-request")

    def test_in_persian_are_read(self, api_of, expert, office):
        for said in ("%D8%AF%D9%81%D8%AA%D8%B1", "دفتر"):
            assert api_of(expert).get(f"/api/v1/offices?q={said}").status_code == 200

    def test_that_search_for_nothing_are_refused(self, api_of, expert, office):
        client = api_of(expert)

        refused = client.get("/api/v1/offices", {"q": "!؟"})
        assert (refused.status_code, pointers_of(refused)) == (400, ["/q"])

    @pytest.mark.parametrize("query", ["q=%20", "state=", "state__in=", "county=", "page_size="])
    def test_without_a_value_are_refused(self, api_of, expert, office, query):
        answer = api_of(expert).get(f"/api/v1/offices?{query}")

        assert (answer.status_code, pointers_of(answer)) == (400, [f"/{query.split('=')[0]}"])


class TestOfficesByCode:
    def test_are_read_at_the_address_of_their_code(self, api_of, expert, office):
        by_code = api_of(expert).get(f"/api/v1/offices/{office.code}")
        by_id = api_of(expert).get(f"/api/v1/offices/{office.public_id}")

        assert by_code.status_code == 200
        assert by_code.json() == by_id.json()
        assert api_of(expert).get("/api/v1/offices/0").status_code == 404

    @pytest.mark.parametrize("name", ["contracts", "licences", "staff", "receipts"])
    def test_filter_wherever_an_id_does(self, api_of, expert, office, name):
        client = api_of(expert)
        make_contract(office=office)

        by_code = client.get(f"/api/v1/{name}", {"office": office.code})
        by_id = client.get(f"/api/v1/{name}", {"office": str(office.public_id)})

        assert by_code.status_code == 200
        assert by_code.json() == by_id.json()
        unknown = client.get(f"/api/v1/{name}", {"office": "0"})
        assert (unknown.status_code, pointers_of(unknown)) == (400, ["/office"])

    def test_are_named_in_a_body(self, api_of, secretariat):
        office = make_office(licensed=False)

        answer = api_of(secretariat).post("/api/v1/licences", {
            "office": office.code, "number": "L-1", "issued_on": "2026-01-01",
            "expires_on": "2027-01-01",
        })  # fmt: skip

        assert answer.status_code == 201, answer.json()
        assert answer.json()["office"] == str(office.public_id)


class TestCursors:
    def test_serve_their_own_list_and_order_only(self, api_of, gas, expert):
        for _time in range(2):
            make_case(contract=make_contract(agency=gas, office=make_office()), type=make_type())
        client = api_of(expert)
        address = "/api/v1/contracts?page_size=1&ordering="
        cursor = client.get(f"{address}ends_on").json()["next"].partition("cursor=")[2]

        assert client.get(f"{address}ends_on&cursor={cursor}").status_code == 200
        for foreign in (f"{address}updated_at", "/api/v1/cases?ordering=opened_on"):
            answer = client.get(f"{foreign}&cursor={cursor}")
            assert (answer.status_code, kind_of(answer)) == (400, "bad-cursor")


class TestHiddenFields:
    """What a role is not told of a record it does not learn by asking for it."""

    @pytest.mark.parametrize(
        "query",
        ["severity=minor", "agency_code=gaz", "contract=01990000-0000-7000-8000-000000000000"],
    )
    def test_of_cases_are_no_filters_for_the_association(self, api_of, expert, query):
        association = api_of(make_principal(Role.ASSOCIATION, ASSOCIATION_ID))
        address = f"/api/v1/cases?{query}"

        refused = association.get(address)

        assert (refused.status_code, kind_of(refused)) == (400, "invalid")
        assert pointers_of(refused) == [f"/{query.partition('=')[0]}"]
        assert api_of(expert).get(address).status_code == 200


class TestDays:
    def test_stand_in_jalali_beside_each_day_even_where_none_is(self):
        told = jalali(
            {"suspended_until": None, "valid_to": None, "referred_to": None, "name": None}
        )

        assert set(told) - {"suspended_until", "valid_to", "referred_to", "name"} == {
            "suspended_until_jalali",
            "valid_to_jalali",
        }

    @pytest.mark.parametrize(
        ("address", "name"),
        [
            ("stats?", "as_of"),
            ("agency-comparison?", "as_of"),
            ("changes?resources=contracts&", "starts_on"),
            ("access/explain?action=cases.read&", "starts_on"),
        ],
    )
    def test_are_told_where_no_record_is_listed_too(
        self, api_of, deputy, gas, office, address, name
    ):
        make_contract(agency=gas, office=office)
        client = api_of(deputy)

        plain = client.get(f"/api/v1/{address}calendar=gregorian")
        told = client.get(f"/api/v1/{address}calendar=jalali")
        refused = client.get(f"/api/v1/{address}calendar=lunar")

        assert f'"{name}_jalali":"14' not in plain.content.decode()
        assert f'"{name}_jalali":"14' in told.content.decode()
        assert (refused.status_code, pointers_of(refused)) == (400, ["/calendar"])


class TestDocument:
    def test_names_filters_of_lists_only(self, api_of, expert):
        headers = {"Accept": "application/json"}
        paths = api_of(expert).get("/api/v1/schema", headers=headers).json()["paths"]

        def names(path):
            return {one["name"] for one in paths[path]["get"].get("parameters", ())}

        assert "state" in names("/api/v1/cases")
        assert "state" not in names("/api/v1/cases/{public_id}/transitions")

    def test_is_made_once_in_a_language(self, api_of, expert, monkeypatch):
        made = []
        monkeypatch.setattr(MadeOnce, "_made", {})
        monkeypatch.setattr(
            SchemaGenerator, "get_schema", lambda *_given: made.append(get_language()) or {}
        )
        for language in ("fa", "en", "fa"):
            api_of(expert).get("/api/v1/schema", headers={"Accept-Language": language})

        assert made == ["fa", "en"]

    def test_asks_for_no_key_of_whom_nobody_knows_yet(self, api_of, expert):
        headers = {"Accept": "application/json"}
        paths = api_of(expert).get("/api/v1/schema", headers=headers).json()["paths"]

        def names(path):
            return {one["name"] for one in paths[path]["post"].get("parameters", ())}

        assert "Idempotency-Key" in names("/api/v1/webhooks")
        assert "Idempotency-Key" not in names("/api/v1/tokens")


class TestAddresses:
    @pytest.mark.parametrize(
        ("path", "words"), [("/api/v1/", "/docs/api/guide"), ("/api/v1/offices/", "خط مورب")]
    )
    def test_that_are_not_there_say_what_helps_in_plain_letters(self, api_of, expert, path, words):
        answer = api_of(expert).get(path)

        assert answer.status_code == 404
        assert words in answer.content.decode()


class TestBooleans:
    def test_in_words_are_refused(self, api_of, association, office):
        client, address = api_of(association), f"/api/v1/offices/{office.code}"
        answer = client.post(
            f"{address}/membership", {"is_member": "no", "reason": "خروج عضو"},
            headers={"If-Match": client.get(address)["ETag"]},
        )  # fmt: skip

        assert (answer.status_code, pointers_of(answer)) == (400, ["/is_member"])


class TestUndeclaredMethods:
    @pytest.mark.parametrize("method", ["TRACE", "PATCH", "DELETE"])
    def test_answer_405_before_their_parameters_are_read(self, api_of, expert, method):
        answer = api_of(expert).generic(method, "/api/v1/agencies?fields=0&nothing=1")

        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]
