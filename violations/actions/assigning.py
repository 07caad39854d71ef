"""
Whose hands cases are in, and reminders of the late ones: acts on a set, an outcome for each case.

Neither decides anything: who may act on a case is said by the role, not by the assignment.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.principal import Principal
from audit.actions import record_many
from core.acts import Act, need_role, why_not
from core.errors import Invalid
from violations.acts.cases import ASSIGN, REMIND
from violations.acts.conditions import read_recused
from violations.facts import recused_in
from violations.facts.colleagues import colleagues_of, read_late
from violations.models import Case


@transaction.atomic
def assign_cases(
    *, case_ids: Sequence[int], assignee_id: int | None, actor: Principal, on: date, at: datetime
) -> dict[int, str]:
    """
    Put cases into a colleague's hands, or back into nobody's; return what became of each.

    "" for done, else why not; cases out of the actor's scope are left out of the answer.

    Raises:
        NotPermitted: the role may not assign cases.
        Invalid: the person is no colleague on this side.
    """
    need_role(ASSIGN, actor)
    names = dict(colleagues_of(actor, on))
    if assignee_id is not None and assignee_id not in names:
        raise Invalid(fields={"assignee": [_("Choose a colleague who works on these cases.")]})
    cases = _locked(case_ids, actor)
    read_recused(cases, actor)
    outcomes = {case.pk: _why_not(ASSIGN, case, actor, on) for case in cases}
    if assignee_id is not None:
        for key in recused_in([case.pk for case in cases], assignee_id):
            outcomes[key] = outcomes[key] or _("This person stood back from the case.")
    moved = [case for case in cases if not outcomes[case.pk] and case.assignee_id != assignee_id]
    keys = [case.pk for case in moved]
    Case.objects.filter(pk__in=keys).update(assignee=assignee_id, updated_at=at)
    before = names_of(case.assignee_id for case in moved)
    after = names[assignee_id] if assignee_id is not None else None
    record_many(
        actor=actor,
        verb="case.assigned",
        targets=[
            (case, {"assignee": (before.get(case.assignee_id or 0), after)}) for case in moved
        ],
        at=at,
    )
    return outcomes


@transaction.atomic
def remind_of_cases(
    *, case_ids: Sequence[int], actor: Principal, on: date, at: datetime
) -> dict[int, str]:
    """
    Remind the agencies of cases whose present step is late, once a day at most; see each outcome.

    Raises:
        NotPermitted: the role may not remind.
    """
    need_role(REMIND, actor)
    cases = _locked(case_ids, actor)
    read_recused(cases, actor)
    read_late(cases, on)
    outcomes = {case.pk: _why_not(REMIND, case, actor, on) for case in cases}
    moved = [case for case in cases if not outcomes[case.pk]]
    keys = [case.pk for case in moved]
    Case.objects.filter(pk__in=keys).update(reminded_on=on, updated_at=at)
    record_many(
        actor=actor,
        verb="case.reminded",
        targets=[(case, {"reminded_on": (case.reminded_on, on)}) for case in moved],
        at=at,
    )
    return outcomes


def names_of(keys: Iterable[int | None]) -> dict[int, str]:
    """Return the names of persons by key."""
    people = User.objects.filter(pk__in={key for key in keys if key is not None})
    return dict(people.values_list("pk", "full_name"))


def _why_not(act: Act, case: Case, actor: Principal, on: date) -> str:
    found = why_not(act, case, actor, on)
    return "" if found is None else found.message


def _locked(case_ids: Sequence[int], actor: Principal) -> list[Case]:
    rows = Case.objects.visible_to(actor).filter(pk__in=case_ids)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))
