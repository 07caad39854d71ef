"""Who holds or runs an office, by whatever account (docs/adr/0080-interests.md)."""

from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value

from accounts.models import RoleGrant, User
from accounts.persons import accounts_of, with_twins
from accounts.principal import Principal
from accounts.roles import Role
from approvals.facts import PENDING_KINDS
from approvals.models import PendingAct
from core import statements
from offices.models import LicenceHolder, Office

# They act for the office, or for nobody.
OWN_SIDE = frozenset({Role.OPERATOR, Role.SYSTEM})
# Where a record names its office: itself, or its case or contract, or the case of its session.
PATHS = ("office", "case__office", "contract__office", "session__case__office")


def offices_of_interest(actor: Principal, on: date) -> frozenset[int]:
    """
    Return the offices that the actor's person holds or runs on a day, by whatever account.

    Read once for an actor, so that a list costs no more than one record. The database compares
    again when something is written (`offices_has_interest`).
    """
    known: dict[date, frozenset[int]] = vars(actor).setdefault("_interests", {})
    if on not in known:
        rows = statements.read("interests", _offices_held, actor.user_id, on)
        known[on] = frozenset(row["pk"] for row in rows)
    return known[on]


def _offices_held(account: int, on: date) -> QuerySet[Office, Any]:
    own = held_by(User.objects.filter(pk=account), accounts_of(account), on)
    return Office.objects.filter(own).values("pk")


def holders_of_interest(actor: Principal) -> frozenset[int]:
    """Return the licence holders that the actor's person is; read once for an actor."""
    known: frozenset[int] | None = vars(actor).get("_holders")
    if known is None:
        keys = User.objects.filter(pk=actor.user_id).exclude(person_key="").values("person_key")
        holders = LicenceHolder.objects.filter(national_id_index__in=keys)
        known = vars(actor)["_holders"] = frozenset(holders.values_list("pk", flat=True))
    return known


def held_by(people: QuerySet[User], accounts: Any, on: date, prefix: str = "") -> Q:
    """
    Return the condition that one of some people holds an office, or one of their accounts runs it.

    `accounts` are all accounts of these people; `prefix` leads from a row to its office.
    """
    runs = RoleGrant.objects.in_force(on).filter(role=Role.OPERATOR, user__in=accounts)
    return held_in_name(people, prefix) | Q(**{f"{prefix}public_id__in": runs.values("scope_id")})


def held_in_name(people: QuerySet[User], prefix: str = "") -> Q:
    """Return the condition that one of some people is the holder that a row names."""
    keys = people.exclude(person_key="").values("person_key")
    return Q(**{f"{prefix}holder__national_id_index__in": keys})


def accounts_with_interest(office: Office, on: date, holder_id: int | None = None) -> set[int]:
    """Return every account of the persons who hold or run an office on a day, or were a holder."""
    runs = RoleGrant.objects.in_force(on).filter(role=Role.OPERATOR, scope_id=office.public_id)
    holders = LicenceHolder.objects.filter(pk__in=[office.holder_id, holder_id])
    people = User.objects.exclude(person_key="").filter(
        person_key__in=holders.values("national_id_index")
    )
    found = with_twins(runs.values_list("user_id", flat=True))
    return found | set(people.values_list("pk", flat=True))


@cache
def path_to_office(label: str) -> str:
    """Return how a query of a kind of record reaches its office; "" where it has none."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):  # an act without a record, or of a model that is gone
        return ""
    if model is Office:
        return "pk"
    names = {field.name for field in model._meta.get_fields()}
    return next((path for path in PATHS if path.partition("__")[0] in names), "")


def without_interest(rows: QuerySet[PendingAct], principal: Principal) -> QuerySet[PendingAct]:
    """
    Leave out the pending acts on records of the offices that the principal holds or runs.

    The database's own function is asked of each, since who asks is a parameter of desks whose
    statements are compiled once.
    """
    if principal.role in OWN_SIDE:
        return rows
    for label in sorted({kind.record for kind in PENDING_KINDS}):
        path = path_to_office(label)
        if path:
            has_interest = Func(
                F(path), Value(principal.user_id), function="offices_has_interest",
                output_field=BooleanField(),
            )  # fmt: skip
            own = apps.get_model(label)._default_manager.filter(
                has_interest, public_id=OuterRef("target_id")
            )
            rows = rows.exclude(Exists(own), target_type=label)
    return rows
