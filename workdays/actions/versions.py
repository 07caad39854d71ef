"""The version of the calendar, which every stored deadline names."""

from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from core.errors import Invalid
from workdays.models import WorkCalendar


def raise_version() -> WorkCalendar:
    """Raise the version of the whole calendar and return the province's newest weekly rule."""
    locked = list(WorkCalendar.objects.select_for_update().order_by("pk"))
    if not locked:
        raise Invalid(_("There is no work calendar yet. Load the calendar first."))
    WorkCalendar.objects.update(version=F("version") + 1, updated_at=Now())
    newest: WorkCalendar = WorkCalendar.objects.filter(pk=locked[-1].pk).get()
    return newest
