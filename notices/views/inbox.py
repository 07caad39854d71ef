"""The notifications of one person: read, act, put off, put away; and how to be told."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.clock import now, today
from core.web import ActionForm, Scoped
from notices import actions
from notices.actions.inbox import Wishes, wrong_in_addresses
from notices.facts.pages import MOST, VIEWS, by_day, lines_of
from notices.facts.reach import address_of, matrix
from notices.facts.windows import window_of
from notices.forms import ReachForm
from notices.models import Notification, Reach
from notices.rules import masked
from notices.states import DIGEST, LOCKED, OUTSIDE, Channel, Topic

TITLES = {
    "all": gettext_lazy("all"),
    "act": gettext_lazy("to act on"),
    "deadlines": gettext_lazy("deadlines"),
    "letters": gettext_lazy("letters"),
    "system": gettext_lazy("system"),
}


def matrix_rows(choices: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Return the table of topics and channels, locked ones first marked as such."""
    on = matrix(choices)
    names = {str(topic): topic.label for topic in Topic} | {
        DIGEST: _("Summary of the day, 7:30 on working days")
    }
    return [
        {
            "name": topic,
            "title": title,
            "locked": topic in LOCKED,
            "portal": topic != DIGEST,
            "ways": [
                {"name": f"{topic}-{way}", "label": way.label, "on": str(way) in on[topic]}
                for way in OUTSIDE
            ],
        }
        for topic, title in names.items()
    ]


class Inbox(Scoped, TemplateView):
    """What one is told, newest first, with the act inside; reading is a post."""

    template_name = "notices/inbox.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the groups, the counts of the views, and the one that is open beside."""
        on = today()
        name = self.request.GET.get("view", "all")
        name = name if name in VIEWS else "all"
        shown = Notification.objects.visible_to(self.actor).shown(on)
        counts = shown.filter(read_at__isnull=True).aggregate(
            unread=Count("pk"), act=Count("pk", filter=Q(needs_action=True))
        )
        rows = list(narrowed(shown, name).order_by("-at", "-pk")[: MOST + 1])
        lines = lines_of(rows[:MOST], on)
        asked = self.request.GET.get("open", "")
        chosen = next((line for line in lines if line.key == asked), lines[0] if lines else None)
        reach = Reach.objects.visible_to(self.actor).first()
        return super().get_context_data(
            groups=by_day(lines, on),
            chosen=chosen,
            window=window_of(chosen, self.actor, on) if chosen else None,
            view=name,
            counts=counts,
            views=[
                {
                    "name": each,
                    "title": title,
                    "number": counts["unread"] if each == "all" else counts.get(each),
                    "current": each == name,
                }
                for each, title in TITLES.items()
            ],
            has_more=len(rows) > MOST,
            matrix=matrix_rows(reach.choices if reach else {}),
            quiet=reach or Reach(),
            **kwargs,
        )


def narrowed(rows: QuerySet[Notification], view: str) -> QuerySet[Notification]:
    """Return the rows of a view."""
    if view == "act":
        return rows.filter(needs_action=True)
    return rows.filter(topic__in=VIEWS[view]) if VIEWS[view] else rows


class Step(Scoped):
    """Something done to one own notification by a button; nothing of it can fail half."""

    queryset = Notification.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"
    http_method_names = ("post", "options")

    def on_from(self, row: Notification) -> HttpResponse:
        """Return to the inbox without the row that was put away: to the one that took its place."""
        shown = narrowed(Notification.objects.visible_to(self.actor).shown(today()), self.view)
        older = shown.filter(Q(at__lt=row.at) | Q(at=row.at, pk__lt=row.pk)).order_by("-at", "-pk")
        newer = shown.exclude(pk=row.pk).order_by("at", "pk")
        near = older.first() or newer.first()
        return self.to_inbox(open=str(near.public_id)) if near else self.to_inbox("#main")

    def to_inbox(self, place: str = "", **query: str) -> HttpResponse:
        """Return to the inbox; a row that is named opens beside, and has the focus."""
        chosen = {"view": self.view} | query if self.view != "all" else query
        place = f"#notice-{query['open']}" if "open" in query else place
        asked = f"?{urlencode(chosen)}" if chosen else ""
        return redirect(f"{reverse('notices:inbox')}{asked}{place}")

    @property
    def view(self) -> str:
        """Return the view that was open."""
        name = self.request.POST.get("view", "")
        return name if name in VIEWS else "all"


class Open(Step):
    """Read one, and go where its act is done."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Mark it read; an address of ours only."""
        row = self.get_record()
        actions.mark_read(notification_ids=[row.pk], actor=self.actor, at=now())
        return redirect(row.url) if row.url.startswith("/") else self.to_inbox()


class Archive(Step):
    """Put one away."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Archive it."""
        row = self.get_record()
        actions.archive(notification_id=row.pk, actor=self.actor, at=now())
        messages.success(request, _("Archived."))
        return self.on_from(row)


class Snooze(Step):
    """Put one off to tomorrow."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Hide it until tomorrow."""
        row = self.get_record()
        actions.snooze(notification_id=row.pk, actor=self.actor, on=today())
        messages.success(request, _("You are reminded of it tomorrow."))
        return self.on_from(row)


class ReadAll(Step):
    """Mark everything that is shown as read."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Mark it."""
        actions.mark_all_read(actor=self.actor, on=today(), at=now())
        return self.to_inbox()


class Ways(ActionForm):
    """On which ways one is told; official service stays on."""

    form_class = ReachForm
    template_name = "notices/ways.html"
    success_message = gettext_lazy("Kept.")

    def setup_object(self) -> None:
        """Find one's own choices, be they nothing yet."""
        self.object = Reach.objects.visible_to(self.actor).first() or Reach()

    def get_initial(self) -> dict[str, Any]:
        """Return the quiet hours; addresses are not shown again."""
        return {"quiet_from": self.object.quiet_from, "quiet_to": self.object.quiet_to}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the table, and what is known of the addresses."""
        form: Any = context.get("form")
        choices = form.choices() if form is not None and form.is_bound else self.object.choices
        return super().get_context_data(
            matrix=matrix_rows(choices),
            mobile=masked(address_of(self.actor.user_id, Channel.SMS)),
            email=masked(address_of(self.actor.user_id, Channel.EMAIL)),
            **context,
        )

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        given = {name: typed.get(name, "") for name in ("mobile", "email")}
        kept = {name: "" if typed.get(f"forget_{name}") else text for name, text in given.items()}
        return wrong_in_addresses(**kept)

    def perform(self, data: dict[str, Any], actor: Any) -> Reach:
        """Keep the choices."""
        form: Any = self.get_form(self.request.POST)
        return actions.set_reach(
            wishes=Wishes(
                choices=form.choices(),
                quiet_from=data["quiet_from"],
                quiet_to=data["quiet_to"],
                mobile="" if data["forget_mobile"] else data["mobile"] or None,
                email="" if data["forget_email"] else data["email"] or None,
            ),
            actor=actor,
            at=now(),
        )

    def get_success_url(self, done: Any) -> str:
        """Return to the choices."""
        return reverse("notices:ways")
