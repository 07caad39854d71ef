"""What REST answers has the form that the committed document says."""

import re
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from accounts.roles import Role
from dev.promise import committed
from tests.architecture.policy import KINDS, POLICY
from tests.architecture.routes import routes
from tests.architecture.test_access import ask
from tests.architecture.world import OWN, World
from violations.actions.reports import LEAST_NARRATIVE

DOCUMENT = committed()
ROUTES = routes()
READ = [
    name
    for name, route in sorted(ROUTES.items())
    if route.is_rest and "GET" in POLICY[name].methods and not POLICY[name].is_public
]


def operation(path: str) -> Any:
    """Return what the document says of reading an address: the path of the most fixed parts."""
    parts = path.split("/")
    found = []
    for pattern, operations in DOCUMENT["paths"].items():
        pieces = pattern.split("/")
        fits = len(pieces) == len(parts) and all(
            piece == part or piece.startswith("{")
            for piece, part in zip(pieces, parts, strict=True)
        )
        if fits and "get" in operations:
            found.append((pattern.count("{"), operations["get"]))
    return min(found, key=lambda one: one[0])[1] if found else None


def pattern(path: str, parameter: str) -> re.Pattern[str]:
    """Return which values of a parameter the document lets an address take."""
    taken = DOCUMENT["paths"][f"/api/v1/{path}"]["get"]["parameters"]
    return re.compile(next(one["schema"]["pattern"] for one in taken if one["name"] == parameter))


class TestPatterns:
    """What the server refuses whoever asks, the document refuses before."""

    @pytest.mark.parametrize(
        ("path", "parameter", "taken", "refused"),
        [
            ("cases", "expand", ["office", "contract.agency,office"], ["contract.id", "type.x"]),
            ("contracts", "ends", ["past", "1405-09"], ["0", "1405-13", "next"]),
            ("changes", "resources", ["offices", "cases,contracts,"], ["tokens", "x", ","]),
            ("access/explain", "action", ["cases.decision", "stats.read"], ["0", "cases", "x.y"]),
        ],
    )
    def test_take_what_there_is(
        self, path: str, parameter: str, taken: list[str], refused: list[str]
    ) -> None:
        known = pattern(path, parameter)

        assert all(known.search(value) for value in taken)
        assert not any(known.search(value) for value in refused)


def test_a_text_says_its_least_letters() -> None:
    told = DOCUMENT["components"]["schemas"]["ReportArgumentsRequest"]["properties"]

    assert told["narrative"]["minLength"] == LEAST_NARRATIVE
    assert told["affected"]["minimum"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize("name", READ)
def test_answers_have_the_documents_form(world: World, name: str) -> None:
    row = POLICY[name]
    sees = (KINDS[row.kind].own & row.opens) or KINDS[row.kind].own
    for role in sorted(sees - {Role.SYSTEM})[:2]:
        answer = ask(world, role, ROUTES[name], "GET", OWN)
        said = operation(answer.wsgi_request.path)
        if said is None:
            continue  # not of the API's document: the document itself
        assert str(answer.status_code) in said["responses"], f"{role}: {answer.status_code}"
        content = said["responses"][str(answer.status_code)].get("content", {})
        kind = answer.headers.get("Content-Type", "").split(";")[0]
        assert not kind or kind in content, f"{role}: {kind}"
        if "json" not in kind:
            continue
        schema = content[kind]["schema"] | {"components": DOCUMENT["components"]}
        jsonschema.Draft202012Validator(schema).validate(answer.json())
