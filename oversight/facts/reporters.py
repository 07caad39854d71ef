"""Who may not decide a review, since the case is partly the own one (design: SECURITY 1.6)."""

from django.db import connection
from django.utils.translation import gettext as _

from accounts.principal import Principal
from oversight.models import TerminationReview


def against_deciding(review: TerminationReview, actor: Principal) -> str:
    """
    Return why the actor may not decide: a report of a counted case is the own one.

    Asked of the database's guard, which sees the reports of all agencies.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT oversight_reported(%s, %s)", [review.pk, actor.user_id])
        (has_reported,) = cursor.fetchone()
    if not has_reported:
        return ""
    return _("You reported a violation that counts here, so somebody else decides on it.")
