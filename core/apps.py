"""App registry entry: what every other app stands on."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from core import checks


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("core")

    def ready(self) -> None:
        """Register the system checks."""
        register(checks.spreadsheets_are_read_safely, Tags.security)
        register(checks.the_font_is_there, Tags.staticfiles)
        register(checks.persian_search_works, Tags.database)
