"""What the acts on a case and on a report rest on, read once for whoever shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.principal import Principal
from violations.models import Case, CorrectiveAction, Notice, ViolationReport
from violations.views.hearings import Shown, sessions_of
from violations.views.offers import Offers, offers_of
from workdays.facts import is_kept


@dataclass(frozen=True)
class Papers:
    """The reports, notices, corrections and sessions of a case that an actor may see."""

    reports: Sequence[ViolationReport]
    notices: Sequence[Notice]
    corrections: Sequence[CorrectiveAction]
    hearings: Sequence[Shown]


def papers_of(case: Case, actor: Principal) -> Papers:
    """Return what has gathered about a case, as far as the actor sees it."""
    notices = Notice.objects.visible_to(actor).filter(case=case)
    # One that was set by hand has a day that nobody computed.
    asked = CorrectiveAction.objects.visible_to(actor).filter(case=case)
    return Papers(
        reports=list(case.reports.select_related("agency").order_by("case_reports__pk")),
        notices=list(notices.select_related("session", "receipt").order_by("issued_on", "pk")),
        corrections=list(asked.annotate(is_clocked=is_kept("case.correction")).order_by("pk")),
        hearings=sessions_of(case, actor),
    )


def offers_on(case: Case, actor: Principal, papers: Papers, on: date) -> Offers:
    """Return the acts on a case that are open to the actor now, the main one first."""
    session = next((row.session for row in papers.hearings if not row.is_off), None)
    return offers_of(case, actor, on, session)
