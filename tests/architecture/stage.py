"""A row of each kind beside others: one's own and not, before and after each step that opens it."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection

from accounts.models import ApiClient, RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from approvals.models import PendingAct
from audit.models import AuditEvent
from contracts.models import Contract, Waiver
from contracts.states import PREPARED
from core.clock import now, today
from lists.models import ListChoice, SavedView
from lists.models.views import house_of
from notices.models import Dispatch, Letter, Notification, Reach
from oversight.models import Flag, ReviewNote, RuleRun, TerminationReview
from tests.architecture.world import OTHER, OWN, REASON, World
from tests.contracts.stories import make_proof
from tests.factories import (
    make_agency,
    make_case,
    make_certificate,
    make_contract,
    make_county,
    make_job,
    make_notice,
    make_office,
    make_principal,
    make_report,
    make_scan,
    make_score,
    make_settlement,
    make_sheet,
    make_staff,
    make_type,
)
from violations.models import (
    Appeal,
    Case,
    CaseNote,
    CaseReport,
    CorrectiveAction,
    Decision,
    Defence,
    Evidence,
    EvidenceAccess,
    HearingSession,
    Notice,
    PointEntry,
    Recusal,
    SessionSeat,
    StandIn,
)
from violations.states import Track
from workdays.models import FailedRun, JobRun, KeptDeadline

R = Role
KEY = "یاس"  # a part of the staged offices' names


def unguard() -> None:
    """Let rows be written as they would stand, past the triggers that want their history first."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SET CONSTRAINTS ALL IMMEDIATE;
            DO $$ DECLARE held regclass; BEGIN
                FOR held IN SELECT DISTINCT tgrelid FROM pg_trigger
                    JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal
                    AND relnamespace = 'public'::regnamespace
                LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', held); END LOOP;
            END $$
        """)


def stage(world: World) -> list[Principal]:
    """Fill the world up, and return the people who look at it."""
    own, other = (
        Contract.objects.get(number=world.names["contract"][side][0]) for side in (OWN, OTHER)
    )
    member = make_contract(agency=other.agency, office=make_office(is_member=True))
    beside = make_contract(agency=other.agency, office=own.office)
    rival = _rival(world)
    unguard()
    for contract in (own, other, member, beside):
        _stage_contract(contract, world.people)
    _stage_people(world.people, rival)
    _stage_reviews(world, own, other)
    _stage_office(own, other, member)
    _stage_pending(own.agency, other.agency)
    JobRun.objects.create(job="probe", as_of=today(), started_at=now(), finished_at=now())
    FailedRun.objects.create(job="probe", as_of=today(), error="Error", tries=1, last_at=now())
    same = world.people[R.AGENCY_CLERK]
    worn = _grant(same, R.OPERATOR, own.office)
    both = replace(same, grant_id=worn.pk, role=R.OPERATOR, scope_ids=(own.office.public_id,))
    _stage_acts(same, own.agency, other.agency, worn)
    pair = replace(rival, scope_ids=(*rival.scope_ids, make_agency().public_id))
    county = world.people[R.COUNTY_REP]
    counties = replace(county, scope_ids=(*county.scope_ids, make_county().public_id))
    return [*world.people.values(), User.objects.system(), rival, both, pair, counties]


def _grant(who: Principal, role: Role, scope: Any) -> RoleGrant:
    kind = "office" if role is R.OPERATOR else "agency"
    return RoleGrant.objects.create(
        user_id=who.user_id, role=role, scope_kind=kind, scope_id=scope.public_id,
        starts_on=date(2024, 3, 20),
    )  # fmt: skip


def _stage_acts(who: Principal, own: Agency, other: Agency, worn: RoleGrant) -> None:
    """Let a person have acted under other grants: given anew, elsewhere, in another role."""
    colleague = make_principal(R.AGENCY_CLERK, own)
    acts = [
        (who.user_id, _grant(who, R.AGENCY_CLERK, own).pk),
        (who.user_id, _grant(who, R.AGENCY_CLERK, other).pk),
        (who.user_id, _grant(who, R.AGENCY_MANAGER, own).pk),
        (who.user_id, worn.pk),
        (who.user_id, colleague.grant_id),
        (colleague.user_id, who.grant_id),
    ]
    for number, (actor_id, grant_id) in enumerate(acts, start=1):
        AuditEvent.objects.create(
            stream="staged", sequence=number, at=now(), actor_id=actor_id, actor_name="-",
            actor_role=who.role, grant_id=grant_id, via="web", verb="staged", target_type="-",
            target_id="-", target_label="-", hash="-",
        )  # fmt: skip


def _stage_pending(*agencies: Agency) -> None:
    """Let an act of each agency wait for its manager."""
    for agency in agencies:
        PendingAct.objects.create(
            act="staged", title="-", digest="0" * 64, permission="contract.sign",
            roles=["agency_manager"], scope_kind="agency", scope_id=agency.public_id,
            proposed_by=0, proposed_by_name="-", proposed_at=now(), expires_on=today(),
        )  # fmt: skip


def _rival(world: World) -> Principal:
    code = world.names["agency"][OTHER][0]
    house = apps.get_model("agencies", "Agency")._base_manager.get(code=code).public_id
    grant = RoleGrant.objects.get(role=R.AGENCY_CLERK, scope_id=house)
    return Principal(
        user_id=grant.user_id, grant_id=grant.pk, role=R.AGENCY_CLERK, name="",
        scope_ids=(house,),
    )  # fmt: skip


def _stage_contract(contract: Contract, people: dict[Role, Principal]) -> None:
    day = today()
    made = partial(make_case, contract=contract)
    told: dict[str, Any] = {
        "served_on": day,
        "defence_due_on": day,
        "decided_on": day,
        "appeal_due_on": day,
    }
    cases = [
        made(),
        made(is_issued=True),
        made(is_issued=True, served_on=day),
        made(is_issued=True, **{**told, "appeal_due_on": None}),
        made(is_issued=True, **told),
        made(is_issued=True, track=Track.LICENCE, **told),
    ]
    appealed = [made(is_issued=True, **told) for _turn in range(2)]
    for turn, case in enumerate([*cases, *appealed]):
        _stage_case(case, people, turn)
    for turn, case in enumerate([*appealed, cases[0], cases[1], cases[-1]]):
        _stage_appeal(case, is_told=turn > 0)
    for kind in (make_type(), make_type(track=Track.LICENCE)):
        for reporter in (people[R.AGENCY_CLERK], people[R.COUNTY_REP], people[R.ASSOCIATION]):
            report = make_report(reporter=reporter, contract=contract, type=kind)
            _evidence(report=report)
            _evidence(report=report, is_restricted=True)
    _evidence(hearing=contract.public_id, contract=contract)
    make_certificate(make_staff(contract.office))
    make_score(contract.office)
    contract.recusals.create(
        user_id=people[R.AGENCY_CLERK].user_id, name="-", role=R.AGENCY_CLERK, reason="-",
        stood_back_on=day,
    )  # fmt: skip
    contract.articles.create(number=1, title="-", text="-", is_transcript=True)
    entry = make_settlement(contract)
    entry.remittances.create(
        amount=1, paid_on=entry.period_last, voucher="-", recorded_on=day, recorded_by=0,
        recorded_by_name="-",
    )  # fmt: skip
    secured = contract.guarantees.order_by("pk")[0]
    secured.calls.create(
        amount=1, proof=make_proof(contract), reason="-", called_on=day, called_by=0,
        called_by_name="-",
    )  # fmt: skip
    contract.contests.create(
        scan=make_scan(contract, number=9, kept_on=day), contested_on=day, contested_by=1,
        reason="-",
    )  # fmt: skip
    contract.addenda.create(number=1, effective_on=day, text="-", before={}, after={})
    Waiver.objects.create(
        window="defence", subject_type="violations.case", subject_id=cases[0].public_id,
        office=contract.office, text="-", given_on=day, given_at=now(), given_by=1,
        given_by_name="-",
    )  # fmt: skip
    drafted = make_contract(
        agency=contract.agency, office=contract.office, state="pending_signature"
    )
    Contract.objects.filter(pk=drafted.pk).update(state=PREPARED[0])


def _stage_case(case: Case, people: dict[Role, Principal], turn: int) -> None:
    said = {"text": REASON, "written_at": now(), "written_by": 1, "written_by_name": "-"}
    day = today()
    CaseNote.objects.create(case=case, **said)
    back = make_principal(Role.COMMITTEE_MEMBER)
    Recusal.objects.create(
        case=case, user_id=back.user_id, name="-", role=back.role, reason="-", stood_back_on=day
    )
    CorrectiveAction.objects.create(case=case, text="-", due_on=day)
    Defence.objects.create(
        case=case, stance="denies", text="-", submitted_on=day, submitted_at=now(), written_by=1,
        written_by_name="-",
    )  # fmt: skip
    PointEntry.objects.create(
        office=case.office, holder=case.holder, case=case, points=1, effective_on=day,
        expires_on=day + timedelta(days=9),
    )  # fmt: skip
    if case.is_issued:
        make_notice(case, "charge", day)
    Notice.objects.create(
        case=case, kind="decision", channel="portal", letter_no=f"n{case.pk}", text="-",
        issued_on=day, issued_by=0,
    )  # fmt: skip
    _decision(case, "agency" if case.track == Track.CONTRACT else "committee")
    for served_on in (None, day):
        session = HearingSession.objects.create(
            case=case, forum="agency", starts_at=now(), place="-", called_on=day, called_by=1,
            called_by_name="-", state="summoned" if served_on else "cancelled",
            ended_reason="" if served_on else "-", ended_on=None if served_on else day,
            ended_by=None if served_on else 1,
        )  # fmt: skip
        SessionSeat.objects.create(session=session, name="-")
        Notice.objects.create(
            case=case, session=session, kind="summons", channel="portal", text="-",
            letter_no=f"s{session.pk}", issued_on=day, issued_by=0, served_on=served_on,
            proof="-",
        )  # fmt: skip
    for is_restricted in (False, True):
        _evidence(case=case, is_restricted=is_restricted)
    # A report that joined the case: of another agency's hand, and of no agency at all.
    joined = make_report(reporter=people[R.SECRETARIAT], contract=case.contract, agency=None)
    CaseReport.objects.create(case=case, report=joined)
    for is_restricted in (False, True):
        _evidence(report=joined, is_restricted=is_restricted)
    _asks(case, people, turn)
    _names(case, people, turn)
    for clock in ("case.service", "case.defence", "case.appeal"):
        KeptDeadline.objects.create(
            clock=clock, subject_id=case.public_id, subject_label="-", starts_on=day, key="-",
            amount=1, unit="day", provenance="assumed", due_on=day + timedelta(days=1),
            calendar_version="v1",
        )  # fmt: skip


def _asks(case: Case, people: dict[Role, Principal], turn: int) -> None:
    """
    Let three ask for the case's evidence: the deputy, in time or too late, and somebody else.

    The database asks its own clock whether a time is over: those in time end years later.
    """
    deputy = people[R.DEPUTY].user_id
    user, ends = ((deputy, 9999), (deputy, -1), (deputy + 10_000, 9999))[turn % 3]
    EvidenceAccess.objects.create(
        case=case, user_id=user, user_name="-", reason=REASON,
        asked_at=now() - timedelta(days=9), expires_at=now() + timedelta(days=ends),
    )  # fmt: skip


def _names(case: Case, people: dict[Role, Principal], turn: int) -> None:
    """Name a member to decide the case: in time, too late, with another in his place, or none."""
    member = people[R.COMMITTEE_MEMBER].user_id
    named = {
        "step": "decision", "subject_id": case.public_id, "member_name": "-", "reason": REASON,
        "named_on": today() - timedelta(days=9), "named_at": now(), "named_by": 1,
        "named_by_name": "-",
    }  # fmt: skip
    last = today() + timedelta(days=-1 if turn % 4 == 1 else 9)
    if turn % 4 < 3:
        StandIn.objects.create(member_id=member, last_on=last, **named)
    if turn % 4 > 1:
        StandIn.objects.create(member_id=member + 10_000, last_on=last, **named)


def _stage_appeal(case: Case, *, is_told: bool) -> None:
    Appeal.objects.create(
        case=case, text="-", filed_on=today(), filed_at=now(), filed_by=1, filed_by_name="-",
        result="upheld", decided_on=today(),
    )  # fmt: skip
    _decision(case, "appeal")
    Notice.objects.create(
        case=case, kind="appeal_result", channel="portal", letter_no=f"a{case.pk}", text="-",
        issued_on=today(), issued_by=0, served_on=today() if is_told else None, proof="-",
    )  # fmt: skip


def _decision(case: Case, forum: str) -> None:
    Decision.objects.create(
        case=case, forum=forum, outcome="not_proven", reasons="-", sanction="none", points=0,
        decided_on=today(), decided_by=0, decided_by_name="-",
    )  # fmt: skip


def _evidence(**values: Any) -> None:
    Evidence.objects.create(
        name="رسید.png", media_type="image/png", size=1, sha256="0" * 64,
        original=ContentFile(b"-", "o.png"), copy=ContentFile(b"-", "c.png"),
        uploaded_at=now(), attached_at=now(), uploaded_by=1, uploaded_by_name="-", **values,
    )  # fmt: skip


def _stage_people(people: dict[Role, Principal], rival: Principal) -> None:
    """Give each person what is his alone: in this role and in another."""
    for person in {one.user_id: one for one in (*people.values(), rival)}.values():
        for role in {person.role, R.PLATFORM_ADMIN, R.OPERATOR}:
            Notification.objects.create(
                user_id=person.user_id, role=role, kind="x", topic="answer", at=now(),
                event=f"stage/{person.user_id}/{role}",
            )  # fmt: skip
            make_job(replace(person, role=role))
        Reach.objects.get_or_create(user_id=person.user_id)
        ListChoice.objects.create(user_id=person.user_id, list_name="offices", columns=[])
        ApiClient.objects.create(name=f"c{person.user_id}", grant_id=person.grant_id)
        _evidence_of(person)
        for house in (house_of(person), "elsewhere"):
            for is_shared in (False, True):
                SavedView.objects.create(
                    owner_id=person.user_id, house=house, list_name="offices",
                    title=f"{house[-20:]}{is_shared}", is_shared=is_shared,
                )  # fmt: skip
        drafts = apps.get_model("violations", "ReportDraft")._base_manager
        for user, grant in ((0, 0), (0, 10_000), (10_000, 0)):
            whose = {"user_id": person.user_id + user, "grant_id": person.grant_id + grant}
            drafts.create(**whose, data={})
            make_sheet(**whose)


def _evidence_of(person: Principal) -> None:
    """Upload a file that is not attached to anything."""
    Evidence.objects.create(
        name="-", media_type="image/png", size=1, sha256="0" * 64,
        original=ContentFile(b"-", "o.png"), uploaded_at=now(), uploaded_by=person.user_id,
        uploaded_by_name="-",
    )  # fmt: skip


def _stage_reviews(world: World, own: Contract, other: Contract) -> None:
    """Put reviews in each stage beside each other, of members and of others, each with notes."""
    first = TerminationReview.objects.get(number=world.names["review"][OWN][0])
    day = today()
    flags = list(Flag.objects.order_by("pk"))
    for turn, (contract, is_member) in enumerate(((own, True), (other, False), (own, True))):
        for issued, served in ((None, None), (day, None), (day, day)):
            kept = {
                field.attname: getattr(first, field.attname)
                for field in first._meta.concrete_fields
                if field.attname not in {"id", "public_id", "number"}
            }
            office = contract.office if turn < 2 else make_office(is_member=is_member)
            kept |= {
                "office_id": office.pk, "agency_id": contract.agency_id, "issued_on": issued,
                "served_on": served, "service_proof": "-" if served else "", "state": "closed",
                "county_id": office.county_id,
                "contract_id": contract.pk, "number": f"S{turn}{issued}{served}"[:20],
            }  # fmt: skip
            review = TerminationReview(**kept)
            TerminationReview.objects.bulk_create([review])
            source = flags[turn % len(flags)]
            values = {
                field.attname: getattr(source, field.attname)
                for field in source._meta.concrete_fields
                if field.attname not in {"id", "public_id"}
            }
            values |= {
                "office_id": office.pk, "agency_id": contract.agency_id,
                "fingerprint": f"stage{review.pk}",
            }  # fmt: skip
            flag = Flag(**values)
            Flag.objects.bulk_create([flag])
            review.flags.add(flag)
            # What a step is named for is not judged by the subject alone.
            case = Case.objects.filter(contract=contract).order_by("pk")[0]
            for step, subject in (
                ("review", review), ("decision", review), ("review", case), ("appeal", case),
            ):  # fmt: skip
                StandIn.objects.create(
                    step=step, subject_id=subject.public_id, member_id=1, member_name="-",
                    reason=REASON, last_on=day, named_on=day, named_at=now(), named_by=1,
                    named_by_name="-",
                )  # fmt: skip
            for agency in (contract.agency, None, other.agency):
                ReviewNote.objects.create(
                    review=review, agency=agency, text=REASON, written_at=now(), written_by=1,
                    written_by_name="-",
                )  # fmt: skip
    RuleRun.objects.create(
        job="probe", as_of=day, mode="full", started_at=now(), triggered_by=1,
        triggered_by_name="-",
    )  # fmt: skip


def _stage_office(own: Contract, *others: Contract) -> None:
    for contract in (own, *others):
        office = contract.office
        office.search_key = f"{KEY}|{office.code}" if contract is own else f"{office.code}|{KEY}"
        office.save()
    make_office(county=own.office.county)
    for opened_at in (None, now()):
        for contract in (own, *others):
            source = Letter.objects.order_by("pk").first()
            assert source is not None
            values = {
                field.attname: getattr(source, field.attname)
                for field in source._meta.concrete_fields
                if field.attname not in {"id", "public_id"}
            }
            serial = Letter.objects.count()
            values |= {
                "number": f"L{serial}", "check_code": f"C{serial}", "opened_at": opened_at,
                "agency_id": contract.agency.public_id, "office_id": contract.office.public_id,
            }  # fmt: skip
            (made,) = Letter.objects.bulk_create([Letter(**values)])
            Dispatch.objects.create(
                letter=made, channel="paper", proof="receipt", proven_on=today(),
                proven_at=now(), scan=b"-", scan_sha256="0" * 64, recorded_by=0,
            )  # fmt: skip
