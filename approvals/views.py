"""Pages of pending acts: what waits, one proposal in full, and its second person's answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.actions.entry import in_fours
from accounts.facts import entry_of
from approvals import actions
from approvals.acts import CONFIRM, PENDING, REFUSE, WITHDRAW
from approvals.facts import (
    PANELS,
    effect_of,
    own_page_of,
    papers_of,
    shown_title,
    target_of,
    title_of,
    url_of,
    waits_for,
)
from approvals.forms import ConfirmForm, RefuseForm, WithdrawForm
from approvals.models import PendingAct
from approvals.states import PendingState
from core.acts import Act, why_not
from core.clock import now, today
from core.panels import drawn
from core.web import ActPage, RecordPage, Scoped, act_links

MOST = 50


def page_of(act: Act, pending: PendingAct) -> str:
    """Return the page on which an act is done: the record's own, or that of the pending act."""
    own = own_page_of(pending, act.name)
    return own or reverse(f"approvals:{act.name}", args=[pending.public_id])


def crumbs(pending: PendingAct, act: Any = "") -> list[dict[str, Any]]:
    """Return the links from the list to a pending act, and to what is done with it."""
    found: list[dict[str, Any]] = [{"label": _("Approvals"), "url": reverse("approvals:list")}]
    label = {"label": pending.title}
    if act:
        return [*found, {**label, "url": pending.get_absolute_url()}, {"label": act}]
    return [*found, label]


class Approvals(Scoped, TemplateView):
    """What waits for the actor, what the actor proposed, and what was decided."""

    template_name = "approvals/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the three lists; the most urgent first, the newest decision first."""
        rows = PendingAct.objects.visible_to(self.actor)
        own = waits_for(self.actor)
        others = rows.waiting().exclude(pk__in=own.values("pk"))
        decided = rows.exclude(state=PendingState.PENDING)
        groups = (
            (_("Waits for you"), own.order_by("expires_on", "pk")),
            (_("Waits for another person"), others.order_by("expires_on", "pk")),
            (_("Decided"), decided.order_by("-decided_at", "-pk")),
        )
        found = [(title, list(acts[: MOST + 1])) for title, acts in groups]
        return super().get_context_data(
            groups=[
                {
                    "title": title,
                    "rows": [_listed(pending) for pending in acts[:MOST]],
                    "has_more": len(acts) > MOST,
                }
                for title, acts in found
                if acts
            ],
            most=MOST,
            **kwargs,
        )


def _listed(pending: PendingAct) -> dict[str, Any]:
    return {"pending": pending, "act": title_of(pending.act), "tone": TONES[pending.state]}


TONES: dict[str, str] = {
    PendingState.PENDING: "warn",
    PendingState.CONFIRMED: "ok",
    PendingState.REFUSED: "danger",
    PendingState.WITHDRAWN: "neutral",
    PendingState.EXPIRED: "neutral",
    PendingState.VOID: "neutral",
}


class PendingPage(RecordPage):
    """One proposal in full: what is proposed, by whom, until when, and what can be done."""

    queryset = PendingAct.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"
    template_name = "approvals/pending.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the confirmer reads, and the acts that are open."""
        pending = self.object
        found = why_not(CONFIRM, pending, self.actor, today())
        is_asked = (
            CONFIRM.is_of(self.actor, pending, today()) and pending.state == PendingState.PENDING
        )
        return super().get_context_data(
            crumbs=crumbs(pending),
            act_title=shown_title(pending),
            effect=effect_of(pending, today()),
            tone=TONES[pending.state],
            target_url=url_of(pending),
            papers=papers_of(pending, self.actor),
            panels=drawn(PANELS, "main", pending, self.actor, today()),
            against=found.message if found and is_asked else "",
            acts=act_links(
                PENDING, pending, self.actor, today(), main={"confirm"},
                url=lambda act: page_of(act, pending),
            ),
            **kwargs,
        )  # fmt: skip


class PendingForm(ActPage):
    """A page that decides on a proposal; the proposal stands on it once more."""

    queryset = PendingAct.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"
    template_name = "approvals/pending_form.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the proposal in words."""
        return super().get_context_data(
            crumbs=crumbs(self.object, self.act.title),
            act_title=shown_title(self.object),
            effect=effect_of(self.object, today()),
            papers=papers_of(self.object, self.actor),
            panels=drawn(PANELS, "main", self.object, self.actor, today()),
            **context,
        )


class DecisionForm(PendingForm):
    """The second person's answer, on the record's own page where its kind names one."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, unless the record's own page does."""
        return self.to_own_page() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide, unless the record's own page asks for more care."""
        return self.to_own_page() or super().post(request, *args, **kwargs)

    def to_own_page(self) -> HttpResponse | None:
        """Lead to the record's own page, if there is one."""
        self.setup_object()
        own = own_page_of(self.object, self.act.name)
        return redirect(own) if own else None


class ConfirmPage(DecisionForm):
    """The second person's signature, with a one-time code."""

    act = CONFIRM
    form_class = ConfirmForm
    title = gettext_lazy("Confirm the proposal")
    success_message = gettext_lazy("The proposal was confirmed and carried out.")
    done: PendingAct

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm it; what is shown once stands on the answer, a refusal as it is."""
        answer = super().post(request, *args, **kwargs)
        if answer.status_code != 302 or not hasattr(self, "done") or not self.done.shown_once:
            return answer
        person = target_of(self.done)
        context = {
            "object": self.done,
            "crumbs": crumbs(self.done, self.act.title),
            "person": person,
            "key": self.done.shown_once,
            "shown_key": in_fours(self.done.shown_once),
            "until": entry_of(person, now()).key_until,
            "where": request.build_absolute_uri(reverse("accounts:first_password")),
        }
        return render(request, "approvals/shown_once.html", context)

    def perform(self, data: dict[str, Any], actor: Any) -> PendingAct:
        """Confirm it."""
        self.done = actions.confirm_act(
            pending_id=self.object.pk, actor=actor, on=today(), at=now()
        )
        return self.done


class RefusePage(DecisionForm):
    """Refusal with a reason, and a one-time code."""

    act = REFUSE
    form_class = RefuseForm
    title = gettext_lazy("Refuse the proposal")
    success_message = gettext_lazy("The proposal was refused; its proposer reads the reason.")

    def perform(self, data: dict[str, Any], actor: Any) -> PendingAct:
        """Refuse it."""
        return actions.refuse_act(
            pending_id=self.object.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )


class WithdrawPage(PendingForm):
    """The proposer's own withdrawal."""

    act = WITHDRAW
    form_class = WithdrawForm
    title = gettext_lazy("Withdraw the proposal")
    lost = gettext_lazy("Nobody can confirm this proposal any more; a later one begins anew.")
    success_message = gettext_lazy("The proposal was withdrawn.")

    def perform(self, data: dict[str, Any], actor: Any) -> PendingAct:
        """Withdraw it."""
        return actions.withdraw_act(
            pending_id=self.object.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )
