"""A dry run raises flags that it undoes; none of them stays."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("oversight", "0029_waiting_documents")]
    operations = [LoadSQL("oversight", "flags")]
