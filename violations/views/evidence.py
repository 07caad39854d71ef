"""Evidence leaves the house here and nowhere else: in scope, checked, recorded."""

import hashlib
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from audit.actions import record
from core.clock import now
from core.papers.sending import broken_seal, sealed
from core.web import Scoped
from violations.models import Evidence

SAFE_TYPES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/pdf": "pdf",
}
THUMBNAIL = (236, 168)


def gets_original(actor: Principal) -> bool:
    """Tell whether the actor reads sealed originals; an office always gets the clean copy."""
    return may(actor, Permission.EVIDENCE_READ) and actor.role is not Role.OPERATOR


class EvidencePage(Scoped):
    """One file. Opening it is recorded; the seal is compared with the original each time."""

    queryset = Evidence.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the original to those who judge it, the clean copy to others."""
        evidence: Evidence = self.get_record()
        with evidence.original.open("rb") as file:
            original = file.read()
        whole = hashlib.sha256(original).hexdigest() == evidence.sha256
        target = evidence.case or evidence.report or evidence.contract or evidence
        record(
            actor=self.actor,
            verb="evidence.opened",
            target=target,
            changes={"file": (None, evidence.name), "sha256": (None, evidence.sha256)},
            note="" if whole else _("The file differs from its seal."),
            at=now(),
        )
        if not whole:
            record_page = evidence.case or evidence.report or evidence.contract
            back = record_page.get_absolute_url() if record_page else reverse("violations:list")
            return broken_seal(request, back)
        if gets_original(self.actor) and request.GET.get("copy") != "1":
            return sealed(original, evidence.media_type, evidence.name)
        return sealed(*self._copy(evidence, original))

    def _copy(self, evidence: Evidence, original: bytes) -> tuple[bytes, str, str]:
        if not evidence.copy:
            return original, evidence.media_type, evidence.name
        with evidence.copy.open("rb") as file:
            content = file.read()
        suffix = str(evidence.copy.name).rsplit(".", 1)[-1]
        types = {suffix_: kind for kind, suffix_ in SAFE_TYPES.items()}
        return content, types.get(suffix, evidence.media_type), evidence.name


class Thumbnail(Scoped):
    """A small picture of an image's clean copy, for the page; not an opening of the file."""

    queryset = Evidence.objects.filter(media_type__startswith="image/")
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return a JPEG of the size that the page shows."""
        evidence: Evidence = self.get_record()
        source = evidence.copy or evidence.original
        try:
            with source.open("rb") as file:
                picture = Image.open(io.BytesIO(file.read()))
                picture.draft("RGB", THUMBNAIL)
                small = ImageOps.fit(picture.convert("RGB"), THUMBNAIL)
        except (OSError, ValueError) as error:
            raise Http404 from error
        body = io.BytesIO()
        small.save(body, "JPEG", quality=80)
        return sealed(body.getvalue(), "image/jpeg", "thumbnail.jpg")
