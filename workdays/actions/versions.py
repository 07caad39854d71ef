"""The version of the calendar, which every stored deadline names."""

from django.db import OperationalError
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from core.errors import Busy, Invalid
from workdays.models import WorkCalendar


def raise_version() -> WorkCalendar:
    """
    Raise the version of the whole calendar and return the province's newest weekly rule.

    Waits for those who are keeping a deadline by the version before (a trigger).

    Raises:
        Invalid: no calendar has been loaded.
        Busy: somebody is keeping deadlines for longer than the connection waits.
    """
    locked = list(WorkCalendar.objects.select_for_update().order_by("pk"))
    if not locked:
        raise Invalid(_("There is no work calendar yet. Load the calendar first."))
    try:
        WorkCalendar.objects.update(version=F("version") + 1, updated_at=Now())
    except OperationalError as error:
        if "lock timeout" in str(error):
            raise Busy from error
        raise
    newest: WorkCalendar = WorkCalendar.objects.filter(pk=locked[-1].pk).get()
    return newest
