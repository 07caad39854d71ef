"""What is made of settled tables is made once, and anew after any change to one of them."""

from typing import Any

import pytest
from django.db import transaction

from core import settled
from territory.models import Division
from tests.factories import make_county
from tests.sql import not_fixed

pytestmark = pytest.mark.django_db


def names() -> Any:
    """Return the names of all divisions, through the shelf."""
    made: list[int] = []

    def make() -> list[str]:
        made.append(1)
        return sorted(Division.objects.values_list("name", flat=True))

    return settled.kept("a test's names", (Division,), make), len(made)


def told() -> list[str]:
    """Return the same without the shelf."""
    return sorted(Division.objects.values_list("name", flat=True))


def test_is_made_once(django_assert_num_queries: Any) -> None:
    make_county()
    names()

    with django_assert_num_queries(1):
        known, times = names()
    assert (known, times) == (told(), 0)


def test_is_made_anew_after_each_kind_of_change() -> None:
    county = make_county()
    names()

    county.name = "نام نو"
    county.save()
    assert names() == (told(), 1)
    Division.objects.filter(pk=county.pk).update(name="نام دیگر")
    assert names() == (told(), 1)
    other = make_county()
    assert names() == (told(), 1)
    with not_fixed("territory_division", "zy_kept"):
        other.delete()
    assert names() == (told(), 1)
    assert names() == (told(), 0)


def test_is_made_anew_when_a_change_is_taken_back() -> None:
    county = make_county()
    before, _made = names()
    with transaction.atomic():
        Division.objects.filter(pk=county.pk).update(name="نام نو")
        assert "نام نو" in names()[0]
        transaction.set_rollback(True)

    assert names() == (before, 1)
