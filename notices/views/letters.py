"""Letters: the sheet as it left, its one file, the proofs of its arrival, and the public check."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.principal import may
from accounts.roles import Permission
from core.acts import is_open
from core.clock import now, today
from core.papers.reading import MEDIA_TYPES
from core.papers.sending import BrokenSeal, sealed
from core.scope import across_tenants
from core.web import ActPage, RecordPage, Scoped
from notices import actions
from notices.actions.receipts import wrong_in_receipt
from notices.acts import ADD_RECEIPT
from notices.facts.letters import LETTER_KINDS
from notices.forms import CompareForm, ReceiptForm
from notices.models import Dispatch, Letter, LetterFile
from notices.printing import sheet_context
from notices.printing.sheet import qr_link
from notices.rules import CODE_LENGTH, CODE_LETTERS, in_groups, plain_code

KINDS = {media_type: kind for kind, media_type in MEDIA_TYPES.items()}


class LetterPage(RecordPage):
    """The sheet of a letter, with the ways it went and what proves its arrival."""

    queryset = Letter.objects.select_related("template")
    slug_field = "public_id"
    slug_kwarg = "public_id"
    template_name = "notices/preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the sheet, its file and its proofs."""
        letter = self.object
        file = LetterFile.objects.filter(letter=letter).defer("content").first()
        dispatches = list(
            Dispatch.objects.with_standing().filter(letter=letter).defer("scan").order_by("pk")
        )
        return super().get_context_data(
            **sheet_context(letter),
            qr=qr_link(letter),
            file=file,
            dispatches=dispatches,
            may_receive=is_open(ADD_RECEIPT, letter, self.actor, today()),
            may_open=may(self.actor, Permission.EVIDENCE_READ),
            kind=LETTER_KINDS.get(letter.kind),
            crumbs=[
                {"label": _("Official letters"), "url": reverse("notices:letters")},
                {"label": letter.number, "code": True},
            ],
            **kwargs,
        )


class ToSheet(Scoped):
    """The short address of a letter leads to its sheet."""

    queryset = Letter.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Go to the sheet."""
        return redirect(self.get_record().get_absolute_url())


class LetterPdf(Scoped):
    """The one file of a letter."""

    queryset = Letter.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Give the file, or 404 while it is not made yet."""
        letter = self.get_record()
        file = LetterFile.objects.filter(letter=letter).first()
        if file is None:
            raise Http404
        answer = HttpResponse(bytes(file.content), content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{letter.number}.pdf"'
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Digest"] = f"sha-256={file.sha256}"
        return answer


class Receipt(ActPage):
    """Keep the scan of a receipt."""

    act = ADD_RECEIPT
    queryset = Letter.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"
    form_class = ReceiptForm
    template_name = "notices/receipt.html"
    title = gettext_lazy("Scan of the receipt")
    button = gettext_lazy("Keep the receipt")
    success_message = gettext_lazy("The receipt was kept with the letter.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return where it leads back to."""
        back = self.object.get_absolute_url()
        return super().get_context_data(
            back=back,
            crumbs=[
                {"label": _("Official letters"), "url": reverse("notices:letters")},
                {"label": self.object.number, "url": back, "code": True},
                {"label": str(self.title)},
            ],
            **context,
        )

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_receipt(self.object, typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> Letter:
        """Keep it."""
        actions.add_receipt(
            letter_id=self.object.pk,
            data=data["scan"].read(),
            file_name=data["scan"].name,
            words=data["words"],
            received_on=data["received_on"],
            actor=actor,
            on=today(),
            at=now(),
        )
        letter: Letter = self.object
        return letter


class ReceiptScan(Scoped):
    """The scan of a receipt. Opening it is recorded; the seal is compared each time."""

    queryset = Letter.objects.filter(
        pk__in=Dispatch.objects.filter(scan__isnull=False).values("letter")
    )
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Return the file; a role that reads no evidence finds nothing here."""
        if not may(self.actor, Permission.EVIDENCE_READ):
            raise Http404
        letter = self.get_record()
        kept = letter.dispatches.receipts().latest("pk")
        opened = actions.open_receipt(receipt_id=kept.pk, actor=self.actor, at=now())
        if not opened.is_whole:
            messages.error(request, BrokenSeal.default_message())
            return redirect(letter)
        media_type = opened.dispatch.scan_type
        return sealed(opened.content, media_type, f"{letter.number}.{KINDS[media_type]}")


@method_decorator(login_not_required, name="dispatch")
class Verify(TemplateView):
    """
    Anybody may ask whether a letter is true: number, date and hash are confirmed, nothing else.

    The address of the picture code names the letter; typed by hand the short code does.
    """

    template_name = "notices/verify.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm, or say that there is no such letter; asked for nothing, show the form."""
        asked = kwargs.get("public_id")
        typed = plain_code(request.GET.get("code", ""))
        with across_tenants():
            letter = found(asked, typed)
            files = LetterFile.objects.filter(letter=letter).defer("content")
            file = files.first() if letter else None
        is_asked = asked is not None or bool(request.GET.get("code"))
        context = self.get_context_data(
            letter=letter,
            file=file,
            compare=CompareForm(),
            is_asked=is_asked,
            typed=in_groups(typed) if len(typed) == CODE_LENGTH else typed,
            checked_at=now(),
        )
        return self.render_to_response(context, status=404 if is_asked and not letter else 200)


def found(public_id: uuid.UUID | None, code: str) -> Letter | None:
    """Return the letter that an address or a whole check code names."""
    if public_id is not None:
        return (
            Letter.objects.only("number", "issued_on", "public_id")
            .filter(public_id=public_id)
            .first()
        )
    if len(code) != CODE_LENGTH or not set(code) <= set(CODE_LETTERS):
        return None
    return Letter.objects.only("number", "issued_on", "public_id").filter(check_code=code).first()
