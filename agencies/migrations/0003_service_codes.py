"""The code of a service has a form: small Latin letters, digits, single hyphens."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_changes")]

    operations = [
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                name="agencies_service_code_form",
                condition=models.Q(code__regex=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"),
                violation_error_message=(
                    "A code begins with a small Latin letter; letters, digits and single hyphens "
                    "follow, as in gaz-bill."
                ),
            ),
        )
    ]
