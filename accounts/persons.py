"""One person behind several accounts: four eyes are those of two persons (design: SECURITY 3)."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.models import User


def accounts_of(user_id: int) -> QuerySet[User, int]:
    """
    Return the keys of all accounts of the person who has this one, for `__in` of a filter.

    An account whose person is not known stands for itself.
    """
    person = User.objects.filter(pk=user_id).exclude(person_key="").values("person_key")
    return User.objects.filter(Q(pk=user_id) | Q(person_key__in=person)).values_list(
        "pk", flat=True
    )


def with_twins(user_ids: Iterable[int]) -> set[int]:
    """Return these accounts and every other account of the persons behind them; one query."""
    named = set(user_ids)
    persons = User.objects.filter(pk__in=named).exclude(person_key="").values("person_key")
    return named | set(User.objects.filter(person_key__in=persons).values_list("pk", flat=True))


def persons_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Return the keys of the persons behind accounts, without those that are not known."""
    known = User.objects.filter(pk__in=set(user_ids)).exclude(person_key="")
    return dict(known.values_list("pk", "person_key"))


def is_same_person(one: int | None, other: int) -> bool:
    """Tell whether two accounts belong to one person; one query, none for the same account."""
    if one is None or one == other:
        return one == other
    return accounts_of(other).filter(pk=one).exists()
