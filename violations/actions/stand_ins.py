"""The deputy names who decides where nobody whose turn it is is free to (ADR 14)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from violations import rules
from violations.actions.steps import Problems
from violations.acts.cases import NAME_STAND_IN
from violations.facts.turns import against_last_day, members_free_for, naming_step
from violations.models import Case, StandIn
from violations.states import StandInStep


@transaction.atomic
def name_stand_in(
    *,
    case_id: int,
    member: UUID,
    reason: str,
    last_on: date,
    actor: Principal,
    on: date,
    at: datetime,
) -> StandIn:
    """
    Name a member of the committee who decides a case, or its objection, up to `last_on` included.

    The newest naming counts. `member` is the public id of the person, who had no part in the case.

    Raises:
        NotPermitted, FactorRequired: not the deputy, one who had a part, or the factor is stale.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case waits for no decision, or somebody whose turn it is is free.
        Invalid: by field member, reason, last_on.
    """
    case: Case = begin(NAME_STAND_IN, case_id, actor, on)
    step = StandInStep(str(naming_step(case)))
    stand_in = write_naming(
        step=step,
        subject_id=case.public_id,
        people=members_free_for(case, step, on, actor),
        member=member,
        reason=reason,
        last_on=last_on,
        actor=actor,
        on=on,
        at=at,
    )
    record(
        actor=actor,
        verb="case.stand_in_named",
        target=case,
        changes={
            "step": (None, str(step)),
            "member": (None, stand_in.member_name),
            "last_on": (None, last_on),
        },
        note=stand_in.reason,
        at=at,
    )
    return stand_in


@transaction.atomic
def write_naming(
    *,
    step: StandInStep,
    subject_id: UUID,
    people: Sequence[tuple[UUID, str]],
    member: UUID,
    reason: str,
    last_on: date,
    actor: Principal,
    on: date,
    at: datetime,
) -> StandIn:
    """
    Write a naming of one of these people; the caller has found the subject and records the event.

    Raises:
        Invalid: by field member, reason, last_on.
    """
    problems = Problems()
    text = problems.text("reason", reason, least=rules.LEAST_REASONS)
    if member not in dict(people):
        problems.add("member", _("Choose a member of the committee who had no part in it."))
    if against := against_last_day(last_on, on):
        problems.add("last_on", against)
    problems.raise_if_any()
    person = User.objects.get(public_id=member)
    return StandIn.objects.create(
        step=step,
        subject_id=subject_id,
        member_id=person.pk,
        member_name=person.full_name,
        reason=text,
        last_on=last_on,
        named_on=on,
        named_at=at,
        named_by=actor.user_id,
        named_by_name=actor.name,
    )
