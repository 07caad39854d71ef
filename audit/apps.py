"""App registry entry: what was done, by whom."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("what was done, by whom")

    def ready(self) -> None:
        """Hand the recorder to the floor below; models exist only now."""
        from accounts.events import use_recorder
        from audit.actions import record

        use_recorder(record)
