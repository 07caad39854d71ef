"""Who may not decide a review, since the case is partly the own one (design: SECURITY 1.6)."""

from django.utils.translation import gettext as _

from accounts.persons import accounts_of
from accounts.principal import Principal
from oversight.models import TerminationReview
from violations.models import CaseReport


def against_deciding(review: TerminationReview, actor: Principal) -> str:
    """Return why the actor may not decide: a report of a counted case is the own one."""
    reports = CaseReport.objects.filter(
        case__flags__reviews=review, report__reporter_id__in=accounts_of(actor.user_id)
    )
    if not reports.exists():
        return ""
    return _("You reported a violation that counts here, so somebody else decides on it.")
