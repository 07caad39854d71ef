"""The store of Idempotency-Keys: a row in the transaction of the effect (SECURITY 4)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction

from accounts.models import SentKey
from core.crypto import decrypt, encrypt
from core.errors import InProgress, KeyReused
from core.rest.once import Kept

LIFE = timedelta(hours=24)
WAIT = "2s"  # for the first request with the same key (design: DECISIONS 23)
_TAKE = """
INSERT INTO accounts_sentkey (grant_id, client, key, digest, answer, sent_at)
VALUES (%s, %s, %s, %s, '', %s) ON CONFLICT (grant_id, client, key) DO NOTHING RETURNING id
"""


class SentKeys:
    """Keys of callers with their answers, encrypted, for a day."""

    def begin(self, *, actor: Any, key: str, digest: str, at: datetime) -> int | Kept:
        """
        Take the key for this transaction, or return the answer that it got.

        Raises:
            InProgress: the first request with the key is still at work.
            KeyReused: the key came with another request.
        """
        row = self._take(actor, key, digest, at)
        if row is not None:
            return row
        whose = {"grant_id": actor.grant_id, "client": actor.client, "key": key}
        kept = SentKey.objects.get(**whose)
        if kept.sent_at <= at - LIFE:
            kept.delete()
            return self.begin(actor=actor, key=key, digest=digest, at=at)
        if kept.digest != digest:
            raise KeyReused
        body = decrypt(kept.answer).encode() if kept.answer else None
        return Kept(status=kept.status or 200, body=body)

    def _take(self, actor: Any, key: str, digest: str, at: datetime) -> int | None:
        """Insert the row; wait a little for another transaction that has inserted it."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
                cursor.execute(_TAKE, [actor.grant_id, actor.client, key, digest, at])
                found = cursor.fetchone()
                cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
        except OperationalError as error:
            raise InProgress from error
        return found[0] if found else None

    def keep(self, row: int, kept: Kept) -> None:
        """Keep the answer beside the effect."""
        answer = "" if kept.body is None else encrypt(kept.body.decode())
        SentKey.objects.filter(pk=row).update(status=kept.status, answer=answer)

    def forget(self, row: int) -> None:
        """Give the key back."""
        SentKey.objects.filter(pk=row).delete()


def sweep(at: datetime) -> int:
    """Remove the keys that are older than a day; return how many."""
    removed, _tables = SentKey.objects.filter(sent_at__lte=at - LIFE).delete()
    return removed
