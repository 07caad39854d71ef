"""The dossier of one case: asked for by who may see the whole of it, built file by file."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.principal import Principal
from accounts.roles import Role
from audit.actions import record
from core.acts import need, need_role
from core.clock import day_in_tehran
from core.errors import DomainError, IllegalMove
from core.persian import isolated
from lists.actions import start_job
from lists.models import WORKING, Job, JobState
from notices.printing import paper_as_pdf
from violations.acts.cases import ASK_FOR_DOSSIER
from violations.facts import Cut, cut_of, dossier_of, evidence_of, official, trail_of
from violations.facts.bundles import Bundle, as_json
from violations.facts.papers import paper_of
from violations.models import Case, Evidence

KIND = "dossier"
LEAST_KEPT = timedelta(hours=1)
CHECKER = Path(__file__).parent.parent / "data" / "check.html"


class FileBroken(DomainError):
    """A file of the case is not what was sealed; a dossier is not made of it."""

    code = "broken-seal"
    status = 409

    @staticmethod
    def default_message() -> str:
        return _("A file of this case differs from its seal. Tell the support; no dossier is made.")


@transaction.atomic
def ask_for_dossier(*, case_id: int, actor: Principal, at: datetime) -> Job:
    """
    Ask for the dossier of a case; a worker builds it in the actor's scope, for the actor alone.

    While nothing has been done in the case, one is enough: whoever asks again gets the same job,
    be it at work or done, as long as its file is kept for an hour more.

    Raises:
        NotPermitted: the role gets no dossiers.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the office has not been served yet.
        Invalid: five jobs of the person are in progress.
    """
    need_role(ASK_FOR_DOSSIER, actor)
    case = Case.objects.visible_to(actor).lock(case_id, waits=True)
    need(ASK_FOR_DOSSIER, case, actor, day_in_tehran(at))
    cut = cut_of(case).name
    arguments = {"case": str(case.public_id), "cut": cut, "files": _files_of(case, actor)}
    if same := _asked_for(arguments, actor, at):
        return same
    job = start_job(
        kind=KIND,
        title=lambda: _("Dossier of case {number}").format(number=isolated(case.number)),
        list_name="",
        arguments=arguments,
        actor=actor,
        at=at,
    )
    record(
        actor=actor,
        verb="case.dossier_asked",
        target=case,
        changes={"cut": (None, cut)},
        at=at,
    )
    return job


def _files_of(case: Case, actor: Principal) -> str:
    """Return a digest of the files that the actor may see: access is given without an act."""
    ids = sorted(str(row["public_id"]) for row in evidence_of(case, actor))
    return hashlib.sha256("".join(ids).encode()).hexdigest()


def _asked_for(arguments: Mapping[str, str], actor: Principal, at: datetime) -> Job | None:
    """Return the actor's job that makes, or has made, the very same dossier."""
    is_kept = Q(state=JobState.DONE, expires_at__gt=at + LEAST_KEPT) & ~Q(file="")
    return (
        Job.objects.visible_to(actor)
        .filter(Q(state__in=WORKING) | is_kept, kind=KIND, arguments=arguments, asks_stop=False)
        .filter(grant_id=actor.grant_id)
        .order_by("-pk")
        .first()
    )


def build_dossier(*, case: Case, actor: Principal, target: IO[bytes]) -> Cut:
    """
    Write the dossier of a case in the actor's scope as a ZIP; return where it is cut.

    Reads only, in the caller's transaction: the same case at the same cut makes the same bytes.

    Raises:
        FileBroken: an evidence file is missing or altered.
        IllegalMove: somebody acted on the case meanwhile.
    """
    cut, told = cut_of(case), dossier_of(case, actor)
    trail = trail_of(case, actor, cut)
    bundle = Bundle(target)
    names = {row["public_id"]: _name(row, place) for place, row in enumerate(told["evidence"], 1)}
    for row in told["evidence"]:
        row["file"] = names[row["public_id"]]
    paper = paper_of(told, trail, cut)
    title = official(gettext_noop("Dossier of case {number}"), number=case.number)
    pdf = paper_as_pdf("violations/dossier.html", paper, title, cut.at)
    bundle.add("dossier.pdf", pdf.content)
    bundle.add("case.json", as_json(told))
    bundle.add("audit.json", as_json({"cut": cut.sequences, "events": trail}))
    _add_files(bundle, names, actor)
    bundle.add("check.html", CHECKER.read_bytes())
    about = {
        "case": case.number,
        "audit": dict(cut.sequences),
        "cut": cut.name,
        "until": cut.at,
        "made_for": str(actor.role),
    }
    bundle.close(about, settings.AUDIT_KEY)
    if cut_of(case) != cut:
        raise IllegalMove(_("The case moved on while its dossier was made. Ask for it again."))
    return cut


def _name(row: Mapping[str, Any], place: int) -> str:
    """Return the name of an evidence file in the ZIP: its place and kind, no word of a person."""
    kind = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
    return f"evidence/{place:03d}.{kind.get(row['media_type'], 'bin')}"


def _add_files(bundle: Bundle, names: Mapping[Any, str], actor: Principal) -> None:
    """Put the files in: originals for those inside, clean copies for the office."""
    files = Evidence.objects.visible_to(actor).filter(public_id__in=list(names))
    for file in sorted(files, key=lambda file: names[file.public_id]):
        try:
            with file.original.open("rb") as stored:
                original = stored.read()
            content = original
            if actor.role is Role.OPERATOR:
                with file.copy.open("rb") as stored:
                    content = stored.read()
        except (OSError, ValueError) as error:
            raise FileBroken from error
        if hashlib.sha256(original).hexdigest() != file.sha256:
            raise FileBroken
        bundle.add(names[file.public_id], content)
