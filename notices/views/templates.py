"""How the house writes: versions of each kind of letter, the next one, and what was withdrawn."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import PendingAct
from core.acts import is_open
from core.clock import now, today
from core.errors import DomainError, Stale
from core.persian import persian_digits
from core.web import ActionForm, ActPage
from notices import actions
from notices.actions.templates import wrong_in_text
from notices.acts import ADD_TEMPLATE, APPROVE_TEMPLATE, WITHDRAW_TEMPLATE
from notices.facts.letters import LETTER_KINDS, letter_kind_of, needs_second_person, preview
from notices.forms import TemplateForm, WithdrawForm
from notices.models import LetterTemplate, TemplateWithdrawal

PREVIEW = "preview"  # the button that asks to read the text on a real record first


class Templates(ActionForm):
    """
    How the house writes: versions of each kind of letter, and the next one.

    The form carries which versions its writer has seen; whoever was overtaken reads the new one. A
    version that needs a second person is proposed.
    """

    form_class = TemplateForm
    template_name = "notices/templates.html"

    def setup_object(self) -> None:
        """A page without a record; only those who may change it may post."""
        self.object = None
        if self.request.method == "POST" and not ADD_TEMPLATE.is_for(self.actor):
            raise PermissionDenied

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the text on a real record where that is asked for; else add or propose it."""
        if PREVIEW not in request.POST:
            return super().post(request, *args, **kwargs)
        self.setup_object()
        form = self.get_form(request.POST)
        if not form.is_valid():
            self.add_refusals(form)
            return self.show(form, status=422)
        try:
            text = actions.sound_text(actions.TemplateText(**form.cleaned_data), today())
        except DomainError as error:
            self.explain(form, error)
            return self.show(form, status=422)
        shown = preview(letter_kind_of(text.kind), text.subject, text.body, self.actor)
        return render(request, self.template_name, self.get_context_data(form=form, shown_on=shown))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the kinds with their placeholders and versions, newest first."""
        rows = LetterTemplate.objects.visible_to(self.actor).select_related("withdrawal")
        by_kind: dict[str, list[LetterTemplate]] = {}
        for version in rows.order_by("-version", "pk"):
            by_kind.setdefault(version.kind, []).append(version)
        waiting = PendingAct.objects.visible_to(self.actor).waiting().order_by("expires_on", "pk")
        return super().get_context_data(
            kinds=[(kind, self.versions(by_kind.get(kind.name, []))) for kind in LETTER_KINDS],
            shown=json.dumps({kind: found[0].version for kind, found in by_kind.items()}),
            waiting=waiting.filter(act=APPROVE_TEMPLATE.key),
            may_edit=ADD_TEMPLATE.is_for(self.actor),
            **context,
        )

    def versions(self, rows: list[LetterTemplate]) -> list[dict[str, Any]]:
        """Return versions with what the page says of each."""
        on = today()
        return [
            {
                "version": row,
                "is_to_come": row.starts_on > on,
                "withdrawal": withdrawal_of(row),
                "may_withdraw": row.starts_on > on
                and is_open(WITHDRAW_TEMPLATE, row, self.actor, on),
            }
            for row in rows
        ]

    def seen(self, kind: str) -> int | None:
        """Return the newest version of a kind that the writer has seen; None where it says none."""
        try:
            shown = json.loads(self.request.POST.get("shown", ""))
        except (ValueError, RecursionError):  # no JSON, or one nested beyond measure
            return None
        version = shown.get(kind, 0) if isinstance(shown, dict) else None
        return version if isinstance(version, int) else None

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_text(typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> LetterTemplate | PendingAct:
        """Add the version, or propose it."""
        text = actions.TemplateText(**data)
        is_proposal = needs_second_person(text.kind, text.provenance, text.starts_on)
        act = actions.propose_template if is_proposal else actions.add_template
        return act(text=text, after=self.seen(text.kind), actor=actor, on=today(), at=now())

    def get_success_message(self, done: Any) -> str:
        """Say whether it was added or waits for its second person."""
        if isinstance(done, PendingAct):
            return _("The version was proposed. Another person confirms it.")
        return _("The version was added.")

    def overtaken(self, form: BaseForm) -> HttpResponse:
        """Show the version that came between, with all that was typed."""
        text = _("Another version of this kind has come meanwhile; read it here, then add yours.")
        form.add_error("kind", ValidationError(text, code=Stale.code))
        return self.show(form, status=409)

    def get_success_url(self, done: Any) -> str:
        """Return to the templates, or go to the proposal."""
        if isinstance(done, PendingAct):
            return done.get_absolute_url()
        return reverse("notices:templates")


def withdrawal_of(template: LetterTemplate) -> TemplateWithdrawal | None:
    """Return the withdrawal of a version that was read with it."""
    return getattr(template, "withdrawal", None)


class WithdrawTemplate(ActPage):
    """Withdraw a version before its day."""

    act = WITHDRAW_TEMPLATE
    queryset = LetterTemplate.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"
    form_class = WithdrawForm
    template_name = "notices/withdraw_template.html"
    lost = gettext_lazy("It never comes in force; the version before it stays in force.")
    success_message = gettext_lazy("The version was withdrawn.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the version in words, and where it leads back to."""
        template, back = self.object, reverse("notices:templates")
        kind = LETTER_KINDS.get(template.kind)
        return super().get_context_data(
            subject=_("{kind}, version {number}").format(
                kind=kind.title if kind else template.kind, number=persian_digits(template.version)
            ),
            back=back,
            crumbs=[
                {"label": _("Letter templates"), "url": back},
                {"label": str(self.act.title)},
            ],
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Any) -> LetterTemplate:
        """Withdraw it."""
        actions.withdraw_template(
            template_id=self.object.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )
        template: LetterTemplate = self.object
        return template

    def get_success_url(self, done: Any) -> str:
        """Return to the templates."""
        return reverse("notices:templates")
