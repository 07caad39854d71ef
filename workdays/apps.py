"""App registry entry: calendars and deadlines."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    name = "workdays"
    verbose_name = _("calendars and deadlines")

    def ready(self) -> None:
        """Tell the history how its sentences about the calendar read."""
        from audit.verbs import VERBS
        from audit.words import WORDS, Word

        WORDS["workdays"] = {
            "days": Word(_("days")),
            "deadlines": Word(_("deadlines")),
            "weekends": Word(_("weekends")),
            "draft": Word(_("not confirmed yet")),
        }
        VERBS.update(
            {
                "calendar.loaded": _("loaded the calendar"),
                "calendar.day_added": _("entered a day in the calendar"),
                "calendar.day_confirmed": _("confirmed a holiday"),
            }
        )
