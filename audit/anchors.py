"""Heads written to an append-only file outside the database, so that a cut tail shows."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from audit.facts import Break
from audit.models import AuditEvent, AuditStream
from core.clock import now


def write_anchor() -> int:
    """Append the head of every stream to the anchor file; return how many."""
    heads = list(AuditStream.objects.order_by("name").values("name", "sequence", "head"))
    path = Path(settings.AUDIT_ANCHOR_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        for head in heads:
            file.write(json.dumps({"at": now().isoformat(), **head}) + "\n")
    return len(heads)


def anchor_breaks() -> Iterator[Break]:
    """Yield every anchored head that the database no longer shows; the first of each stream."""
    path = Path(settings.AUDIT_ANCHOR_FILE)
    if not path.exists():
        return
    seen: set[str] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        anchor = json.loads(line)
        stream, sequence = anchor["name"], anchor["sequence"]
        if stream in seen or sequence == 0:
            continue
        found = (
            AuditEvent.objects.filter(stream=stream, sequence=sequence).values_list("hash").first()
        )
        if found is None or found[0] != anchor["head"]:
            seen.add(stream)
            yield Break(stream, sequence, "the event differs from the anchored one")
