"""
The secret of a webhook is encrypted for it: in the row of another one it signs nothing.

Who writes SQL as the web process can copy columns, but knows no key
(docs/adr/0077-credentials-at-rest.md).
"""

from uuid import UUID

from core.crypto import decrypt, encrypt


def seal_secret(secret: str, webhook: UUID) -> str:
    """Return the secret as it is stored for a webhook, which is named by its public id."""
    return encrypt(secret, f"secret of webhook {webhook}")


def open_secret(stored: str, webhook: UUID) -> str:
    """
    Return the secret of a webhook.

    Raises:
        cryptography.exceptions.InvalidTag: it was stored for another one, or altered.
    """
    return decrypt(stored, f"secret of webhook {webhook}")
