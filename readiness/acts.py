"""The tables of acts of courses, certificates and rating periods; they have no pages yet."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from core.acts import ActTable, Confirm, Final, Paper, of_record
from readiness.models import Certificate, Course, RatingPeriod

# The association's own register of training: it judges nobody and rests on no paper.
COMMON: dict[str, Any] = {"not_by": (), "paper": Paper.NONE, "tells": ()}
COURSES = ActTable(
    "course", lambda key, actor: Course.objects.visible_to(actor).lock(key), **COMMON
)
CERTIFICATES = ActTable(
    "certificate", lambda key, actor: Certificate.objects.visible_to(actor).lock(key), **COMMON
)
# It waits: many members are given their points at once.
PERIODS = ActTable(
    "rating-period",
    lambda key, actor: RatingPeriod.objects.visible_to(actor).lock(key, waits=True),
    **COMMON,
)


def outside_its_days(period: RatingPeriod, actor: Any, on: date) -> str:
    """Return that the association gives no points on this day."""
    if on < period.opens_on:
        return _("The period has not opened yet.")
    if on > period.association_due_on:
        return _("The association's last day for points has passed.")
    return ""


@of_record
def is_out_of_use(course: Course) -> str:
    """Return that the course is out of use."""
    return "" if course.is_active else _("The course is out of use already.")


@of_record
def is_revoked(certificate: Certificate) -> str:
    """Return that the certificate is revoked."""
    return "" if certificate.revoked_on is None else _("The certificate is revoked already.")


ADD_COURSE = COURSES.act(
    "add",
    title=gettext_lazy("Add a course"),
    icon="training",
    permissions=(Permission.COURSE_EDIT,),
    event={"course.added": gettext_lazy("added the course")},
    confirm=Confirm.PLAIN,
    undo="retire",
)
RETIRE = COURSES.act(
    "retire",
    title=gettext_lazy("Take the course out of use"),
    permissions=(Permission.COURSE_EDIT,),
    blocked=(is_out_of_use,),
    event={"course.retired": gettext_lazy("took the course out of use")},
    confirm=Confirm.PLAIN,
    undo=Final("A course that is given again is added anew."),
)
ISSUE = CERTIFICATES.act(
    "issue",
    title=gettext_lazy("Enter a certificate"),
    icon="training",
    permissions=(Permission.CERTIFICATE_ISSUE,),
    event={"certificate.issued": gettext_lazy("entered the certificate")},
    confirm=Confirm.PLAIN,
    undo="revoke",
)
REVOKE = CERTIFICATES.act(
    "revoke",
    title=gettext_lazy("Revoke the certificate"),
    permissions=(Permission.CERTIFICATE_ISSUE,),
    blocked=(is_revoked,),
    event={"certificate.revoked": gettext_lazy("revoked the certificate")},
    confirm=Confirm.PLAIN,
    undo=Final("A certificate that holds again is issued anew."),
    is_danger=True,
)
OPEN = PERIODS.act(
    "open",
    title=gettext_lazy("Open a rating period"),
    permissions=(Permission.RATING_OPEN,),
    event={"rating_period.opened": gettext_lazy("opened the rating period")},
    confirm=Confirm.PLAIN,
    undo=Final("Points of members rest on the period; it ends on its last day."),
)
GIVE_SCORE = PERIODS.act(
    "give-score",
    title=gettext_lazy("Give a member its points"),
    permissions=(Permission.RATING_SCORE,),
    blocked=(outside_its_days,),
    event={"rating_score.given": gettext_lazy("gave the office its score")},
    confirm=Confirm.PLAIN,
    undo="give-score",
)
