"""Drafts of reports: kept while typing, listed, resumed, discarded."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clock import now
from core.errors import DomainError
from core.persian import persian_digits
from core.web import confirm_sent
from violations import actions
from violations.models import ReportDraft
from violations.views.filing import Filing, save_typed
from violations.views.uploads import uuids


class Drafts(Filing):
    """One's own drafts; POST keeps the form while it is typed and answers with the draft's id."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List the drafts, the latest first."""
        drafts = ReportDraft.objects.visible_to(self.actor).order_by("-updated_at", "-pk")
        context = {"drafts": drafts[:100], "kept_days": actions.KEPT.days}
        return render(request, "violations/drafts.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep what is typed; files are not sent with it, only the ids of sealed ones."""
        draft = self.draft_of(request.POST.get("draft", ""))
        kept = uuids(request.POST.getlist("evidence"))
        try:
            saved = save_typed(request, draft, kept, self.actor)
        except DomainError as error:
            return JsonResponse({"detail": error.message}, status=error.status)
        address = f"{reverse('violations:new')}?draft={saved.public_id}"
        total = ReportDraft.objects.visible_to(self.actor).count()
        return JsonResponse(
            {
                "draft": str(saved.public_id),
                "saved_at": now().isoformat(),
                "url": address,
                "discard": reverse("violations:draft", args=[saved.public_id]),
                "drafts": _("Drafts (%(total)s)") % {"total": persian_digits(total)},
            }
        )


class DraftDiscard(Filing):
    """Throw one draft away."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Discard it and go back to the list."""
        draft = self.draft_of(kwargs["public_id"])
        if draft is None:
            raise Http404
        with transaction.atomic():
            actions.discard_draft(draft_id=draft.pk, actor=self.actor)
        confirm_sent(request, reverse("violations:new"))
        messages.success(request, _("The draft was thrown away."))
        return redirect("violations:drafts")
