"""REST of flags, reviews and policies: scope, bad input, pages, moves, and their cost."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from core.errors import FactorRequired
from notices.models import Dispatch
from oversight import actions
from oversight.models import Flag, RuleRun, TerminationReview
from oversight.states import ReviewState
from tests.contracts.stories import scan
from tests.oversight.doors import SEES, SEES_NOT, as_role, cost, make_reviews
from tests.oversight.steps import DAY, REASONS, later, moment

pytestmark = pytest.mark.django_db
FLAGS, REVIEWS, POLICIES = (
    f"/api/v1/{name}" for name in ("flags", "termination-reviews", "policies")
)
CODE = {"one_time_code": "123456"}
TEXT = {"text": "تعرفه نصب و وجه اضافه برگشت داده شده است."}
DECISION = {"outcome": "warn", "reasons": REASONS, "has_read": True, "knows_effect": True}
SERVICE = {"served_on": DAY.isoformat(), "proof": "رسید پست ۱۲۳"}
ALL = sorted({*SEES, *SEES_NOT})
# Each move, what it is asked with, and who may make it; the state that it starts from.
MOVES: dict[str, tuple[dict[str, Any], set[str], str]] = {
    "acknowledge": ({}, {"operator"}, "review"),
    "service": (SERVICE, {"gas_manager", "gas_clerk"}, "review"),
    "answer": (TEXT, {"operator"}, "served"),
    "waive": ({"agreed": True} | CODE, {"operator"}, "served"),
    "decide": (DECISION | CODE, {"gas_manager"}, "heard"),
    "recommend": (TEXT, {"deputy", "expert", "secretariat"}, "review"),
    "remind": ({}, {"deputy", "expert", "secretariat"}, "review"),
}


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the doors read the clock of the day of the tests."""
    with time_machine.travel(moment(DAY), tick=False):
        yield


@pytest.fixture(autouse=True)
def _right_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Accept 123456 as everybody's current code."""

    def confirm(*, user_id: int, code: str) -> None:
        if code != "123456":
            raise FactorRequired

    monkeypatch.setattr("accounts.middleware.confirm_factor", confirm)


@pytest.fixture
def call(api_of: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that posts a move of a review as a principal."""

    def post(actor: Any, review: TerminationReview, move: str, data: dict[str, Any]) -> Any:
        form = None
        if move == "service":
            data, form = {"scan": scan()} | data, "multipart"
        return api_of(actor).post(f"{REVIEWS}/{review.public_id}/{move}", data, format=form)

    return post


class TestReviews:
    @pytest.mark.parametrize("who", SEES)
    def test_are_listed_in_scope(self, served, api_of, request, who):
        client = api_of(as_role(request, who))

        (row,) = client.get(REVIEWS).json()["results"]
        detail = client.get(f"{REVIEWS}/{served.public_id}").json()

        assert row == detail
        assert (row["number"], row["state"]) == (served.number, "open")
        assert row["office_code"] == served.office.code

    def test_say_nothing_of_an_outcome_by_an_empty_text_never_null(
        self, heard, api_of, call, gas_manager
    ):
        client = api_of(gas_manager)
        address = f"{REVIEWS}/{heard.public_id}"
        (row,) = client.get(REVIEWS).json()["results"]
        (change,) = client.get("/api/v1/changes?resources=termination-reviews").json()["changes"]
        for told in row, client.get(address).json(), change["data"]:
            assert (told["outcome"], told["outcome_label"]) == (None, None)

        decided = call(gas_manager, heard, "decide", DECISION | CODE).json()

        assert decided["outcome"] == client.get(address).json()["outcome"] == "warn"
        assert decided["outcome_label"]

    @pytest.mark.parametrize("who", SEES_NOT)
    def test_are_not_there_for_others(self, review, api_of, request, who):
        client = api_of(as_role(request, who))

        assert client.get(REVIEWS).json()["results"] == []
        assert client.get(f"{REVIEWS}/{review.public_id}").status_code == 404

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("state=open", 3),
            ("state=decided", 0),
            ("number=1405-F-09001", 1),
            (f"decision_due_on__lte={later(19).isoformat()}", 2),
            ("agency=01900000-0000-7000-8000-000000000000", 0),
        ],
    )
    def test_are_narrowed(self, gas, deputy, api_of, query, found):
        make_reviews(gas, 3)

        assert len(api_of(deputy).get(f"{REVIEWS}?{query}").json()["results"]) == found

    @pytest.mark.parametrize(
        "query", ["state=lost", "agency=1", "decision_due_on__lte=1405/01/01", "nothing=1",
                  "cursor=x", "page_size=x", "ordering=office"],
    )  # fmt: skip
    def test_refuse_a_bad_question(self, gas, deputy, api_of, query):
        answer = api_of(deputy).get(f"{REVIEWS}?{query}")

        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"

    def test_are_read_page_by_page(self, gas, deputy, api_of):
        made = make_reviews(gas, 7)
        client = api_of(deputy)

        found, address = [], f"{REVIEWS}?page_size=3"
        while address:
            page = client.get(address).json()
            assert len(page["results"]) <= 3
            found += [row["number"] for row in page["results"]]
            address = page["next"]

        assert sorted(found) == sorted(review.number for review in made)
        assert len(found) == len(set(found))

    def test_cost_the_same_for_one_and_for_thirty(self, gas, deputy, api_of):
        make_reviews(gas, 1)
        client = api_of(deputy)
        one = cost(client.get, REVIEWS)

        make_reviews(gas, 29)

        assert cost(client.get, f"{REVIEWS}?page_size=50") == one <= 3

    def test_ask_a_stranger_for_a_token(self, review, client):
        assert client.get(REVIEWS).status_code == 401


class TestMoves:
    # Who is refused, and from whom it is hidden, stands in tests/architecture/policy.py.
    @pytest.mark.parametrize(
        ("move", "who"), [(move, who) for move in MOVES for who in sorted(MOVES[move][1])]
    )
    def test_are_made_by_their_roles(self, call, request, gas_manager, move, who):
        data, _actors, begin = MOVES[move]

        answer = call(as_role(request, who), request.getfixturevalue(begin), move, data)

        assert answer.status_code == 200, answer.json()

    @pytest.mark.parametrize(
        ("move", "who", "state"),
        [("answer", "operator", "open"), ("decide", "gas_manager", "decided")],
    )
    def test_answer_the_new_state(self, call, request, move, who, state):
        data, _actors, begin = MOVES[move]

        row = call(as_role(request, who), request.getfixturevalue(begin), move, data).json()

        assert row["state"] in {state, ReviewState.CLOSED}
        assert TerminationReview.objects.get(number=row["number"]).state == row["state"]

    @pytest.mark.parametrize(
        ("move", "who"),
        [("acknowledge", "operator"), ("answer", "operator"), ("service", "gas_clerk")],
    )
    def test_are_refused_by_the_state(self, call, heard, request, move, who):
        answer = call(as_role(request, who), heard, move, MOVES[move][0])

        assert answer.status_code == 409

    @pytest.mark.parametrize(
        ("move", "who", "wrong", "pointer"),
        [
            ("service", "gas_clerk", {"proof": ""}, "/proof"),
            ("service", "gas_clerk", {"served_on": "۱۴۰۵/۰۹/۰۳"}, "/served_on"),
            ("service", "gas_clerk", {"scan": ""}, "/scan"),
            ("service", "gas_clerk", {"scan": "رسید"}, "/scan"),
            ("service", "gas_clerk", {"scan": scan("رسید.png", b"MZ")}, "/scan"),
            ("answer", "operator", {"text": "نه"}, "/text"),
            ("waive", "operator", {"agreed": False}, "/agreed"),
            ("decide", "gas_manager", {"reasons": "کوتاه"}, "/reasons"),
            ("decide", "gas_manager", {"outcome": "fine"}, "/outcome"),
            ("decide", "gas_manager", {"has_read": False}, "/has_read"),
            ("decide", "gas_manager", {"knows_effect": False}, "/knows_effect"),
            ("decide", "gas_manager", {"outcome": "suspend"}, "/suspension_days"),
            (
                "decide",
                "gas_manager",
                {"outcome": "suspend", "suspension_days": 61},
                "/suspension_days",
            ),
            ("recommend", "expert", {"text": ""}, "/text"),
            ("recommend", "expert", {"more": 1}, "/more"),
        ],
    )
    def test_name_what_is_wrong(self, call, request, move, who, wrong, pointer):
        data, _actors, begin = MOVES[move]

        answer = call(as_role(request, who), request.getfixturevalue(begin), move, data | wrong)

        assert answer.status_code in {400, 422}
        assert pointer in {error["pointer"] for error in answer.json()["errors"]}

    def test_serve_on_paper_with_the_scan_of_the_receipt(self, review, gas_clerk, call, api_of):
        without = api_of(gas_clerk).post(f"{REVIEWS}/{review.public_id}/service", SERVICE)
        done = call(gas_clerk, review, "service", SERVICE)

        assert without.status_code == 400
        assert [error["pointer"] for error in without.json()["errors"]] == ["/scan"]
        assert "تصویر رسید" in without.text
        assert done.json()["served_on"] == DAY.isoformat()
        kept = Dispatch.objects.get(letter__subject_id=review.public_id)
        (told,) = api_of(gas_clerk).get(
            f"/api/v1/receipts?record_number={review.number}"
        ).json()["results"]  # fmt: skip
        assert (told["id"], told["resource"]) == (str(kept.public_id), "termination-reviews")
        assert told["media_type"] == kept.scan_type == "image/png"

    @pytest.mark.parametrize("move", ["waive", "decide"])
    @pytest.mark.parametrize("code", ["000000", ""])
    def test_need_the_persons_code(self, call, request, move, code):
        data, (who, *_others), begin = MOVES[move]
        review = request.getfixturevalue(begin)

        answer = call(as_role(request, who), review, move, data | {"one_time_code": code})

        assert answer.status_code in {400, 401, 403}
        assert TerminationReview.objects.get(pk=review.pk).version == review.version

    def test_are_not_there_for_an_absent_review(self, deputy, api_of):
        address = f"{REVIEWS}/01900000-0000-7000-8000-000000000000/remind"

        assert api_of(deputy).post(address).status_code == 404


class TestFlags:
    @pytest.mark.parametrize("who", [*SEES, "county_rep"])
    def test_are_listed_in_scope(self, served, api_of, request, who):
        flag = Flag.objects.get(code="F02")
        client = api_of(as_role(request, who))

        (row,) = client.get(f"{FLAGS}?code=F02").json()["results"]

        assert row == client.get(f"{FLAGS}/{flag.public_id}").json()
        assert (row["code"], row["contract_number"]) == ("F02", served.contract.number)

    @pytest.mark.parametrize("who", sorted({*SEES_NOT} - {"county_rep"}))
    def test_are_not_there_for_others(self, review, api_of, request, who):
        client = api_of(as_role(request, who))

        assert client.get(FLAGS).json()["results"] == []
        assert client.get(f"{FLAGS}/{Flag.objects.get(code='F02').public_id}").status_code == 404

    @pytest.mark.parametrize(
        ("query", "found"),
        [("code=F02", 1), ("code=F01", 0), ("scope=contract", 1), ("is_open=true", 1),
         ("is_open=false", 0), ("is_watch=true", 0), (f"as_of__gte={DAY}", 1),
         (f"as_of__lte={later(-1)}", 0)],
    )  # fmt: skip
    def test_are_narrowed(self, review, deputy, api_of, query, found):
        assert len(api_of(deputy).get(f"{FLAGS}?{query}").json()["results"]) == found

    @pytest.mark.parametrize("query", ["code=X99", "scope=moon", "as_of__gte=soon"])
    def test_refuse_a_bad_question(self, review, deputy, api_of, query):
        assert api_of(deputy).get(f"{FLAGS}?{query}").status_code == 400

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_are_never_written(self, review, deputy, api_of, method):
        address = f"{FLAGS}/{Flag.objects.get(code='F02').public_id}"

        assert getattr(api_of(deputy), method)(address, {}).status_code == 405

    def test_cost_no_more_than_three_queries(self, review, deputy, api_of):
        assert cost(api_of(deputy).get, FLAGS) <= 3


class TestPolicies:
    def test_are_listed_with_their_rules_in_the_detail(self, first_policy, operator, api_of):
        client = api_of(operator)

        (row,) = client.get(POLICIES).json()["results"]
        detail = client.get(f"{POLICIES}/{row['id']}").json()

        assert (row["number"], row["state"]) == (1, "approved")
        assert {rule["code"] for rule in detail["rules"]} >= {"F01", "A01"}

    def test_hide_proposals_outside_the_province(self, first_policy, expert, gas_manager, api_of):
        rule = {"code": "F02", "is_enabled": True,
                "parameters": {"count": 3, "months": 12, "severities": ["major"]}}  # fmt: skip
        proposed = actions.propose_policy(
            title="نسخه", valid_from=later(7), note="مصوبهٔ کارگروه دربارهٔ آستانه", rules=[rule],
            actor=expert, on=DAY, at=moment(DAY),
        )  # fmt: skip

        address = f"{POLICIES}/{proposed.public_id}"
        assert api_of(expert).get(address).status_code == 200
        assert api_of(gas_manager).get(address).status_code == 404

    @pytest.mark.parametrize("who", ["expert", "secretariat"])
    def test_are_tried_on_demand(self, flagged, api_of, request, who):
        answer = api_of(as_role(request, who)).post(f"{POLICIES}/run", {})

        assert (answer.status_code, answer.json()["is_dry"]) == (200, True)
        assert not Flag.objects.exists()

    def test_are_run_for_real_when_asked(self, flagged, expert, api_of):
        data = {"as_of": DAY.isoformat(), "dry": False}

        answer = api_of(expert).post(f"{POLICIES}/run", data)

        assert answer.json()["state"] == "done"
        assert Flag.objects.filter(contract=flagged).exists()

    @pytest.mark.parametrize("who", sorted({*ALL} - {"expert", "secretariat"}))
    def test_are_not_run_by_others(self, flagged, api_of, request, who):
        answer = api_of(as_role(request, who)).post(f"{POLICIES}/run", {})

        assert answer.status_code == 403
        assert not RuleRun.objects.exists()

    @pytest.mark.parametrize("wrong", [{"mode": "half"}, {"as_of": "soon"}, {"more": 1}])
    def test_refuse_bad_arguments(self, flagged, expert, api_of, wrong):
        assert api_of(expert).post(f"{POLICIES}/run", wrong).status_code in {400, 422}
