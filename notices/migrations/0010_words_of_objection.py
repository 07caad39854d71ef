"""In English who decides objections is called so."""

from django.db import migrations, models

import accounts.roles.names


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0009_safety_of_account"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="role",
            field=models.CharField(
                choices=[
                    (accounts.roles.names.Role["DEPUTY"], "development deputy"),
                    (accounts.roles.names.Role["EXPERT"], "provincial expert"),
                    (accounts.roles.names.Role["SECRETARIAT"], "secretariat"),
                    (accounts.roles.names.Role["COMMITTEE_CHAIR"], "committee chair"),
                    (accounts.roles.names.Role["COMMITTEE_MEMBER"], "committee member"),
                    (accounts.roles.names.Role["COUNTY_REP"], "county representative"),
                    (accounts.roles.names.Role["AGENCY_MANAGER"], "agency manager"),
                    (accounts.roles.names.Role["AGENCY_CLERK"], "agency clerk"),
                    (accounts.roles.names.Role["AGENCY_APPEAL"], "agency decider of objections"),
                    (accounts.roles.names.Role["ASSOCIATION"], "association admin"),
                    (accounts.roles.names.Role["OPERATOR"], "office operator"),
                    (accounts.roles.names.Role["AUDITOR"], "auditor"),
                    (accounts.roles.names.Role["PLATFORM_ADMIN"], "platform admin"),
                    (accounts.roles.names.Role["SYSTEM"], "system"),
                ],
                max_length=24,
                verbose_name="role",
            ),
        ),
    ]
