"""Moments in the body of a request: one that no calendar has is refused, not an error of ours."""

import pytest
from django.urls import get_resolver
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from core.rest import RESOURCES, MomentField, Moving

ODD = (
    "0001-01-01",
    "0001-01-01T00:00:00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
)


@pytest.mark.parametrize("text", ODD)
def test_one_out_of_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        MomentField().run_validation(text)


def test_each_move_reads_its_moments_so() -> None:
    assert get_resolver().url_patterns  # the addresses register their resources
    views = [view for view in RESOURCES.values() if issubclass(view, Moving)]
    fields = [
        (view.__name__, move.name, name, field)
        for view in views
        for move in view.moves()
        for name, field in move.arguments().fields.items()
        if isinstance(field, serializers.DateTimeField)
    ]

    assert fields
    assert [found for found in fields if not isinstance(found[3], MomentField)] == []
