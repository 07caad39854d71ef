"""What the API makes of bodies that no client of ours would send."""

import io

import django_filters
import pytest
from rest_framework.exceptions import ParseError

from core.filtering import named
from core.wire import MAX_DEPTH, JSONParser


def parse(text):
    return JSONParser().parse(io.BytesIO(text.encode("utf-8", "surrogatepass")))


def nested(depth, opening, closing):
    return opening * depth + "1" + closing * depth


@pytest.mark.parametrize(("opening", "closing"), [('{"a":', "}"), ("[", "]")])
@pytest.mark.parametrize("depth", [MAX_DEPTH, 900, 5000, 100_000])
def test_a_body_that_is_nested_too_deeply_is_refused(opening, closing, depth):
    with pytest.raises(ParseError):
        parse(nested(depth, opening, closing))


@pytest.mark.parametrize(("opening", "closing"), [('{"a":', "}"), ("[", "]")])
def test_a_body_of_the_usual_depth_is_read(opening, closing):
    assert parse(nested(MAX_DEPTH - 1, opening, closing))


@pytest.mark.parametrize("text", ["", "{", "nonsense", '{"a": "\\u0000"}', '["\ud800"]'])
def test_what_is_not_json_or_cannot_be_stored_is_refused(text):
    with pytest.raises(ParseError):
        parse(text)


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 1}', '{"items": [{"b": 1, "c": {"d": 1, "d": 2}}]}']
)
def test_a_field_that_is_named_twice_is_refused(text):
    with pytest.raises(ParseError, match="دو بار"):
        parse(text)


def test_equal_names_in_different_objects_are_no_repetition():
    assert parse('{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}')


class Things(django_filters.FilterSet):
    code = django_filters.CharFilter()
    day = django_filters.DateFilter()


class TestNamed:
    def test_makes_only_the_filters_that_are_asked_for(self):
        narrowed = named(Things, ["day", "page_size"])

        assert list(narrowed.base_filters) == ["day"]
        assert list(Things.base_filters) == ["code", "day"]

    def test_is_made_once(self):
        assert named(Things, ["code", "day"]) is named(Things, ["day", "code"])
