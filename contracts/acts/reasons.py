"""Why an act on a contract is not open: reasons that a reader can know beforehand."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.persons import is_same_person
from accounts.principal import Principal
from accounts.roles import Permission, Role
from contracts.acts import answers
from contracts.facts import (
    GUARDS,
    PROOF_BARS,
    PROOF_GUARDS,
    annulments,
    checks_for_signature,
    has_text,
    is_licensed,
    is_renewal_begun,
    longest_suspension,
    rival_sentence,
    waiver_of,
)
from contracts.facts import waiting_judgments as judged
from contracts.facts.agreement import answered_until, earliest_end
from contracts.facts.old_receipts import why_entered
from contracts.facts.paper_service import undecided_service
from contracts.models import Contract, EndingProof
from contracts.rules import isolated
from contracts.states import KEPT, UNSIGNED, ContractState, ProofKind
from core.acts import once_per_record
from core.jalali import short
from core.panels import blocked
from workdays.facts import rule_in_force
from workdays.rules import DeadlineKey

NO_BASIS = gettext_lazy(
    "No proof of this contract would carry this. It may rest on a final decision, on a decided"
    " review, or on a document that the secretariat records with its scan."
)
NO_PROPOSAL = gettext_lazy("No proposal to end the contract is open.")
NOTHING_TO_SERVE = gettext_lazy("No termination notice waits for service.")
NO_SERVED_NOTICE = gettext_lazy("No served termination notice runs.")
NO_WORDS = gettext_lazy(
    "The contract has no text that the office could read. Write its text first, then send it."
)
UNSIGNED_PAPER = gettext_lazy(
    "The scan of the signed paper is kept once the contract has been signed."
)


def is_imported(contract: Contract) -> bool:
    """Tell whether the contract came from a file."""
    return contract.origin == "import"


def is_unconfirmed(contract: Contract) -> bool:
    """Tell whether nobody has confirmed the contract yet."""
    return contract.confirmed_on is None


def disowned(contract: Contract) -> str:
    """Return that the agency called the imported contract not its own."""
    return _("The agency called this contract not its own.") if contract.disowned_on else ""


def unconfirmed(contract: Contract) -> str:
    """Return that the contract came from a file and its agency has not called it its own."""
    if contract.origin != "import" or contract.confirmed_on is not None:
        return ""
    return disowned(contract) or _(
        "The contract came from a file and its agency has not confirmed it; until then nothing is"
        " done on it."
    )


def is_signed(contract: Contract) -> bool:
    """Tell whether the contract was ever in force."""
    return contract.state not in UNSIGNED


def is_signed_late(contract: Contract) -> bool:
    """Tell whether the contract is in force from a later day than the first one of its term."""
    return is_signed(contract) and contract.in_force_from not in (None, contract.starts_on)


def entered_acceptance(contract: Contract, actor: Principal, on: date) -> str:
    """Return that the person entered the paper by which the office accepted."""
    if is_same_person(contract.acceptance_entered_by, actor.user_id):
        return _("You entered the paper that the office signed; somebody else signs the contract.")
    return ""


def is_end_proposed(contract: Contract) -> bool:
    """Tell whether the office has not answered a proposal to end by agreement."""
    return contract.mutual_end_on is not None and contract.mutual_end_accepted_on is None


def is_no_end_accepted(contract: Contract) -> bool:
    """Tell whether the office has accepted no end by agreement."""
    return contract.mutual_end_accepted_on is None


def is_notice_unserved(contract: Contract) -> bool:
    """Tell whether an issued termination notice waits for its service."""
    return contract.notice_issued_on is not None and contract.notice_served_on is None


def service_waits(contract: Contract, actor: Principal, on: date) -> str:
    """Return that a receipt of an earlier day was entered; the office acknowledges all the same."""
    return "" if actor.role is Role.OPERATOR else why_entered(undecided_service(contract), actor)


def is_notice_served(contract: Contract) -> bool:
    """Tell whether the termination notice reached the office."""
    return contract.notice_served_on is not None and contract.notice_id is not None


def is_window_unwaived(contract: Contract) -> bool:
    """Tell whether the office has not ended the notice's window by its declaration."""
    return waiver_of(contract) is None


def has_no_renewal(contract: Contract) -> bool:
    """Tell whether no renewal of the contract has been begun."""
    return not is_renewal_begun(contract)


def names_services(contract: Contract) -> bool:
    """Tell whether the contract names a service."""
    return contract.contract_services.exists()


def has_holder(contract: Contract) -> bool:
    """Tell whether the contract's office has a licence holder, who owes the settlements."""
    return contract.office.holder_id is not None


def drafted_it(contract: Contract, actor: Principal, on: date) -> str:
    """Return that the person drafted the contract, under this or another account."""
    if is_same_person(contract.drafted_by, actor.user_id):
        return _("You drafted this contract yourself; somebody else has to sign it.")
    return ""


def recorded_it(proof: EndingProof, actor: Principal) -> str:
    """Return that the person recorded the document on which an act would rest."""
    is_document = proof.kind == ProofKind.RECORDED_DOCUMENT
    if is_document and is_same_person(proof.decided_by, actor.user_id):
        return _("You recorded this document, so somebody else acts on it.")
    return ""


def recorded_the_ending_proof(contract: Contract, actor: Principal, on: date) -> str:
    """Return that the person recorded the document on which the termination notice rests."""
    return recorded_it(contract.ending_proof, actor) if contract.ending_proof else ""


def barred_by_source(proof: EndingProof, account: int) -> str:
    """Return why the source of a proof keeps a person from every act that rests on it."""
    return next(filter(None, (bar.reason(proof, account) for bar in PROOF_BARS)), "")


def barred_from_ending(contract: Contract, actor: Principal, on: date) -> str:
    """Return why the source of the termination notice's proof bars the person."""
    proof = contract.ending_proof
    return barred_by_source(proof, actor.user_id) if proof else ""


def proposer_is_barred(
    contract: Contract, account: int, on: date, *, is_recused: bool = False
) -> str:
    """Return that who entered a receipt of the termination notice stood back since."""
    proof = contract.ending_proof
    if not is_recused and not (proof and barred_by_source(proof, account)):
        return ""
    return _("Who entered the receipt stood back since; somebody else enters it anew.")


def barred_from_suspension(contract: Contract, actor: Principal, on: date) -> str:
    """Return why the source of the proof by which the contract is suspended bars the person."""
    if contract.state != ContractState.SUSPENDED or contract.suspension_proof is None:
        return ""
    return barred_by_source(contract.suspension_proof, actor.user_id)


def asked_of_the_proof(record: object, actor: Principal, on: date) -> str:
    """Return nothing: the proof is an argument, of which the action asks `need_another`."""
    return ""


def unfit_for_signature(contract: Contract, actor: Principal, on: date) -> str:
    """Return which conditions of a signature do not hold; a reason outweighs the rank's share."""
    broken = [check.text for check in checks_for_signature(contract, on)
              if not check.holds and check.name != "quota"]  # fmt: skip
    broken += blocked(GUARDS, "sign", contract, on)
    if contract.ends_on < on:
        broken.append(_("The term is already over."))
    return " ".join(broken)


def has_words(contract: Contract) -> bool:
    """Tell whether the office finds a text to accept, or signed a paper that it never contested."""
    return has_text(contract) or (contract.scans.exists() and not contract.contests.exists())


def wordless(contract: Contract) -> str:
    """Return that there is neither a text nor an entered paper that the office could accept."""
    if has_text(contract) or contract.acceptance_entered_by is not None:
        return ""
    if contract.contests.exists():
        return _(
            "The contract has no text here, so it is not accepted in the portal: the agency returns"
            " it to the draft and writes the text."
        )
    return _(
        "The contract has no text here, so it is not accepted in the portal: the agency writes the"
        " text, or enters the paper that the office signed."
    )


def rivalled(contract: Contract) -> str:
    """Return that another contract covers a service in the same days."""
    return rival_sentence(contract)


def text_is_signed(contract: Contract) -> str:
    """Return that the contract is no draft any more and has its text."""
    if contract.state != ContractState.DRAFT and has_text(contract):
        return _("The text was signed and stays; terms are changed by an addendum.")
    return ""


@once_per_record
def begun_too_early(contract: Contract, actor: Principal, on: date) -> str:
    """Return from which day on the renewal can be drafted, before that day."""
    days = rule_in_force(DeadlineKey.RENEWAL_DRAFT_BEFORE, on).value
    first = contract.ends_on - timedelta(days=days)
    if on >= first:
        return ""
    text = _("The renewal of this contract can be drafted from {day} on.")
    return text.format(day=isolated(short(first)))


def held_up(contract: Contract, actor: Principal, on: date) -> str:
    """Return what stands against a renewal; who signs contracts outweighs it by a reason."""
    return "" if actor.has(Permission.CONTRACT_SIGN) else against_renewing(contract, on)


@once_per_record
def against_renewing(contract: Contract, on: date) -> str:
    """Return what the floors above know against a renewal."""
    return " ".join(blocked(GUARDS, "renew", contract, on))


@once_per_record
def against_settling(contract: Contract, on: date) -> str:
    """Return what the floors above, and the account, know against a settlement."""
    return " ".join([*judged.against_settling(contract), *blocked(GUARDS, "settle", contract, on)])


@once_per_record
def books_locked(contract: Contract, actor: Principal, on: date) -> str:
    """Return what the floors above know against any entry in the account."""
    return " ".join(blocked(GUARDS, "book", contract, on))


@once_per_record
def ground_stands(contract: Contract, actor: Principal, on: date) -> str:
    """Return that the ground of the termination was not annulled."""
    if contract.pk in annulments(contract.office_id, "terminate"):
        return ""
    return _("The ground of the termination stands.")


def line_is_held(contract: Contract, actor: Principal, on: date) -> str:
    """Return that a contract that runs covers a service of one whose term is not over."""
    return rival_sentence(contract) if contract.ends_on >= on else ""


def is_unlicensed(contract: Contract, actor: Principal, on: date) -> str:
    """Return that the office has no licence under which the contract could run."""
    if contract.ends_on < on or is_licensed(contract.office_id, on):
        return ""
    return _("The office has no licence that is valid today.")


def unsettled(contract: Contract, actor: Principal, on: date) -> str:
    """Return why the books cannot be closed."""
    return against_settling(contract, on)


def books_closed(contract: Contract) -> str:
    """Return that no account is led: before the signature, and once the contract is settled."""
    return "" if contract.state in KEPT else in_its_state(contract)


def in_its_state(contract: Contract) -> str:
    """Return in which state the contract is, as the reason against an act."""
    text = _("The contract is in the state “{state}”.")
    return text.format(state=contract.get_state_display())


def proposed_day_is_near(contract: Contract, actor: Principal, on: date) -> str:
    """Return that the proposed last day leaves no time to reconsider, or has passed."""
    end = contract.mutual_end_on
    if end is None:
        return ""
    if end < on:
        return _("The proposed day has passed; ask the agency for another proposal.")
    until = answered_until(contract)
    if until is not None and on <= until:
        return ""
    return _(
        "The proposed day is too near: it could be accepted until {until}; accepted today, the end"
        " lies on {day} at the earliest. Ask the agency for another proposal."
    ).format(
        until=isolated(short(until)) if until else "–",
        day=isolated(short(earliest_end(contract, on))),
    )


def is_past_reconsidering(contract: Contract, actor: Principal, on: date) -> str:
    """Return that the time in which the office takes its acceptance back is over."""
    accepted = contract.mutual_end_accepted_on
    if accepted is None:
        return _("The office has accepted no end by agreement.")
    return answers.is_past_reconsidering(contract.reconsider_until, on)


def urgency_repeated(contract: Contract, actor: Principal, on: date) -> str:
    """Return that an urgent suspension has just lapsed: urgency is no chain."""
    span: timedelta = longest_suspension(on, urgent=True) - on
    recent = contract.proofs.all().visible_to(actor)
    if recent.filter(kind=ProofKind.URGENT, decided_on__gt=on - 2 * span).exists():
        return _("An urgent suspension is not followed by another one; decide the case.")
    return ""


def against_proof(proof: EndingProof, act: str, on: date) -> str:
    """Return why a proof does not carry an act now, as the floor of its source knows."""
    if proof.is_waiting:
        return _("The document waits for its second person, and carries nothing before.")
    return " ".join([*judged.against_resting(proof), *blocked(PROOF_GUARDS, act, proof, on)])


def carrying_proofs(contract: Contract, actor: Principal, act: str, on: date) -> list[EndingProof]:
    """
    Return the proofs of a contract on which a suspension or a notice can rest now, newest first.

    `act` is `suspend` or `terminate`. A proof suspends once.
    """
    proofs = contract.proofs.all().visible_to(actor).carrying()
    if act == "suspend" and contract.suspension_proof_id is not None:
        proofs = proofs.exclude(pk=contract.suspension_proof_id)
    return [
        proof
        for proof in proofs.order_by("-pk")
        if not against_proof(proof, act, on) and not barred_by_source(proof, actor.user_id)
    ]


def proof_annulled(contract: Contract, actor: Principal, on: date) -> str:
    """Return why the proof under which the notice was issued does not end the contract now."""
    proof = contract.ending_proof
    return against_proof(proof, "terminate", on) if proof else ""


def notice_runs(contract: Contract, actor: Principal, on: date) -> str:
    """Return why the termination notice has not run out."""
    if contract.ends_on < on:
        return _("The term of the contract is over; there is nothing to terminate.")
    if contract.notice_served_on is None or contract.notice_ends_on is None:
        return _("The termination notice has not been served.")
    waiver = waiver_of(contract)
    if on > contract.notice_ends_on or (waiver is not None and waiver.given_on <= on):
        return ""
    text = _("The termination notice runs until the end of {day}.")
    return text.format(day=isolated(short(contract.notice_ends_on)))
