"""The pages of the calendar: which days count, what is still an estimate, and who says so."""

from datetime import date, datetime, time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from core.clock import TEHRAN, now, today
from core.jalali import FIRST_YEAR, LAST_YEAR, WEEKDAYS, short, weekday_name, year_of
from core.persian import isolated, persian_digits
from core.web import Scoped
from workdays import actions
from workdays.actions.days import wrong_in_day
from workdays.actions.own_time import last_day_to_confirm
from workdays.acts import CONFIRM, ENTER, WITHDRAW
from workdays.facts import year_page
from workdays.facts.files import FORMS, exported
from workdays.facts.moving import moved_by
from workdays.forms import ConfirmForm, DayForm, ReasonForm
from workdays.models import CalendarDay
from workdays.views.rehearsed import RehearsedAct

SECOND = gettext_lazy(
    "This gives your own body more time, so it waits for another person who keeps the calendar,"
    " until {day} at the latest."
)


class ThisYear(Scoped):
    """The short address leads to the running year."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the year of today in Tehran."""
        return redirect("workdays:year", year=year_of(today()))


class Year(Scoped, TemplateView):
    """Twelve months, the weekly days off, and the holidays; everybody signed in may read it."""

    template_name = "workdays/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the year, its neighbours, and the days of the week."""
        year, now = kwargs["year"], today()
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Http404
        return super().get_context_data(
            page=year_page(year, now),
            weekdays=[(name[0], name) for name in map(weekday_name, range(len(WEEKDAYS)))],
            this_year=year_of(now),
            earlier=address(year - 1),
            later=address(year + 1),
            may_edit=ENTER.is_for(self.actor),
            **kwargs,
        )


class ExportYear(Scoped):
    """The days of a year as a file: csv, xlsx or json."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the file; 404 for another form or a year outside the calendar."""
        year, form = kwargs["year"], kwargs["form"]
        if form not in FORMS or not FIRST_YEAR <= year <= LAST_YEAR:
            raise Http404
        body, kind = exported(year, form)
        answer = HttpResponse(body, content_type=kind)
        answer["Content-Disposition"] = f'attachment; filename="calendar-{year}.{form}"'
        return answer


def address(year: int) -> str:
    """Return the address of a year's page; empty outside the years that are known."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ""
    return reverse("workdays:year", kwargs={"year": year})


class Entry(RehearsedAct):
    """The page of an act on a day."""

    template_name = "workdays/day_form.html"
    changed_day: date | None = None
    lead = gettext_lazy(
        "A change that gives your own body more time waits for another person. A day to come is"
        " confirmed by its end: what ran out on it comes back no more."
    )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return where it leads back to."""
        return super().get_context_data(back=reverse("workdays:this-year"), **context)

    asks_second = True

    def when(self) -> dict[str, Any]:
        """Return by whom and when it is done, and whether a second person is asked."""
        return {"actor": self.actor, "on": today(), "at": now(), "asks_second": self.asks_second}

    def rehearsed(self, data: dict[str, Any]) -> object:
        """Make the change as its second person would: what moves is shown, whose time it is."""
        self.asks_second = False
        try:
            return self.perform(data, self.actor)
        finally:
            self.asks_second = True

    def waits(self, done: CalendarDay) -> bool:
        """Tell whether the change waits for its second person."""
        raise NotImplementedError

    def get_success_message(self, done: Any) -> str:
        """Say that a change that gives the own body time waits for its second person."""
        return self.waiting(done) if self.waits(done) else super().get_success_message(done)

    def waiting(self, done: CalendarDay) -> str:
        """Say until when it waits."""
        day = self.changed_day or done.date
        return SECOND.format(day=isolated(short(last_day_to_confirm(day, today()))))

    def get_success_url(self, done: Any) -> str:
        """Return the page of the day's year."""
        return address(year_of(done.date))


class AddDay(Entry):
    """A closure that was announced, a holiday, or a working exception."""

    act = ENTER
    form_class = DayForm

    def get_success_message(self, done: Any) -> str:
        """Say how many running deadlines have another day now, and where they stand."""
        if self.waits(done):
            return self.waiting(done)
        moved = moved_by(done)
        if not moved:
            return _("The day was entered. No running deadline moved.")
        words = ngettext(
            "The day was entered; {n} running deadline moved. See the changed deadlines.",
            "The day was entered; {n} running deadlines moved. See the changed deadlines.",
            moved,
        )
        return words.format(n=persian_digits(moved))

    def get_record(self) -> None:
        """There is no day yet."""

    def waits(self, done: CalendarDay) -> bool:
        """Tell whether nothing was entered yet."""
        return done.pk is None

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_day(typed)

    def perform(self, data: dict[str, Any], actor: Any) -> CalendarDay:
        """Enter it."""
        county, announced_on = data.pop("county"), data.pop("announced_on")
        if announced_on:
            data["announced_at"] = datetime.combine(announced_on, time(12), TEHRAN)
        return actions.add_closure(
            **data, county_id=county.public_id if county else None, **self.when()
        )


class WithdrawDay(Entry):
    """A day that was entered by mistake counts no more."""

    act = WITHDRAW
    queryset = CalendarDay.objects.all()
    slug_field = slug_kwarg = "public_id"
    form_class = ReasonForm
    lost = gettext_lazy(
        "The day stays on record and counts no more. Running deadlines on its way are computed"
        " anew, each with a receipt; none is left with less than its least time."
    )
    success_message = gettext_lazy("The day was withdrawn. Running deadlines were computed anew.")

    def waits(self, done: CalendarDay) -> bool:
        """Tell whether the day counts yet."""
        return done.withdrawn_on is None

    def perform(self, data: dict[str, Any], actor: Any) -> CalendarDay:
        """Withdraw it."""
        return actions.withdraw_day(day_id=self.object.public_id, **data, **self.when())


class ConfirmDay(Entry):
    """An estimated holiday is confirmed on the day on which it really falls."""

    act = CONFIRM
    queryset = CalendarDay.objects.all()
    slug_field = slug_kwarg = "public_id"
    form_class = ConfirmForm
    success_message = gettext_lazy(
        "The holiday was confirmed. Running deadlines on its way were computed anew."
    )

    def waits(self, done: CalendarDay) -> bool:
        """Tell whether the day is an estimate yet."""
        return done.draft

    def get_initial(self) -> dict[str, Any]:
        """Begin with the estimate."""
        return {"falls_on": self.object.date}

    def perform(self, data: dict[str, Any], actor: Any) -> CalendarDay:
        """Confirm it."""
        self.changed_day = data["falls_on"]
        return actions.confirm_day(day_id=self.object.public_id, **data, **self.when())
