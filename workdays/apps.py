"""App registry entry: calendars and deadlines."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    name = "workdays"
    verbose_name = _("calendars and deadlines")

    def ready(self) -> None:
        """Tell the history how its sentences about the calendar read; run a lower floor's job."""
        from approvals.facts import PANELS, register_kind
        from approvals.tasks import expire_acts
        from audit.verbs import VERBS
        from audit.words import WORDS, Word
        from workdays.actions.second_days import DAY_KINDS
        from workdays.daily import every_day
        from workdays.models import MoveCause
        from workdays.views.moving import MOVING

        every_day(expire_acts, 5, _("proposals that nobody confirmed in time"))
        for kind in DAY_KINDS:
            register_kind(kind)
        PANELS.add(MOVING)
        WORDS["workdays"] = {
            "days": Word(_("days")),
            "deadlines": Word(_("deadlines")),
            "weekends": Word(_("weekends")),
            "draft": Word(_("not confirmed yet")),
            "moved": Word(_("deadlines that moved")),
            "due_on": Word(_("due on")),
            "from_on": Word(_("stands still from")),
            "until_on": Word(_("stands still until")),
            "cause": Word(_("cause"), dict(MoveCause.choices)),
            "calendar_version": Word(_("calendar version")),
            "rows": Word(_("rows")),
            "problems": Word(_("errors")),
            "entered": Word(_("days entered")),
            "changed": Word(_("days changed")),
        }
        WORDS["workdays"] |= {"job": Word(_("job")), "as_of": Word(_("as of"))}
        VERBS["calendar.loaded"] = _("loaded the calendar")
        VERBS["daily_job.failed"] = _("could not finish a daily job")
