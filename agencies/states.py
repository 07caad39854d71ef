"""What people read for the acts of this app."""

from django.utils.translation import gettext_lazy as _

from audit.words import Word

WORDS = {
    "seat": Word(_("county of the seat")),
    "service": Word(_("service")),
    "staff": Word(_("contact person")),
    "unit": Word(_("unit")),
}
