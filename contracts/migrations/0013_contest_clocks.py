"""
The calendar moves the time to contest papers that were entered before these days were clocks.

Of an acceptance on paper that can still be contested, the receipt of that day is written as its
entry would write it now: from the day of the event, by the rule in force on it.
"""

from datetime import date, timedelta

from django.db import migrations
from django.db.models import Max, Q

from core.clock import day_in_tehran, today
from core.jalali import weekday_name, weekday_of

KEY = "window_after_entry"


def register(apps, schema_editor):
    """Write the receipts that are missing."""
    Contract = apps.get_model("contracts", "Contract")
    Addendum = apps.get_model("contracts", "ContractAddendum")
    contracts = Contract.objects.filter(state="pending_signature", contest_until__gte=today())
    for contract in contracts.order_by("pk"):
        _keep(
            apps, "contract.contest", contract, contract, contract.number,
            {"verb": "contract.acceptance_entered"},
        )  # fmt: skip
    addenda = Addendum.objects.filter(state="accepted", contest_until__gte=today())
    for addendum in addenda.select_related("contract").order_by("pk"):
        contract = addendum.contract
        _keep(
            apps, "addendum.contest", addendum, contract, f"{contract.number}/{addendum.number}",
            {"verb": "contract.addendum_entered", "changes__addendum__1": addendum.number},
        )  # fmt: skip


def _keep(apps, clock, record, contract, label, event):
    """Write the receipt of a record's last day to contest, where there is none."""
    Kept = apps.get_model("workdays", "KeptDeadline")
    Rule = apps.get_model("workdays", "DeadlineRule")
    if Kept.objects.filter(clock=clock, subject_id=record.public_id).exists():
        return
    Event = apps.get_model("audit", "AuditEvent")
    entered = Event.objects.filter(
        target_type="contracts.contract", target_id=str(contract.public_id), **event
    )
    at = entered.aggregate(last=Max("at"))["last"]
    if at is None or day_in_tehran(at) >= record.contest_until:
        return
    starts_on = day_in_tehran(at)
    in_force = Q(valid_to=None) | Q(valid_to__gte=starts_on)
    rule = Rule.objects.filter(in_force, key=KEY, valid_from__lte=starts_on).get()
    Week = apps.get_model("workdays", "WorkCalendar")
    version = Week.objects.aggregate(last=Max("version"))["last"] or 0
    Kept.objects.create(
        clock=clock,
        subject_id=record.public_id,
        subject_label=label,
        stream=f"agency:{contract.agency_id}",
        county_id=contract.county_id,
        starts_on=starts_on,
        key=KEY,
        amount=rule.value,
        unit=rule.unit,
        provenance=rule.provenance,
        citation=rule.citation,
        due_on=record.contest_until,
        calendar_version=f"v{version}",
        days_off=_days_off(apps, contract.county_id, starts_on, record.contest_until),
    )


def _days_off(apps, county, first, last):
    """Return the days off after `first` until `last`, by ISO day: kind, title, whether a draft."""
    Week = apps.get_model("workdays", "WorkCalendar")
    Day = apps.get_model("workdays", "CalendarDay")
    weeks = [
        week
        for scope in (county, None)
        for week in Week.objects.filter(scope_id=scope).order_by("valid_from", "pk")
    ]
    days = Day.objects.filter(date__gt=first, date__lte=last, withdrawn_on=None)
    days = list(days.exclude(kind="late").order_by("date", "kind", "pk"))
    found = {}
    for number in range(1, (last - first).days + 1):
        day = first + timedelta(days=number)
        week = next((each for each in weeks if _covers(each, day)), None)
        if week is not None and weekday_of(day) in week.weekend_days:
            found[day.isoformat()] = ["weekend", weekday_name(weekday_of(day)), False]
        for scope in (None, county):
            for entry in sorted(days, key=lambda each: each.kind == "working"):
                if entry.date != day or entry.county_id != scope:
                    continue
                found.pop(day.isoformat(), None)
                if entry.kind != "working":
                    found[day.isoformat()] = [entry.kind, entry.title, entry.draft]
    return found


def _covers(week, day: date) -> bool:
    return (week.valid_from or day) <= day <= (week.valid_to or day)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("contracts", "0012_moved_contests"),
        ("workdays", "0011_whole_texts"),
    ]

    operations = [migrations.RunPython(register, migrations.RunPython.noop, elidable=True)]
