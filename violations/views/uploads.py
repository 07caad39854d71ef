"""Files that come with a form: sealed at once, so that an error in the form never loses them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.forms import BaseForm
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.clock import now
from core.errors import DomainError
from core.web import ActionForm
from violations import actions
from violations.models import Evidence
from violations.views.exhibits import size_words

LABEL_OF_FIELD = {"evidence": "attachments", "receipt": "attachments", "file": "attachments"}


@dataclass(frozen=True)
class Attached:
    """A file that is already sealed and waits to be attached."""

    public_id: UUID
    name: str
    size: int
    media_type: str
    is_restricted: bool

    @property
    def words(self) -> str:
        """Return the size as people say it."""
        return size_words(self.size)


def uuids(values: Iterable[Any]) -> list[UUID]:
    """Return the public ids among some values, each once."""
    found = []
    for value in values:
        try:
            found.append(UUID(str(value)))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def seal_all(
    files: Iterable[Any], kind: str, actor: Principal, *, is_restricted: bool = False
) -> tuple[list[UUID], list[str]]:
    """Seal each file; a refused one is explained and the others stay."""
    ids: list[UUID] = []
    refusals: list[str] = []
    for file in files:
        try:
            with transaction.atomic():
                sealed = actions.upload_evidence(
                    file=file, kind=kind, actor=actor, at=now(), is_restricted=is_restricted
                )
        except DomainError as error:
            refusals += sentences(error, str(file.name))
        else:
            ids.append(sealed.public_id)
    return ids, refusals


def sentences(error: DomainError, name: str) -> list[str]:
    """Return why a file is refused, each sentence naming the file."""
    return [text if name in text else f"{name}: {text}" for text in error.texts]


def attached(ids: Iterable[UUID], actor: Principal) -> list[Attached]:
    """Return the actor's own sealed files that wait to be attached."""
    found = Evidence.objects.visible_to(actor).filter(
        public_id__in=list(ids), uploaded_by=actor.user_id, attached_at=None
    )
    columns = ("public_id", "name", "size", "media_type", "is_restricted")
    return [Attached(*row) for row in found.order_by("pk").values_list(*columns)]


def explain(form: BaseForm, error: DomainError) -> None:
    """Put a refusal on its fields, or on the form."""
    for name, texts in error.fields.items():
        field = LABEL_OF_FIELD.get(name, name)
        for text in texts:
            form.add_error(field if field in form.fields else None, text)
    if not error.fields:
        form.add_error(None, error.message)


class FilesForm(ActionForm):
    """An act with files: what was uploaded stays with the form until it is accepted."""

    evidence_kind = "report"
    missing: ClassVar[Any] = gettext_lazy("Add the scan of the paper.")
    kept: list[UUID]

    def get_form(self, data: Any = None, files: Any = None) -> BaseForm:
        """Return the form; new files are sealed and join the ones already kept."""
        form = super().get_form(data, files)
        self.kept = []
        if data is not None:
            ids, refusals = seal_all(
                files.getlist("attachments"),
                self.evidence_kind,
                self.actor,
                is_restricted=self.may_restrict and bool(data.get("restricted")),
            )
            removed = set(data.getlist("remove"))
            kept = [*uuids(data.getlist("evidence")), *ids]
            self.kept = [public_id for public_id in kept if str(public_id) not in removed]
            form.full_clean()
            for text in refusals or self._missing(form):
                form.add_error("attachments", text)
        return form

    def _missing(self, form: BaseForm) -> list[str]:
        """Return that a file is required and there is none, together with what else is wrong."""
        awaited = getattr(form.fields.get("attachments"), "is_awaited", False)
        return [str(self.missing)] if awaited and not self.kept else []

    def can_rehearse(self) -> bool:
        """Tell whether the act can be tried: its files are sealed before it is."""
        return self.rehearses

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also the files that wait."""
        return super().get_context_data(
            files=attached(self.kept, self.actor),
            may_restrict=self.may_restrict,
            evidence_kind=self.evidence_kind,
            **context,
        )

    @property
    def may_restrict(self) -> bool:
        """Tell whether these files may be kept from the office: those of a report."""
        return self.evidence_kind == "report"

    def explain(self, form: BaseForm, error: DomainError) -> None:
        """Put the refusal where it belongs; that of a file under the files."""
        explain(form, error)
