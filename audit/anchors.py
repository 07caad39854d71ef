"""Heads written to an append-only file outside the database, so that a cut tail shows."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from audit.facts import Break
from audit.models import AuditEvent, AuditStream
from core.clock import now

# The name under which a break of the file itself is reported.
FILE = "anchors"
# The nightly event that says how many lines the file had, and the digest of the last of them.
READ = "proofs.verified"


def write_anchor() -> int:
    """
    Append the head of every stream to the anchor file; return how many.

    Each line is sealed with the key of the history, and carries the digest of the line before it.
    """
    heads = list(AuditStream.objects.order_by("name").values("name", "sequence", "head"))
    path = Path(settings.AUDIT_ANCHOR_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = anchor_lines()
    previous = digest(lines[-1]) if lines else ""
    with path.open("a", encoding="utf-8") as file:
        for head in heads:
            values = {"at": now().isoformat(), **head, "previous": previous}
            line = json.dumps({**values, "seal": sealed(values)})
            file.write(line + "\n")
            previous = digest(line)
    return len(heads)


def anchor_lines() -> list[str]:
    """Return the lines of the anchor file; none where there is no file."""
    path = Path(settings.AUDIT_ANCHOR_FILE)
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def digest(line: str) -> str:
    """Return the SHA-256 of a line."""
    return hashlib.sha256(line.encode()).hexdigest()


def sealed(values: Mapping[str, Any]) -> str:
    """Return HMAC-SHA-256 of an anchor under the key of the history."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    key = base64.b64decode(settings.AUDIT_KEY)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def anchor_breaks(lines: Sequence[str] | None = None) -> Iterator[Break]:
    """
    Yield every anchored head that the database no longer shows; the first of each stream.

    A line that was altered, added or taken out of the file is named too, the first of them, and
    what was cut from its end since the last nightly look. Lines from before lines were sealed stand
    only at the beginning.
    """
    lines = anchor_lines() if lines is None else lines
    seen: set[str] = set()
    previous, is_sealed = "", False
    for number, line in enumerate(lines, start=1):
        anchor = _read(line)
        stream, sequence = anchor.get("name", ""), anchor.get("sequence", 0)
        if FILE not in seen and (fault := _fault(anchor, previous, is_sealed)):
            seen.add(FILE)
            yield Break(FILE, number, fault)
        is_sealed = is_sealed or "seal" in anchor
        previous = digest(line)
        if stream in seen or sequence == 0:
            continue
        found = (
            AuditEvent.objects.filter(stream=stream, sequence=sequence).values_list("hash").first()
        )
        if found is None or found[0] != anchor.get("head"):
            seen.add(stream)
            yield Break(stream, sequence, "the event differs from the anchored one")
    if FILE not in seen:
        yield from lost_anchors(lines)


def anchors_read(lines: Sequence[str]) -> dict[str, Any]:
    """Return what the event of a nightly look says of the file, as changes of an event."""
    return {"anchors": (None, len(lines)), "anchor": (None, digest(lines[-1]))} if lines else {}


def lost_anchors(lines: Sequence[str]) -> Iterator[Break]:
    """Yield that the file lacks, or has changed, the lines that the last nightly look has read."""
    looks = AuditEvent.objects.filter(verb=READ, changes__has_key="anchors")
    last = looks.order_by("-pk").values_list("changes", flat=True).first()
    if last is None:
        return
    count, known = last["anchors"][1], last["anchor"][1]
    if len(lines) < count:
        yield Break(FILE, len(lines) + 1, "lines were cut from the end of the file")
    elif digest(lines[count - 1]) != known:
        yield Break(FILE, count, "the line is another than the one that was read at night")


def _read(line: str) -> dict[str, Any]:
    try:
        read = json.loads(line)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _fault(anchor: Mapping[str, Any], previous: str, is_sealed: bool) -> str:
    if "seal" not in anchor:
        return "the line is not sealed" if is_sealed or not anchor else ""
    values = {name: value for name, value in anchor.items() if name != "seal"}
    if not hmac.compare_digest(sealed(values), str(anchor["seal"])):
        return "the line was altered"
    if anchor.get("previous") != previous:
        return "the line does not follow the one before it"
    return ""
