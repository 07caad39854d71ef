"""Whose account it is: the sealed national ID and the key that compares persons."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_keys_of_the_api"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="national_id_sealed",
            field=models.CharField(blank=True, max_length=200, verbose_name="national ID"),
        ),
        migrations.AddField(
            model_name="user",
            name="person_key",
            field=models.CharField(
                blank=True, editable=False, max_length=64, verbose_name="person"
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                condition=models.Q(("person_key", ""), _negated=True),
                fields=["person_key"],
                name="accounts_user_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("national_id_sealed", ""), ("person_key", "")),
                    models.Q(
                        models.Q(("person_key", ""), _negated=True),
                        models.Q(("national_id_sealed", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="accounts_user_person_sealed",
                violation_error_message="A person is known by a national ID.",
            ),
        ),
    ]
