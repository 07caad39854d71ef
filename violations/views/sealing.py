"""Files that are sealed as soon as they are dropped on a form, before it is sent."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from core.clock import now
from core.errors import DomainError
from core.web import Scoped
from violations import actions
from violations.acts.reports import UPLOAD
from violations.views.exhibits import size_words
from violations.views.uploads import sentences


class Upload(Scoped):
    """Seal one file; the form names it by the id that is answered, within 24 hours."""

    act = UPLOAD

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the id, or in `detail` why the file is refused and what helps."""
        if not self.act.is_for(self.actor):
            raise PermissionDenied
        file = request.FILES.get("file")
        if file is None:
            return JsonResponse({"detail": _("Choose a file.")}, status=422)
        try:
            with transaction.atomic():
                sealed = actions.upload_evidence(
                    file=file,
                    kind=request.POST.get("kind", "report"),
                    actor=self.actor,
                    at=now(),
                    is_restricted=bool(request.POST.get("restricted")),
                )
        except DomainError as error:
            told = " ".join(sentences(error, str(file.name)))
            return JsonResponse({"detail": told}, status=error.status)
        answer = {
            "id": str(sealed.public_id),
            "name": sealed.name,
            "words": size_words(sealed.size),
            "restricted": sealed.is_restricted,
        }
        return JsonResponse(answer, status=201)
