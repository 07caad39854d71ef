"""Pieces of HTML: as Django's own `format_html` writes them, and as safe."""

import pytest
from django.utils import html
from django.utils.functional import lazystr
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from core.markup import format_html, format_html_join

TEMPLATE = '<a href="{}">{}</a>'
ODD = st.one_of(
    st.text(), st.integers(), st.none(), st.text().map(SafeString), st.text().map(lazystr)
)


@given(ODD, ODD)
def test_are_as_django_writes_them(one: object, other: object) -> None:
    written = format_html(TEMPLATE, one, other)

    assert written == html.format_html(TEMPLATE, one, other)
    assert isinstance(written, SafeString)


@given(st.lists(st.tuples(ODD, ODD), max_size=4))
def test_are_joined_as_django_joins_them(rows: list[tuple[object, object]]) -> None:
    assert format_html_join(" & ", TEMPLATE, rows) == html.format_html_join(" & ", TEMPLATE, rows)


@pytest.mark.parametrize("values", [(), ("one",), ("one", "two", "three")])
def test_are_refused_where_values_are_missing_or_left_over(values: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="values for 2 places"):
        format_html(TEMPLATE, *values)
