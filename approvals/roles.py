"""Roles that decide, as pending acts: a second admin confirms them, and later the first deputy."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import Terms, grant_role
from accounts.actions.grants import end_now, scope_of
from accounts.acts import GRANT_ROLE, PROPOSE_ROLE, own_role
from accounts.events import record
from accounts.identity import masked_id
from accounts.models import RoleGrant, User
from accounts.person_roles import Falling, label_of
from accounts.persons import accounts_of, is_same_person
from accounts.principal import Principal
from accounts.roles import DECIDING_ROLES, ROLE_LABELS, SCOPE_OF, Permission, Role
from accounts.second import why_second
from approvals.actions import propose_act
from approvals.facts import PendingKind, pending_of
from approvals.models import PendingAct
from approvals.states import PendingState
from core.errors import IllegalMove, Invalid
from core.jalali import long
from core.panels import Panel
from core.persian import persian_digits

ATTEST = "role.attest"
DAYS_TO_ATTEST = 60
Arguments = Mapping[str, Any]
Rows = list[tuple[str, str]]


def propose(**proposal: Any) -> PendingAct:
    """
    Store an act of `accounts` for its second person.

    Raises:
        IllegalMove: the same act on this record waits already.
    """
    if pending_of(proposal["act"], proposal["target"]) is not None:
        raise IllegalMove(
            _("This waits to be confirmed already: confirm, refuse or withdraw it first.")
        )
    return propose_act(**proposal)


def content_of_person(user: User, arguments: Arguments) -> dict[str, Any]:
    """Return who the person is, and the roles of all their accounts that the confirmer read."""
    grants = RoleGrant.objects.filter(user__in=accounts_of(user.pk), ended_at=None).order_by("pk")
    return {
        "username": user.username,
        "full_name": user.full_name,
        "person": user.person_key,
        "is_active": user.is_active,
        "grants": list(grants.values_list("pk", flat=True)),
    }


def role_in_words(user: User, arguments: Arguments) -> Rows:
    """Return what a second admin reads of a proposed role."""
    terms = _terms(arguments)
    return [
        (_("person"), f"{user.full_name} ({user.username})"),
        (_("national ID, last digits"), masked_id(user.national_id_sealed)),
        (_("position"), user.position or "–"),
        (_("role"), str(ROLE_LABELS[terms.role])),
        (_("scope"), str(arguments["scope_label"]) or _("the whole province")),
        (_("from"), long(terms.starts_on)),
        (_("to"), "–" if terms.ends_on is None else long(terms.ends_on)),
        (_("letter number"), persian_digits(terms.letter_no) or "–"),
        (_("day of the letter"), long(terms.letter_on) if terms.letter_on else "–"),
        (_("reason"), terms.reason),
        (_("other roles of this person"), _(", ").join(arguments["others"]) or "–"),
        *_second_in_words(terms, arguments),
    ]


def _second_in_words(terms: Terms, arguments: Arguments) -> Rows:
    """Return why two admins give a role that does not decide."""
    if terms.role in DECIDING_ROLES:
        return []
    scope_id = arguments["scope_id"]
    why = why_second(terms.role, UUID(scope_id) if scope_id else None, terms.starts_on)
    return [(_("why a second admin"), why)] if why else []


def _terms(arguments: Arguments) -> Terms:
    ends_on = arguments["ends_on"]
    letter_on = arguments.get("letter_on")  # a proposal from before has none, and is refused
    return Terms(
        role=Role(arguments["role"]),
        scope=arguments["scope"],
        starts_on=date.fromisoformat(str(arguments["starts_on"])),
        ends_on=date.fromisoformat(str(ends_on)) if ends_on else None,
        reason=arguments["reason"],
        letter_no=arguments["letter_no"],
        letter_on=date.fromisoformat(letter_on) if letter_on else None,
    )


def give(user: User, arguments: Arguments, actor: Principal, on: date, at: datetime) -> RoleGrant:
    """Give a proposed role; it begins on its day, or today where that day has passed."""
    terms = _terms(arguments)
    begins_on = max(terms.starts_on, on)
    pending = pending_of(GRANT_ROLE.key, user)
    grant = grant_role(
        user_id=user.pk,
        terms=Terms(**{**vars(terms), "starts_on": begins_on}),
        actor=actor,
        at=at,
        proposed_by=pending.proposed_by if pending else None,
    )
    if grant.role == Role.DEPUTY:
        list_for_deputy(grant, actor, on, at)
    return grant


def own_proposed(user: User, arguments: Arguments, actor: Principal, on: date) -> str:
    """Return that nobody gives a role to their own person, as the act itself says."""
    return own_role(user, actor, on)


def proposer_has_left(user: User, arguments: Arguments, actor: Principal, on: date) -> str:
    """Return that who proposed the role is no platform admin any more."""
    pending = pending_of(GRANT_ROLE.key, user)
    if pending is None:
        return ""
    held = RoleGrant.objects.in_force(on).filter(
        user_id=pending.proposed_by, user__is_active=True, role=Role.PLATFORM_ADMIN
    )
    if held.exists():
        return ""
    return _("Who proposed this role is no platform admin any more: propose it anew.")


def body_has_changed(arguments: Arguments) -> str:
    """Return that the body of a proposed role has another name or code now, or was not stored."""
    terms = _terms(arguments)
    proposed = arguments.get("scope_id", ""), arguments["scope_label"]
    try:
        scope_id, label = scope_of(SCOPE_OF[terms.role], terms.scope.strip())
    except Invalid:
        found = None
    else:
        found = None if scope_id is None else str(scope_id), label
    if found == proposed:
        return ""
    return _("The body of this role is not the one that was proposed any more: propose it anew.")


def why_blocked(user: User, arguments: Arguments, actor: Principal, on: date) -> str:
    """Return why nobody confirms a proposed role: by its proposer, or by its body."""
    return proposer_has_left(user, arguments, actor, on) or body_has_changed(arguments)


ROLE_GRANT = PendingKind(
    name=GRANT_ROLE.key,
    title=gettext_lazy("Role that a second admin confirms"),
    permission=Permission.USER_GRANT,
    proposal=PROPOSE_ROLE.key,
    content=content_of_person,
    rows=role_in_words,
    perform=give,
    excluded=own_proposed,
    blocked=why_blocked,
    model="accounts.user",
    url=lambda user: reverse("accounts:user", args=[user.public_id]),
)


def proposed_role(person: User, actor: Principal, on: date) -> Mapping[str, Any] | None:
    """Return the role that is proposed for a person and waits for a second admin; None for none."""
    rows = PendingAct.objects.visible_to(actor).waiting()
    found = rows.filter(act=GRANT_ROLE.key, target_id=person.public_id).first()
    if found is None:
        return None
    return {"pending": found, "role": ROLE_LABELS[_terms(found.arguments).role]}


PROPOSED = Panel("proposed-role", "approvals/proposed_role.html", proposed_role)


def list_for_deputy(named: RoleGrant, actor: Principal, on: date, at: datetime) -> None:
    """
    Put every role that decides before the first deputy, who has been named now.

    All of them were given by admins alone. The deputy's own is not listed. The time to confirm runs
    from the deputy's first day.
    """
    others = RoleGrant.objects.exclude(pk=named.pk)
    if others.filter(role=Role.DEPUTY).exists():
        return
    deciding = others.filter(role__in=DECIDING_ROLES).overlapping(on, None)
    for grant in deciding.exclude(user=named.user).select_related("user").order_by("pk"):
        with translation.override("fa"):
            title = _("Role “{role}” of {name}, from the time before the first deputy").format(
                role=label_of(grant), name=grant.user.full_name
            )
        propose_act(
            act=ATTEST,
            target=grant,
            arguments={},
            title=title[:240],
            summary=grant.reason,
            expires_on=max(on, named.starts_on) + timedelta(days=DAYS_TO_ATTEST),
            actor=actor,
            on=on,
            at=at,
        )


def content_of_grant(grant: RoleGrant, arguments: Arguments) -> dict[str, Any]:
    """Return what a deputy relies on: the grant, and that nobody has ended it."""
    columns = ("user_id", "role", "scope_id", "starts_on", "ends_on", "ended_at")
    return {name: getattr(grant, name) for name in columns}


def grant_in_words(grant: RoleGrant, arguments: Arguments) -> Rows:
    """Return what the first deputy reads of a role that was given before."""
    givers = User.objects.in_bulk(filter(None, (grant.given_by, grant.confirmed_by)))
    names = [str(givers[key]) for key in (grant.given_by, grant.confirmed_by) if key in givers]
    return [
        (_("person"), f"{grant.user.full_name} ({grant.user.username})"),
        (_("position"), grant.user.position or "–"),
        (_("role"), label_of(grant)),
        (_("from"), long(grant.starts_on)),
        (_("to"), "–" if grant.ends_on is None else long(grant.ends_on)),
        (_("letter number"), persian_digits(grant.letter_no) or "–"),
        (_("reason"), grant.reason or "–"),
        (_("role given by"), _(", ").join(names) or "–"),
    ]


def attest(
    grant: RoleGrant, arguments: Arguments, actor: Principal, on: date, at: datetime
) -> None:
    """Record that the deputy confirms a role that was given before there was one."""
    changes = {"role": (None, f"{grant.role} {grant.scope_label}".strip())}
    record(actor=actor, verb="role.attested", target=grant.user, changes=changes, at=at)


def own_attested(grant: RoleGrant, arguments: Arguments, actor: Principal, on: date) -> str:
    """Return that nobody confirms their own role, by whatever account."""
    if not is_same_person(grant.user_id, actor.user_id):
        return ""
    return _("Nobody confirms their own role: another deputy does.")


def end_refused(acts: Sequence[PendingAct], actor: Principal, at: datetime) -> None:
    """End the roles that the deputy refuses; a proposal that expires leaves them as they are."""
    if acts[0].state != PendingState.REFUSED:
        return
    keys = [act.target_id for act in acts if act.target_id]
    running = RoleGrant.objects.filter(public_id__in=keys, ended_at=None)
    for grant in running.select_for_update(of=("self",)).select_related("user").order_by("pk"):
        end_now(grant, reason=acts[0].reason, actor=actor, at=at)


def proposals_falling(user: User, grant: RoleGrant | None, on: date) -> list[str]:
    """
    Return the proposals that cannot be confirmed once a role of a person ends, by their titles.

    Without a role: those that fall where the account is blocked.
    """
    accounts = accounts_of(user.pk)
    about = User.objects.filter(pk__in=accounts).values("public_id")
    falling = Q(act=GRANT_ROLE.key, target_id__in=about)
    if grant is not None:
        falling |= Q(act=ATTEST, target_id=grant.public_id)
    if grant is None or grant.role == Role.PLATFORM_ADMIN:
        falling |= Q(act=GRANT_ROLE.key, proposed_by__in=accounts)
    waiting = PendingAct.objects.waiting().filter(falling)
    return list(waiting.order_by("pk").values_list("title", flat=True))


PROPOSALS_FALL = Falling(
    name="proposals",
    title=gettext_lazy("Proposals that become void:"),
    read=proposals_falling,
)


def without_ended(rows: QuerySet[PendingAct], principal: Principal) -> QuerySet[PendingAct]:
    """Leave out roles that have ended since: nothing is left to confirm."""
    ended = RoleGrant.objects.filter(ended_at__isnull=False).values("public_id")
    return rows.exclude(act=ATTEST, target_id__in=ended)


ROLE_ATTEST = PendingKind(
    name=ATTEST,
    title=gettext_lazy("Role from the time before the first deputy"),
    permission=Permission.ROLE_ATTEST,
    proposal=PROPOSE_ROLE.key,
    content=content_of_grant,
    rows=grant_in_words,
    perform=attest,
    excluded=own_attested,
    ended=end_refused,
    without=without_ended,
    model="accounts.rolegrant",
    url=lambda grant: "",
)
