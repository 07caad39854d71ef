"""Every way to rows that is narrowed by who asks, with its judge."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.db import connection

from accounts.jobs import acting_as
from accounts.principal import Principal
from accounts.roles import Role
from core.models import ScopedQuerySet
from lists.models import SavedView
from lists.models.views import house_of
from offices.models import Office
from tests.architecture.sights import (
    FENCE,
    VISIBLE,
    Judge,
    contacts,
    holding,
    knows_outcome,
    own_office,
    reads,
    told,
)
from tests.architecture.stage import KEY
from tests.runtime import as_runtime
from violations.facts.told import is_told, told_results, told_to
from violations.models import (
    Appeal,
    Case,
    Notice,
)

R = Role


@dataclass(frozen=True)
class Sight:
    """One way to rows: what finds them for somebody, and who judges each."""

    name: str
    model: Any
    find: Callable[[Principal], set[int]]
    judge: Judge

    def expected(self, people: list[Principal]) -> list[set[int]]:
        """Return the keys of the rows that each one should see."""
        rows = list(self.model._base_manager.all())  # once: what a row points to stays with it
        return [{row.pk for row in rows if self.judge(row, who)} for who in people]


def _finds(find: Callable[[Principal], Any]) -> Callable[[Principal], set[int]]:
    return lambda who: set(find(who).values_list("pk", flat=True))


def _visible(model: Any, who: Principal) -> Any:
    return model.objects.visible_to(who)


def _results(who: Principal) -> Any:
    """Return the appeals whose end is told to somebody."""
    rows: Any = Appeal.objects.annotate(**told_results(who))
    told = rows.values_list("pk", "told_result", "told_decided_on")
    return Appeal.objects.filter(pk__in=[key for key, result, day in told if result and day])


def sights() -> list[Sight]:
    """Return every way to rows that is narrowed by who asks."""
    found = [
        Sight(label, model, _finds(partial(_visible, model)), judge)
        for label, judge in VISIBLE.items()
        for model in [apps.get_model(label)]
    ]
    others: list[tuple[str, Any, Callable[[Principal], Any], Judge]] = [
        ("Case.read_by", Case, Case.objects.read_by, reads),
        ("Case.told_to", Case, Case.objects.told_to, told),
        ("Office.contacts_for", Office, Office.objects.contacts_for, contacts),
        ("Office.own", Office, Office.objects.own, lambda row, who: own_office(who, row)),
        ("Office.holding", Office, partial(Office.objects.holding, KEY), holding),
        ("SavedView.own", SavedView, SavedView.objects.own, lambda row, who: (
            row.house == house_of(who) and row.owner_id == who.user_id
        )),
        ("Notice.read_by", Notice, Notice.objects.read_by, lambda row, who: (
            VISIBLE["violations.Notice"](row, who)
            and (who.role is not R.OPERATOR or row.served_on is not None)
        )),
        ("told_to", Case, lambda who: Case.objects.filter(pk__in=[
            key for key, told in Case.objects.annotate(told=told_to(who)).values_list("pk", "told")
            if told
        ]), knows_outcome),
        ("is_told", Case, lambda who: Case.objects.filter(pk__in=[
            row.pk for row in Case.objects.all() if is_told(row, who)
        ]), knows_outcome),
        ("told_results", Appeal, _results, lambda row, who: (
            row.decided_on is not None and knows_outcome(row.case, who)
        )),
    ]  # fmt: skip
    return found + [Sight(name, model, _finds(find), judge) for name, model, find, judge in others]


def scoped_models() -> set[str]:
    """Return the names of all tables whose rows are narrowed."""
    return {
        model._meta.label
        for model in apps.get_models()
        if isinstance(model._default_manager.all(), ScopedQuerySet)
    }


def fences(role: str) -> list[Sight]:
    """Return what the database shows of each private table to a query without any filter."""

    def found(who: Principal, *, model: Any) -> set[int]:
        with as_runtime(role), acting_as(who), connection.cursor() as cursor:
            cursor.execute(f'SELECT id FROM "{model._meta.db_table}"')
            return {row[0] for row in cursor.fetchall()}

    return [
        Sight(f"fence of {label}", model, partial(found, model=model), judge)
        for label, judge in FENCE.items()
        for model in [apps.get_model(label)]
    ]
