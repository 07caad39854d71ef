"""The OpenAPI document shows refusals and main records as they are answered."""

import json
import re
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from core.problems import PROBLEMS
from pishkhan.examples import FILE

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
        assert PERSIAN.search(json.dumps(example, ensure_ascii=False))
