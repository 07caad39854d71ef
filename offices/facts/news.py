"""Who is told that an import has ended: the one who brought the file."""

from django.utils.translation import gettext_lazy as _

from notices.facts.kinds import KINDS, Kind, News
from notices.states import Topic
from offices.models import RegisterImport


def of_import(target: str) -> News | None:
    """Return the news of an import for the person who brought its file."""
    batch = RegisterImport.objects.filter(public_id=target).first()
    if batch is None:
        return None
    return News(
        record=batch,
        values={"file": batch.file_name},
        url=batch.get_absolute_url(),
        audiences=(),
        user_ids=frozenset({batch.uploaded_by}),
    )


ALL = (
    Kind(
        "import.applied", Topic.SYSTEM, _("Your import is in the register"), find=of_import,
        detail="{file}", act=_("See the result"), icon="import", tone="ok", tells_actor=True,
    ),
    Kind(
        "import.refused", Topic.SYSTEM, _("Your file could not be taken in"), find=of_import,
        detail="{file}", act=_("See why"), icon="refused", tone="danger", tells_actor=True,
    ),
)  # fmt: skip


def register() -> None:
    """Say who is told of the end of an import."""
    for kind in ALL:
        KINDS.add(kind)
