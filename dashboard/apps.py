"""App registry entry: the desks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardConfig(AppConfig):
    name = "dashboard"
    verbose_name = _("the desks")

    def ready(self) -> None:
        """Tell the history what its events about sample data say."""
        from audit.verbs import VERBS

        VERBS["synthetic.loaded"] = _("loaded synthetic rows for measurements")
