"""Chosen rows: to a file, or to an act, after a preview of what it would do."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.clock import now
from core.errors import DomainError
from core.persian import group
from core.web import confirm_sent
from lists import actions
from lists.bulk import Choice, act_named, chosen
from lists.columns import Act
from lists.exports import MOST_ROWS
from lists.facts import joined
from lists.forms import ChoiceForm, ExportForm
from lists.listed import Listed
from lists.models import Job
from lists.views.own import ListScoped, back
from lists.work import nudge, take_job

SHOWN = 100
# So many rows are done while the person waits; more are left to a worker.
AT_ONCE = 50


class Export(ListScoped):
    """Ask for a file of a list: all that matches, or the chosen rows."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Start the job and lead to its page."""
        form = ExportForm(request.POST)
        query = request.POST.get("query", "")[:2000]
        listed = self.get_listed(query)
        if not form.is_valid():
            messages.error(request, _("Choose XLSX or CSV."))
            return back(listed, query)
        try:
            job = self.start(listed, query, form.cleaned_data)
        except DomainError as error:
            messages.error(request, error.message)
            return back(listed, query)
        nudge()
        confirm_sent(request)
        return redirect(job)

    def start(self, listed: Listed, query: str, data: Mapping[str, Any]) -> Job:
        """
        Ask for the file.

        Raises:
            DomainError: no row was chosen, or too much of the person's work is in progress.
        """
        is_part = data["bar"] and not data["every"]
        names = self.request.POST.getlist("row")
        keys = chosen(listed, names, is_all=False, most=MOST_ROWS).keys if is_part else None
        shown = [name for name in self.request.POST.getlist("column") if name]
        return actions.start_job(
            kind="export",
            title=lambda: _("{format} file of “{list}”").format(
                format=data["format"].upper(), list=listed.title
            ),
            list_name=listed.name,
            arguments={
                "query": query,
                "format": data["format"],
                "columns": shown,
                "chosen": keys,
                "language": get_language() or "fa",
            },
            actor=self.actor,
            at=now(),
        )


class Perform(ListScoped):
    """An act on chosen rows: a preview first, then the job with an outcome for each row."""

    template_name = "lists/act.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what would be done; do it when it is confirmed."""
        asked = ChoiceForm(request.POST)
        asked.is_valid()
        query = request.POST.get("query", "")[:2000]
        listed = self.get_listed(query)
        act = act_named(listed, self.kwargs["act"])
        if act is None:
            raise Http404
        is_all = asked.cleaned_data.get("every", False)
        try:
            rows = chosen(listed, request.POST.getlist("row"), is_all=is_all)
        except DomainError as error:
            messages.error(request, error.message)
            return back(listed, query)
        is_confirmed = asked.cleaned_data.get("confirm", False)
        form = self.form_of(act, is_confirmed)
        if is_confirmed and (form is None or form.is_valid()):
            return self.start(listed, act, rows, form)
        return self.preview(listed, act, rows, form, query)

    def form_of(self, act: Act, is_confirmed: bool) -> forms.Form | None:
        """Return the act's form, filled in when it was confirmed."""
        if act.form_class is None:
            return None
        data: Any = self.request.POST if is_confirmed else None
        return act.form_class(data, actor=self.actor)  # type: ignore[call-arg] # they take it

    def start(
        self, listed: Listed, act: Act, rows: Choice, form: forms.Form | None
    ) -> HttpResponse:
        """Start the job: few rows are done at once."""
        query = self.request.POST.get("query", "")[:2000]
        raw = {name: self.request.POST.get(name, "") for name in form.fields} if form else {}
        try:
            job = actions.start_job(
                kind="act",
                title=lambda: _("{act}: {rows}").format(
                    act=act.title, rows=listed.counted(group(len(rows.keys)))
                ),
                list_name=listed.name,
                arguments={
                    "act": act.name,
                    "keys": rows.keys,
                    "data": raw,
                    "query": query,
                    "filter": joined(listed.in_words()) if rows.is_all else _("chosen rows"),
                    "outcomes": [],
                    "language": get_language() or "fa",
                },
                actor=self.actor,
                at=now(),
            )
        except DomainError as error:
            messages.error(self.request, error.message)
            return back(listed, query)
        if len(rows.keys) <= AT_ONCE:
            take_job(job.pk)
        else:
            nudge()
        confirm_sent(self.request)
        return redirect(job)

    def preview(
        self, listed: Listed, act: Act, rows: Choice, form: forms.Form | None, query: str
    ) -> HttpResponse:
        """Show the rows, what stands against each, and what is still asked."""
        against = act.against(rows.keys, self.actor, listed.on)
        context = {
            "listed": listed,
            "act": act,
            "form": form,
            "query": query,
            "is_all": rows.is_all,
            "names": self.request.POST.getlist("row"),
            "back_url": f"{listed.url}?{query}" if query else listed.url,
            "counted": listed.counted(group(len(rows.keys))),
            "able": len(rows.keys) - len(against),
            "unable": len(against),
            "heads": [column for column in listed.shown([]) if column.is_locked],
            "rows": self.shown(listed, rows.keys, against),
            "more": max(0, len(rows.keys) - SHOWN),
        }
        status = 422 if form is not None and form.is_bound else 200
        return render(self.request, self.template_name, context, status=status)

    def shown(
        self, listed: Listed, keys: Sequence[int], against: Mapping[int, str]
    ) -> list[dict[str, Any]]:
        """Return the first rows: those to which it would not be done before the others."""
        first = sorted(keys, key=lambda key: key not in against)[:SHOWN]
        rows = listed.rows_of(first)
        columns = [column for column in listed.shown([]) if column.is_locked]
        for row in rows:
            row["cells"] = [(column.css, column.cell(row)) for column in columns]
            row["reason"] = against.get(row["pk"], "")
        return rows
