"""App registry entry: policies, flags and termination reviews."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = _("policies, flags and termination reviews")
