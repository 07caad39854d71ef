"""Give a role, propose one that decides, and end one."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acts import END_GRANT, GRANT_ROLE, PROPOSE_ROLE
from accounts.events import record
from accounts.models import RoleGrant, User
from accounts.person_roles import excluded_by, holdings_of, label_of
from accounts.persons import is_same_person
from accounts.principal import Principal
from accounts.roles import (
    DECIDING_ROLES,
    LETTER_ROLES,
    ROLE_LABELS,
    SCOPE_OF,
    UNNAMED_SCOPES,
    Role,
    ScopeKind,
)
from accounts.scopes import SCOPES
from accounts.second import proposer, why_second
from core.acts import begin
from core.clock import day_in_tehran
from core.errors import Invalid, NotPermitted, refusal_of
from core.persian import display_safe

LEAST_REASON = 5
DAYS_TO_CONFIRM = 14
Fields = dict[str, list[str]]
UNKNOWN_PERSON = gettext_lazy(
    "This role decides, and nobody has recorded whose account it is: first record the national ID"
    " on the page of the user (“Record whose account it is”), and let another admin confirm it."
)


@dataclass(frozen=True)
class Terms:
    """
    Which role is given, for which body, from when to when, why, and on which letter.

    `scope` is the agency's code or name, the office's code or the county's name; empty for roles
    of the whole province. `letter_no` and `letter_on` are number and day of the letter in which the
    body names the person.
    """

    role: Role
    scope: str
    starts_on: date
    ends_on: date | None
    reason: str
    letter_no: str = ""
    letter_on: date | None = None


@transaction.atomic
def grant_role(
    *,
    user_id: int,
    terms: Terms,
    actor: Principal,
    at: datetime,
    proposed_by: int | None = None,
) -> RoleGrant:
    """
    Give a person a role from its first to its last day, both included, for the scope it needs.

    A role that decides, or one for an office with an open proceeding, is given by the admin who
    proposed it, and confirmed by the actor.

    Raises:
        NotPermitted: the actor's role may not grant, it is the actor's or the proposer's own
            person, or both are one.
        Invalid: by field: there is no such scope, the role takes none, the person has the role
            then or one that excludes it, it begins in the past, or what a role rests on is missing.
    """
    on = day_in_tehran(at)
    user: User = begin(GRANT_ROLE, user_id, actor, on)
    if proposed_by is not None:
        _need_two(user, proposed_by, actor)
    scope_id, label = _check(user, terms, on)
    if proposed_by is None and (why := why_second(terms.role, scope_id, on)):
        raise Invalid(fields={"role": [why]})
    grant = RoleGrant.objects.create(
        user=user,
        role=terms.role,
        scope_kind=SCOPE_OF[terms.role],
        scope_id=scope_id,
        scope_label=label,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        reason=_line(terms.reason),
        letter_no=_line(terms.letter_no),
        letter_on=terms.letter_on,
        given_by=actor.user_id if proposed_by is None else proposed_by,
        confirmed_by=None if proposed_by is None else actor.user_id,
    )
    changes = _changes(terms, label)
    record(actor=actor, verb="role.granted", target=user, changes=changes, note=grant.reason, at=at)
    return grant


def _need_two(user: User, proposed_by: int, actor: Principal) -> None:
    if is_same_person(proposed_by, actor.user_id):
        raise NotPermitted(_("Another person than the proposer confirms a role."))
    if is_same_person(proposed_by, user.pk):
        raise NotPermitted(_("Nobody proposes a role for themselves."))


@transaction.atomic
def propose_role(*, user_id: int, terms: Terms, actor: Principal, at: datetime) -> User:
    """
    Propose a role that needs two admins; another one confirms it within fourteen days.

    Raises:
        NotPermitted: the actor's role may not grant, or it is the actor's own person.
        IllegalMove: another role for this person waits to be confirmed.
        Invalid: as `grant_role`, or the role needs no second admin.
    """
    on = day_in_tehran(at)
    user: User = begin(PROPOSE_ROLE, user_id, actor, on)
    scope_id, label = _check(user, terms, on)
    if not why_second(terms.role, scope_id, on):
        raise Invalid(fields={"role": [_("This role needs no second admin: give it at once.")]})
    with translation.override("fa"):
        title = _("Role “{role}” for {name}").format(
            role=ROLE_LABELS[terms.role], name=user.full_name
        )
        others = [holding.label for holding in holdings_of(user.pk, on)]
    last = on + timedelta(days=DAYS_TO_CONFIRM)
    record(
        actor=actor,
        verb="role.proposed",
        target=user,
        changes=_changes(terms, label),
        note=_line(terms.reason),
        at=at,
    )
    proposer()(
        act=GRANT_ROLE.key,
        target=user,
        arguments=asdict(terms)
        | {
            "reason": _line(terms.reason),
            "letter_no": _line(terms.letter_no),
            "scope_kind": SCOPE_OF[terms.role],
            "scope_id": None if scope_id is None else str(scope_id),
            "scope_label": label,
            "others": others,
        },
        title=title[:240],
        summary=_line(terms.reason),
        expires_on=last if terms.ends_on is None else min(last, terms.ends_on),
        actor=actor,
        on=on,
        at=at,
    )
    return user


def _changes(terms: Terms, label: str) -> dict[str, Any]:
    return {
        "role": (None, f"{terms.role} {label}".strip()),
        "starts_on": (None, terms.starts_on),
        "ends_on": (None, terms.ends_on),
        "letter_no": (None, _line(terms.letter_no)),
        "letter_on": (None, terms.letter_on),
    }


def _line(text: str) -> str:
    return display_safe(text).strip()


def _check(user: User, terms: Terms, on: date) -> tuple[UUID | None, str]:
    """Return the id and label of the body of a role; refuse all that is wrong, by field."""
    if wrong := wrong_in_grant(user, asdict(terms), on):
        raise Invalid(fields=wrong)
    return scope_of(SCOPE_OF[terms.role], terms.scope.strip())


def wrong_in_grant(user: User, typed: Mapping[str, Any], on: date) -> Fields:
    """Return, by field, what is wrong with the terms of a role that were typed so far."""
    role = Role(typed["role"]) if typed.get("role") else None
    wrong = _wrong_in_days(typed, on) | _wrong_in_ground(role, typed, on)
    if role is None:
        return wrong
    wrong |= refusal_of(scope_of, SCOPE_OF[role], typed.get("scope", "").strip())
    if role in DECIDING_ROLES and not user.is_identified:
        return wrong | {"role": [str(UNKNOWN_PERSON)]}
    starts_on, ends_on = typed.get("starts_on"), typed.get("ends_on")
    if starts_on is None or "ends_on" in wrong:
        return wrong
    if held := excluded_by(user.pk, role, starts_on, ends_on):
        return wrong | {"role": [exclusion(held)]}
    if "scope" not in wrong:
        scope_id, _label = scope_of(SCOPE_OF[role], typed.get("scope", "").strip())
        same = RoleGrant.objects.filter(user=user, role=role, scope_id=scope_id)
        if same.overlapping(starts_on, ends_on).exists():
            wrong["role"] = [_("The person has this role in these days already.")]
    return wrong


def exclusion(held: RoleGrant) -> str:
    """Return why a person who has a role may not have another one beside it."""
    text = _(
        "This person has the role “{role}” (account {account}). Nobody has a role of an agency"
        " beside one of an office, the association or the committee: end that one first."
    )
    return text.format(role=label_of(held), account=held.user.username)


def _wrong_in_days(typed: Mapping[str, Any], on: date) -> Fields:
    wrong: Fields = {}
    starts_on, ends_on = typed.get("starts_on"), typed.get("ends_on")
    if starts_on is not None and starts_on < on:
        wrong["starts_on"] = [_("A role begins today or later, never in the past.")]
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        wrong["ends_on"] = [_("A role cannot end before it begins.")]
    return wrong


def _wrong_in_ground(role: Role | None, typed: Mapping[str, Any], on: date) -> Fields:
    wrong: Fields = {}
    if "reason" in typed and len(_line(typed["reason"])) < LEAST_REASON:
        wrong["reason"] = [_("Write why the person needs this role.")]
    if "letter_on" in typed and typed["letter_on"] and typed["letter_on"] > on:
        wrong["letter_on"] = [_("The day of the letter lies in the future: write its own day.")]
    if role not in LETTER_ROLES:
        return wrong
    if "letter_no" in typed and not any(one.isdigit() for one in typed["letter_no"]):
        error = _("This role rests on a letter: write the number of the letter that names the"
                  " person.")  # fmt: skip
        wrong["letter_no"] = [error]
    if "letter_on" in typed and not typed["letter_on"]:
        wrong["letter_on"] = [_("This role rests on a letter: write the day of the letter.")]
    return wrong


def needs_two(typed: Mapping[str, Any], on: date) -> bool:
    """Tell whether the terms of a role, without fault, wait for a second admin."""
    role = Role(typed["role"])
    scope_id, _label = scope_of(SCOPE_OF[role], typed["scope"].strip())
    return bool(why_second(role, scope_id, on))


def scope_of(kind: ScopeKind, scope: str) -> tuple[UUID | None, str]:
    """
    Return the id and the label of the body for which a role is given; none for the whole province.

    Raises:
        Invalid: the kind of scope takes no body, or there is no such body.
    """
    if kind in UNNAMED_SCOPES:
        if scope:
            error = _("This role is for the whole province: leave it empty.")
            raise Invalid(fields={"scope": [error]})
        return None, ""
    found = SCOPES[kind].find(scope)
    if found is None:
        unnamed = _("Name the agency, office or county for which the person has this role.")
        unknown = _("There is no such agency, office or county.")
        raise Invalid(fields={"scope": [unknown if scope else unnamed]})
    return found


@transaction.atomic
def end_grant(
    *,
    grant_id: int,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
    letter_no: str = "",
) -> RoleGrant:
    """
    End a role at this moment, with its keys; one that has not begun is void, and never in force.

    Raises:
        NotPermitted: the actor's role may not grant.
        RoleGrant.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the role has ended.
        Invalid: the reason is missing.
    """
    grant: RoleGrant = begin(END_GRANT, grant_id, actor, on)
    if len(_line(reason)) < LEAST_REASON:
        raise Invalid(fields={"reason": [_("Write why the role ends.")]})
    return end_now(grant, reason=_line(reason), actor=actor, at=at, letter_no=_line(letter_no))


def end_now(
    grant: RoleGrant, *, reason: str, actor: Principal, at: datetime, letter_no: str = ""
) -> RoleGrant:
    """End a locked grant that runs; whoever calls it has checked who may."""
    grant.ended_at, grant.ended_by = at, actor.user_id
    grant.save(update_fields=["ended_at", "ended_by", "updated_at"])
    grant.tokens.filter(revoked_at__isnull=True).update(revoked_at=at, updated_at=at)
    record(
        actor=actor,
        verb="role.voided" if grant.is_void else "role.ended",
        target=grant.user,
        changes={
            "role": (f"{grant.role} {grant.scope_label}".strip(), None),
            "starts_on": (grant.starts_on, None),
            "ended_at": (None, at),
            "letter_no": (None, letter_no),
        },
        note=reason,
        at=at,
    )
    return grant
