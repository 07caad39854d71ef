"""News of what a night did not do or found, for those who run the platform."""

from django.apps import apps
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from audit.models import AuditEvent
from notices.facts.kinds import Audience, Kind, News
from notices.states import Topic
from oversight.facts.state_check import spoken
from oversight.models import RuleRun
from workdays.daily import DAILY
from workdays.models import FailedRun

# Models of accounts have no name of their own in Persian.
NAMES = {"accounts.user": _("user"), "accounts.rolegrant": _("role")}


def of_difference(event: AuditEvent) -> News | None:
    """Return the news of a record whose state no event explains, for those who run the platform."""
    run = _run(event)
    if run is None:
        return None
    changes = event.changes
    kind = changes["record_type"][1]
    recorded, held = changes["held"]
    with translation.override("fa"):
        values = {
            "kind": str(NAMES.get(kind) or apps.get_model(kind)._meta.verbose_name),
            "number": changes["record"][1],
            "held": spoken(kind, held),
            "recorded": spoken(kind, recorded),
        }
    return _news(run, values, Role.PLATFORM_ADMIN)


def of_proofs(event: AuditEvent) -> News | None:
    """Return the news of events or files that are not what was sealed, for the platform."""
    run = _run(event)
    if run is None:
        return None
    values = {"record": event.changes["record"][1]}
    return _news(run, values, Role.PLATFORM_ADMIN, Role.AUDITOR)


def of_failed_job(event: AuditEvent) -> News | None:
    """Return the news of a daily job that failed, for the platform and for the deputy."""
    row = FailedRun.objects.filter(public_id=event.target_id).first()
    if row is None:
        return None
    job = DAILY.get(row.job)
    with translation.override("fa"):
        values = {"job": str(job.title) if job else row.job, "night_on": row.as_of.isoformat()}
    return _news(row, values, Role.PLATFORM_ADMIN, Role.DEPUTY)


def _run(event: AuditEvent) -> RuleRun | None:
    return RuleRun.objects.filter(public_id=event.target_id).first()


def _news(record: RuleRun | FailedRun, values: dict[str, str], *roles: Role) -> News:
    url = reverse("oversight:runs")
    return News(record=record, values=values, url=url, audiences=[Audience(role) for role in roles])


NIGHTS = (
    Kind(
        "daily_job.failed", Topic.SYSTEM, _("The work of a night was not done"),
        find_in=of_failed_job, detail=_("{job} · the night of {night_on}"), act=_("See the runs"),
        icon="danger", tone="danger",
    ),
    Kind(
        "proofs.broken", Topic.SYSTEM, _("Something in the history or a sealed file was altered"),
        find_in=of_proofs, detail=_("{record}; the page of runs names all"), act=_("See the runs"),
        icon="danger", tone="danger",
    ),
    Kind(
        "states.differ", Topic.SYSTEM, _("A record has a state that no event explains"),
        find_in=of_difference, detail=_("{kind} {number}: {held}; its last event says {recorded}"),
        act=_("See the runs"), icon="danger", tone="danger",
    ),
)  # fmt: skip
