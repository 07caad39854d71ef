"""Secrets of sign-in are encrypted for one account; what was stored before is encrypted anew."""

from typing import Any

from django.contrib.auth.hashers import is_password_usable
from django.db import migrations

from accounts.sealing import seal_factor, seal_hash
from core.crypto import decrypt


def seal(apps: Any, schema_editor: Any) -> None:
    """Encrypt passwords and second factors of before for their accounts."""
    for user in apps.get_model("accounts", "User").objects.only("public_id", "password"):
        if is_password_usable(user.password):
            user.password = seal_hash(user.password, str(user.public_id))
            user.save(update_fields=["password"])
    for factor in apps.get_model("mfa", "Authenticator").objects.all():
        for name in {"secret", "seed"} & {*factor.data}:
            factor.data[name] = seal_factor(decrypt(factor.data[name]), factor.user_id)
        factor.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_factors")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
