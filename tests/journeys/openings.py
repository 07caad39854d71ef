"""
A record in the state in which each page opens, and who opens it there.

The world of the access tests has one case, one contract and one review of each side; a form that
opens only in another state would be seen there as its refusal alone. Each function of `BRINGS`
brings a record of its own to that state, beside the world's, and names its page.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.contrib.auth import HASH_SESSION_KEY
from django.core.files.base import ContentFile
from django.test import Client

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from audit.numbers import next_numbers
from contracts.models import Contract
from core.clock import now
from oversight import actions as oversight
from oversight.models import TerminationReview
from tests import factories
from tests.architecture.routes import routes
from tests.architecture.world import REASON, World, png, session_of
from tests.contracts import stories
from tests.factories import NOW, TODAY, make_contract, make_final_case, make_principal, make_report
from tests.violations.benches import DAY, Bench
from tests.violations.stories import LONG_AGO, Walk, file_report, moment
from violations import actions
from violations.models import CaseReport, Evidence, HearingSession

SOON = TODAY + timedelta(days=20)


@dataclass(frozen=True)
class Opening:
    """Who opens a page, nobody perhaps, with which session, and the arguments of its address."""

    session: str
    names: tuple[Any, ...] = ()

    def address(self, name: str) -> str:
        """Return the address of a route for these arguments."""
        return routes()[name].address(self.names)


class Openings:
    """Brings records to the states in which pages open: each page's own, when it is asked for."""

    def __init__(self, world: World) -> None:
        self.world = world
        next_numbers("violation", TODAY, 900)  # beyond those that the factories give
        self.sessions: dict[int, str] = {
            person.user_id: world.cookies[role] for role, person in world.people.items()
        }

    def of(self, name: str) -> Opening:
        """Return how a route's page is opened; its names are as long each time, for its picture."""
        factories._serial = itertools.count(10_000 + 250 * sorted(BRINGS).index(name))
        return BRINGS[name](self)

    def by(self, person: Principal, *names: Any) -> Opening:
        """Return the opening for a person, signed in."""
        if person.user_id not in self.sessions:
            self.sessions[person.user_id] = session_of(person)
        return Opening(self.sessions[person.user_id], names)


def contract_of(bench: Bench) -> Contract:
    """Return the contract of a bench's office."""
    found = bench.case.contract
    assert found is not None
    return found


def begun(bench: Bench, **values: Any) -> Walk:
    """Return a new report against the office of a bench, by its reporter."""
    reporter = values.pop("reporter", bench.reporter)
    report = file_report(contract_of(bench), reporter, **values)
    return Walk(report, bench.manager, bench.operator)


def decided(**values: Any) -> Bench:
    """Return a bench whose case is decided, its decision served today."""
    bench = Bench()
    bench.walk.day = DAY
    bench.walk.decide(bench.manager, **values)
    bench.walk.day = TODAY
    bench.walk.notify("decision")
    return bench


def final(**values: Any) -> tuple[Bench, Walk]:
    """Return a bench and a case of it that has become final."""
    bench = Bench()
    walk = begun(bench, on=LONG_AGO).open().wait(1).notify().defend()
    walk.decide(bench.manager, **values).notify("decision").wait(40)
    walk.day = TODAY
    return bench, walk


def supplement(to: Openings) -> Opening:
    bench = Bench()
    report = begun(bench).report
    actions.return_report(report_id=report.pk, reason=REASON, actor=bench.manager, **moment(TODAY))
    return to.by(bench.reporter, report.number)


def notice(to: Openings) -> Opening:
    bench = Bench()
    return to.by(bench.clerk, begun(bench).open().case.number)


def told(who: str) -> Callable[[Openings], Opening]:
    """Return what brings a case into its defence window, for somebody of its bench."""

    def bring(to: Openings) -> Opening:
        bench = Bench()
        walk = begun(bench, on=TODAY - timedelta(days=4)).open().notify()
        return to.by(getattr(bench, who), walk.case.number)

    return bring


def heard(who: str) -> Callable[[Openings], Opening]:
    """Return what brings a case to where its decision is due, for somebody of its bench."""

    def bring(to: Openings) -> Opening:
        bench = Bench()
        return to.by(getattr(bench, who), bench.case.number)

    return bring


def objectable(who: str) -> Callable[[Openings], Opening]:
    """Return what brings a case into its appeal window, for somebody of its bench."""

    def bring(to: Openings) -> Opening:
        bench = decided()
        return to.by(getattr(bench, who), bench.case.number)

    return bring


def appeal_decision(to: Openings) -> Opening:
    bench = decided()
    bench.walk.appeal()
    return to.by(make_principal(Role.AGENCY_APPEAL, bench.agency), bench.case.number)


def correction_verify(to: Openings) -> Opening:
    bench = decided()
    set_one = actions.add_correction(
        case_id=bench.case.pk, text=REASON, due_on=TODAY + timedelta(days=18), actor=bench.manager,
        **moment(TODAY),
    )  # fmt: skip
    actions.report_correction(
        correction_id=set_one.pk, note=REASON, actor=bench.operator, **moment(TODAY)
    )
    return to.by(bench.manager, bench.case.number, set_one.public_id)


def execute(to: Openings) -> Opening:
    bench, walk = final(sanction="suspension", sanction_days=15, override_reason=REASON)
    return to.by(bench.manager, walk.case.number)


def close(to: Openings) -> Opening:
    bench, walk = final()
    actions.execute_sanction(case_id=walk.case.pk, actor=bench.manager, **moment(TODAY))
    return to.by(bench.manager, walk.case.number)


def judgment(to: Openings) -> Opening:
    bench, walk = final()
    return to.by(make_principal(Role.AGENCY_APPEAL, bench.agency), walk.case.number)


def ask_evidence(to: Openings) -> Opening:
    walk = Bench().walk
    Evidence.objects.create(
        report=walk.report, name="رسید.png", media_type="image/png", size=100, sha256="0" * 64,
        original=ContentFile(png(), "o.png"), copy=ContentFile(png(), "c.png"), uploaded_at=now(),
        attached_at=now(), uploaded_by=0, uploaded_by_name="کارگزار", is_restricted=True,
    )  # fmt: skip
    return to.by(to.world.people[Role.DEPUTY], walk.case.number)


def stand_in(to: Openings) -> Opening:
    """The only manager has reported; who weighed the report has left the house."""
    bench = Bench()
    before = make_principal(Role.AGENCY_MANAGER, bench.agency)
    report = file_report(contract_of(bench), bench.manager, on=LONG_AGO)
    walk = Walk(report, before, bench.operator).open().notify().defend()
    RoleGrant.objects.filter(user_id=before.user_id).update(ends_on=LONG_AGO)
    return to.by(to.world.people[Role.DEPUTY], walk.case.number)


def session(who: str, bring: Callable[[Bench], HearingSession]) -> Callable[[Openings], Opening]:
    """Return what brings a hearing session to a state, for somebody of its bench."""

    def act(to: Openings) -> Opening:
        bench = Bench()
        held = bring(bench)
        return to.by(getattr(bench, who), bench.case.number, held.public_id)

    return act


def contract(bring: Callable[[Any], Any]) -> Callable[[Openings], Opening]:
    """Return what brings a contract to a state, for its agency's manager."""

    def act(to: Openings) -> Opening:
        made = make_contract()
        bring(made)
        return to.by(make_principal(Role.AGENCY_MANAGER, made.agency), made.number)

    return act


def heard_review(manager_reports: bool = False) -> tuple[TerminationReview, Principal]:
    """Return a review whose office was heard, and the only manager of its agency."""
    made = make_contract()
    for days in (96, 25):
        final_on = TODAY - timedelta(days=days)
        case = make_final_case(contract=made, final_on=final_on, sanction="reminder")
    manager = make_principal(Role.AGENCY_MANAGER, made.agency)
    if manager_reports:
        report = make_report(reporter=manager, contract=made)
        CaseReport.objects.create(case=case, report=report)
    when: dict[str, Any] = {"at": NOW}
    oversight.flag_termination_review(as_of=TODAY, actor=User.objects.system(), **when)
    review = TerminationReview.objects.get(contract=made)
    operator = make_principal(Role.OPERATOR, made.office)
    oversight.acknowledge_review(review_id=review.pk, actor=operator, on=TODAY, **when)
    oversight.answer_review(review_id=review.pk, text=REASON, actor=operator, on=TODAY, **when)
    review.refresh_from_db()
    return review, manager


def review_decision(to: Openings) -> Opening:
    review, manager = heard_review()
    return to.by(manager, review.number)


def review_stand_in(to: Openings) -> Opening:
    review, _manager = heard_review(manager_reports=True)
    return to.by(to.world.people[Role.DEPUTY], review.number)


def review_execution(to: Openings) -> Opening:
    review, manager = heard_review(manager_reports=True)
    member = make_principal(Role.COMMITTEE_MEMBER)
    oversight.name_review_stand_in(
        review_id=review.pk, member=User.objects.get(pk=member.user_id).public_id, reason=REASON,
        last_on=SOON, actor=to.world.people[Role.DEPUTY], on=TODAY, at=NOW,
    )  # fmt: skip
    oversight.decide_review(
        review_id=review.pk, outcome="terminate", reasons=REASON, actor=member, on=TODAY, at=NOW
    )
    return to.by(manager, review.number)


def nobody(to: Openings) -> Opening:
    """Before anybody has signed in."""
    return Opening("")


def first_step(to: Openings) -> Opening:
    """Between the password and the code."""
    client = Client()
    user = User.objects.get(pk=to.world.people[Role.EXPERT].user_id)
    login = Login(user=user, initiated_at=now().timestamp())
    login.state["stages"] = {"current": AuthenticateStage.key}
    kept = client.session
    kept["account_login"] = login.serialize()
    kept.save()
    return Opening(str(client.cookies["session"].value))


def signed_in(
    *, kinds: tuple[str, ...] = ("totp", "recovery_codes"), password: bool = True, just: bool = True
) -> Callable[[Openings], Opening]:
    """Return what signs an expert in who has these factors, and gave one just now or long ago."""

    def bring(to: Openings) -> Opening:
        person = make_principal(Role.EXPERT, name="نسرین مرادی")
        key = session_of(person)
        user = User.objects.get(pk=person.user_id)
        Authenticator.objects.filter(user=user).exclude(type__in=kinds).delete()
        client = Client()
        client.cookies["session"] = key
        kept = client.session
        kept["has_factor"] = "totp" in kinds
        if just:
            kept["account_authentication_methods"] = [
                {"method": "mfa", "at": now().timestamp(), "reauthenticated": True}
            ]
            kept["account_authentication_methods_user"] = str(user.pk)
        if not password:
            user.set_unusable_password()
            user.save()
            kept[HASH_SESSION_KEY] = user.get_session_auth_hash()
        kept.save()
        return Opening(key)

    return bring


BRINGS: dict[str, Callable[[Openings], Opening]] = {
    "account_inactive": nobody,
    "account_login": nobody,
    "account_reauthenticate": signed_in(just=False),
    "account_set_password": signed_in(password=False),
    "accounts:first_password": nobody,
    "contracts:resume": contract(stories.suspended),
    "contracts:terminate": contract(stories.noticed),
    "mfa_activate_totp": signed_in(kinds=()),
    "mfa_authenticate": first_step,
    "mfa_deactivate_totp": signed_in(),
    "mfa_generate_recovery_codes": signed_in(kinds=("totp",)),
    "mfa_reauthenticate": signed_in(just=False),
    "mfa_view_recovery_codes": signed_in(),
    "oversight:decide": review_decision,
    "oversight:execute": review_execution,
    "oversight:name-stand-in": review_stand_in,
    "violations:appeal": objectable("operator"),
    "violations:appeal-decision": appeal_decision,
    "violations:ask-evidence": ask_evidence,
    "violations:close": close,
    "violations:correction": objectable("manager"),
    "violations:correction-verify": correction_verify,
    "violations:decision": heard("manager"),
    "violations:defence": told("operator"),
    "violations:execute": execute,
    "violations:hearing-minutes": session("clerk", Bench.served),
    "violations:hearing-refusal": session("clerk", lambda bench: bench.hold(bench.served())),
    "violations:hearing-sign": session("manager", lambda bench: bench.hold(bench.served())),
    "violations:judgment": judgment,
    "violations:notice": notice,
    "violations:paper-appeal": objectable("clerk"),
    "violations:paper-defence": told("clerk"),
    "violations:schedule": heard("clerk"),
    "violations:stand-in": stand_in,
    "violations:summon": told("clerk"),
    "violations:supplement": supplement,
    "violations:waive": told("operator"),
}
