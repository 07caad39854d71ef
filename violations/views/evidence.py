"""Evidence leaves the house here and nowhere else: in scope, checked, recorded."""

import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from PIL import Image, ImageOps

from core.clock import now
from core.papers.sending import broken_seal, sealed
from core.web import Scoped
from violations import actions
from violations.facts.seals import may_open_original
from violations.models import Evidence

THUMBNAIL = (236, 168)


class EvidencePage(Scoped):
    """One file. Opening it is recorded; the seal is compared with the original each time."""

    queryset = Evidence.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the rebuilt copy, or with `?original=1` the original to those who judge it."""
        wants_original = request.GET.get("original") == "1"
        if wants_original and not may_open_original(self.actor):
            raise Http404
        opened = actions.open_evidence(
            evidence_id=self.get_record().pk,
            original=wants_original,
            actor=self.actor,
            at=now(),
        )
        evidence = opened.evidence
        if not opened.is_whole:
            record_page = evidence.case or evidence.report or evidence.contract
            back = record_page.get_absolute_url() if record_page else reverse("violations:list")
            return broken_seal(request, back)
        return sealed(opened.content, evidence.media_type, evidence.name)


class Thumbnail(Scoped):
    """A small picture of an image's clean copy, for the page; not an opening of the file."""

    queryset = Evidence.objects.filter(media_type__startswith="image/")
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return a JPEG of the size that the page shows."""
        evidence: Evidence = self.get_record()
        source = evidence.copy
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
