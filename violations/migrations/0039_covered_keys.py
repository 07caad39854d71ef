"""
Reports lose two indexes that others begin with: each report wrote them, and plans went astray.

As SQL, so that the foreign keys are not built anew over all reports.
"""

import django.db.models.deletion
from django.db import migrations, models

DROP = """
DROP INDEX violations_violationreport_agency_id_6b476227;
DROP INDEX violations_violationreport_office_id_0a1f7003;
"""
CREATE = """
CREATE INDEX violations_violationreport_agency_id_6b476227 ON violations_violationreport (agency_id);
CREATE INDEX violations_violationreport_office_id_0a1f7003 ON violations_violationreport (office_id);
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0038_waiting_by_index")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(DROP, CREATE)],
            state_operations=[
                migrations.AlterField(
                    model_name="violationreport",
                    name="agency",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                migrations.AlterField(
                    model_name="violationreport",
                    name="office",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
            ],
        )
    ]
