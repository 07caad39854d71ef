"""Secrets of webhooks are encrypted for their webhook; what was stored before is encrypted anew."""

from typing import Any

from django.db import migrations

from core.crypto import decrypt
from notices.sealing import seal_secret


def bind(apps: Any, schema_editor: Any) -> None:
    """Encrypt the secrets of before for their webhooks."""
    for webhook in apps.get_model("notices", "Webhook").objects.all():
        for name in ("secret_sealed", "old_secret_sealed"):
            if stored := getattr(webhook, name):
                setattr(webhook, name, seal_secret(decrypt(stored), webhook.public_id))
        webhook.save(update_fields=["secret_sealed", "old_secret_sealed"])


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_row_policies")]
    operations = [migrations.RunPython(bind, migrations.RunPython.noop)]
