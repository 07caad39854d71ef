"""Minutes that too few sat to witness a refusal in are not confirmed once the time is over."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0038_matrix")]

    operations = [LoadSQL("violations", "sessions")]
