"""The OpenAPI document shows refusals and main records as they are answered."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from core.problems import PROBLEMS
from pishkhan.examples import BODIES, FILE

PERSIAN = re.compile(r"[آ-ی]")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    made: dict[str, Any] = SchemaGenerator().get_schema(public=True)
    return made


class TestProblems:
    def test_have_an_example_of_each_kind(self, document: dict[str, Any]) -> None:
        shown = document["components"]["schemas"]["Problem"]["examples"]

        kinds = [example["type"].partition("#")[2] for example in shown]
        assert kinds == list(PROBLEMS)

    def test_speak_persian(self, document: dict[str, Any]) -> None:
        for example in document["components"]["schemas"]["Problem"]["examples"]:
            assert PERSIAN.search(example["title"]), example
            assert PERSIAN.search(example["detail"]), example

    def test_are_what_the_schema_says(self, document: dict[str, Any]) -> None:
        schema = document["components"]["schemas"]["Problem"] | {
            "components": document["components"]
        }

        for example in schema["examples"]:
            assert list(Draft202012Validator(schema).iter_errors(example)) == []


class TestRecords:
    @pytest.mark.parametrize("name", sorted(json.loads(FILE.read_text(encoding="utf-8"))))
    def test_are_whole_and_what_the_schema_says(self, document: dict[str, Any], name: str) -> None:
        schema = document["components"]["schemas"][name] | {"components": document["components"]}
        (example,) = schema["examples"]

        assert set(example) == set(schema["properties"])
        assert list(Draft202012Validator(schema).iter_errors(example)) == []
        has_words = {*example} - {"url", "expires_at"}  # a ticket is an address and a moment
        assert PERSIAN.search(json.dumps(example, ensure_ascii=False)) or not has_words


def taken(document: dict[str, Any], *, files: bool = False) -> dict[str, Any]:
    """Return the schemas of the bodies that operations take, by name; those of files if asked."""
    schemas = document["components"]["schemas"]
    names = {
        content["schema"]["$ref"].rpartition("/")[2]
        for operations in document["paths"].values()
        for operation in operations.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
    }
    return {
        name: schemas[name]
        for name in sorted(names)
        if files
        or not any(
            field.get("format") == "binary" for field in schemas[name]["properties"].values()
        )
    }


def defaults(part: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each schema within a part of the document that has a default, after its address."""
    each = part.items() if isinstance(part, dict) else enumerate(part)
    if isinstance(part, dict) and "default" in part and "properties" not in part:
        yield where, part
    for name, inner in each:
        if isinstance(inner, dict | list) and name not in {"examples", "default"}:
            yield from defaults(inner, f"{where}/{name}")


class TestDefaults:
    def test_are_what_their_schemas_say(self, document: dict[str, Any]) -> None:
        found = list(defaults(document))

        wrong = [
            where
            for where, schema in found
            if not Draft202012Validator({**schema, "components": document["components"]}).is_valid(
                schema["default"]
            )
        ]
        assert len(found) > 20
        assert wrong == []


class TestBodies:
    def test_have_an_example_each(self, document: dict[str, Any]) -> None:
        bodies = taken(document)

        assert len(bodies) > 50
        assert [name for name, schema in bodies.items() if "examples" not in schema] == []

    def test_are_those_of_operations(self, document: dict[str, Any]) -> None:
        shown = json.loads(BODIES.read_text(encoding="utf-8"))

        assert set(shown) <= set(taken(document, files=True))

    def test_are_what_the_schemas_say(self, document: dict[str, Any]) -> None:
        for name, schema in taken(document).items():
            whole = schema | {"components": document["components"]}
            (example,) = schema["examples"]

            check = Draft202012Validator(whole, format_checker=FormatChecker())

            assert set(example) <= set(schema["properties"]), name
            assert list(check.iter_errors(example)) == [], name

    def test_are_closed_but_for_moves_by_name(self, document: dict[str, Any]) -> None:
        bodies = taken(document, files=True)

        open_ones = [one for one, it in bodies.items() if it.get("additionalProperties", True)]
        assert open_ones == ["TransitArgumentsRequest"]

    def test_speak_persian(self, document: dict[str, Any]) -> None:
        prose = {"text", "reason", "reasons", "note", "narrative", "minutes", "place", "plan"}
        for name, schema in taken(document).items():
            (example,) = schema["examples"]
            for field in prose & set(example):
                assert PERSIAN.search(example[field]), (name, field)


class TestParameters:
    def test_name_the_fields_that_a_list_has(self, document: dict[str, Any]) -> None:
        paths = document["paths"]
        asked = {one["name"]: one["schema"] for one in paths["/api/v1/cases"]["get"]["parameters"]}

        fields, expand = (re.compile(asked[name]["pattern"]) for name in ("fields", "expand"))
        assert fields.match("number,state")
        assert not fields.match("number,nothing")
        assert expand.match("office.county,agency")
        assert not expand.match("nothing")
