"""App registry entry: training of the offices' staff, and points for their rating."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadinessConfig(AppConfig):
    name = "readiness"
    verbose_name = _("training and rating")
