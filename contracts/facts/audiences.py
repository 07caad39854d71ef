"""Who gets news of a contract: readers of events, by roles of its agency, office and province."""

from collections.abc import Callable
from dataclasses import replace

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import override

from accounts.persons import with_twins
from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from audit.models import AuditEvent
from contracts.facts.agreement import answered_until
from contracts.facts.recusals import recusals_of
from contracts.facts.unopened import to_serve
from contracts.models import Contract, ContractAddendum, ContractArticle
from contracts.states import BLOCKING, AddendumState, ContractState, ProofKind
from core.persian import isolated
from notices.facts.kinds import Audience, News
from offices.facts.state_news import news_of, office_of
from offices.models import RegisterImport

OFFICE = frozenset({Role.OPERATOR})
MANAGER = frozenset({Role.AGENCY_MANAGER})
SERVERS = MANAGER | {Role.AGENCY_CLERK}
DEPUTY = frozenset({Role.DEPUTY})
ASSOCIATION = frozenset({Role.ASSOCIATION})
# Who brings contracts from files, and may bring a disowned one again.
IMPORTERS = frozenset({Role.SECRETARIAT})
PROVINCE = DEPUTY | ASSOCIATION | IMPORTERS


def notice_day(contract: Contract) -> str:
    """Return the last day of a notice, to contest a paper or to accept an end; "" without one."""
    last = None
    if contract.state == ContractState.TERMINATION_NOTICE:
        last = contract.notice_ends_on
    elif contract.state == ContractState.PENDING_SIGNATURE:
        last = contract.contest_until
    elif contract.state == ContractState.ACTIVE:
        last = answered_until(contract)
    return last.isoformat() if last else ""


def of_imported(target: str) -> News | None:
    """Return the news for the managers whose agencies have contracts to confirm in a file."""
    batch = RegisterImport.objects.filter(public_id=target, content="contracts").first()
    if batch is None:
        return None
    waiting = Contract.objects.unanswered().filter(source_import=batch)
    agencies = waiting.order_by("agency_id").values_list("agency__public_id", flat=True).distinct()
    return News(
        record=batch,
        values={"file": batch.file_name},
        url=reverse("contracts:confirm"),
        audiences=[Audience(Role.AGENCY_MANAGER, agency) for agency in agencies],
        acting=MANAGER,
    )


def confirms_imports(principal: Principal, record: Model) -> bool:
    """Tell whether contracts from files wait for a principal's confirmation, whoever sees files."""
    return may(principal, Permission.CONTRACT_CONFIRM_IMPORT)


def of_contract(
    roles: frozenset[Role], acting: frozenset[Role] = frozenset()
) -> Callable[[str], News | None]:
    """Return a reader of news of a contract for roles of its agency, office and province."""

    def find(target: str) -> News | None:
        rows = Contract.objects.select_related("office", "agency")
        contract = rows.filter(public_id=target).first()
        if contract is None:
            return None
        scopes = {Role.OPERATOR: contract.office.public_id} | dict.fromkeys(PROVINCE)
        told = roles if contract.office.is_member else roles - ASSOCIATION
        return News(
            record=contract,
            values={
                "number": contract.number,
                "office": contract.office.name,
                "agency": contract.agency.short_name,
                "due_on": notice_day(contract),
            },
            url=contract.get_absolute_url(),
            audiences=[
                Audience(role, scopes.get(role, contract.agency.public_id)) for role in told
            ],
            acting=acting,
            apart=_stood_back(contract) if acting - OFFICE else frozenset(),
        )

    return find


def _stood_back(contract: Contract) -> frozenset[int]:
    """Return who stood back from a contract, by every account: none of them is called to act."""
    rows = recusals_of(contract.agency_id, contract.office_id)
    return frozenset(with_twins(rows.values_list("user_id", flat=True)))


def of_document(event: AuditEvent) -> News | None:
    """Return the news for the office of a document about its contract: which one, its number."""
    news = of_contract(OFFICE)(event.target_id)
    if news is None:
        return None
    kind, label = (str((event.changes.get(name) or ("", ""))[1]) for name in ("kind", "proof"))
    with override("fa"):
        said = str(ProofKind(kind).label) if kind in ProofKind.values else ""
    document = " ".join(filter(None, (said, label and isolated(label))))
    return replace(news, values={**news.values, "document": document})


def of_settlement(event: AuditEvent) -> News | None:
    """Return the news for the office of a settlement: until when it is to be remitted."""
    news = of_contract(OFFICE)(event.target_id)
    if news is None:
        return None
    due_on = str((event.changes.get("due_on") or ("", ""))[1])
    return replace(news, values={**news.values, "due_on": due_on}, url=f"{news.url}#account")


def waiting_notice(roles: frozenset[Role], acting: frozenset[Role]) -> Callable[[str], News | None]:
    """Return a reader of news of a contract while its termination notice waits to be served."""

    def find(target: str) -> News | None:
        waits = Contract.objects.filter(to_serve(), public_id=target).exists()
        return of_contract(roles, acting)(target) if waits else None

    return find


def of_halted_office(target: str) -> News | None:
    """Return the news of an office, or of its licence, for the managers of its contracts."""
    office = office_of(target)
    if office is None:
        return None
    running = Contract.objects.filter(office=office, state__in=BLOCKING)
    agencies = running.values_list("agency__public_id", flat=True).distinct()
    return news_of(office, [Audience(Role.AGENCY_MANAGER, agency) for agency in agencies])


def signed_in_spite(target: str) -> News | None:
    """Return news for the deputy of a contract that was signed in spite of a standing."""
    signed = Contract.objects.filter(public_id=target).exclude(standing_exception="")
    return of_contract(DEPUTY)(target) if signed.exists() else None


def signed_above_share(target: str) -> News | None:
    """Return news for the deputy of a contract by which an office exceeds its rank's share."""
    signed = Contract.objects.filter(public_id=target).exclude(quota_exception="")
    return of_contract(DEPUTY)(target) if signed.exists() else None


def proposed_in_spite(target: str) -> News | None:
    """Return news for the deputy of an addendum that adds a service in spite of a standing."""
    waits = ContractAddendum.objects.exclude(standing_exception="").filter(
        contract__public_id=target, state=AddendumState.PROPOSED
    )
    return of_contract(DEPUTY)(target) if waits.exists() else None


def transcribed(target: str) -> News | None:
    """Return news for the office of a text that the agency wrote after the signature."""
    written = ContractArticle.objects.filter(contract__public_id=target, is_transcript=True)
    return of_contract(OFFICE)(target) if written.exists() else None


def no_longer_offered(event: AuditEvent) -> News | None:
    """
    Return the news for the office that it is no longer asked for a contract.

    The contract is not shown to the office any more, so that the news leads to its contracts.
    """
    before, _after = event.changes.get("state") or (None, None)
    news = of_contract(OFFICE)(event.target_id)
    if news is None or before != ContractState.PENDING_SIGNATURE:
        return None
    return replace(news, url=reverse("contracts:list"), ends=news.url)


def is_of_own_office(principal: Principal, record: Model) -> bool:
    """Tell whether a contract is one of the person's own office, whatever its state."""
    return isinstance(record, Contract) and record.office.public_id in principal.office_ids
