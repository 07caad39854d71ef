"""What people read for the acts of this app."""

from django.utils.translation import gettext_lazy as _

from audit.words import Word

WORDS = {"service": Word(_("service")), "staff": Word(_("contact person")), "unit": Word(_("unit"))}
VERBS = {
    "agency.registered": _("registered the agency"),
    "agency.updated": _("changed the agency"),
    "service.added": _("added a service"),
    "service.updated": _("changed a service"),
    "unit.added": _("added a unit"),
    "staff.added": _("added a contact person"),
    "staff.ended": _("ended a contact person"),
}
