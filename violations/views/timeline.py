"""The trail of a record as people read it; the office's side sees acts and roles, no names."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import ROLE_LABELS, Role
from audit.models import AuditEvent
from audit.trails import is_automatic
from audit.verbs import dated_sentence
from violations.views.rights import sees_inside

MOST = 40
# What the office and the association see of the trail: legal steps, never internal ones.
INSIDE = {
    "case.note_added", "case.evidence_asked", "case.dossier_asked", "evidence.opened",
    "evidence.original_opened", "evidence.uploaded",
}  # fmt: skip
INSIDE_PREFIXES = ("report.",)
KEYS = {
    "case.notice_served", "case.defended", "case.decided", "case.appeal_decided",
    "case.became_final", "case.sanction_executed", "case.sanction_sent",
}  # fmt: skip
BAD = {"case.defence_lapsed", "case.defended_late"}


def events_of(
    targets: Sequence[Model], actor: Principal, beside: Sequence[Q] = ()
) -> list[dict[str, Any]]:
    """Return the newest events about some records that the caller has found in scope."""
    about = Q(pk__in=[])
    for found in beside:
        about |= found
    for target in targets:
        about |= Q(
            target_type=target._meta.label_lower, target_id=str(getattr(target, "public_id", ""))
        )
    rows = AuditEvent.objects.filter(about).order_by("-at", "-pk")
    inside = sees_inside(actor)
    if not inside:
        rows = rows.exclude(verb__in=INSIDE)
        for prefix in INSIDE_PREFIXES:
            rows = rows.exclude(verb__startswith=prefix)
    columns = ("verb", "at", "actor_name", "actor_role", "note", "actor_id", "changes")
    return [_event(row, inside, actor) for row in rows.values(*columns)[:MOST]]


def _event(row: dict[str, Any], inside: bool, actor: Principal) -> dict[str, Any]:
    verb = row["verb"]
    tone = "key" if verb in KEYS else "bad" if verb in BAD else ""
    return {
        "title": dated_sentence(verb, row["actor_role"], row["changes"], row["at"]),
        "who": _who(row, inside, actor),
        "at": row["at"],
        "tone": tone,
        "is_automatic": is_automatic(row["actor_role"], tone),
    }


def _who(row: dict[str, Any], inside: bool, actor: Principal) -> str:
    role = row["actor_role"]
    if role == Role.SYSTEM:
        return _("the system")
    if inside or row["actor_id"] == actor.user_id:
        return str(row["actor_name"])
    return str(ROLE_LABELS.get(Role(role), role))
