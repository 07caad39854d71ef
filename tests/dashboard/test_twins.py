"""
Every act × everybody whom its row excludes × a second account of the same person.

The people and records are those of the sample; a row of the tables of acts (`not_by`) that gains a
person is asked by itself.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from django.db import transaction

from accounts.facts import hats_of, principal_for
from accounts.models import User
from accounts.principal import Principal
from contracts.models import Contract, Guarantee
from core.acts import TABLES, Act, Excluded
from offices.models import Office
from oversight.models import Duty, PolicyVersion, TerminationReview
from tests.dashboard.conftest import TODAY, Sample
from tests.factories import NOW, make_same_person, make_user
from violations.models import Case, CorrectiveAction, HearingSession, Notice, ViolationReport

MODELS: dict[str, Any] = {
    "case": Case, "contract": Contract, "correction": CorrectiveAction, "duty": Duty,
    "guarantee": Guarantee, "hearing": HearingSession, "notice": Notice, "office": Office,
    "policy": PolicyVersion, "report": ViolationReport, "review": TerminationReview,
}  # fmt: skip
# Of these the sample has nobody; the tests of their apps ask a second account.
NOBODY_IN_THE_SAMPLE: frozenset[str] = frozenset()
MOST_RECORDS, MOST_PEOPLE = 60, 60


def excluded() -> list[tuple[Act, Excluded]]:
    """Return each act with each person that it excludes."""
    return [(act, one) for table in TABLES.values() for act in table for one in act.not_by]


def people() -> list[Principal]:
    """Return the staff of the sample in all their roles, with a fresh code."""
    users = User.objects.exclude(username="system").exclude(username__startswith="operator.")
    return [
        principal_for(user, hat, fresh_factor=True, request_id="")
        for user in users.order_by("pk")
        for hat in hats_of(user, NOW)
    ]


def barred(act: Act, one: Excluded, staff: list[Principal]) -> Iterator[tuple[Any, Principal]]:
    """Yield records with a person of the act's roles whom the row excludes there."""
    known = [who for who in staff if act.is_for(who)][:MOST_PEOPLE]
    for record in MODELS[act.table.kind].objects.order_by("-pk")[:MOST_RECORDS]:
        for who in known:
            if one.reason(record, who, TODAY):
                yield record, who


def test_each_kind_of_record_with_an_exclusion_is_asked() -> None:
    assert {act.table.kind for act, _one in excluded()} == set(MODELS)


@pytest.mark.django_db
def test_no_second_account_does_what_the_person_may_not(sample: Sample) -> None:
    staff, asked, open_to = people(), Counter[str](), list[str]()
    for act, one in excluded():
        name = f"{act.key}: {one.label}"
        asked[name] = 0
        for record, who in islice(barred(act, one, staff), 2):
            with transaction.atomic():
                twin = replace(who, user_id=make_user().pk)
                make_same_person(who, twin)
                fresh = type(record).objects.get(pk=record.pk)
                if not one.reason(fresh, twin, TODAY):
                    open_to.append(f"{name}: {record} by another account of {who.name}")
                transaction.set_rollback(True)
            asked[name] += 1

    assert not open_to
    assert {name for name, count in asked.items() if not count} == NOBODY_IN_THE_SAMPLE
