"""
Until when an office takes an acceptance back is kept, and moves with the calendar.

Acceptances that may still be taken back get the day that their acceptance gave them, and its
receipt, by the rule in force on that day.
"""

from datetime import date, timedelta

from django.db import migrations, models
from django.db.models import Q

from core.clock import today
from core.jalali import weekday_name, weekday_of
from core.sql_files import LoadSQL

KEY = "mutual_end_withdrawal"
# A table with deferred checks that wait is not altered.
CHECKED = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
MOVES = "TRIGGER contracts_contractaddendum_moves"


def register(apps, schema_editor):
    """Write the days and their receipts where acceptances are not yet fixed."""
    Contract = apps.get_model("contracts", "Contract")
    Addendum = apps.get_model("contracts", "ContractAddendum")
    waiting = Q(state="pending_signature", accepted_by__isnull=False)
    ending = Q(
        state__in=["active", "suspended", "termination_notice"],
        mutual_end_accepted_on__isnull=False,
    )
    for contract in Contract.objects.filter(waiting | ending).order_by("pk"):
        accepted_on = contract.mutual_end_accepted_on or contract.accepted_on
        _keep(apps, schema_editor, "contract.reconsider", contract, contract, accepted_on)
    addenda = Addendum.objects.filter(state="accepted", accepted_by__isnull=False)
    rows = list(addenda.select_related("contract").order_by("pk"))
    if rows:
        schema_editor.execute(CHECKED)
        schema_editor.execute(f"ALTER TABLE contracts_contractaddendum DISABLE {MOVES}")
        for addendum in rows:
            _keep(
                apps, schema_editor, "addendum.reconsider", addendum, addendum.contract,
                addendum.accepted_on,
            )  # fmt: skip
        schema_editor.execute(CHECKED)
        schema_editor.execute(f"ALTER TABLE contracts_contractaddendum ENABLE ALWAYS {MOVES}")
    schema_editor.execute(CHECKED)


def _keep(apps, schema_editor, clock, record, contract, accepted_on):
    """Write until when an acceptance of a day is taken back, and the receipt of it."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT workdays_due(%s, %s, %s)", [KEY, accepted_on, contract.county_id])
        until = cursor.fetchone()[0]
    if until is None or until < today():
        return
    type(record).objects.filter(pk=record.pk).update(reconsider_until=until)
    Rule = apps.get_model("workdays", "DeadlineRule")
    Week = apps.get_model("workdays", "WorkCalendar")
    in_force = Q(valid_to=None) | Q(valid_to__gte=accepted_on)
    rule = Rule.objects.filter(in_force, key=KEY, valid_from__lte=accepted_on).get()
    version = Week.objects.aggregate(last=models.Max("version"))["last"] or 0
    label = contract.number if record is contract else f"{contract.number}/{record.number}"
    apps.get_model("workdays", "KeptDeadline").objects.create(
        clock=clock,
        subject_id=record.public_id,
        subject_label=label,
        stream=f"agency:{contract.agency_id}",
        county_id=contract.county_id,
        starts_on=accepted_on,
        key=KEY,
        amount=rule.value,
        unit=rule.unit,
        provenance=rule.provenance,
        citation=rule.citation,
        due_on=until,
        calendar_version=f"v{version}",
        days_off=_days_off(apps, contract.county_id, accepted_on, until),
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
        ("contracts", "0042_answer_until"),
        ("workdays", "0011_whole_texts"),
    ]

    operations = [
        migrations.AddField(
            "contract",
            "reconsider_until",
            models.DateField(
                blank=True, null=True, verbose_name="acceptance can be taken back until"
            ),
        ),
        migrations.AddField(
            "contractaddendum",
            "reconsider_until",
            models.DateField(
                blank=True, null=True, verbose_name="acceptance can be taken back until"
            ),
        ),
        migrations.RunPython(register, migrations.RunPython.noop, elidable=True),
        LoadSQL("contracts", "acceptance", "addenda", "agreements", "clocks", "events"),
    ]
