"""
Give what was decided before its day: until when the decision and the appeal's result are served.

The days follow the calendar and the length in force as they stand; the rule that reckons them is
the one of all deadlines.
"""

from datetime import timedelta

from django.db import migrations
from django.db.models import F, Q

from workdays.rules import Calendar, DayKind, Off, Unit, Weekend, due_on

REACH = timedelta(days=120)


class Days:
    """The deadlines of the migration: the calendar of each county, read once."""

    def __init__(self, apps):
        self.rules = list(
            apps.get_model("workdays", "DeadlineRule")
            .objects.filter(key="serve_notice")
            .order_by("valid_from")
            .values_list("valid_from", "valid_to", "value", "unit")
        )
        self.weekends = list(
            apps.get_model("workdays", "WorkCalendar")
            .objects.order_by("valid_from", "pk")
            .values_list("scope_id", "weekend_days", "valid_from", "valid_to")
        )
        self.days = list(
            apps.get_model("workdays", "CalendarDay")
            .objects.order_by("date", "pk")
            .values_list("county_id", "date", "kind", "title", "draft")
        )

    def due(self, county_id, start):
        rule = next(
            (row for row in self.rules if row[0] <= start and (not row[1] or row[1] >= start)), None
        )
        if rule is None:
            return None
        return due_on(start, rule[2], Unit(rule[3]), self.calendar(county_id, start))

    def calendar(self, county_id, start):
        off, working = {}, set()
        for scope in (None, county_id):
            for _scope, day, kind, title, draft in sorted(
                (row for row in self.days if row[0] == scope), key=lambda row: row[2] == "working"
            ):
                if kind == DayKind.WORKING:
                    working.add(day)
                    off.pop(day, None)
                else:
                    working.discard(day)
                    off[day] = Off(kind, title, draft)
        own = [row for row in self.weekends if row[0] == county_id and county_id]
        shared = [row for row in self.weekends if row[0] is None]
        return Calendar(
            version="",
            first=start,
            last=start + REACH,
            weekends=tuple(Weekend(frozenset(row[1]), row[2], row[3]) for row in own + shared),
            off=off,
            working=frozenset(working),
        )


def forward(apps, schema_editor):
    case = apps.get_model("violations", "Case")
    days = Days(apps)
    decided = case.objects.filter(decided_on__isnull=False, decision_serve_due_on=None)
    for county, day in list(decided.values_list("county", "decided_on").distinct().order_by()):
        rows = decided.filter(county=county, decided_on=day)
        rows.update(decision_serve_due_on=days.due(county, day))
    told = case.objects.filter(appeal__decided_on__isnull=False, result_serve_due_on=None)
    served = Q(notices__kind="appeal_result", notices__served_on__isnull=False)
    for row in list(told.values("pk", "county", "appeal__decided_on")):
        on = case.objects.filter(served, pk=row["pk"]).values_list("notices__served_on", flat=True)
        case.objects.filter(pk=row["pk"]).update(
            result_serve_due_on=days.due(row["county"], row["appeal__decided_on"]),
            result_served_on=on.first(),
            version=F("version"),
        )


def backward(apps, schema_editor):
    """Leave the days; the columns go with the migration before."""


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0010_serve_what_was_decided"),
        ("workdays", "0001_initial"),
    ]

    operations = [migrations.RunPython(forward, backward)]
