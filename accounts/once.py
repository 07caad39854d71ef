"""The store of Idempotency-Keys: a row in the transaction of the effect (SECURITY 4)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from accounts.models import SentKey
from core.crypto import decrypt, encrypt
from core.errors import InProgress, KeyReused
from core.rest.once import Kept
from core.shapes import fixed
from core.statements import run
from core.writes import Also, Part, write

LIFE = timedelta(hours=24)
WAIT = "2s"  # for the first request with the same key (design: DECISIONS 23)
_TAKE = fixed(
    "SELECT id, is_new, digest, status, answer, sent_at"
    " FROM accounts_take_key(%s, %s, %s, %s, %s, %s)",
    "id", "is_new", "digest", "status", "answer", "sent_at",
    kinds=["bigint", "text", "text", "text", "timestamptz", "text"],
)  # fmt: skip
_KEEP = "UPDATE accounts_sentkey SET status = %s, answer = %s WHERE id = %s RETURNING id AS key"


class SentKeys:
    """Keys of callers with their answers, encrypted, for a day."""

    def begin(self, *, actor: Any, key: str, digest: str, at: datetime) -> int | Kept:
        """
        Take the key for this transaction, or return the answer that it got; one query.

        Raises:
            InProgress: the first request with the key is still at work.
            KeyReused: the key came with another request.
        """
        found = run(_TAKE, [actor.grant_id, actor.client, key, digest, at, WAIT])
        if not found:
            raise InProgress
        (row,) = found
        number: int = row["id"]
        if row["is_new"]:
            return number
        if row["sent_at"] <= at - LIFE:
            self.forget(number)
            return self.begin(actor=actor, key=key, digest=digest, at=at)
        if row["digest"] != digest:
            raise KeyReused
        body = decrypt(row["answer"]).encode() if row["answer"] else None
        return Kept(status=row["status"] or 200, body=body)

    def keep(self, row: int, kept: Kept) -> None:
        """Keep the answer beside the effect."""
        write(self.keeping(row, lambda: kept))

    def keeping(self, row: int, told: Callable[[], Kept]) -> Part:
        """Return what keeps the answer, to be written with the effect; it is told by then."""

        def values() -> tuple[int, str, int]:
            kept = told()
            return kept.status, "" if kept.body is None else encrypt(kept.body.decode()), row

        return Also(_KEEP, values)

    def forget(self, row: int) -> None:
        """Give the key back."""
        SentKey.objects.filter(pk=row).delete()


def sweep(at: datetime) -> int:
    """Remove the keys that are older than a day; return how many."""
    removed, _tables = SentKey.objects.filter(sent_at__lte=at - LIFE).delete()
    return removed
