"""Loading the violation types, the sanction matrix and how cases are reckoned from the files."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from core.jalali import of
from violations.models import CaseRule, SanctionRule, ViolationType

DATA = Path(__file__).parents[1] / "data"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return of(*(int(part) for part in text.split("-"))) if text else None


def _number(text: str) -> int | None:
    return int(text) if text else None


@transaction.atomic
def load_types() -> tuple[int, int, int]:
    """
    Load types, matrix cells and reckonings from `violations/data`; run twice, add nothing.

    Return how many rows of each kind were added. A changed type is a new dated row in the file:
    the row before gets its end, nothing else of a loaded row is touched.
    """
    return _load_types(), _load_sanctions(), _load_reckonings()


def _load_types() -> int:
    known = {(kind.code, kind.valid_from): kind for kind in ViolationType.objects.all()}
    rows = sorted(_rows("types.csv"), key=lambda row: (row["code"], row["valid_from"]))
    added = 0
    for row in rows:
        valid_from, valid_to = _day(row["valid_from"]), _day(row["valid_to"])
        assert valid_from is not None  # noqa: S101 - the files are ours
        kind = known.get((row["code"], valid_from))
        if kind is not None:
            if kind.valid_to is None and valid_to is not None:
                kind.valid_to = valid_to
                kind.save(update_fields=["valid_to", "updated_at"])
            continue
        ViolationType.objects.create(
            code=row["code"],
            title=row["title"],
            track=row["track"],
            severity=row["severity"],
            points=int(row["points"]),
            legal_reference=row["source"],
            explanation=row["explanation"],
            cure_days=_number(row["cure_days"]),
            provenance=row["provenance"],
            valid_from=valid_from,
            valid_to=valid_to,
        )
        added += 1
    return added


def _load_sanctions() -> int:
    kinds = {(kind.code, kind.valid_from): kind for kind in ViolationType.objects.all()}
    known = set(SanctionRule.objects.values_list("type_id", "occurrence"))
    made = []
    for row in _rows("sanctions.csv"):
        valid_from = _day(row["valid_from"])
        assert valid_from is not None  # noqa: S101 - the files are ours
        kind = kinds[row["type"], valid_from]
        if (kind.pk, int(row["occurrence"])) in known:
            continue
        made.append(
            SanctionRule(
                type=kind,
                occurrence=int(row["occurrence"]),
                sanction=row["sanction"],
                days=_number(row["days"]),
                extra=row["extra"],
                legal_reference=row["source"],
                provenance=row["provenance"],
            )
        )
    return len(SanctionRule.objects.bulk_create(made))


def _load_reckonings() -> int:
    known = {rule.valid_from: rule for rule in CaseRule.objects.all()}
    added = 0
    for row in sorted(_rows("reckoning.csv"), key=lambda row: row["valid_from"]):
        valid_from, valid_to = _day(row["valid_from"]), _day(row["valid_to"])
        assert valid_from is not None  # noqa: S101 - the files are ours
        rule = known.get(valid_from)
        if rule is not None:
            if rule.valid_to is None and valid_to is not None:
                rule.valid_to = valid_to
                rule.save(update_fields=["valid_to", "updated_at"])
            continue
        CaseRule.objects.create(
            quorum=int(row["quorum"]),
            agency_quorum=int(row["agency_quorum"]),
            lookback_months=int(row["lookback_months"]),
            points_months=int(row["points_months"]),
            evidence_days=int(row["evidence_days"]),
            stand_in_days=int(row["stand_in_days"]),
            legal_reference=row["source"],
            provenance=row["provenance"],
            valid_from=valid_from,
            valid_to=valid_to,
        )
        added += 1
    return added
