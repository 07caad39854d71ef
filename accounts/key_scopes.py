"""Which scope of a key each resource of the API needs: the table that every call is held to."""

from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import ScopeMissing

ALL = "*"


class KeyScope(StrEnum):
    """What a key may be used for; its role limits it besides."""

    OFFICES_READ = "offices:read"
    OFFICES_WRITE = "offices:write"
    CATALOGUES_READ = "catalogues:read"
    CONTRACTS_READ = "contracts:read"
    CONTRACTS_WRITE = "contracts:write"
    REPORTS_READ = "reports:read"
    REPORTS_WRITE = "reports:write"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    EVIDENCE_READ = "evidence:read"
    EVIDENCE_WRITE = "evidence:write"
    OVERSIGHT_READ = "oversight:read"
    OVERSIGHT_WRITE = "oversight:write"
    APPROVALS_READ = "approvals:read"
    APPROVALS_WRITE = "approvals:write"
    TOKENS_WRITE = "tokens:write"
    WEBHOOKS_WRITE = "webhooks:write"
    JOBS_READ = "jobs:read"
    IMPORTS_READ = "imports:read"
    TRAINING_READ = "training:read"
    TRAINING_WRITE = "training:write"
    RATINGS_READ = "ratings:read"
    RATINGS_WRITE = "ratings:write"
    AUDIT_READ = "audit:read"
    STATS_READ = "stats:read"


S = KeyScope

SCOPE_LABELS = {
    S.OFFICES_READ: _("read offices, licences and staff"),
    S.OFFICES_WRITE: _("change offices, licences and staff"),
    S.CATALOGUES_READ: _("read agencies, services, divisions, violation types and the calendar"),
    S.CONTRACTS_READ: _("read contracts"),
    S.CONTRACTS_WRITE: _("draft, change and end contracts"),
    S.REPORTS_READ: _("read violation reports"),
    S.REPORTS_WRITE: _("file and judge violation reports"),
    S.CASES_READ: _("read cases and deadlines"),
    S.CASES_WRITE: _("act in cases, move deadlines"),
    S.EVIDENCE_READ: _("open evidence"),
    S.EVIDENCE_WRITE: _("upload evidence"),
    S.OVERSIGHT_READ: _("read flags, termination reviews, duties of agencies and policies"),
    S.OVERSIGHT_WRITE: _("act in termination reviews, run the rules"),
    S.APPROVALS_READ: _("read acts that wait for a second person"),
    S.APPROVALS_WRITE: _("confirm, refuse and withdraw acts that wait for a second person"),
    S.TOKENS_WRITE: _("see, rotate and revoke one's own keys"),
    S.WEBHOOKS_WRITE: _("make, rotate and end one's own webhooks"),
    S.JOBS_READ: _("follow one's own long work, take its files"),
    S.IMPORTS_READ: _("read imports, take their files with the errors"),
    S.TRAINING_READ: _("read courses and certificates"),
    S.TRAINING_WRITE: _("enter and revoke certificates"),
    S.RATINGS_READ: _("read rating periods and their points"),
    S.RATINGS_WRITE: _("give offices their points"),
    S.AUDIT_READ: _("read the history, as far as the role reads it"),
    S.STATS_READ: _("read the numbers of the desk and of the lists"),
}

# Methods that only read, though they are posted: a download address changes nothing.
ONLY_READ = frozenset({"ticket"})

# Methods for which a key needs no scope, whatever its resource: it renews itself.
OF_ITSELF = frozenset({"succeed"})

# Resource: what reading it and what writing it needs; None is free to every valid key.
Needed = tuple[KeyScope | None, KeyScope | None]
NEEDED: dict[str, Needed] = {
    "offices": (S.OFFICES_READ, S.OFFICES_WRITE),
    "licences": (S.OFFICES_READ, S.OFFICES_WRITE),
    "staff": (S.OFFICES_READ, S.OFFICES_WRITE),
    "agencies": (S.CATALOGUES_READ, S.OFFICES_WRITE),
    "services": (S.CATALOGUES_READ, S.OFFICES_WRITE),
    "violation-types": (S.CATALOGUES_READ, S.OVERSIGHT_WRITE),
    "contracts": (S.CONTRACTS_READ, S.CONTRACTS_WRITE),
    "violation-reports": (S.REPORTS_READ, S.REPORTS_WRITE),
    "cases": (S.CASES_READ, S.CASES_WRITE),
    "decisions": (S.CASES_READ, S.CASES_WRITE),
    "appeals": (S.CASES_READ, S.CASES_WRITE),
    "evidence": (S.EVIDENCE_READ, S.EVIDENCE_WRITE),
    "receipts": (S.EVIDENCE_READ, S.EVIDENCE_WRITE),
    "deadlines": (S.CASES_READ, S.CASES_WRITE),
    "deadline-moves": (S.CASES_READ, S.CASES_WRITE),
    "calendar-days": (S.CATALOGUES_READ, S.OVERSIGHT_WRITE),
    "flags": (S.OVERSIGHT_READ, S.OVERSIGHT_WRITE),
    "termination-reviews": (S.OVERSIGHT_READ, S.OVERSIGHT_WRITE),
    "duties": (S.OVERSIGHT_READ, S.OVERSIGHT_WRITE),
    "agency-comparison": (S.OVERSIGHT_READ, S.OVERSIGHT_WRITE),
    "policies": (S.OVERSIGHT_READ, S.OVERSIGHT_WRITE),
    "pending-acts": (S.APPROVALS_READ, S.APPROVALS_WRITE),
    "tokens": (S.TOKENS_WRITE, S.TOKENS_WRITE),
    "jobs": (S.JOBS_READ, S.JOBS_READ),
    "imports": (S.IMPORTS_READ, S.IMPORTS_READ),
    "courses": (S.TRAINING_READ, S.TRAINING_WRITE),
    "certificates": (S.TRAINING_READ, S.TRAINING_WRITE),
    "rating-periods": (S.RATINGS_READ, S.RATINGS_WRITE),
    "rating-scores": (S.RATINGS_READ, S.RATINGS_WRITE),
    "divisions": (S.CATALOGUES_READ, S.OFFICES_WRITE),
    "audit-events": (S.AUDIT_READ, S.AUDIT_READ),
    "stats": (S.STATS_READ, S.STATS_READ),
    "webhooks": (S.WEBHOOKS_WRITE, S.WEBHOOKS_WRITE),
    "me": (None, None),
    "access": (None, None),
    "changes": (None, None),  # each resource in it is held to its own row
    "schema": (None, None),
}


def needed(resource: str, *, is_reading: bool) -> KeyScope | None:
    """
    Return the scope that a call of a resource needs; None when every valid key may.

    Raises:
        ScopeMissing: the table does not know the resource; no key gets in, not even one for all.
    """
    if resource not in NEEDED:
        raise ScopeMissing(gettext("No key opens this address."))
    reading, writing = NEEDED[resource]
    return reading if is_reading else writing


def holds(scopes: frozenset[str], scope: KeyScope | None) -> bool:
    """Tell whether a key with these scopes may do what needs this one."""
    return scope is None or ALL in scopes or scope in scopes
