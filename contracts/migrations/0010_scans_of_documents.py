"""The sealed scan of a document on which a suspension or an end rests."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0009_two_persons"),
    ]

    operations = [
        migrations.AddField(
            model_name="endingproof",
            name="scan",
            field=models.FileField(
                blank=True, upload_to="documents/original/", verbose_name="scan"
            ),
        ),
        migrations.AddField(
            model_name="endingproof",
            name="scan_checked_by",
            field=models.CharField(blank=True, max_length=40, verbose_name="checked by"),
        ),
        migrations.AddField(
            model_name="endingproof",
            name="scan_copy",
            field=models.FileField(blank=True, upload_to="documents/copy/", verbose_name="copy"),
        ),
        migrations.AddField(
            model_name="endingproof",
            name="scan_name",
            field=models.CharField(blank=True, max_length=160, verbose_name="file name"),
        ),
        migrations.AddField(
            model_name="endingproof",
            name="scan_sha256",
            field=models.CharField(blank=True, max_length=64, verbose_name="SHA-256"),
        ),
        migrations.AddField(
            model_name="endingproof",
            name="scan_size",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="size, bytes"),
        ),
        migrations.AddField(
            model_name="endingproof",
            name="scan_type",
            field=models.CharField(blank=True, max_length=40, verbose_name="type"),
        ),
    ]
