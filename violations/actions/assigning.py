"""
Whose hands cases are in, and reminders of the late ones: acts on a set, an outcome for each case.

Neither decides anything: who may act on a case is said by the role, not by the assignment.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record_many
from core.errors import Invalid
from violations.facts.colleagues import colleagues_of, late_among
from violations.models import Case
from violations.states import OPEN_CASES, Track


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
    require(actor, Permission.CASE_ASSIGN)
    names = dict(colleagues_of(actor, on))
    if assignee_id is not None and assignee_id not in names:
        raise Invalid(fields={"assignee": [_("Choose a colleague who works on these cases.")]})
    cases = _locked(case_ids, actor)
    outcomes = {case.pk: against_assigning(case=case, actor=actor) for case in cases}
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
    require(actor, Permission.CASE_REMIND)
    cases = _locked(case_ids, actor)
    late = late_among(case_ids, on)
    outcomes = {case.pk: against_reminding(case, on, late) for case in cases}
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


def against_assigning(*, case: Case, actor: Principal) -> str:
    """Return why a case cannot be put into other hands by the actor; "" if it can."""
    is_own = actor.is_agency if case.track == Track.CONTRACT else not actor.is_agency
    if not is_own:
        return _("This case is kept by the other side: each track by its own.")
    if case.state not in OPEN_CASES:
        return _("This case is over.")
    return ""


def against_reminding(case: Case, on: date, late: Collection[int]) -> str:
    """Return why an agency is not reminded of a case; "" if it is. `late` are the late ones."""
    if case.track != Track.CONTRACT:
        return _("This case is of the licence track; the committee keeps it.")
    if case.pk not in late:
        return _("No step of this case is late.")
    if case.reminded_on == on:
        return _("The agency has been reminded today.")
    return ""


def _locked(case_ids: Sequence[int], actor: Principal) -> list[Case]:
    rows = Case.objects.visible_to(actor).filter(pk__in=case_ids)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))
