"""Which types of refusals an operation answers with, by what its document says it takes."""

from dataclasses import dataclass
from typing import Any

from core.problems import PROBLEMS

# What every operation may answer; the rest follows from what it takes.
EVERYWHERE = (
    "bad-request", "not-authenticated", "authentication-failed", "scope-missing",
    "address-not-allowed", "not-acceptable", "throttled", "error",
)  # fmt: skip
ONCE = ("idempotency-key-needed", "idempotency-mismatch", "in-progress")
MATCHED = ("precondition-required", "stale", "busy", "illegal-move")
FILES = ("paper-refused", "too-large")
WRITTEN = ("parse-error", "unsupported-media-type", "domain-error")


@dataclass(frozen=True)
class Refusal:
    """One type, its status, what it means and what helps."""

    code: str
    status: int
    title: str
    cure: str


def of(method: str, path: str, operation: dict[str, Any], fields: set[str]) -> tuple[Refusal, ...]:
    """Return the refusals that are this operation's own, by their status."""
    takes = {parameter["name"] for parameter in operation.get("parameters", ())}
    codes = {"not-permitted"}
    if takes - {"Idempotency-Key", "If-Match", "If-None-Match"} or fields:
        codes.add("invalid")
    if "{" in path:
        codes.add("not-found")
    if "cursor" in takes:
        codes.add("bad-cursor")
    if "ticket" in takes:
        codes.add("gone")
    if method == "get":
        return _told(codes)
    codes |= set(WRITTEN)
    codes |= set(ONCE) if "Idempotency-Key" in takes else set()
    codes |= set(MATCHED) if "If-Match" in takes else set()
    codes |= set(FILES) if "file" in fields else set()
    codes |= {"factor-required"} if "one_time_code" in fields else set()
    codes |= {"bulk-refused", "too-large"} if "items" in fields else set()
    codes |= {"shown-once"} if path.endswith(("/tokens", "/rotate", "/webhooks")) else set()
    return _told(codes)


def everywhere() -> tuple[Refusal, ...]:
    """Return the refusals that come from every address."""
    return _told(set(EVERYWHERE))


def _told(codes: set[str]) -> tuple[Refusal, ...]:
    found = (PROBLEMS[code] for code in PROBLEMS if code in codes)
    return tuple(
        Refusal(problem.code, problem.status, str(problem.title), str(problem.cure))
        for problem in sorted(found, key=lambda problem: problem.status)
    )
