"""No row is numbered ahead of its sequence; who has an interest keeps no document."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("offices", "0008_second_persons"), ("audit", "0007_order_of_all")]

    operations = [LoadSQL("offices", "interests", "order")]
