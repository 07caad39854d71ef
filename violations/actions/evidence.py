"""Taking in evidence: checked, sealed, then attached once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from contracts.models import Contract
from core.acts import need_role
from core.errors import Invalid, NotPermitted
from core.models import new_public_id
from core.papers import clean_name, refuse_size, take
from core.persian import persian_digits
from violations.actions.steps import Problems
from violations.acts.reports import UPLOAD
from violations.facts import stray_files
from violations.facts.seals import may_open_original
from violations.models import Case, Evidence, ViolationReport

KINDS = (
    "report", "service", "defence", "appeal", "correction", "hearing", "judgment", "minutes",
)  # fmt: skip
LIFE = timedelta(hours=24)
# What one person may have waiting, and what one act may attach.
MOST_LOOSE_FILES = 40
MOST_LOOSE_BYTES = 400 * 1024 * 1024
MOST_AT_ONCE = 20


@transaction.atomic
def upload_evidence(
    *, file: "File[bytes]", kind: str, actor: Principal, at: datetime, is_restricted: bool = False
) -> Evidence:
    """
    Check, seal and store a JPEG, PNG or PDF; return the evidence, not attached to anything yet.

    Later actions name it by its `public_id`; only its uploader may, once, within 24 hours.
    `kind` is report, service, defence, appeal, correction, hearing, judgment or minutes. A
    restricted file is never shown to offices.

    Raises:
        NotPermitted: the role adds no evidence.
        Invalid: the file is refused; the text under `file` says why and what helps.
    """
    need_role(UPLOAD, actor)
    name = clean_name(file.name or "")
    if kind not in KINDS:
        raise Invalid(fields={"kind": [_("There is no such kind of file.")]})
    refuse_size(name, file.size or 0)
    _refuse_quota(actor, at, file.size or 0)
    taken = take(file)
    data, paper = taken.data, taken.paper
    public_id = new_public_id()
    folder = f"{at:%Y/%m}"
    evidence = Evidence(
        public_id=public_id,
        kind=kind,
        name=taken.name,
        media_type=paper.media_type,
        size=len(data),
        pages=paper.pages,
        sha256=taken.sha256,
        is_restricted=is_restricted,
        checked_by=taken.checked_by,
        uploaded_by=actor.user_id,
        uploaded_by_name=actor.name,
        uploaded_at=at,
    )
    evidence.original.save(f"{folder}/{public_id}.{paper.kind}", ContentFile(data), save=False)
    evidence.copy.save(f"{folder}/{public_id}.{paper.kind}", ContentFile(paper.copy), save=False)
    evidence.save(force_insert=True)
    record(
        actor=actor,
        verb="evidence.uploaded",
        target=evidence,
        changes={"sha256": (None, evidence.sha256), "size": (None, evidence.size)},
        at=at,
    )
    return evidence


def _refuse_quota(actor: Principal, at: datetime, size: int) -> None:
    waiting = Evidence.objects.filter(
        uploaded_by=actor.user_id, attached_at__isnull=True, uploaded_at__gt=at - LIFE
    ).aggregate(files=Count("pk"), bytes=Sum("size"))
    too_many = waiting["files"] >= MOST_LOOSE_FILES
    if too_many or (waiting["bytes"] or 0) + size > MOST_LOOSE_BYTES:
        text = _("Too many of your files wait to be attached. File the report, or try tomorrow.")
        raise Invalid(fields={"file": [text]})


def claim(
    evidence_ids: Sequence[UUID], *, actor: Principal, at: datetime, problems: Problems
) -> list[Evidence]:
    """Return the actor's own fresh files, locked, in the order given; note what is missing."""
    wanted = list(dict.fromkeys(evidence_ids))
    if not wanted:
        return []
    if len(wanted) > MOST_AT_ONCE:
        problems.add(
            "evidence", _("At most {most} files at once.").format(most=persian_digits(MOST_AT_ONCE))
        )
        return []
    found = {
        row.public_id: row
        for row in Evidence.objects.visible_to(actor)
        .filter(public_id__in=wanted, uploaded_by=actor.user_id, attached_at__isnull=True)
        .filter(uploaded_at__gt=at - LIFE, uploaded_at__lte=at)
        .select_for_update(of=("self",))
        .order_by("pk")
    }
    if len(found) < len(wanted):
        problems.add(
            "evidence",
            _("A file is missing, was used already, or is older than a day. Add it again."),
        )
    return [found[key] for key in wanted if key in found]


def claim_scan(
    evidence_ids: Sequence[UUID], *, actor: Principal, at: datetime, problems: Problems
) -> list[Evidence]:
    """Return the files of an act on paper, as `claim`; note that its scan is missing."""
    files = claim(evidence_ids, actor=actor, at=at, problems=problems)
    if not files and "evidence" not in problems.fields:
        problems.add("evidence", _("Add the scan of the paper."))
    if any(file.is_restricted for file in files):
        problems.add("evidence", _("The office reads this paper: its scan is not restricted."))
    return files


def attach(
    files: Sequence[Evidence],
    *,
    at: datetime,
    report: ViolationReport | None = None,
    case: Case | None = None,
    contract: Contract | None = None,
    hearing: UUID | None = None,
) -> None:
    """
    Attach claimed files to a report, a case, or a hearing on a contract (its public id).

    A trigger lets it happen once.
    """
    for file in files:
        file.report, file.case, file.attached_at = report, case, at
        file.contract, file.hearing = contract, hearing
        file.save(
            update_fields=["report", "case", "contract", "hearing", "attached_at", "updated_at"]
        )


@dataclass(frozen=True)
class Opened:
    """A file as it leaves the house; `is_whole` tells whether the original is what was sealed."""

    evidence: Evidence
    content: bytes
    is_whole: bool


@transaction.atomic
def open_evidence(
    *, evidence_id: int, original: bool = False, actor: Principal, at: datetime
) -> Opened:
    """
    Read a file, compare the original with its seal, and leave the event of its opening.

    The rebuilt copy is handed out; the original only to those who judge and ask for it, to prove
    the seal.

    Raises:
        NotPermitted: the actor asks for the original and does not judge the file.
        Evidence.DoesNotExist: there is none with this key in the actor's scope.
    """
    evidence = Evidence.objects.visible_to(actor).get(pk=evidence_id)
    if original and not may_open_original(actor):
        raise NotPermitted(_("The original stays sealed. Open its copy."))
    try:
        content = _bytes(evidence.original)
        is_whole = hashlib.sha256(content).hexdigest() == evidence.sha256
        if not original:
            content = _bytes(evidence.copy)
    except OSError:
        is_whole = False
    record(
        actor=actor,
        verb="evidence.original_opened" if original else "evidence.opened",
        target=evidence.case or evidence.report or evidence.contract or evidence,
        changes={"file": (None, evidence.name), "sha256": (None, evidence.sha256)},
        note="" if is_whole else _("The file differs from its seal."),
        at=at,
    )
    return Opened(evidence, content if is_whole else b"", is_whole)


def _bytes(stored: FieldFile) -> bytes:
    with stored.open("rb") as file:
        return bytes(file.read())


@transaction.atomic
def sweep_uploads(*, before: datetime, actor: Principal) -> int:
    """
    Remove files that were uploaded before a moment and never attached; return how many.

    Files that a failed upload left behind go with them: those older than `before` of no row.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    require(actor, Permission.CASE_TICK)
    loose = list(
        Evidence.objects.filter(attached_at__isnull=True, uploaded_at__lt=before)
        .select_for_update(skip_locked=True)
        .order_by("pk")
    )
    Evidence.objects.filter(pk__in=[row.pk for row in loose]).delete()
    names = [str(file.name) for row in loose for file in (row.original, row.copy) if file]
    names += [
        stray.name
        for stray in stray_files()
        if default_storage.get_modified_time(stray.name) < before
    ]
    transaction.on_commit(partial(_remove, names))
    return len(loose)


def _remove(names: Sequence[str]) -> None:
    """Remove stored files that no row knows."""
    for name in names:
        default_storage.delete(name)
