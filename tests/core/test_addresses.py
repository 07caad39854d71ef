"""Addresses that are found once are those that the patterns give."""

from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, reverse

from core.addresses import address, page

KEYS = ("24060001", "72-24-0001", "1405-C-00012", "gaz", "offices", "office", "a/b", "الف", "a b")


@pytest.mark.parametrize("route", ["offices:office", "agencies:agency", "violations:file"])
def test_of_records_are_those_of_the_pattern(route: str) -> None:
    for key in (*KEYS, str(uuid4()), *KEYS):
        try:
            expected = reverse(route, args=[key])
        except NoReverseMatch:
            with pytest.raises(NoReverseMatch):
                address(route, key)
        else:
            assert address(route, key) == expected


def test_of_pages_are_those_of_the_pattern() -> None:
    assert page("offices:list") == page("offices:list") == reverse("offices:list")
    with pytest.raises(NoReverseMatch):
        page("offices:nowhere")
