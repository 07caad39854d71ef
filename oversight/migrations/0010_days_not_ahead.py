"""No step of a review, no flag and no approval lies ahead; only a dry run looks there."""

from django.db import migrations

# Days on which something is said to have happened; windows and ends to come are not among them.
PAST = {
    "oversight_terminationreview": [
        "opened_on", "issued_on", "served_on", "statement_on", "heard_on", "escalated_on",
        "reminded_on", "recommended_on", "decided_on", "closed_on",
    ],
    "oversight_policyversion": ["approved_on"],
    "oversight_flag": ["as_of"],
    "oversight_flagend": ["on"],
}  # fmt: skip

FORWARD = "".join(
    f"SELECT pishkhan_guard_days('{table}', '" + "', '".join(columns) + "');\n"
    for table, columns in PAST.items()
)
BACKWARD = "".join(f"DROP TRIGGER {table}_not_ahead ON {table};\n" for table in PAST)


class Migration(migrations.Migration):
    dependencies = [("oversight", "0009_keep_reminders"), ("core", "0002_days_not_ahead")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
