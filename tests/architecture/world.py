"""Two of everything: what lies in the cast's scope, and its twin in somebody else's."""

import hashlib
import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.test import Client
from django.test.client import ClientHandler
from PIL import Image

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from accounts.scopes import ASSOCIATION_ID
from accounts.sealing import seal_factor
from agencies.models import Agency, AgencyStaff
from approvals.models import PendingAct
from audit.models import AuditEvent
from contracts.models import Contract
from core.clock import now, today
from core.crypto import encrypt, opaque_id
from lists.actions import save_view
from notices.actions import render_letter
from notices.models import Dispatch, Letter, LetterTemplate, Message, Notification, Webhook
from offices.facts.imports import sealed
from offices.models import Office, OfficeStaff, RegisterImport
from oversight.actions import flag_termination_review, load_policies, propose_policy
from oversight.models import Duty, Flag, PolicyVersion, TerminationReview
from tests.contracts.stories import make_proof
from tests.factories import (
    make_agency,
    make_api_client,
    make_case,
    make_certificate,
    make_contract,
    make_county,
    make_final_case,
    make_job,
    make_licence_scan,
    make_office,
    make_office_letter,
    make_principal,
    make_province,
    make_reminder,
    make_scan,
    make_score,
    make_service,
    make_settlement,
    make_sheet,
    make_type,
)
from violations.actions import issue_notice, save_draft, submit_report
from violations.models import Appeal, CorrectiveAction, Evidence, HearingSession, SessionSeat
from workdays.actions import extend_deadline
from workdays.models import CalendarDay, DayImport, KeptDeadline

OWN, OTHER, ABSENT = "own", "other", "absent"
NOBODY = UUID("01900000-0000-7000-8000-00000000dead")
ROLES = tuple(role for role in Role if role is not Role.SYSTEM)
REASON = "این متن برای آزمون نوشته شده و به اندازهٔ کافی بلند است تا پذیرفته شود. " * 2


def event_of(record: Any, actor: Principal) -> UUID:
    """Return the id of something that an actor did with a record."""
    done = AuditEvent.objects.about(record).filter(actor_id=actor.user_id)
    return opaque_id(done.latest("pk").pk, "audit-event")


@dataclass
class Side:
    """One office under contract with one agency, and all that happened between them."""

    agency: Agency
    office: Office
    contract: Contract
    manager: Principal
    clerk: Principal
    names: dict[str, tuple[Any, ...]]


@dataclass
class World:
    """The cast with its doors, and the names of records: kind → own, other, absent → arguments."""

    people: dict[Role, Principal]
    names: dict[str, dict[str, tuple[Any, ...]]]
    cookies: dict[Role, str]
    tokens: dict[Role, Any]
    samples: dict[str, dict[str, Any]]  # values of REST bodies that name records
    forms: dict[tuple[str, Role], dict[str, Any]]  # what a form needs to be sent at all
    stands_since: datetime = field(default_factory=now)
    door: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))

    def browser(self, role: Role | None) -> Client:
        """Return the browser of a role, as it was when it signed in; None is nobody."""
        client = Client(raise_request_exception=False)
        client.handler = self.door  # one for all: each would load the middleware anew
        if role is not None:
            client.cookies["session"] = self.cookies[role]
        return client

    def program(self, role: Role | None) -> Any:
        """Return the REST client of a role; None has no token."""
        if role is None:
            return Client(raise_request_exception=False)
        return self.tokens[role]


def png() -> bytes:
    """Return a small picture."""
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(kept, "PNG")
    return kept.getvalue()


def build() -> World:
    """Make the world: the gas company with office one, the power company with office two."""
    make_province()
    load_policies()
    own = _side(make_agency("gaz", name="شرکت گاز (نمونه)", short_name="گاز"), is_member=True)
    other = _side(
        make_agency("bargh", name="توزیع برق (نمونه)", short_name="برق", letter="ب"),
        is_member=False,
    )
    people = _people(own)
    flag_termination_review(as_of=today(), actor=people[Role.EXPERT], at=now())
    for side in (own, other):
        review = TerminationReview.objects.get(contract=side.contract)
        flag = Flag.objects.get(contract=side.contract, code="F01")
        kept = extend_deadline(
            deadline_id=side.names["deadline id"][0], days=1, reason=REASON,
            actor=people[Role.DEPUTY], on=today(), at=now(),
        )  # fmt: skip
        side.names |= {
            "review": (review.number,),
            "review paper": (review.number, NOBODY),
            "duty paper": (
                Duty.objects.get(case__number=side.names["case"][0], kind="serve").public_id,
                NOBODY,
            ),
            "review id": (review.public_id,),
            "flag": (flag.public_id,),
            "reminder": (make_reminder(side.agency).number,),
            "duty": (Duty.objects.get(case__number=side.names["case"][0], kind="serve").public_id,),
            "move id": (kept.moves.get().public_id,),
        }
    names: dict[str, dict[str, tuple[Any, ...]]] = {
        kind: {OWN: own.names[kind], OTHER: other.names[kind], ABSENT: ABSENTEES[kind]}
        for kind in own.names
    }
    names |= _shared(people)
    return World(
        people=people,
        names=names,
        cookies={role: session_of(person) for role, person in people.items()},
        tokens={role: _token(person) for role, person in people.items()},
        samples={
            record: {
                "office": side.office.public_id,
                "office_code": side.office.code,
                "county": side.office.county.public_id,
                "agency_code": side.agency.code,
                "services": [side.names["agency service"][2]],
                "correction": side.names["correction"][1],
            }
            for record, side in ((OWN, own), (OTHER, other))
        },
        forms={
            ("accounts:switch", role): {"grant": person.grant_id} for role, person in people.items()
        },
    )


def _people(own: Side) -> dict[Role, Principal]:
    scopes = {
        Role.AGENCY_APPEAL: own.agency,
        Role.OPERATOR: own.office,
        Role.COUNTY_REP: own.office.county,
        Role.ASSOCIATION: ASSOCIATION_ID,
    }
    people = {Role.AGENCY_MANAGER: own.manager, Role.AGENCY_CLERK: own.clerk}
    for role in ROLES:
        if role not in people:
            people[role] = make_principal(role, scopes.get(role), name=f"{role} آزمون")
    return people


def _side(agency: Agency, *, is_member: bool) -> Side:
    office = make_office(county=make_county(), is_member=is_member)
    contract = make_contract(agency=agency, office=office)
    make_settlement(contract)
    manager = make_principal(Role.AGENCY_MANAGER, agency, name=f"مدیر {agency.short_name}")
    clerk = make_principal(Role.AGENCY_CLERK, agency, name=f"کارگزار {agency.short_name}")
    kind = make_type()
    report = submit_report(
        office_id=office.pk, agency_id=agency.pk, type_id=kind.pk,
        occurred_on=today() - timedelta(days=5), discovered_on=today() - timedelta(days=3),
        narrative=REASON, actor=clerk, on=today(), at=now(),
    )  # fmt: skip
    case = make_case(contract=contract, type=make_type())
    issue_notice(
        case_id=case.pk, kind="charge", channel="portal", actor=manager, on=today(), at=now()
    )
    letter = Letter.objects.get(subject_id=case.public_id)
    render_letter(letter_id=letter.public_id, actor=User.objects.system(), at=now())
    receipt = Dispatch.objects.create(
        letter=letter, channel="paper", proof="receipt", words="رسید ۱۲", proven_on=today(),
        proven_at=now(), scan=png(), scan_type="image/png",
        scan_sha256=hashlib.sha256(png()).hexdigest(), recorded_by=clerk.user_id,
    )  # fmt: skip
    message = Message.objects.get(carrier="letter", payload__letter=str(letter.public_id))
    told = Notification.objects.create(
        user_id=clerk.user_id, role=clerk.role, kind="case.notice_served", topic="answer",
        values={"number": case.number, "office": office.name, "due_on": ""}, at=now(),
        url=case.get_absolute_url(), event=f"world/{case.number}",
    )  # fmt: skip
    correction = CorrectiveAction.objects.create(
        case=case, text="نصب تعرفه در دید مراجعان", due_on=today() + timedelta(days=20)
    )
    session = HearingSession.objects.create(
        case=case, forum="agency", starts_at=now() + timedelta(days=3), place="سالن جلسات",
        called_on=today(), called_by=clerk.user_id, called_by_name=clerk.name,
    )  # fmt: skip
    for judge in (manager, clerk):
        SessionSeat.objects.create(
            session=session, user_id=judge.user_id, name=judge.name, role=judge.role,
            is_judge=True,
        )  # fmt: skip
    evidence = Evidence.objects.create(
        report=report, name="رسید.png", media_type="image/png", size=100, sha256="0" * 64,
        original=ContentFile(png(), "o.png"), copy=ContentFile(png(), "c.png"),
        uploaded_at=now(), attached_at=now(), uploaded_by=clerk.user_id,
        uploaded_by_name=clerk.name,
    )  # fmt: skip
    scan = make_proof(
        contract, scan=ContentFile(png(), "o.png"), scan_copy=ContentFile(png(), "c.png"),
        scan_sha256=hashlib.sha256(png()).hexdigest(), decided_on=today(),
    )  # fmt: skip
    paper, card = (
        make_scan(contract, kept_on=today()),
        make_licence_scan(office.licences.get(), kept_on=today()),
    )
    revoking = make_office_letter(office, kept_on=today())
    make_final_case(contract=contract, type=make_type(severity="critical"), severity="critical")
    # Contested, so that no flag rests on it.
    final = make_final_case(contract=contract, type=make_type(severity="minor"), severity="minor")
    assert final.appeal_due_on is not None
    appeal = Appeal.objects.create(
        case=final, text=REASON, is_paper=True, filed_on=final.appeal_due_on, filed_at=now(),
        filed_by=1, filed_by_name="آزمون",
    )  # fmt: skip
    draft = save_draft(draft_id=None, data={"narrative": REASON}, label="پیش‌نویس", actor=clerk)
    sheet = make_sheet(user_id=clerk.user_id, grant_id=clerk.grant_id)
    view = save_view(
        list_name="offices", title="نمای آزمون", parameters=[("state", "active")],
        is_shared=False, actor=clerk, at=now(),
    )  # fmt: skip
    job = make_job(clerk)
    acted = make_job(
        clerk, kind="act", list_name="cases", file="", file_name="", expires_at=None,
        arguments={
            "act": "assign", "outcomes": [{"row": case.pk, "key": case.number, "reason": ""}],
        },
    )  # fmt: skip
    person = OfficeStaff.objects.create(
        office=office, full_name="کارمند آزمون", position="متصدی باجه", starts_on=today()
    )
    certificate, score = make_certificate(person), make_score(office)
    helper = AgencyStaff.objects.create(agency=agency, full_name="رابط آزمون", position="کارشناس")
    service = make_service(agency)
    make_api_client(clerk)
    hook = Webhook.objects.create(
        grant_id=clerk.grant_id, name="سامانهٔ آزمون", url="https://receiver.example/hook",
        resources=["contracts"], secret_sealed=encrypt("whsec_AAAA"),
    )  # fmt: skip
    grant = RoleGrant.objects.get(pk=clerk.grant_id)
    user = User.objects.get(pk=clerk.user_id)
    licence = office.licences.get()
    return Side(
        agency, office, contract, manager, clerk,
        {
            "office": (office.code,),
            "office part": (office.code, "history"),
            "office id": (office.public_id,),
            "licence": (licence.public_id,),
            "office person": (person.public_id,),
            "certificate": (certificate.public_id,),
            "course": (certificate.course.public_id,),
            "rating score": (score.public_id,),
            "rating period": (score.period.public_id,),
            "division": (office.county.public_id,),
            "office member": (office.code, person.public_id),
            "agency": (agency.code,),
            "agency part": (agency.code, "history"),
            "agency id": (agency.public_id,),
            "agency service": (agency.code, service.public_id, service.code),
            "agency person": (agency.code, helper.public_id),
            "service": (service.public_id,),
            "contract": (contract.number,),
            "contract id": (contract.public_id,),
            "guarantee": (contract.number, contract.guarantees.get().public_id),
            "settlement": (contract.number, contract.settlements.get().public_id),
            "scan": (scan.public_id,),
            "scan id": (contract.public_id, scan.public_id),
            "paper": (paper.public_id,),
            "paper id": (contract.public_id, paper.public_id),
            "office licence": (office.code, licence.public_id),
            "licence scan": (card.public_id,),
            "office letter": (revoking.public_id,),
            "office letter id": (office.public_id,),
            "licence scan id": (licence.public_id, card.public_id),
            "type": (kind.public_id,),
            "report": (report.number,),
            "report id": (report.public_id,),
            "clock": ("report.triage", report.public_id),
            "deadline id": (
                KeptDeadline.objects.get(
                    clock="report.triage", subject_id=report.public_id
                ).public_id,
            ),
            "case": (case.number,),
            "case id": (case.public_id,),
            "decision id": (final.decisions.get().public_id,),
            "appeal id": (appeal.public_id,),
            "notice": (case.number, "charge"),
            "notice letter": (case.number, case.notices.get(kind="charge").public_id),
            "correction": (case.number, correction.public_id),
            "hearing": (case.number, session.public_id),
            "letter": (letter.public_id,),
            "template": (LetterTemplate.objects.earliest("pk").public_id,),
            "receipt": (receipt.public_id,),
            "message": (message.public_id,),
            "notification": (told.public_id,),
            "evidence": (evidence.public_id,),
            "draft": (draft.public_id,),
            "sheet": (sheet.public_id,),
            "view": (view.public_id,),
            "job": (job.public_id,),
            "job outcomes": (acted.public_id, "csv"),
            "user": (user.public_id,),
            "grant": (user.public_id, grant.public_id),
            "token": (grant.tokens.get().public_id,),
            "trail": ("violations.case", case.public_id),
            "event": (event_of(case, manager),),
            "webhook": (hook.public_id,),
        },
    )  # fmt: skip


# Names that nobody has, in the form of each kind.
ABSENTEES: dict[str, tuple[Any, ...]] = {
    "office": ("2400000",),
    "office part": ("2400000", "history"),
    "office member": ("2400000", NOBODY),
    "agency": ("nobody",),
    "agency part": ("nobody", "history"),
    "agency service": ("nobody", NOBODY),
    "agency person": ("nobody", NOBODY),
    "contract": ("1405-9999",),
    "guarantee": ("1405-9999", NOBODY),
    "settlement": ("1405-9999", NOBODY),
    "scan": (NOBODY,),
    "scan id": (NOBODY, NOBODY),
    "paper": (NOBODY,),
    "paper id": (NOBODY, NOBODY),
    "office licence": ("2400000", NOBODY),
    "licence scan": (NOBODY,),
    "office letter": (NOBODY,),
    "office letter id": (NOBODY,),
    "licence scan id": (NOBODY, NOBODY),
    "report": ("1405-99999",),
    "clock": ("report.triage", NOBODY),
    "case": ("1405-99999",),
    "notice": ("1405-99999", "charge"),
    "notice letter": ("1405-99999", NOBODY),
    "correction": ("1405-99999", NOBODY),
    "hearing": ("1405-99999", NOBODY),
    "review": ("1405-F-99999",),
    "review paper": ("1405-F-99999", NOBODY),
    "duty paper": (NOBODY, NOBODY),
    "reminder": ("1405-T-999",),
    "grant": (NOBODY, NOBODY),
    "trail": ("violations.case", NOBODY),
    "job outcomes": (NOBODY, "csv"),
    **dict.fromkeys(
        [
            "office id", "licence", "office person", "agency id", "service", "contract id", "type",
            "report id", "case id", "decision id", "appeal id", "evidence", "draft", "sheet",
            "view", "job", "user", "token", "webhook", "review id", "flag", "duty",
            "certificate", "course", "rating score", "rating period", "division",
            "letter", "template", "receipt", "message", "notification", "event",
            "deadline id", "move id",
        ],
        (NOBODY,),
    ),
}  # fmt: skip


def _shared(people: dict[Role, Principal]) -> dict[str, dict[str, tuple[Any, ...]]]:
    """Return the records that lie in the province's own scope: imports, policies."""
    secretary = people[Role.SECRETARIAT]
    batch = RegisterImport.objects.create(
        content="offices", state="checked", file=ContentFile(sealed(b"x"), "a.xlsx"),
        annotated=ContentFile(sealed(b"x"), "b.xlsx"), file_name="دفاتر.xlsx", sha256="0" * 64,
        uploaded_by=secretary.user_id, uploaded_by_name=secretary.name,
        grant_id=secretary.grant_id, rows_total=1, rows_done=1, counts={"insert": 1},
    )  # fmt: skip
    proposed = propose_policy(
        title="نسخهٔ پیشنهادی", valid_from=today() + timedelta(days=40), note=REASON,
        rules=[{"code": "F01", "is_enabled": True, "parameters": {"count": 2}}],
        actor=people[Role.EXPERT], on=today(), at=now(),
    )  # fmt: skip
    waiting = PendingAct.objects.get(target_id=proposed.public_id).public_id
    days = DayImport.objects.create(
        file_name="روزها.csv", sha256="0" * 64, brought_by=secretary.user_id,
        brought_by_name=secretary.name, brought_on=today(),
    )  # fmt: skip
    estimates = CalendarDay.objects.filter(draft=True).order_by("date")
    first, second = estimates.values_list("public_id", flat=True)[:2]
    return {
        "import": {OWN: (batch.public_id,), OTHER: (batch.public_id,), ABSENT: (NOBODY,)},
        "day import": {OWN: (days.public_id,), OTHER: (days.public_id,), ABSENT: (NOBODY,)},
        "policy": {OWN: (1,), OTHER: (proposed.number,), ABSENT: (999,)},
        "policy id": {
            OWN: (_policy_id(1),),
            OTHER: (_policy_id(proposed.number),),
            ABSENT: (NOBODY,),
        },
        "pending act": {OWN: (waiting,), OTHER: (waiting,), ABSENT: (NOBODY,)},
        "operation": {
            OWN: ("violation_reports_create",),
            OTHER: ("contracts_list",),
            ABSENT: ("nothing",),
        },
        "chapter": {OWN: ("clerk",), OTHER: ("manager",), ABSENT: ("nothing",)},
        "list": {OWN: ("offices",), OTHER: ("agencies",), ABSENT: ("nothing",)},
        "list act": {
            OWN: ("cases", "assign"),
            OTHER: ("reviews", "remind"),
            ABSENT: ("nothing", "nothing"),
        },
        "content": {OWN: ("offices",), OTHER: ("licences",), ABSENT: ("nothing",)},
        "year": {OWN: (1405,), OTHER: (1404,), ABSENT: (1900,)},
        "year file": {OWN: (1405, "csv"), OTHER: (1404, "json"), ABSENT: (1900, "csv")},
        "day": {OWN: (first,), OTHER: (second,), ABSENT: (NOBODY,)},
    }


def _policy_id(number: int) -> UUID:
    return PolicyVersion.objects.get(number=number).public_id


def session_of(person: Principal) -> str:
    """Sign a person in with a fresh factor; return the session's key."""
    client = Client()
    user = User.objects.get(pk=person.user_id)
    user.set_password("گذرواژهٔ بلند آزمون")
    user.save()
    for kind, data in (
        ("totp", {"secret": seal_factor(generate_totp_secret(), user.pk)}),
        ("recovery_codes", {"seed": seal_factor("0" * 40, user.pk), "used_mask": 0}),
    ):
        Authenticator.objects.create(user=user, type=kind, data=data)
    client.force_login(
        user,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    session = client.session
    session["has_factor"] = True
    session["factor_at"] = now().timestamp()
    session["started_at"] = now().timestamp()
    session.save()
    # Noted once: what a request would note of it is undone with the request.
    UserSession.objects.create(
        user=user, session_key=session.session_key, ip="127.0.0.1", last_seen_at=now()
    )
    return str(client.cookies["session"].value)


def _token(person: Principal) -> Any:
    client = make_api_client(person)
    client.raise_request_exception = False
    return client
