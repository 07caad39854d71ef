"""The least that is valid of each record, for tests."""

import hashlib
import io
import itertools
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F
from PIL import Image
from rest_framework.test import APIClient

from accounts.identity import identity_of
from accounts.models import ApiToken, RoleGrant, User
from accounts.principal import Principal
from accounts.roles import DECIDING_ROLES, SCOPE_OF, Role
from accounts.sealing import stored_key
from agencies.models import Agency, Service
from contracts.models import Contract, ContractScan, ContractService, Guarantee, Settlement
from contracts.states import ContractState
from core.clock import now, today
from core.persian import loose_key
from lists.models import Job
from offices.facts.imports import sealed
from offices.models import (
    Licence,
    LicenceHolder,
    LicenceScan,
    Office,
    OfficeLetter,
    OfficeStaff,
    OfficeStateInterval,
)
from offices.rules import search_key
from offices.states import OfficeState
from oversight.models import Reminder
from readiness.models import Certificate, Course, RatingPeriod, RatingScore
from territory.models import Division
from violations.actions.windows import begin_windows
from violations.models import (
    Case,
    Decision,
    Notice,
    ReportSheet,
    SanctionRule,
    SheetRow,
    ViolationReport,
    ViolationType,
)
from violations.states import CaseState, ClosingCode, Outcome, SanctionKind, Severity, Track

TODAY = date(2026, 11, 24)  # 3 Azar 1405
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
_serial = itertools.count(1)
# Of training and rating, which no page shows: the serials of all others stay as they are.
_lesson = itertools.count(1)


def make_division(
    level: str = "county", name: str = "", parent: Division | None = None
) -> Division:
    """Return a division; a province when the level is `province`."""
    name = name or f"شهرستان {next(_serial)}"
    return Division.objects.create(level=level, name=name, name_key=loose_key(name), parent=parent)


def make_province() -> Division:
    """Return the province of the tests, once."""
    found = Division.objects.filter(level="province", name="اردبیل").first()
    return found or make_division("province", "اردبیل")


def make_county(name: str = "") -> Division:
    """Return a county of the province."""
    return make_division("county", name, make_province())


def make_agency(code: str = "", **values: Any) -> Agency:
    """Return an active agency."""
    code = code or f"agency{next(_serial)}"
    defaults = {
        "name": f"شرکت {code}",
        "short_name": code,
        "letter": "گ",
        "kind": "gas",
        "province": make_province(),
    }
    return Agency.objects.create(code=code, **(defaults | values))


def make_service(agency: Agency, **values: Any) -> Service:
    """Return a service of the agency."""
    serial = next(_serial)
    defaults = {"code": f"service{serial}", "title": f"خدمت {serial}"}
    return Service.objects.create(agency=agency, **(defaults | values))


def make_holder(**values: Any) -> LicenceHolder:
    """Return a company that holds licences."""
    serial = next(_serial)
    name = str(values.pop("name", f"شرکت خدمات پیشخوان {serial}"))
    return LicenceHolder.objects.create(kind="legal", name=name, name_key=loose_key(name), **values)


def make_office(*, licensed: bool = True, **values: Any) -> Office:
    """Return an active office with a holder, its state's interval, and a licence to 1407."""
    serial = next(_serial)
    name = values.get("name", f"دفتر {serial}")
    code = values.get("code", f"24{serial:05d}")
    defaults = {
        "code": code,
        "name": name,
        "search_key": search_key(code, name, "", "", ""),
        "kind": "urban",
        "state": OfficeState.ACTIVE,
        "holder": values.get("holder") or make_holder(),
        "county": values.get("county") or make_county(),
        "rank": 1,
    }
    office = Office.objects.create(**(defaults | values))
    OfficeStateInterval.objects.create(
        office=office, state=office.state, starts_on=date(2023, 3, 21), reason="ثبت نخست"
    )
    if licensed:
        make_licence(office)
    return office


def make_licence(office: Office, **values: Any) -> Licence:
    """Return a valid licence of the office."""
    defaults = {
        "number": f"24/1402/{next(_serial):05d}",
        "holder": office.holder,
        "issued_on": date(2023, 3, 21),
        "expires_on": date(2028, 3, 19),
    }
    return Licence.objects.create(office=office, **(defaults | values))


def make_settlement(contract: Contract, **values: Any) -> Settlement:
    """Return what the office took for the agency in a month of 1405, not remitted yet."""
    defaults = {
        "key": f"S{next(_serial)}",
        "holder": contract.office.holder,
        "period_first": date(2026, 10, 23),
        "period_last": date(2026, 11, 21),
        "amount": 40_000_000,
        "due_on": date(2026, 11, 22),
        "source": "سامانهٔ دستگاه",
        "recorded_on": date(2026, 11, 22),
        "recorded_by": 0,
        "recorded_by_name": "کارشناس نمونه",
    }
    return Settlement.objects.create(contract=contract, **(defaults | values))


def make_contract(
    *,
    agency: Agency | None = None,
    office: Office | None = None,
    services: list[Service] | None = None,
    **values: Any,
) -> Contract:
    """
    Return an active contract of 1405 with one service and a guarantee, good to `secured_to`.

    The row is made waiting for signature and then moved, so that the triggers see a legal move.
    """
    agency = agency or make_agency()
    office = office or make_office()
    state = values.pop("state", ContractState.ACTIVE)
    secured_to = values.pop("secured_to", None)
    starts_on = values.get("starts_on", date(2026, 3, 21))
    defaults = {
        "number": f"1405-{next(_serial):04d}",
        "county": office.county,
        "signed_on": min(starts_on - timedelta(days=1), date(2026, 3, 20)),
        "starts_on": starts_on,
        "ends_on": date(2027, 3, 20),
        "state": ContractState.PENDING_SIGNATURE,
    }
    contract = Contract.objects.create(agency=agency, office=office, **(defaults | values))
    for service in services if services is not None else [make_service(agency)]:
        ContractService.objects.create(
            contract=contract,
            service=service,
            office=office,
            agency=agency,
            starts_on=contract.starts_on,
            ends_on=contract.ends_on,
            state=contract.state,
        )
    Guarantee.objects.create(
        contract=contract,
        kind="bank",
        number=f"G{next(_serial)}",
        amount=10_000_000,
        expires_on=secured_to or contract.ends_on + timedelta(days=30),
    )
    if state is not ContractState.PENDING_SIGNATURE:
        contract.state = state
        contract.version += 1
        contract.save(update_fields=["state", "version", "updated_at"])
    return contract


def make_type(code: str = "", *, with_matrix: bool = True, **values: Any) -> ViolationType:
    """Return a major violation of the contract track, worth 50 points, with its matrix."""
    code = code or f"V{next(_serial)}"
    defaults = {
        "title": f"تخلف {code}",
        "track": Track.CONTRACT,
        "severity": Severity.MAJOR,
        "points": 50,
        "provenance": "assumed",
        "valid_from": date(2024, 3, 20),
    }
    kind = ViolationType.objects.create(code=code, **(defaults | values))
    ladder = (
        (1, SanctionKind.WRITTEN_WARNING, None),
        (2, SanctionKind.SUSPENSION, 15),
        (3, SanctionKind.TERMINATION_REVIEW, None),
    )
    for occurrence, sanction, length in ladder if with_matrix else ():
        SanctionRule.objects.create(
            type=kind, occurrence=occurrence, sanction=sanction, days=length, provenance="assumed"
        )
    return kind


def make_report(*, reporter: Principal, **values: Any) -> ViolationReport:
    """Return a submitted report of an office under contract; written past the action."""
    contract = values.pop("contract", None) or make_contract()
    defaults = {
        "number": f"1405-{next(_serial):05d}",
        "source": "agency",
        "agency": contract.agency,
        "office": contract.office,
        "county": contract.county,
        "contract": contract,
        "type": values.get("type") or make_type(),
        "occurred_on": TODAY - timedelta(days=5),
        "discovered_on": TODAY - timedelta(days=4),
        "submitted_on": TODAY,
        "submitted_at": NOW,
        "narrative": "از مشترک سی هزار تومان بیش از تعرفهٔ مصوب گرفته شده است.",
        "search_key": "",
        "reporter_id": reporter.user_id,
        "reporter_name": reporter.name,
        "triage_due_on": TODAY + timedelta(days=5),
    }
    return ViolationReport.objects.create(**(defaults | values))


def make_case(*, contract: Contract | None = None, **values: Any) -> Case:
    """Return an opened case of the contract track; written past the action."""
    contract = contract or make_contract()
    kind = values.pop("type", None) or make_type()
    defaults = {
        "number": f"1405-{next(_serial):05d}",
        "track": Track.CONTRACT,
        "agency": contract.agency,
        "office": contract.office,
        "county": contract.county,
        "holder": contract.office.holder,
        "contract": contract,
        "type": kind,
        "severity": kind.severity,
        "points": kind.points,
        "occurred_on": TODAY - timedelta(days=60),
        "opened_on": TODAY - timedelta(days=50),
        "serve_due_on": TODAY - timedelta(days=48),
    }
    return Case.objects.create(**(defaults | values))


def make_final_case(*, contract: Contract | None = None, **values: Any) -> Case:
    """
    Return a final proven case with `final_on` (default a month ago), or a closed one.

    Dates before finality are put far enough apart that every window has passed. The row is made
    opened and then moved with its notice and decision, so that the triggers see a legal history.
    """
    final_on = values.pop("final_on", TODAY - timedelta(days=30))
    state = values.pop("state", CaseState.FINAL)
    defaults = {
        "occurred_on": final_on - timedelta(days=60),
        "opened_on": final_on - timedelta(days=55),
        "serve_due_on": final_on - timedelta(days=53),
    }
    ended = {
        "served_on": final_on - timedelta(days=52),
        "defence_due_on": final_on - timedelta(days=41),
        "decision_due_on": final_on - timedelta(days=20),
        "decided_on": final_on - timedelta(days=25),
        "appeal_due_on": final_on - timedelta(days=2),
        "outcome": Outcome.PROVEN,
        "occurrence": 1,
        "sanction": SanctionKind.WRITTEN_WARNING,
        "sanction_days": None,
    }
    if "executed_on" in values:
        # What is carried out, or waits to be, is a sanction that is.
        ended |= {"sanction": SanctionKind.SUSPENSION, "sanction_days": 10}
    ended = {name: values.pop(name, value) for name, value in ended.items()}
    if ended["sanction"] != SanctionKind.SUSPENSION:
        ended["sanction_days"] = None
    later: dict[str, Any] = {
        name: values.pop(name) for name in ("executed_on", "closed_on") if name in values
    }
    if later.get("executed_on"):
        later["executed_by"] = 0
    if state == CaseState.CLOSED:
        later["closed_by"] = 0
    case = make_case(contract=contract, **(defaults | values))
    _end_case(case, final_on, ended)
    if state == CaseState.CLOSED or later:
        step_case(case, state=state, **later)
    case.refresh_from_db()
    if "executed_on" in later and case.executed_on is None:
        with transaction.atomic():
            begin_windows({case: final_on})
    return case


def step_case(case: Case, **values: Any) -> None:
    """Write columns of a case past the actions, its version counted up."""
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1, **values)


def drop_case(case: Case, on: date, note: str = "دلیل کافی نیست.") -> None:
    """Close a case without action past the actions, as an older record of nobody's account."""
    case.refresh_from_db()
    step_case(
        case, state=CaseState.CLOSED_NO_ACTION, closed_on=on, closed_by=0,
        closing_code=ClosingCode.EVIDENCE, closing_note=note, closed_from=case.state,
        reopen_due_on=on + timedelta(days=31),
    )  # fmt: skip


def reopen_case(case: Case, at: datetime) -> None:
    """Reopen a case that was closed without action past the actions, by nobody's account."""
    case.refresh_from_db()
    step_case(
        case, state=case.closed_from, closed_on=None, closed_by=None, closing_code="",
        closing_note="", closed_from="", reopen_due_on=None, reopened_at=at, reopened_by=0,
    )  # fmt: skip


def make_notice(case: Case, kind: str, served_on: date) -> Notice:
    """Return a notice of the case that was served in the portal on a day."""
    return Notice.objects.create(
        case=case,
        kind=kind,
        channel="portal",
        letter_no=f"1405-N-{next(_serial):05d}",
        text="ابلاغ",
        issued_on=min(case.opened_on, served_on),
        issued_by=0,
        served_on=served_on,
        served_at=NOW,
        proof="تأیید دریافت در درگاه",
    )


def _end_case(case: Case, final_on: date, ended: dict[str, Any]) -> None:
    """Serve, let lapse, decide and let become final, with the rows that the triggers ask for."""
    make_notice(case, "charge", ended["served_on"])
    windows = ("served_on", "defence_due_on", "decision_due_on")
    step_case(
        case, state=CaseState.NOTIFIED, is_issued=True, **{name: ended[name] for name in windows}
    )
    step_case(case, state=CaseState.DEFENCE_LAPSED)
    verdict = {name: ended[name] for name in ("outcome", "sanction", "sanction_days", "decided_on")}
    is_proven = ended["outcome"] == Outcome.PROVEN
    Decision.objects.create(
        case=case,
        forum="agency" if case.track == Track.CONTRACT else "committee",
        reasons="محرز است.",
        occurrence=ended["occurrence"] if is_proven else None,
        points=case.points if is_proven else 0,
        decided_by=0,
        decided_by_name="تصمیم‌گیر",
        **verdict,
    )
    step_case(case, state=CaseState.DECIDED, occurrence=ended["occurrence"], **verdict)
    make_notice(case, "decision", min(ended["decided_on"], ended["appeal_due_on"] - timedelta(1)))
    step_case(case, state=CaseState.FINAL, final_on=final_on, appeal_due_on=ended["appeal_due_on"])


def make_reminder(agency: Agency, **values: Any) -> Reminder:
    """Return a written reminder of one case."""
    serial = next(_serial)
    defaults = {
        "number": f"1405-T-{serial:03d}",
        "text": "مهلت یک پرونده گذشته است.",
        "cases": ["1405-00001"],
        "sent_on": date(2026, 11, 20),
        "sent_by": 0,
        "sent_by_name": "کارشناس نمونه",
    }
    return Reminder.objects.create(agency=agency, **(defaults | values))


def make_principal(
    role: Role, scope: Any = None, name: str = "", *, is_known: bool = True
) -> Principal:
    """
    Return a principal of a new user with one grant for the scope and a fresh factor.

    Who decides is a known person, unless `is_known` says otherwise.
    """
    serial = next(_serial)
    person = identity_of(national_id(200_000 + serial)) if role in DECIDING_ROLES else {}
    user = User.objects.create(
        username=f"{role}{serial}",
        full_name=name or f"{role} {serial}",
        password="!",
        **(person if is_known else {}),
    )
    grant = RoleGrant.objects.create(
        user=user,
        role=role,
        scope_kind=SCOPE_OF[role],
        scope_id=getattr(scope, "public_id", scope),
        scope_label=str(scope or ""),
        starts_on=date(2024, 3, 20),
    )
    return Principal(
        user_id=user.pk,
        grant_id=grant.pk,
        role=role,
        name=user.full_name,
        scope_ids=(grant.scope_id,) if grant.scope_id else (),
        fresh_factor=True,
    )


class Program(APIClient):
    """
    A REST client with manners: each act has an Idempotency-Key, and rests on what it has read.

    A header that a test gives itself stands; an empty one is left out.
    """

    def generic(self, method: str, path: Any, *args: Any, **extra: Any) -> Any:
        """Send one request, after reading the record that it changes."""
        headers = {name.lower() for name in (extra.get("headers") or {})}
        if method in {"POST", "PATCH"} and str(path).startswith("/api/v1/"):
            if "idempotency-key" not in headers:
                extra.setdefault("HTTP_IDEMPOTENCY_KEY", uuid4().hex)
            place = re.match(r"/api/v1/[a-z-]+/[0-9a-f-]{36}", path)
            if place and "if-match" not in headers and "HTTP_IF_MATCH" not in extra:
                extra["HTTP_IF_MATCH"] = self.get(place.group()).get("ETag", "")
        for name in ("HTTP_IDEMPOTENCY_KEY", "HTTP_IF_MATCH"):
            if extra.get(name) == "":
                del extra[name]
        return super().generic(method, path, *args, **extra)


def make_same_person(*principals: Principal) -> None:
    """
    Say that these accounts are one person's: that of the first, where it is known.

    A single account becomes that of another person.
    """
    known = User.objects.filter(pk=principals[0].user_id).exclude(person_key="")
    found = known.values("national_id_sealed", "person_key").first() if principals[1:] else None
    identity = found or identity_of(national_id(next(_serial)))
    User.objects.filter(pk__in=[one.user_id for one in principals]).update(**identity)


def national_id(serial: int) -> str:
    """Return a valid national ID that no registry is known to issue."""
    body = f"999{serial:06d}"
    rest = sum(int(body[place]) * (10 - place) for place in range(9)) % 11
    return body + str(rest if rest < 2 else 11 - rest)


def make_api_client(principal: Principal, scopes: tuple[str, ...] = ("*",)) -> Any:
    """Return a REST client that sends a fresh token of the principal's grant."""
    # The uses of a key are counted in Redis, which the workers of a run share.
    secret = f"token-of-{principal.user_id}-{next(_serial)}-{settings.WORKER}"
    ApiToken.objects.create(
        grant_id=principal.grant_id,
        name="آزمون",
        **stored_key(secret, str(User.objects.get(pk=principal.user_id).public_id)),
        scopes=list(scopes),
        expires_at=now() + timedelta(days=1),
    )
    client = Program()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    client.default_format = "json"
    return client


def make_sheet(user_id: int, grant_id: int) -> ReportSheet:
    """Return a workbook of reports of a person with a right row and a wrong one."""
    sheet = ReportSheet.objects.create(
        user_id=user_id, grant_id=grant_id, file_name="گزارش‌ها.csv", sha256="0" * 64,
        original=sealed("کد دفتر,نوع تخلف,تاریخ رخداد,شرح رخداد\n1,2,3,4\n,,,5\n".encode()),
    )  # fmt: skip
    told = {"office": "72240082", "title": "وجه اضافه بر تعرفه", "occurred_on": "2026-11-20"}
    wrong = [{"title": "", "value": "", "message": "پر کنید."}]
    SheetRow.objects.create(sheet=sheet, line=2, state="ready", told=told)
    SheetRow.objects.create(sheet=sheet, line=3, state="wrong", told=told, problems=wrong)
    return sheet


def make_job(person: Principal, **values: Any) -> Job:
    """Return a finished export of the person with its file; written past the actions."""
    defaults = {
        "kind": "export",
        "title": "خروجی CSV از «دفاتر»",
        "list_name": "offices",
        "state": "done",
        "user_id": person.user_id,
        "user_name": person.name,
        "grant_id": person.grant_id,
        "role": person.role,
        "scope_ids": [str(scope) for scope in person.scope_ids],
        "rows_total": 1,
        "rows_done": 1,
        "counts": {"ok": 1},
        "finished_at": NOW,
        "file": ContentFile(b"a,b", "a.csv"),
        "file_name": "a.csv",
        "expires_at": NOW + timedelta(days=3650),
    }
    return Job.objects.create(**(defaults | values))


def make_staff(office: Office, **values: Any) -> OfficeStaff:
    """Return a person who works in an office."""
    defaults = {"full_name": f"کارمند {next(_lesson)}", "position": "متصدی", "starts_on": today()}
    return OfficeStaff.objects.create(office=office, **(defaults | values))


def make_course(**values: Any) -> Course:
    """Return a course whose certificates hold for two years."""
    serial = next(_lesson)
    defaults = {
        "code": f"course-{serial}", "title": f"دورهٔ {serial}", "hours": 8, "valid_months": 24,
    }  # fmt: skip
    return Course.objects.create(**(defaults | values))


def make_certificate(staff: OfficeStaff, **values: Any) -> Certificate:
    """Return a certificate of a person, of a course of its own."""
    defaults = {"number": f"گ-{next(_lesson)}", "issued_on": today()}
    course = values.pop("course", None) or make_course()
    return Certificate.objects.create(
        staff=staff, office=staff.office, course=course, **(defaults | values)
    )


def make_period(**values: Any) -> RatingPeriod:
    """Return a rating period that is open today."""
    serial = next(_lesson)
    day = today()
    defaults = {
        "year": 1300 + serial // 2 % 200, "half": serial % 2 + 1,
        "opens_on": day - timedelta(days=10), "association_due_on": day + timedelta(days=10),
    }  # fmt: skip
    return RatingPeriod.objects.create(**(defaults | values))


def make_score(office: Office, **values: Any) -> RatingScore:
    """Return the points of an office, in a period of its own."""
    defaults = {"points": 70, "given_on": today(), "given_by_name": "انجمن"}
    period = values.pop("period", None) or make_period()
    return RatingScore.objects.create(office=office, period=period, **(defaults | values))


def picture(colour: str) -> bytes:
    """Return a small PNG of one colour."""
    body = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(body, "PNG")
    return body.getvalue()


def head(**values: Any) -> dict[str, Any]:
    """Return the head of a document of today: its number, day and issuer."""
    issuer = "سازمان تنظیم مقررات"
    return {"document_no": "۱۲/۳", "document_on": TODAY, "document_issuer": issuer} | values


def document(colour: str = "navy", **values: Any) -> dict[str, Any]:
    """Return the head of a document of today, with its scan in one colour."""
    return head(file=SimpleUploadedFile("نامه.png", picture(colour))) | values


def _kept(**values: Any) -> dict[str, Any]:
    """Return the columns of a kept scan: a small picture, sealed."""
    body = picture("white")
    return {
        "number": 1,
        "scan": ContentFile(body, "o.png"),
        "scan_copy": ContentFile(body, "c.png"),
        "scan_name": "قرارداد.png",
        "scan_type": "image/png",
        "scan_size": len(body),
        "scan_sha256": hashlib.sha256(body).hexdigest(),
        "scan_checked_by": "آزمون",
        "kept_on": TODAY,
        "kept_by": 0,  # nobody who has an account
        "kept_by_name": "کاربر نمونه",
    } | values


def make_scan(contract: Contract, **values: Any) -> ContractScan:
    """Return a scan of the signed paper of a contract."""
    return ContractScan.objects.create(contract=contract, **_kept(**values))


def make_licence_scan(licence: Licence, **values: Any) -> LicenceScan:
    """Return a scan of a licence."""
    return LicenceScan.objects.create(licence=licence, **_kept(**values))


def make_office_letter(office: Office, **values: Any) -> OfficeLetter:
    """Return the letter that revoked an office."""
    return OfficeLetter.objects.create(office=office, **_kept(**values))
