"""Evidence as cards on a page: name, size, pages, and what kind of paper it is."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from contracts.models import Contract
from core.persian import decimals, persian_digits
from violations.models import Case, Evidence, ViolationReport

MEGABYTE = 1024 * 1024
COLUMNS = (
    "public_id",
    "name",
    "size",
    "pages",
    "media_type",
    "kind",
    "sha256",
    "copy",
    "is_restricted",
    "attached_at",
)


def size_words(size: int) -> str:
    """Return a size as people say it."""
    if size < MEGABYTE:
        return _("%(size)s KB") % {"size": persian_digits(max(1, round(size / 1024)))}
    number = decimals(persian_digits(f"{size / MEGABYTE:.1f}"))
    return _("%(size)s MB") % {"size": number}


def _card(row: dict[str, Any]) -> dict[str, Any]:
    is_image = row["media_type"].startswith("image/")
    key = row["public_id"]
    words = [size_words(row["size"])]
    if row["pages"] and not is_image:
        pages = persian_digits(row["pages"])
        words = [_("PDF, %(pages)s p.") % {"pages": pages}, *words]
    if row["is_restricted"]:
        words.append(_("kept from the office"))
    return {
        "kind": row["kind"],
        "public_id": key,
        "attached_at": row["attached_at"],
        "is_image": is_image,
        "url": reverse("violations:evidence", args=[key]),
        "page": reverse("violations:exhibit", args=[key]),
        "name": row["name"],
        "note": " · ".join(words),
        "icon": "image" if is_image else "pdf",
        "thumbnail": reverse("violations:thumbnail", args=[key]) if is_image else "",
    }


def exhibits_of(
    actor: Principal, *, case: Case | None = None, report: ViolationReport | None = None
) -> list[dict[str, Any]]:
    """Return the cards of a case's evidence, its reports' included, or of one report's."""
    if case is not None:
        which = Q(case=case) | Q(report__in=case.reports.values("pk"))
    else:
        which = Q(report=report)
    found = Evidence.objects.visible_to(actor).filter(which).order_by("pk")
    return [_card(row) for row in found.values(*COLUMNS)]


def exhibits_of_hearing(actor: Principal, hearing: UUID) -> list[dict[str, Any]]:
    """Return the cards of what an office added to its answer in a hearing."""
    found = Evidence.objects.visible_to(actor).filter(hearing=hearing).order_by("pk")
    return [_card(row) for row in found.values(*COLUMNS)]


def exhibits_beside(
    actor: Principal, evidence: Evidence
) -> tuple[list[dict[str, Any]], Case | ViolationReport | Contract | None]:
    """Return the files that were filed with one, itself included, and the record they are of."""
    if evidence.hearing is not None:
        return exhibits_of_hearing(actor, evidence.hearing), evidence.contract
    cases = Case.objects.visible_to(actor)
    case = cases.filter(Q(pk=evidence.case_id) | Q(reports=evidence.report_id)).order_by("pk")
    if found := case.first():
        return exhibits_of(actor, case=found), found
    if evidence.report is not None:
        return exhibits_of(actor, report=evidence.report), evidence.report
    alone = Evidence.objects.visible_to(actor).filter(pk=evidence.pk)
    return [_card(row) for row in alone.values(*COLUMNS)], None


def of_kind(cards: Iterable[dict[str, Any]], *kinds: str) -> list[dict[str, Any]]:
    """Return the cards of some kinds."""
    return [card for card in cards if card["kind"] in kinds]
