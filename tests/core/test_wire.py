"""What the API makes of bodies that no client of ours would send."""

import io
from types import SimpleNamespace

import django_filters
import pytest
from django.conf import settings
from django.core.files.uploadhandler import load_handler
from django.utils import translation
from rest_framework.exceptions import ParseError

from core.filtering import named
from core.wire import MAX_DEPTH, FormParser, JSONParser, StrictFilterBackend


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


def form(*parts, boundary="b"):
    """Return a form of parts, read: each a name with a text, or with the bytes of a file."""
    body = b""
    for name, value in parts:
        is_file = isinstance(value, bytes)
        named = f'form-data; name="{name}"' + ('; filename="a.png"' if is_file else "")
        raw = value if is_file else value.encode()
        body += f"--b\r\nContent-Disposition: {named}\r\n\r\n".encode() + raw + b"\r\n"
    kind = f"multipart/form-data; boundary={boundary}"
    meta = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body) + 5)}
    context = {"request": SimpleNamespace(META=meta, upload_handlers=load_handlers())}
    return FormParser().parse(io.BytesIO(body + b"--b--"), kind, context)


def load_handlers():
    return [load_handler(name) for name in settings.FILE_UPLOAD_HANDLERS]


class TestForms:
    def test_are_read_with_their_files(self):
        read = form(("proof", "رسید"), ("scan", b"png"))

        assert (read.data["proof"], read.files["scan"].read()) == ("رسید", b"png")

    @pytest.mark.parametrize(
        "parts",
        [
            [("scan", b"one"), ("scan", b"two")],
            [("scan", b"one"), ("scan", "two")],
            [("proof", "one"), ("proof", "two")],
            [("proof", "a\0b")],
        ],
    )
    def test_that_say_two_things_or_what_cannot_be_stored_are_refused(self, parts):
        with pytest.raises(ParseError):
            form(*parts)

    def test_that_are_none_are_refused_in_our_words(self):
        with translation.override("fa"), pytest.raises(ParseError, match="فرم چندبخشی"):
            form(("proof", "one"), boundary="")


class Numbered(django_filters.FilterSet):
    year = django_filters.NumberFilter(min_value=1300, max_value=1500)
    other = django_filters.NumberFilter()


def test_the_document_tells_the_bounds_of_a_number():
    view = SimpleNamespace(action="list", filterset_class=Numbered)

    told = StrictFilterBackend().get_schema_operation_parameters(view)

    assert {one["name"]: one["schema"] for one in told} == {
        "year": {"type": "integer", "minimum": 1300, "maximum": 1500},
        "other": {"type": "integer"},
    }
