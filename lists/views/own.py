"""What a person arranges for himself: columns, density, saved views; each leads back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.clock import now, today
from core.errors import DomainError
from core.web import Scoped
from lists import actions
from lists.facts import LISTS, list_named
from lists.forms import ColumnsForm, SaveViewForm
from lists.listed import Listed
from lists.models import SavedView


class ListScoped(Scoped):
    """Something about one list, which the address names."""

    http_method_names = ["post", "options"]
    slug_kwarg = ""

    def get_listed(self, query: str = "") -> Listed:
        """Return the list as the person asks for it, or 404."""
        listed = list_named(self.kwargs["name"], actor=self.actor, query=query, on=today())
        if listed is None:
            raise Http404
        return listed


def back(listed: Listed, query: str) -> HttpResponse:
    """Lead back to a list, with the query from which the person came."""
    return redirect(f"{listed.url}?{query}" if query else listed.url)


class Columns(ListScoped):
    """Choose and order the columns."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the choice."""
        query = request.POST.get("query", "")[:2000]
        listed = self.get_listed(query)
        names = [column.name for column in listed.all_columns() if not column.is_locked]
        chosen = ColumnsForm(request.POST, names=names).chosen()
        actions.choose_columns(list_name=listed.name, columns=chosen, actor=self.actor)
        return back(listed, query)


class Density(ListScoped):
    """Choose compact or comfortable rows."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the choice."""
        query = request.POST.get("query", "")[:2000]
        listed = self.get_listed(query)
        is_compact = request.POST.get("compact") == "1"
        actions.choose_density(list_name=listed.name, is_compact=is_compact, actor=self.actor)
        return back(listed, query)


class SaveView(ListScoped):
    """Keep the filters that are set under a name."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep them, or say why not; the filters stay in the address either way."""
        form = SaveViewForm(request.POST)
        query = request.POST.get("query", "")[:2000]
        listed = self.get_listed(query)
        if not form.is_valid():
            # The message stands apart from the field: it names it.
            reasons = [
                f"{form.fields[name].label}: {text}"
                for name, texts in form.errors.items()
                for text in texts
            ]
            messages.error(request, " ".join(reasons))
            return back(listed, query)
        try:
            view = actions.save_view(
                list_name=listed.family or listed.name,
                title=form.cleaned_data["title"],
                parameters=listed.parameters(),
                is_shared=form.cleaned_data["is_shared"],
                actor=self.actor,
                at=now(),
            )
        except DomainError as error:
            messages.error(request, " ".join(error.texts))
            return back(listed, query)
        messages.success(request, _("The view “{title}” was saved.").format(title=view.title))
        return back(listed, view.asked)


class OwnView(Scoped):
    """Something about one of the person's own views."""

    queryset = SavedView.objects.all()
    http_method_names = ["post", "options"]
    slug_field = "public_id"

    def rows(self) -> Any:
        """Return the person's own views."""
        return SavedView.objects.own(self.actor)

    def listed(self, view: SavedView) -> Listed:
        """Return a list of the family of a view."""
        for known in LISTS:
            if view.list_name in {known.name, known.listed.family}:
                query = QueryDict(view.query)
                return known.listed(actor=self.actor, query=query, on=today())
        raise Http404

    def found(self, public_id: UUID) -> SavedView:
        """Return the view, or 404."""
        view: SavedView | None = self.rows().filter(public_id=public_id).first()
        if view is None:
            raise Http404
        return view


class ShareView(OwnView):
    """Let colleagues use a view, or no longer."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """Share it, or take it back."""
        view = self.found(public_id)
        is_shared = request.POST.get("shared") == "1"
        actions.share_view(view_id=public_id, is_shared=is_shared, actor=self.actor, at=now())
        said = _("Colleagues see this view now.") if is_shared else _("The view is only yours now.")
        messages.success(request, said)
        return back(self.listed(view), view.asked)


class RenameView(OwnView):
    """Give a view another name."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """Rename it, or say why not; the view stays open either way."""
        view = self.found(public_id)
        title = request.POST.get("title", "")
        try:
            actions.rename_view(view_id=public_id, title=title, actor=self.actor, at=now())
        except DomainError as error:
            messages.error(request, " ".join(error.texts))
        else:
            messages.success(request, _("The view has its new name now."))
        return back(self.listed(view), view.asked)


class OpenWith(OwnView):
    """Open the list with a view, an own one or a shared one, or no longer."""

    def rows(self) -> Any:
        """Return the views that the person may use."""
        return SavedView.objects.visible_to(self.actor)

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """Keep the choice; the view stays open."""
        view = self.found(public_id)
        chosen = request.POST.get("default") == "1"
        actions.choose_default(view_id=public_id, is_default=chosen, actor=self.actor)
        if chosen:
            said = _("This list now opens with the view “{title}”.").format(title=view.title)
        else:
            said = _("This list opens as it does for everybody.")
        messages.success(request, said)
        return back(self.listed(view), view.asked)


class RemoveView(OwnView):
    """Forget a view."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """Forget it; the filters stay in the address."""
        view = self.found(public_id)
        actions.remove_view(view_id=public_id, actor=self.actor, at=now())
        messages.success(request, _("The view “{title}” was removed.").format(title=view.title))
        return back(self.listed(view), view.query)
