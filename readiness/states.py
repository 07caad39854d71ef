"""What people read for each verb of the history of training and rating."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "course.added": _("added the course"),
    "course.retired": _("took the course out of use"),
    "certificate.issued": _("entered the certificate"),
    "certificate.revoked": _("revoked the certificate"),
    "rating_period.opened": _("opened the rating period"),
    "rating_score.given": _("gave the office its score"),
}
