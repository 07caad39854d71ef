"""App registry entry: reports, cases and decisions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ViolationsConfig(AppConfig):
    name = "violations"
    verbose_name = _("reports, cases and decisions")

    def ready(self) -> None:
        """Fill the places that offices, contracts and agencies leave for the cases."""
        from violations.views.panels import register

        register()
