"""Who is told that a case ends without action or goes on, and that it needs another decider."""

from dataclasses import replace
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from core.clock import day_in_tehran
from notices.facts.kinds import KINDS, Kind, News
from notices.states import Topic
from violations.facts.news import (
    FILED,
    NUMBERED,
    OFFICE,
    READ,
    SERVERS,
    TO_DECIDE,
    decided_until,
    of_case,
)
from violations.facts.turns import lacks_member, next_deciders
from violations.models import Case, SessionSeat, ViolationReport

DEPUTY = frozenset({Role.DEPUTY})


def of_ending(target: str) -> News | None:
    """Return the news of a case that goes on: for both sides, and all who were called."""
    return _of_called(SERVERS | OFFICE, target)


def of_closing(target: str) -> News | None:
    """Return the news of a case that was closed: for its keeper, and all who were called."""
    return _of_called(SERVERS, target)


def to_office(target: str) -> News | None:
    """Return the news of a closed case for its office, with the day until it may be reopened."""
    return _reopenable(OFFICE, target)


def to_deputy(target: str) -> News | None:
    """Return the news of a closed case for the deputy, who reopens what an agency closed."""
    return _reopenable(DEPUTY, target)


def next_decider(event: AuditEvent) -> News | None:
    """Return the news of a case for those who decide it now that somebody stood back."""
    news = of_case(frozenset())(event.target_id)
    if news is None or not isinstance(news.record, Case):
        return None
    people = next_deciders(news.record, day_in_tehran(event.at)).values_list("pk", flat=True)
    values = {**news.values, "due_on": decided_until(news.record)}
    found = replace(news, values=values, user_ids=frozenset(people), acting=frozenset(Role))
    return found if people else None


def to_be_named(event: AuditEvent) -> News | None:
    """Return the news of a case for the deputy, who names who decides it; only where one can."""
    news = of_case(DEPUTY, DEPUTY)(event.target_id)
    if news is None or not isinstance(news.record, Case):
        return None
    return None if lacks_member(news.record, day_in_tehran(event.at)) else news


def _reopenable(roles: frozenset[Role], target: str) -> News | None:
    case = Case.objects.filter(public_id=target, reopen_due_on__isnull=False).first()
    news = of_case(roles)(target)
    if case is None or news is None:
        return None
    until: Any = case.reopen_due_on
    return replace(news, values={**news.values, "until_on": until.isoformat()})


def _of_called(roles: frozenset[Role], target: str) -> News | None:
    news = of_case(roles)(target)
    if news is None:
        return None
    called = SessionSeat.objects.filter(
        session__case__public_id=target, user__isnull=False, is_recused=False
    )
    return replace(news, user_ids=frozenset(called.values_list("user_id", flat=True)))


def to_reporters(target: str) -> News | None:
    """Return the news of a case for who filed its first report, at that report."""
    news = of_case(frozenset())(target)
    if news is None:
        return None
    first = _reports(target).first()
    if first is None:
        return None
    return replace(
        news,
        values={"number": first.number, "office": news.values["office"]},
        url=first.get_absolute_url(),
        user_ids=frozenset({first.reporter_id}),
    )


def to_further_reporters(target: str) -> News | None:
    """Return the news of a case for those whose reports joined it: at the list of their own."""
    news = of_case(frozenset())(target)
    reporters = list(_reports(target).values_list("reporter_id", flat=True))
    further = frozenset(reporters) - frozenset(reporters[:1])
    if news is None or not further:
        return None
    return replace(news, url=reverse("violations:list"), user_ids=further)


def _reports(target: str) -> QuerySet[ViolationReport]:
    """Return the reports of a case, those that opened it first."""
    return ViolationReport.objects.filter(case_reports__case__public_id=target).order_by("pk")


def has_reported(principal: Principal, record: Model) -> bool:
    """Tell whether a principal filed one of the reports of a case."""
    reports = ViolationReport.objects.filter(case_reports__case=record.pk)
    return reports.filter(reporter_id=principal.user_id).exists()


ALL = (
    Kind(
        "case.closed_without_action", Topic.ANSWER, _("A case was closed without action"),
        find=of_closing, detail=FILED, act=READ, icon="case",
    ),
    Kind(
        "case.closed_without_action/office", Topic.ANSWER,
        _("The case of your office was closed without action; it may be reopened until {until_on}"),
        verb="case.closed_without_action", find=to_office, detail=FILED, act=READ, icon="case",
    ),
    Kind(
        "case.closed_without_action/deputy", Topic.ANSWER,
        _("A case was closed without action; it may be reopened until {until_on}"),
        verb="case.closed_without_action", find=to_deputy, detail=FILED, act=READ, icon="case",
        tone="warn",
    ),
    Kind(
        "case.closed_without_action/reporter", Topic.ANSWER,
        _("The case of your report was closed without action"),
        verb="case.closed_without_action", find=to_reporters, detail=NUMBERED, act=READ,
        icon="case", sees=has_reported,
    ),
    Kind(
        "case.closed_without_action/reporters", Topic.ANSWER,
        _("The case of your report was closed without action"),
        verb="case.closed_without_action", find=to_further_reporters, detail="{office}", act=READ,
        icon="case", sees=has_reported,
    ),
    Kind(
        "case.reopened", Topic.ANSWER, _("A case that was closed without action is open again"),
        find=of_ending, detail=FILED, act=READ, icon="case", tone="warn",
    ),
    Kind(
        "case.reopened/reporter", Topic.ANSWER, _("The case of your report is open again"),
        verb="case.reopened", find=to_reporters, detail=NUMBERED, act=READ, icon="case",
        sees=has_reported,
    ),
    Kind(
        "case.reopened/reporters", Topic.ANSWER, _("The case of your report is open again"),
        verb="case.reopened", find=to_further_reporters, detail="{office}", act=READ, icon="case",
        sees=has_reported,
    ),
    *(
        kind
        for verb in ("case.stood_back", "case.hearing_recused")
        for kind in (
            Kind(
                verb, Topic.WORK, _("Somebody stood back from a case; another person acts"),
                find=of_case(DEPUTY), detail=FILED, act=READ, icon="circle-minus", tone="info",
            ),
            Kind(
                f"{verb}/decider", Topic.WORK,
                _("Somebody stood back from a case: it is yours to decide now"), verb=verb,
                find_in=next_decider, detail=TO_DECIDE, act=_("Decide"), icon="gavel", tone="warn",
            ),
        )
    ),
    Kind(
        "case.recused_last", Topic.WORK, _("Nobody is free to decide a case: name who does"),
        find_in=to_be_named, detail=FILED, act=_("Appoint a stand-in"), icon="case",
        tone="warn",
    ),
    *(
        Kind(
            f"{verb}/office", Topic.ANSWER,
            _("Somebody stood back from the case of your office; another person acts"),
            verb=verb, find=of_case(OFFICE), detail=FILED, act=READ, icon="circle-minus",
        )
        for verb in ("case.stood_back", "case.hearing_recused", "case.recused_last")
    ),
)  # fmt: skip


def register() -> None:
    """Register the news."""
    for kind in ALL:
        KINDS.add(kind)
