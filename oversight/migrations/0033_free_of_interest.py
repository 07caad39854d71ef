"""Who holds or runs the office is not free to decide its review, nor to name who does."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("oversight", "0032_decision_after_the_answer")]

    operations = [LoadSQL("oversight", "hearings")]
