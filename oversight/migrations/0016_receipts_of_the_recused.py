"""Who stood back from a case that a review counts enters no receipt of its notice."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("oversight", "0015_followed_days")]
    operations = [LoadSQL("oversight", "paper_service")]
