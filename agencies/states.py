"""What people read for the acts of this app."""

from django.utils.translation import gettext_lazy as _

from audit.words import Word

WORDS = {"service": Word(_("service")), "staff": Word(_("contact person")), "unit": Word(_("unit"))}
