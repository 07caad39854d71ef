"""What the guards of unopened notices share."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("workdays", "0005_body_counting")]
    operations = [LoadSQL("workdays", "unopened")]
