"""The REST door: scope, filters, every move, problem+json, and a whole story."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import ApiClient, ApiToken
from contracts.models import Contract, EndingProof
from contracts.states import ContractState
from core.clock import today
from core.errors import FactorRequired
from notices.models import Dispatch
from offices.models import Office
from offices.rules import search_key
from tests import factories
from tests.contracts.stories import (
    contract_in,
    letter,
    make_import,
    make_proof,
    notified,
    scan,
    served,
    suspended,
    under_notice,
)

S = ContractState
DAY = timedelta(days=1)
URL = "/api/v1/contracts"
CODE = {"one_time_code": "123456"}
REASON = {"reason": "به سبب آنچه در پرونده آمده است."}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the doors read the clock of 3 Azar 1405."""
    with time_machine.travel(factories.NOW, tick=False):
        yield


@pytest.fixture
def right_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Accept 123456 as everybody's current code, once or more."""

    def confirm(*, user_id: int, code: str) -> None:
        if code != "123456":
            raise FactorRequired

    monkeypatch.setattr("accounts.middleware.confirm_factor", confirm)


@pytest.fixture
def call(api_of: Callable[..., Any], right_code: None) -> Callable[..., Any]:
    """Return a function that posts a move of a contract as a principal."""

    def post(actor: Any, contract: Contract, move: str, **data: Any) -> Any:
        return api_of(actor).post(f"{URL}/{contract.public_id}/{move}", data)

    return post


class TestList:
    def test_answers_the_rows_in_scope(self, contract, gas_clerk, api_of):
        factories.make_contract()

        answer = api_of(gas_clerk).get(URL)

        assert answer.status_code == 200
        (row,) = answer.json()["results"]
        assert row["number"] == contract.number
        assert (row["state"], row["office_code"]) == ("active", contract.office.code)

    def test_hides_money_from_the_association(self, contract, association, api_of):
        Contract.objects.filter(pk=contract.pk).update(value=7)

        (row,) = api_of(association).get(URL).json()["results"]

        assert row["value"] is row["notice_proof"] is row["retention_percent"] is None

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("state=active", 1), ("state=draft", 0), ("state__in=draft,active", 1),
            ("agency_code=gaz", 1), ("agency_code=none", 0), ("ends_on__lte=2027-03-20", 1),
            ("ends_on__gte=2027-03-21", 0), ("origin=import", 0), ("q=گاز", 1), ("q=ناپیدا", 0),
        ],
    )  # fmt: skip
    def test_filters(self, contract, deputy, api_of, query, found):
        assert len(api_of(deputy).get(f"{URL}?{query}").json()["results"]) == found

    def test_finds_by_typed_number_in_persian_digits(self, contract, deputy, api_of):
        typed = contract.number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))

        assert len(api_of(deputy).get(f"{URL}?q={typed}").json()["results"]) == 1

    def test_finds_by_an_offices_manager_only_who_sees_him(
        self, contract, deputy, association, api_of
    ):
        office = contract.office
        key = search_key(office.code, office.name, "لیلا متصدی", "", "")
        Office.objects.filter(pk=office.pk).update(search_key=key)

        for actor, found in (deputy, 1), (association, 0):
            rows = api_of(actor).get(f"{URL}?q=لیلا متصدی").json()["results"]
            assert len(rows) == found

    @pytest.mark.parametrize("query", ["agency__name=x", "state=none", "ends_on__lte=tomorrow"])
    def test_refuses_what_it_does_not_know(self, deputy, api_of, query):
        answer = api_of(deputy).get(f"{URL}?{query}")

        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"

    def test_goes_on_by_cursor(self, gas, deputy, api_of):
        for _number in range(3):
            factories.make_contract(agency=gas)
        client = api_of(deputy)

        first = client.get(f"{URL}?page_size=2").json()
        second = client.get(first["next"]).json()

        numbers = [row["number"] for page in (first, second) for row in page["results"]]
        assert len(set(numbers)) == 3
        assert second["next"] is None

    def test_makes_the_same_number_of_queries(self, gas, deputy, api_of):
        client = api_of(deputy)

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(URL).status_code == 200
            return len(captured)

        factories.make_contract(agency=gas)
        queries()
        one = queries()
        for _number in range(20):
            factories.make_contract(agency=gas)

        assert queries() == one


class TestDetail:
    def test_answers_one(self, contract, operator, api_of):
        answer = api_of(operator).get(f"{URL}/{contract.public_id}")

        assert answer.json()["id"] == str(contract.public_id)

    def test_hides_another_agencys(self, contract, power_manager, api_of):
        client = api_of(power_manager)
        nowhere = factories.make_office().public_id

        hidden = client.get(f"{URL}/{contract.public_id}")
        absent = client.get(f"{URL}/{nowhere}")

        assert hidden.status_code == absent.status_code == 404
        assert {**hidden.json(), "instance": ""} == {**absent.json(), "instance": ""}

    @pytest.mark.parametrize(("who", "seen"), [("gas_clerk", True), ("association", False)])
    def test_tells_the_parts_by_role(self, contract, api_of, request, who, seen):
        make_proof(contract)

        parts = api_of(request.getfixturevalue(who)).get(f"{URL}/{contract.public_id}/parts")

        told = parts.json()
        assert len(told["services"]) == 1
        assert bool(told["guarantees"]) is bool(told["proofs"]) is seen


class TestCreate:
    def draft(self, gas: Any, office: Any, **values: Any) -> dict[str, Any]:
        """Return the body of a draft."""
        service = factories.make_service(gas)
        return {
            "agency_code": gas.code,
            "office_code": office.code,
            "services": [service.code],
            "starts_on": today().isoformat(),
            "ends_on": (today() + 300 * DAY).isoformat(),
        } | values

    def test_drafts(self, gas, office, gas_clerk, api_of):
        answer = api_of(gas_clerk).post(URL, self.draft(gas, office))

        assert answer.status_code == 201
        assert answer.json()["state"] == "draft"

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"office_code": "0000"}, "/office_code"),
            ({"services": ["none"]}, "/services"),
            ({"services": []}, "/services"),
            ({"ends_on": "2020-01-01"}, "/ends_on"),
            ({"state": "active"}, "/state"),
        ],
    )
    def test_names_the_field_that_is_wrong(self, gas, office, gas_clerk, api_of, values, field):
        answer = api_of(gas_clerk).post(URL, self.draft(gas, office, **values))

        assert answer.status_code == 400
        assert [error["pointer"] for error in answer.json()["errors"]] == [field]

    def test_names_the_office_as_the_body_does(self, gas, gas_clerk, api_of):
        closed = factories.make_office(state="revoked")

        answer = api_of(gas_clerk).post(URL, self.draft(gas, closed))

        assert [error["pointer"] for error in answer.json()["errors"]] == ["/office_code"]

    def test_refuses_another_agency(self, gas, office, power_clerk, api_of):
        assert api_of(power_clerk).post(URL, self.draft(gas, office)).status_code == 403


class TestMoves:
    @staticmethod
    def follow(call, contract, steps):
        for actor, move, data, state in steps:
            answer = call(actor, contract, move, **data)
            assert (answer.status_code, answer.json().get("state")) == (200, state), answer.json()

    @staticmethod
    def recorded(api_of, contract, secretariat):
        """Let the secretariat record a document with its scan; return the proof's id."""
        answer = api_of(secretariat).post(
            f"{URL}/{contract.public_id}/documents",
            letter(document_on=today().isoformat()),
            format="multipart",
        )
        assert answer.status_code == 201, answer.json()
        return EndingProof.objects.get(contract=contract).public_id

    def test_tell_a_whole_life(
        self, gas, office, gas_clerk, gas_manager, operator, secretariat, call, api_of, media
    ):
        body = TestCreate().draft(gas, office)
        drafted = api_of(gas_clerk).post(URL, body).json()
        contract = Contract.objects.get(public_id=drafted["id"])
        guarantee = {
            "kind": "bank", "number": "98-1", "amount": 9_000,
            "expires_on": (today() + 400 * DAY).isoformat(),
        }  # fmt: skip

        steps = [
            (gas_clerk, "guarantee", guarantee, "draft"),
            (gas_clerk, "text", {"text": "ماده ۱، موضوع. انجام خدمات"}, "draft"),
            (gas_clerk, "send", {}, "pending_signature"),
            (operator, "accept", {"agreed": True, **CODE}, "pending_signature"),
            (gas_manager, "sign", {}, "active"),
        ]  # fmt: skip
        self.follow(call, contract, steps)
        document = {**REASON, **CODE, "proof": str(self.recorded(api_of, contract, secretariat))}
        steps = [
            (gas_manager, "suspend", {**document, "until": (today() + 5 * DAY).isoformat()},
             "suspended"),
            (gas_manager, "resume", {**REASON, **CODE}, "active"),
            (gas_manager, "issue-notice", document, "termination_notice"),
            (operator, "acknowledge-notice", {}, "termination_notice"),
        ]  # fmt: skip
        self.follow(call, contract, steps)
        text = api_of(operator).get(f"{URL}/{contract.public_id}/waiver-text").json()["text"]
        early = call(gas_manager, contract, "terminate", **REASON, **CODE)
        waived = call(operator, contract, "waive-notice", text=text, **CODE)
        ended = call(gas_manager, contract, "terminate", **REASON, **CODE)
        settled = call(gas_clerk, contract, "settle", clearance="م-۱۲")

        assert (early.status_code, early.json()["type"]) == (409, "/docs/api/problems#illegal-move")
        assert waived.status_code == 200
        assert ended.json()["terminated_on"] == today().isoformat()
        assert settled.json()["state"] == "settled"

    @pytest.mark.parametrize(
        "move", ["suspend", "urgent-suspend", "resume", "issue-notice", "terminate"]
    )
    def test_of_weight_need_a_code(self, contract, gas_manager, call, move):
        answer = call(gas_manager, contract, move, **REASON)

        assert answer.status_code == 400
        assert "/one_time_code" in {error["pointer"] for error in answer.json()["errors"]}

    def test_refuse_a_wrong_code(self, contract, gas_manager, call):
        suspended(contract)

        answer = call(gas_manager, contract, "resume", **REASON, one_time_code="000000")

        assert (answer.status_code, answer.json()["type"]) == (
            403, "/docs/api/problems#factor-required"
        )  # fmt: skip

    @pytest.mark.parametrize("by_name", [False, True])
    def test_serve_on_paper_with_the_scan_of_the_receipt(
        self, contract, gas_manager, gas_clerk, api_of, by_name
    ):
        notified(contract, gas_manager)
        address = f"{URL}/{contract.public_id}/{'transitions' if by_name else 'serve-notice'}"
        body = {"served_on": today().isoformat(), "proof_text": "رسید پستی ۱۲"}
        body |= {"name": "serve-notice"} if by_name else {}

        without = api_of(gas_clerk).post(address, body)
        lies = api_of(gas_clerk).post(
            address, body | {"scan": scan("ر.png", b"MZ no picture")}, format="multipart"
        )
        done = api_of(gas_clerk).post(address, body | {"scan": scan()}, format="multipart")

        for refused in (without, lies):
            assert refused.status_code == 400
            assert [error["pointer"] for error in refused.json()["errors"]] == ["/scan"]
        assert done.status_code == 200, done.json()
        assert done.json()["notice_served_on"] == today().isoformat()
        kept = Dispatch.objects.get()
        (told,) = api_of(gas_clerk).get(
            f"/api/v1/receipts?record_number={contract.number}"
        ).json()["results"]  # fmt: skip
        assert (told["id"], told["resource"]) == (str(kept.public_id), "contracts")
        found = {
            name: len(api_of(gas_clerk).get(f"/api/v1/receipts?resource={name}").json()["results"])
            for name in ("contracts", "cases")
        }
        assert found == {"contracts": 1, "cases": 0}
        assert api_of(gas_clerk).get("/api/v1/receipts?resource=letters").status_code == 400
        assert told["media_type"] == kept.scan_type == "image/png"

    def test_of_weight_are_not_a_programs(self, contract, gas_manager, api_of, right_code):
        suspended(contract)
        program = api_of(gas_manager)
        owner = ApiClient.objects.create(name="سامانهٔ گاز", grant_id=gas_manager.grant_id)
        ApiToken.objects.update(client=owner)

        answer = program.post(f"{URL}/{contract.public_id}/resume", REASON | CODE)

        contract.refresh_from_db()
        assert (answer.status_code, contract.state) == (403, S.SUSPENDED)

    def test_refuse_a_role(self, contract, gas_clerk, call):
        answer = call(gas_clerk, contract, "terminate", **REASON, **CODE)

        assert (answer.status_code, answer.json()["type"]) == (
            403, "/docs/api/problems#not-permitted"
        )  # fmt: skip

    def test_take_a_proof_by_its_id(self, contract, gas_manager, call):
        proof = make_proof(contract)
        foreign = make_proof(factories.make_contract())
        body = {"until": (today() + DAY).isoformat(), **REASON, **CODE}

        wrong = call(gas_manager, contract, "suspend", proof=str(foreign.public_id), **body)
        right = call(gas_manager, contract, "suspend", proof=str(proof.public_id), **body)

        assert wrong.status_code == 400
        assert right.json()["state"] == "suspended"

    def test_keep_only_the_official_waiver(self, contract, operator, call):
        served(under_notice(contract))

        answer = call(operator, contract, "waive-notice", text="متن دیگر", **CODE)

        assert answer.status_code == 400

    def test_renew(self, contract, gas_clerk, call):
        answer = call(gas_clerk, contract, "renew", ends_on="2028-03-19")

        assert answer.status_code == 201
        assert answer.json()["renews_number"] == contract.number

    def test_confirm_an_import(self, gas, gas_manager, gas_clerk, call):
        contract = contract_in(S.ACTIVE, agency=gas, origin="import", source_import=make_import())

        assert call(gas_clerk, contract, "confirm").status_code == 403
        assert call(gas_manager, contract, "confirm").json()["confirmed_on"]
