"""Secrets of sign-in are longer, and second factors stay with their accounts."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_known_deciders"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [
        migrations.AlterField(
            model_name="user",
            name="password",
            field=models.CharField(max_length=255, verbose_name="password"),
        ),
        LoadSQL("accounts", "fixed", "factors"),
    ]
