"""
What can be done to an import: bring, check, confirm, apply.

A worker claims what waits, reads the file outside the transaction (with a sign of life), and calls
one action that checks or applies all rows in one transaction. Doing either twice does it once.
"""

import hashlib
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.principal import Principal, require
from audit.actions import record
from core.acts import begin, need_role
from core.clock import day_in_tehran
from core.errors import IllegalMove, Invalid
from core.papers import refuse_unclean
from core.papers.heads import Letter
from core.persian import display_safe
from core.sheets import SheetRefused, safe_name
from core.sheets.reading import MOST_BYTES
from lists.actions import follow_work, tell_followed, titled
from lists.models import JobState
from offices.actions.batches import Batch
from offices.actions.entries import HEAD
from offices.actions.lists import Arguments, list_kind, propose_list, stands_against
from offices.acts.imports import CONFIRM, DOWNLOAD, START
from offices.facts import CONTENTS
from offices.facts.contents import Content
from offices.facts.imports import (
    annotated_workbook,
    content_of,
    needs_second,
    opened,
    sealed,
    wrong_in_head,
)
from offices.models import ImportState, KnownRows, RegisterImport
from offices.rules.tables import Problem, Table

# A worker that has given no sign for this long is taken for dead.
SILENCE = timedelta(minutes=2)
GONE = gettext_lazy("Whoever brought the file has no longer the role for it. Bring it again.")
BROKEN = gettext_lazy(
    "The system failed over this file; nothing of it was written. Tell the platform admin."
)


@transaction.atomic
def start_import(
    *,
    data: bytes,
    file_name: str,
    content: str,
    actor: Principal,
    at: datetime,
    known_rows: str = KnownRows.UPDATE,
    document_no: str = "",
    document_on: date | None = None,
    document_issuer: str = "",
) -> RegisterImport:
    """
    Keep a file (sealed) that a worker will check; nothing of it enters the register yet.

    The list of renewed licences comes with the head of the letter that brought it.

    Raises:
        NotPermitted: the actor's role may not import this kind.
        Invalid: there is no such kind, the head of the letter is missing or wrong, or the scanner
            refuses the file.
        SheetRefused: the file is empty or larger than 10 MB.
    """
    need_role(START, actor)
    kind = CONTENTS.get(content)
    if kind is None:
        raise Invalid(fields={"content": [_("Choose what the file holds.")]})
    require(actor, kind.permission)
    letter = Letter(document_no, document_on, document_issuer)
    if wrong := wrong_in_head(kind, letter, day_in_tehran(at)):
        raise Invalid(fields=wrong)
    if not data or len(data) > MOST_BYTES:
        raise SheetRefused("too-big" if data else "empty")
    refuse_unclean(data, file_name)
    batch = _stored(kind, data, safe_name(file_name), KnownRows(known_rows), letter, actor)
    follow_work(
        public_id=batch.public_id,
        kind="import",
        title=lambda: _("Check of “{file}”").format(file=batch.file_name),
        place=batch.get_absolute_url(),
        actor=actor,
    )
    record(
        actor=actor,
        verb="import.started",
        target=batch,
        changes={
            "sha256": (None, batch.sha256),
            "content": (None, kind.name),
            **{name: (None, getattr(batch, name)) for name in HEAD if kind.needs_letter},
        },
        at=at,
    )
    return batch


def _stored(
    kind: Content, data: bytes, file_name: str, known_rows: KnownRows, letter: Letter,
    actor: Principal,
) -> RegisterImport:  # fmt: skip
    """Return a new import with its sealed file and the head of its letter."""
    batch = RegisterImport(
        content=kind.name,
        file_name=file_name,
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=actor.user_id,
        uploaded_by_name=actor.name,
        grant_id=actor.grant_id,
        known_rows=known_rows,
        document_no=display_safe(letter.number),
        document_on=letter.on,
        document_issuer=display_safe(letter.issuer),
    )
    batch.file.save(f"{batch.public_id}.sealed", ContentFile(sealed(data)), save=False)
    batch.save(force_insert=True)
    return batch


@transaction.atomic
def claim_import(*, import_id: int, at: datetime) -> RegisterImport | None:
    """
    Take a waiting import for this worker and return it, or None if another has it.

    No event: that a worker picks up its work is nobody's act.
    """
    batch = (
        RegisterImport.objects.waiting(at - SILENCE)
        .select_for_update(skip_locked=True)
        .filter(pk=import_id)
        .first()
    )
    if batch is None:
        return None
    is_checking = batch.state in {ImportState.UPLOADED, ImportState.CHECKING}
    batch.state = ImportState.CHECKING if is_checking else ImportState.APPLYING
    batch.heartbeat_at = at
    batch.rows_done = 0
    batch.save(update_fields=["state", "heartbeat_at", "rows_done", "updated_at"])
    _tell(batch, at)
    return batch


# Where the job stands that shows an import among its owner's long work.
JOB_STATES = {
    ImportState.UPLOADED: JobState.WAITING,
    ImportState.CHECKING: JobState.RUNNING,
    ImportState.CHECKED: JobState.DONE,
    ImportState.CONFIRMED: JobState.WAITING,
    ImportState.APPLYING: JobState.RUNNING,
    ImportState.APPLIED: JobState.DONE,
    ImportState.REFUSED: JobState.FAILED,
    ImportState.FAILED: JobState.FAILED,
}


def _tell(batch: RegisterImport, at: datetime, **values: str) -> None:
    tell_followed(
        public_id=batch.public_id,
        state=JOB_STATES[ImportState(batch.state)],
        at=at,
        rows_total=batch.rows_total,
        rows_done=min(batch.rows_done, batch.rows_total),
        counts=batch.counts,
        refusal=batch.refusal,
        **values,
    )


def note_progress(*, import_id: int, rows_done: int, rows_total: int, at: datetime) -> None:
    """Tell the waiting page how far the worker is, outside any transaction of the work."""
    working = RegisterImport.objects.filter(
        pk=import_id, state__in=[ImportState.CHECKING, ImportState.APPLYING]
    )
    if working.update(rows_done=rows_done, rows_total=rows_total, heartbeat_at=at):
        _tell(working.defer("errors").get(), at)


@transaction.atomic
def refuse_import(*, import_id: int, reason: str | Promise, at: datetime, seems: str = "") -> None:
    """Note why the file is not taken at all; `seems` is the kind that it holds more likely."""
    working = RegisterImport.objects.filter(
        pk=import_id, state__in=[ImportState.CHECKING, ImportState.APPLYING]
    )
    if working.update(state=ImportState.REFUSED, refusal=str(reason), seems=seems):
        batch = RegisterImport.objects.get(pk=import_id)
        _tell(batch, at)
        record(actor=User.objects.system(), verb="import.refused", target=batch)


@transaction.atomic
def check_import(
    *, import_id: int, table: Table, actor: Principal, on: date, at: datetime
) -> RegisterImport:
    """
    Find out what every row would do, and everything that is wrong, without changing the register.

    Raises:
        NotPermitted: the actor's role may not import this kind (any more).
        RegisterImport.DoesNotExist: there is none with this key in the actor's scope.
    """
    batch = RegisterImport.objects.visible_to(actor).select_for_update().get(pk=import_id)
    content = content_of(batch.content)
    require(actor, content.permission)
    if batch.state != ImportState.CHECKING:
        return batch
    staged = _staged(batch, table, actor, on, at)
    _store_result(batch, staged, ImportState.CHECKED)
    _tell(batch, at)
    return batch


def _staged(batch: RegisterImport, table: Table, actor: Principal, on: date, at: datetime) -> Batch:
    content = content_of(batch.content)
    staged = Batch(
        table=table,
        content=content,
        actor=actor,
        on=on,
        at=at,
        file_name=batch.file_name,
        known_rows=batch.known_rows,
        import_id=batch.pk,
    )
    staged.stage()
    content.check(staged)
    staged.note_left_alone()
    return staged


def _store_result(batch: RegisterImport, staged: Batch, state: ImportState) -> None:
    batch.state = state
    batch.counts = staged.counts()
    batch.rows_total = batch.rows_done = len(staged.table.rows)
    problems = sorted(staged.problems, key=lambda found: (found.line, found.column))
    batch.errors = [asdict(found) for found in problems]
    batch.seems = staged.table.seems
    batch.save(
        update_fields=[
            "state", "counts", "rows_total", "rows_done", "errors", "seems", "updated_at",
        ]
    )  # fmt: skip


@transaction.atomic
def attach_annotated(*, import_id: int, table: Table, at: datetime) -> None:
    """Keep the user's rows with their errors beside them, for download; sealed on the disk."""
    batch = RegisterImport.objects.select_for_update().get(pk=import_id)
    workbook = annotated_workbook(table, [Problem(**found) for found in batch.errors])
    batch.annotated.save(
        f"{batch.public_id}-annotated.sealed", ContentFile(sealed(workbook)), save=False
    )
    batch.save(update_fields=["annotated", "updated_at"])
    place = reverse("offices:annotated", args=[batch.public_id])
    tell_followed(
        public_id=batch.public_id, state=JOB_STATES[ImportState(batch.state)], at=at,
        file_place=place,
    )  # fmt: skip


@transaction.atomic
def hand_out_annotated(*, import_id: int, actor: Principal, at: datetime) -> bytes:
    """
    Return the workbook with the errors, which holds national IDs; who took it is recorded.

    Raises:
        NotPermitted: the actor's role may not import this kind.
        RegisterImport.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: there is no such workbook.
    """
    batch: RegisterImport = begin(DOWNLOAD, import_id, actor, day_in_tehran(at))
    record(actor=actor, verb="import.downloaded", target=batch, at=at)
    with batch.annotated.open("rb") as file:
        return opened(file.read())


@transaction.atomic
def confirm_import(
    *, import_id: int, actor: Principal, at: datetime, leaves_errors: bool = False
) -> RegisterImport:
    """
    Say that a checked import shall be applied; `leaves_errors` leaves out the rows with errors.

    A list whose letter is of an earlier day than one person may enter waits for the deputy: it is
    returned as it stands.

    Raises:
        NotPermitted: the actor's role may not import this kind.
        IllegalMove: it is not checked, there is nothing to do, or errors were not given up.
    """
    on = day_in_tehran(at)
    batch: RegisterImport = begin(CONFIRM, import_id, actor, on)
    if batch.counts.get("wrong") and not leaves_errors:
        raise IllegalMove(
            _("Rows have errors. Correct the file, or say that these rows are left out.")
        )
    if needs_second(batch, on):
        propose_list(batch, leaves_errors=leaves_errors, actor=actor, on=on, at=at)
        return batch
    return _let_apply(batch, leaves_errors, actor.grant_id, actor, at)


def _let_apply(
    batch: RegisterImport, leaves_errors: bool, grant: int, actor: Principal, at: datetime
) -> RegisterImport:
    """Let a worker apply a checked import in the name of whom the grant belongs to."""
    batch.state = ImportState.CONFIRMED
    batch.leaves_errors = leaves_errors
    batch.grant_id = grant
    batch.heartbeat_at = at
    batch.save(update_fields=["state", "leaves_errors", "grant_id", "heartbeat_at", "updated_at"])
    _tell(batch, at, **titled(lambda: _("Import of “{file}”").format(file=batch.file_name)))
    record(
        actor=actor,
        verb="import.confirmed",
        target=batch,
        changes={"leaves_errors": (None, leaves_errors)},
        at=at,
    )
    return batch


def _confirmed(batch: RegisterImport, arguments: Arguments, actor: Principal, at: datetime) -> None:
    """Let a list be applied that the deputy confirms, in the name of whoever entered it."""
    _let_apply(batch, arguments["leaves_errors"], arguments["grant"], actor, at)


LIST_KIND = list_kind(_confirmed)


@transaction.atomic
def apply_import(
    *, import_id: int, table: Table, actor: Principal, on: date, at: datetime
) -> RegisterImport:
    """
    Write all rows of a confirmed import in this one transaction.

    Everything is checked again; when the register has changed so that the outcome is not the one
    that was confirmed, nothing is written and the new outcome waits for a new confirmation.

    Raises:
        NotPermitted: the actor's role may not import this kind (any more).
        RegisterImport.DoesNotExist: there is none with this key in the actor's scope.
    """
    batch = RegisterImport.objects.visible_to(actor).select_for_update().get(pk=import_id)
    content = content_of(batch.content)
    require(actor, content.permission)
    if batch.state != ImportState.APPLYING:
        return batch
    if told := stands_against(batch, on):
        batch.state = ImportState.CHECKED
        batch.refusal = told
        batch.save(update_fields=["state", "refusal", "updated_at"])
        _tell(batch, at)
        return batch
    staged = _staged(batch, table, actor, on, at)
    if staged.counts() != batch.counts:
        _store_result(batch, staged, ImportState.CHECKED)
        batch.refusal = _("The register has changed since. Look at the new result and confirm it.")
        batch.save(update_fields=["refusal"])
        _tell(batch, at)
        return batch
    staged.analyze()  # the checks filled columns in
    content.apply(staged)
    batch.state = ImportState.APPLIED
    batch.applied_at = at
    batch.refusal = ""
    batch.rows_done = batch.rows_total
    batch.save(update_fields=["state", "applied_at", "refusal", "rows_done", "updated_at"])
    _tell(batch, at)
    record(
        actor=actor,
        verb="import.applied",
        target=batch,
        changes={name: (None, count) for name, count in batch.counts.items()},
        note=batch.file_name,
        at=at,
    )
    return batch
