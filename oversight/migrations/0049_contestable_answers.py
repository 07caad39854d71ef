"""A review is not decided while the office may contest an answer entered in its name."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("oversight", "0048_proof_bars")]

    operations = [LoadSQL("oversight", "deciding_roles", "second_persons")]
