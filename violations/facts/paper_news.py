"""Who hears of what is entered in another's name: the office, and who is noted as not signing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.principal import Principal
from accounts.roles import Role
from approvals.models import PendingAct
from audit.models import AuditEvent
from core.clock import day_in_tehran
from notices.facts.kinds import KINDS, Audience, Kind, News
from notices.states import Topic
from violations.facts.awaiting import lacking_members
from violations.facts.cases import official
from violations.facts.news import (
    DECIDERS,
    EXAMINE,
    FILED,
    JUDGES,
    MANAGER,
    OFFICE,
    READ,
    SERVERS,
    SESSION,
    of_case,
    of_day_to_keep,
    of_session,
    told,
)
from violations.facts.paper import JUDGMENT_ENTRY, OFFICE_PAPERS, SERVICE
from violations.models import Case, SessionSeat

# What each such act enters, as news call it.
PAPER_NAMES = {
    OFFICE_PAPERS[0]: gettext_noop("defence on paper"),
    OFFICE_PAPERS[1]: gettext_noop("objection on paper"),
    SERVICE: gettext_noop("paper receipt of a notice"),
    JUDGMENT_ENTRY: gettext_noop("judgment"),
}


def _case(target: str) -> Case | None:
    return Case.objects.select_related("office", "agency").filter(public_id=target).first()


def _on_paper(event: AuditEvent) -> News | None:
    """Return the news for the office in whose name something was entered from paper."""
    _before, is_paper = event.changes.get("paper") or (None, False)
    return _of_office(event.target_id) if is_paper else None


def _proposed(*acts: str) -> Callable[[AuditEvent], News | None]:
    """Return the reader of news for the office that a paper of these acts waits in its case."""

    def find(event: AuditEvent) -> News | None:
        act = _act_of(event)
        return _named(_of_office(event.target_id), act) if act in acts else None

    return find


def _named(news: News | None, act: str) -> News | None:
    """Return news of a paper with which paper it is."""
    return news and replace(news, values={**news.values, "paper": official(PAPER_NAMES[act])})


def _judgment_proposed(event: AuditEvent) -> News | None:
    """Return the news for the side that keeps a case in which a judgment waits."""
    act = _act_of(event)
    return _named(of_case(SERVERS)(event.target_id), act) if act == JUDGMENT_ENTRY else None


def _act_of(event: AuditEvent) -> str:
    return str((event.changes.get("act") or ("", ""))[1])


def _ended(*acts: str) -> Callable[[str], News | None]:
    """Return the reader of news for the office of how the proposal of such a paper ended."""

    def find(target: str) -> News | None:
        found = PendingAct.objects.filter(public_id=target, act__in=acts).first()
        news = _of_office(str(found.target_id)) if found else None
        if news is None or found is None:
            return None
        return _named(replace(news, values={**news.values, "reason": found.reason}), found.act)

    return find


def _of_office(target: str) -> News | None:
    case = _case(target)
    if case is None:
        return None
    return News(
        record=case,
        values={"number": case.number, "office": case.office.name},
        url=case.get_absolute_url(),
        audiences=[Audience(Role.OPERATOR, case.office.public_id)],
        acting=OFFICE,
    )


def _refuser(event: AuditEvent) -> News | None:
    """Return the news for who is noted as not signing the minutes."""
    case = _case(event.target_id)
    noted = SessionSeat.objects.filter(session__case=case, refused_at=event.at)
    seat = noted.select_related("session").order_by("-pk").first()
    if case is None or seat is None or seat.user_id is None or seat.refusal_due_on is None:
        return None
    seat.session.case = case
    return News(
        record=case,
        values={
            "number": case.number,
            "office": case.office.name,
            "due_on": seat.refusal_due_on.isoformat(),
        },
        url=seat.session.get_absolute_url(),
        audiences=(),
        acting=frozenset(Role),
        user_ids=frozenset({seat.user_id}),
    )


def _due_again(event: AuditEvent) -> News | None:
    """Return the news for the agency's manager whose case is to be carried out again."""
    if "execution_since" not in event.changes:
        return None
    return of_case(MANAGER, MANAGER, by_reporters=True)(event.target_id)


def _again(verb: str) -> Kind:
    return Kind(
        f"{verb}/again", Topic.WORK, _("A reduced sanction waits to be carried out"), verb=verb,
        find_in=_due_again, detail=FILED, act=_("Carry out"), icon="case", tone="warn",
    )  # fmt: skip


def _paper(verb: str, title: Any) -> Kind:
    return Kind(
        f"{verb}/paper", Topic.SERVICE, title, verb=verb, find_in=_on_paper, detail=FILED,
        act=READ, icon="evidence", tone="warn",
    )  # fmt: skip


def _lacking(*roles: Role) -> Callable[[AuditEvent], News | None]:
    """Return the reader of news that too few are free to decide a case, for these roles."""

    def find(event: AuditEvent) -> News | None:
        news = of_case(frozenset(roles), frozenset(roles))(event.target_id)
        cases = Case.objects.filter(public_id=event.target_id)
        return news if news and lacking_members(cases, day_in_tehran(event.at)).exists() else None

    return find


def _who_appoints(event: AuditEvent) -> News | None:
    """Return the news for who gives roles, at the list of users: they read no case."""
    news = _lacking(Role.PLATFORM_ADMIN)(event)
    return news and replace(news, values={}, url=reverse("accounts:users"))


def _is_admin(principal: Principal, record: Model) -> bool:
    return principal.role is Role.PLATFORM_ADMIN


DENY_OBJECTION = _(
    "An objection on paper was entered in your office's name; if it is not yours, deny it before"
    " the decision"
)
DENY_DEFENCE = _(
    "A defence on paper was entered in your office's name; if it is not yours, deny it before the"
    " decision"
)
ENDED = _ended(*OFFICE_PAPERS)
WHY = _("{paper} · {office} · case {number} · {reason}")
NAMED = _("{paper} · {office} · case {number}")
OFFICE_KINDS = (
    Kind(
        "case.paper_proposed", Topic.SERVICE,
        _("A paper in your office's name was entered late; the deputy confirms or refuses it"),
        find_in=_proposed(*OFFICE_PAPERS), detail=NAMED, act=READ, icon="evidence", tone="warn",
    ),
    Kind(
        "pending.refused/office", Topic.SERVICE,
        _("The deputy refused a paper that was entered in your office's name"),
        verb="pending.refused", find=ENDED, detail=WHY, act=READ, icon="refused", tone="danger",
    ),
    Kind(
        "pending.expired/office", Topic.SERVICE,
        _("Nobody decided in time on a paper in your office's name; it is before the deputy again"),
        verb="pending.expired", find=ENDED, detail=NAMED, act=READ, icon="deadline", tone="warn",
    ),
    Kind(
        "pending.withdrawn/office", Topic.SERVICE,
        _("A paper that was entered in your office's name was withdrawn by who entered it"),
        verb="pending.withdrawn", find=ENDED, detail=WHY, act=READ, icon="undo-2", tone="warn",
    ),
    Kind(
        "pending.voided/office", Topic.SERVICE,
        _("The entry of a paper in your office's name is void; it is to be entered anew"),
        verb="pending.voided", find=ENDED, detail=NAMED, act=READ, icon="refused", tone="warn",
    ),
)  # fmt: skip
# What is entered by others in a case of the office, and has no effect before it is confirmed.
ENTRY_KINDS = (
    Kind(
        "case.paper_proposed/service", Topic.SERVICE,
        _("A paper receipt of a notice to your office was entered late; a second person decides"),
        verb="case.paper_proposed", find_in=_proposed(SERVICE), detail=NAMED, act=READ,
        icon="evidence", tone="warn",
    ),
    Kind(
        "case.paper_proposed/judgment", Topic.SERVICE,
        _("A judgment on your case was entered; it takes effect once a second person confirms it"),
        verb="case.paper_proposed", find_in=_proposed(JUDGMENT_ENTRY), detail=NAMED, act=READ,
        icon="scale", tone="info", sees=told,
    ),
    Kind(
        "case.paper_proposed/keeper", Topic.ANSWER,
        _("A judgment on a case was entered; until it is confirmed nothing is carried out"),
        verb="case.paper_proposed", find_in=_judgment_proposed, detail=NAMED, act=READ,
        icon="scale", tone="warn",
    ),
    *(
        Kind(
            f"pending.{end}/entry", Topic.SERVICE,
            _("A receipt or a judgment entered in your case was not confirmed; it has no effect"),
            verb=f"pending.{end}", find=_ended(SERVICE, JUDGMENT_ENTRY), detail=NAMED, act=READ,
            icon="undo-2", tone="info",
        )
        for end in ("refused", "expired", "withdrawn", "voided")
    ),
)  # fmt: skip
APPOINT = _(
    "Too few members of the committee are free to decide a case: two administrators give another"
    " person the role of a member"
)
LACKING_KINDS = tuple(
    kind
    for verb in ("case.sent_back", "case.recused_last")
    for kind in (
        Kind(
            f"{verb}/lacking", Topic.WORK, APPOINT, verb=verb, find_in=_lacking(Role.DEPUTY),
            detail=FILED, act=READ, icon="case", tone="danger", tells_actor=True,
        ),
        Kind(
            f"{verb}/appoint", Topic.WORK, APPOINT, verb=verb, find_in=_who_appoints,
            act=_("Users"), icon="users", tone="danger", sees=_is_admin,
        ),
    )
)  # fmt: skip
PAPER_KINDS = (
    _paper("case.defended", DENY_DEFENCE),
    _paper("case.defended_late", DENY_DEFENCE),
    _paper("case.appealed", DENY_OBJECTION),
    _paper("case.contested", DENY_OBJECTION),
    Kind(
        "case.paper_contested", Topic.ANSWER, _("The office contests a paper in its name"),
        find=of_case(SERVERS | DECIDERS, SERVERS), detail=FILED, act=READ, icon="evidence",
        tone="warn",
    ),
    Kind(
        "case.objection_contested", Topic.ANSWER,
        _("The office contests an objection entered in its name"),
        find=of_case(SERVERS | DECIDERS | JUDGES, SERVERS), detail=FILED, act=READ,
        icon="evidence", tone="warn",
    ),
    Kind(
        "case.minutes_refused", Topic.SERVICE,
        _("You are noted as not signing the minutes; you may still sign"),
        find_in=_refuser, detail=_("{office} · case {number} · until {due_on}"), act=_("Sign"),
        icon="case", tone="danger",
    ),
    Kind(
        "case.absence_contested", Topic.WORK,
        _("The office contests that the minutes note it absent"),
        find=of_case(SERVERS | DECIDERS, SERVERS), detail=FILED, act=EXAMINE, icon="case",
        tone="warn",
    ),
    Kind(
        "case.absence_answered", Topic.ANSWER,
        _("Your contest of the noted absence was answered"),
        find=of_case(OFFICE), detail=FILED, act=READ, icon="case",
    ),
    Kind(
        "case.annulled", Topic.ANSWER, _("A judgment that annuls the decision was recorded"),
        find=of_case(SERVERS | {Role.DEPUTY}), detail=FILED, act=READ, icon="case", tone="warn",
    ),
    Kind(
        "case.annulled/office", Topic.SERVICE,
        _("A judgment that annuls the decision was recorded"), verb="case.annulled",
        find=of_case(OFFICE), detail=FILED, act=READ, icon="case", tone="ok", sees=told,
    ),
    Kind(
        "case.reduced", Topic.ANSWER, _("A judgment that reduces the sanction was recorded"),
        find=of_case(SERVERS | {Role.DEPUTY}), detail=FILED, act=READ, icon="case", tone="warn",
    ),
    _again("case.reduced"),
    _again("case.appeal_decided"),
    Kind(
        "case.reduced/office", Topic.SERVICE,
        _("A judgment that reduces the sanction was recorded"), verb="case.reduced",
        find=of_case(OFFICE), detail=FILED, act=READ, icon="case", tone="ok", sees=told,
    ),
    Kind(
        "case.sent_back", Topic.WORK,
        _("A judgment sends the case back: another person decides it anew"),
        find=of_case(SERVERS | DECIDERS | {Role.DEPUTY}, SERVERS | DECIDERS), detail=FILED,
        act=EXAMINE, icon="case", tone="danger",
    ),
    Kind(
        "case.sent_back/office", Topic.SERVICE,
        _("A judgment sends your case back: the decision stands no more, a new one comes"),
        verb="case.sent_back", find=of_case(OFFICE), detail=FILED, act=READ, icon="case",
        tone="ok",
    ),
)  # fmt: skip


DAY_KINDS = (
    Kind(
        "case.hearing_day_closed", Topic.DEADLINE,
        _("The calendar closes the day of a hearing session: it is confirmed or moved"),
        find=of_session(is_judged=False), detail=SESSION, act=READ, icon="deadline", tone="warn",
    ),
    Kind(
        "case.hearing_day_closed/keeper", Topic.WORK,
        _("Confirm a hearing session for a closed day, or postpone it"),
        verb="case.hearing_day_closed", find=of_day_to_keep, detail=SESSION,
        act=EXAMINE, icon="deadline", tone="warn",
    ),
    Kind(
        "case.hearing_day_open", Topic.DEADLINE,
        _("The day of a hearing session is open again"),
        find=of_session(is_judged=False), detail=SESSION, act=READ, icon="deadline",
    ),
    Kind(
        "case.hearing_day_confirmed", Topic.SERVICE,
        _("A hearing session is held although its day is closed"),
        find=of_session(is_judged=False), detail=SESSION, act=READ, icon="case", tone="warn",
    ),
)  # fmt: skip


def register() -> None:
    """Say who hears of what is entered in another's name."""
    for kind in (*PAPER_KINDS, *OFFICE_KINDS, *ENTRY_KINDS, *DAY_KINDS, *LACKING_KINDS):
        KINDS.add(kind)
