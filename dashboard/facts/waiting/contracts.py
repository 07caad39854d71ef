"""Contracts that wait: to be sent, signed, served, renewed, settled, ended."""

from datetime import date

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext_lazy as _

from accounts.persons import accounts_of
from accounts.principal import Principal, may
from accounts.roles import Permission
from contracts.acts import contract as acts
from contracts.facts.acceptance import awaiting_acceptance
from contracts.facts.addenda import awaiting_addendum
from contracts.facts.agreement import ANSWER_UNTIL
from contracts.facts.paper_service import without_waiting_service
from contracts.models import Contract, ContractAddendum, Waiver
from contracts.rules.standing import RENEW_BEFORE
from contracts.states import AddendumState, ContractState, ProofKind, WaiverWindow
from dashboard.facts.waiting.shapes import Kind, Section, Waiting, Waits
from oversight.facts.carrying_out import due_of
from oversight.states import DutyKind
from workdays.rules import Unit

CONTRACTS, CONTRACT = Section.CONTRACTS, "contracts:contract"
KINDS = {
    # What stands against these is mended on the same page: by another draft, or in the account.
    "sign": Kind(CONTRACTS, "contract", acts.SIGN.title, (acts.SIGN, acts.RETURN), CONTRACT),
    # A notice whose proof does not carry the end, or not yet, is finished by its withdrawal.
    "terminate": Kind(
        CONTRACTS, "contract", _("The termination notice has ended"),
        (acts.TERMINATE, acts.WITHDRAW_NOTICE), CONTRACT, see=_("Finish"),
    ),
    "serve-notice": Kind(
        CONTRACTS, "message", _("The termination notice has not been served"),
        (acts.SERVE_NOTICE,), CONTRACT,
    ),
    "serve-notice-on-paper": Kind(
        CONTRACTS, "message",
        _("The termination notice was left unopened in the portal: serve it on paper"),
        (acts.SERVE_NOTICE,), CONTRACT,
    ),
    "confirm": Kind(
        CONTRACTS, "contract", _("Confirm the imported contracts"), (acts.CONFIRM, acts.DISOWN),
        "contracts:confirm",
    ),
    "send": Kind(
        CONTRACTS, "contract", _("Send the draft for signature"), (acts.SEND, acts.EDIT), CONTRACT
    ),
    "renew": Kind(
        CONTRACTS, "contract", acts.RENEW.title, (acts.RENEW,), CONTRACT, unit=Unit.DAY
    ),
    "settle": Kind(
        CONTRACTS, "contract", _("Settle the ended contract"),
        (acts.SETTLE, acts.RECORD_SETTLEMENT), CONTRACT,
    ),
    "receive-termination": Kind(
        CONTRACTS, "message", _("Receive the termination notice"), (acts.ACKNOWLEDGE_NOTICE,),
        CONTRACT, see=_("See the notice"),
    ),
    "accept": Kind(
        CONTRACTS, "contract", acts.ACCEPT.title, (acts.ACCEPT,), "contracts:accept-many",
        see=_("Read and accept"), unit=Unit.DAY,
    ),
    "accept-addendum": Kind(
        CONTRACTS, "contract", acts.ACCEPT_ADDENDUM.title,
        (acts.ACCEPT_ADDENDUM, acts.DECLINE_ADDENDUM), CONTRACT, see=_("Read and accept"),
    ),
    "paper-acceptance": Kind(
        CONTRACTS, "contract",
        _("An acceptance on paper was entered in your name: deny it if it is not yours"),
        (acts.CONTEST_ACCEPTANCE,), CONTRACT, see=_("See the contract"),
    ),
    "paper-addendum": Kind(
        CONTRACTS, "contract",
        _("An addendum accepted on paper was entered in your name: deny it if it is not yours"),
        (acts.CONTEST_ADDENDUM,), CONTRACT, see=_("See the contract"),
    ),
    "declined": Kind(
        CONTRACTS, "contract", _("The office declined a contract"), (acts.RETURN, acts.VOID),
        CONTRACT,
    ),
    "accept-end": Kind(
        CONTRACTS, "contract", _("Answer the proposal to end by agreement"),
        (acts.ACCEPT_END, acts.DECLINE_END), CONTRACT, unit=Unit.DAY,
    ),
}  # fmt: skip
AGENCY, OFFICE = "agency__short_name", "county__name"


def waits(principal: Principal, on: date) -> Waits:
    """Yield the contracts that wait for the principal."""
    seen = Contract.objects.visible_to(principal)
    contracts = seen.confirmed()
    unserved = contracts.filter(state__in=acts.SERVE_NOTICE.states or (), notice_served_on=None)
    if acts.SIGN.is_for(principal):
        own = accounts_of(principal.user_id)
        pending = contracts.filter(
            Q(contest_until=None) | Q(contest_until__lt=on),
            state__in=acts.SIGN.states or (),
            accepted_on__isnull=False,
        ).exclude(Q(drafted_by__in=own) | Q(acceptance_entered_by__in=own))
        yield Waiting("sign", pending, "starts_on", note=OFFICE)
    if acts.TERMINATE.is_for(principal):
        others = _run_out(contracts, on).exclude(
            ending_proof__kind=ProofKind.RECORDED_DOCUMENT,
            ending_proof__decided_by__in=accounts_of(principal.user_id),
        )
        due = due_of(DutyKind.TERMINATE, "contract")
        yield Waiting(
            "terminate", others, "notice_issued_on", due, note=OFFICE, body=F("agency__kind")
        )
    if may(principal, Permission.CONTRACT_SERVE):
        not_entered = without_waiting_service(unserved)
        waiting = not_entered.filter(notice_paper_since=None)
        yield Waiting("serve-notice", waiting, "notice_issued_on", note=OFFICE)
        left = not_entered.filter(notice_paper_since__isnull=False)
        yield Waiting(
            "serve-notice-on-paper", left, "notice_paper_since", "notice_paper_due_on",
            note=OFFICE, body=F("agency__kind"),
        )  # fmt: skip
    if acts.CONFIRM.is_for(principal):
        yield _imported(seen)
    if acts.SEND.is_for(principal) and not acts.SIGN.is_for(principal):
        yield from _prepared(contracts, on)
    if acts.ACKNOWLEDGE_NOTICE.is_for(principal):
        yield Waiting("receive-termination", unserved, "notice_issued_on", note=AGENCY)
    if acts.RETURN.is_for(principal):
        declined = contracts.filter(state__in=acts.RETURN.states or (), declined_on__isnull=False)
        yield Waiting("declined", declined, "declined_on", note=OFFICE)
    yield from _to_answer(contracts, principal, on)


def _to_answer(contracts: QuerySet[Contract], principal: Principal, on: date) -> Waits:
    """Yield what the office answers: a contract, an addendum, an end by agreement."""
    if acts.ACCEPT.is_for(principal):
        unaccepted = awaiting_acceptance(contracts)
        yield Waiting("accept", unaccepted, "updated_at", "starts_on", note=AGENCY)
    if acts.ACCEPT_ADDENDUM.is_for(principal):
        running = contracts.filter(state__in=acts.ACCEPT_ADDENDUM.states or ())
        yield Waiting("accept-addendum", awaiting_addendum(running), "updated_at", note=AGENCY)
    if acts.CONTEST_ACCEPTANCE.is_for(principal):
        entered = contracts.filter(
            state__in=acts.CONTEST_ACCEPTANCE.states or (), contest_until__gte=on
        )
        yield Waiting("paper-acceptance", entered, "accepted_on", "contest_until", note=AGENCY)
        addenda = ContractAddendum.objects.filter(
            contract=OuterRef("pk"), state=AddendumState.ACCEPTED, contest_until__gte=on
        )
        rows = contracts.filter(Exists(addenda), state__in=acts.CONTEST_ADDENDUM.states or ())
        until = Subquery(addenda.order_by("-pk").values("contest_until")[:1])
        yield Waiting("paper-addendum", rows, "updated_at", until, note=AGENCY)
    if acts.ACCEPT_END.is_for(principal):
        proposed = contracts.filter(
            state__in=acts.ACCEPT_END.states or (),
            mutual_end_on__gt=on,
            mutual_end_accepted_on=None,
        ).alias(until=ANSWER_UNTIL)
        yield Waiting(
            "accept-end", proposed.filter(until__gte=on), "starts_on", ANSWER_UNTIL, note=AGENCY
        )


def _run_out(contracts: QuerySet[Contract], on: date) -> QuerySet[Contract]:
    """Return the contracts whose notice has run out, or was ended early by the office."""
    waivers = Waiver.objects.filter(
        window=WaiverWindow.TERMINATION_NOTICE, subject_id=OuterRef("notice_id")
    )
    return contracts.filter(
        Q(notice_ends_on__lt=on) | Exists(waivers),
        state__in=acts.TERMINATE.states or (),
        notice_served_on__isnull=False,
        ends_on__gte=on,
    )


def _imported(contracts: QuerySet[Contract]) -> Waiting:
    """Return one row for an agency with contracts from a file that nobody has confirmed."""
    every = contracts.filter(origin="import", confirmed_on=None, disowned_on=None)
    rows = (
        every.order_by()
        .values("agency__name")
        .annotate(how_many=Count("pk"), first=Min("created_at"))
    )
    return Waiting(
        "confirm", rows, "first", note=None, number="how_many", office="agency__name",
        code=Value(""), county=None, key="first", every=every,
    )  # fmt: skip


def _prepared(contracts: QuerySet[Contract], on: date) -> Waits:
    """Yield what an agency's clerk prepares: drafts, renewals, settlements."""
    drafts = contracts.filter(state__in=acts.SEND.states or ())
    yield Waiting("send", drafts, "created_at", note=OFFICE)
    renewals = Contract.objects.filter(renewed_from=OuterRef("pk"))
    ending = contracts.filter(state=ContractState.ACTIVE, ends_on__lte=on + RENEW_BEFORE).exclude(
        Exists(renewals.exclude(state=ContractState.VOID))
    )
    yield Waiting("renew", ending, "starts_on", "ends_on", note=OFFICE)
    yield Waiting(
        "settle", contracts.filter(state__in=acts.SETTLE.states or ()), "ended_on", note=OFFICE
    )
