"""What flags and reviews show on the pages of offices, contracts, agencies and cases (ADR 0004)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, CharField, F, Func, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from agencies import facts as agency_page
from agencies.models import Agency
from audit.panels import PANELS as HISTORY_PANELS
from contracts import facts as contract_page
from contracts.facts.panels import DecidedActs, ProofBar
from contracts.models import Contract, EndingProof
from contracts.states import ProofKind
from core.panels import Column, Guard, Measure, Note, Panel, Pill, View
from core.persian import isolated, persian_digits
from offices import facts as office_page
from offices.models import Office
from oversight.facts import annulments, flagged
from oversight.facts.agency_panel import agency_panel
from oversight.facts.agency_rows import duty_cells, duty_texts, number_of_duties, sees_duties
from oversight.facts.carrying_out import notice_over_banner
from oversight.facts.policies import policy_in_force
from oversight.facts.proofs import proof_panel
from oversight.facts.remittances import remittance_measure
from oversight.facts.reporters import barred_by_review, recused_reviews
from oversight.facts.review_rows import MOST_SHOWN, review_rows
from oversight.facts.turns import contracts_to_carry_out
from oversight.facts.untold import ending_blocked, opens_later
from oversight.models import Duty, Flag, TerminationReview
from oversight.states import FlagScope, ReviewOutcome, RuleCode
from violations import facts as case_page
from violations.models import Case

Context = Mapping[str, Any]


# What people did on a duty stands in the trail of its case.
DUTY_ANSWERS = (
    "duty.refused", "duty.refusal_proposed", "duty.reopened", "duty.refusal_accepted",
    "duty.put_on_agenda",
)  # fmt: skip


def duty_answers(case: Case, actor: Principal) -> Q:
    """Return which events tell how the duties of a case were answered and raised."""
    duties = Duty.objects.visible_to(actor).filter(case=case)
    keys = duties.annotate(key=Cast("public_id", CharField())).values("key")
    # An array is found before the events, by whose index they are read then.
    about = Func(
        F("target_id"), ArraySubquery(keys),
        template="%(expressions)s)", arg_joiner=" = ANY (", output_field=BooleanField(),
    )  # fmt: skip
    return Q(about, target_type=Duty._meta.label_lower, verb__in=DUTY_ANSWERS)


def office_banner(office: Office, actor: Principal, on: date) -> Context | None:
    """Return the office's open reviews in the actor's scope, with the newest reason."""
    rows = review_rows(TerminationReview.objects.visible_to(actor).open().filter(office=office), on)
    if not rows:
        return None
    newest = (
        Flag.objects.visible_to(actor)
        .open()
        .filter(office=office, scope=FlagScope.CONTRACT, is_watch=False)
        .order_by("-as_of", "-pk")
        .first()
    )
    return {
        "rows": rows,
        "count": len(rows),
        "sentence": newest.sentence if newest else "",
        "url": rows[0]["url"],
        "late": any(row["is_late"] for row in rows),
    }


def office_aside(office: Office, actor: Principal, on: date) -> Context | None:
    """Return the open flags about the office that open no review, for those who see them."""
    flags = (
        Flag.objects.visible_to(actor)
        .open()
        .filter(office=office)
        .exclude(scope=FlagScope.CONTRACT, is_watch=False)
        .order_by("-as_of", "-pk")[:MOST_SHOWN]
    )
    listed = list(flags)
    return {"flags": listed} if listed else None


def office_pill(office: Office, actor: Principal, on: date) -> Context | None:
    """Return the pill of an office with an open review that the actor sees."""
    reviews = TerminationReview.objects.visible_to(actor).open().filter(office=office)
    if not reviews.exists():
        return None
    return {"tone": "danger", "text": _("in termination review"), "icon": "scale"}


def office_notes(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, Any]:
    """Return, for the type-ahead, which offices are in an open review that the actor sees."""
    reviews = TerminationReview.objects.visible_to(actor).open().filter(office__in=keys)
    note = {"tone": "danger", "text": _("in termination review"), "blocked": False, "reason": ""}
    return dict.fromkeys(reviews.values_list("office_id", flat=True), note)


def agencies_behind(agencies: QuerySet[Agency], actor: Principal, on: date) -> QuerySet[Agency]:
    """Return the agencies with a duty, in the actor's scope, whose period is over."""
    return agencies.filter(pk__in=Duty.objects.visible_to(actor).ignored(on).values("agency"))


def offices_in_review(offices: QuerySet[Office], actor: Principal, on: date) -> QuerySet[Office]:
    """Narrow a list to the offices with an open review that the actor sees."""
    reviews = TerminationReview.objects.visible_to(actor).open()
    return offices.filter(pk__in=reviews.values("office_id"))


def contracts_in_review(
    contracts: QuerySet[Contract], actor: Principal, on: date
) -> QuerySet[Contract]:
    """Narrow a list to the contracts with an open review."""
    reviews = TerminationReview.objects.visible_to(actor).open()
    return contracts.filter(pk__in=reviews.values("contract_id"))


def reviewed(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, Any]:
    """Return the contracts with an open review that the actor sees."""
    reviews = TerminationReview.objects.visible_to(actor).open().filter(contract__in=keys)
    return dict.fromkeys(reviews.values_list("contract_id", flat=True), True)


def contract_panel(contract: Contract, actor: Principal, on: date) -> Context | None:
    """Return the contract's reviews and the watches on it, in the actor's scope."""
    rows = review_rows(TerminationReview.objects.visible_to(actor).filter(contract=contract), on)
    watches = list(
        Flag.objects.visible_to(actor)
        .open()
        .filter(contract=contract, is_watch=True)
        .order_by("-as_of", "-pk")
    )
    return {"rows": rows, "watches": watches} if rows or watches else None


def against_renewal(contract: Contract, on: date) -> list[str]:
    """Return the open reviews that stand in the way of renewing a contract (DOMAIN C2)."""
    reviews = TerminationReview.objects.open().filter(contract=contract)
    return [
        _("Termination review {number} of this contract is open.").format(number=isolated(number))
        for number in reviews.values_list("number", flat=True)
    ]


def against_contracting(contract: Contract, on: date) -> list[str]:
    """
    Return which thresholds the office has reached, for a new contract of an agency with it.

    Flags on the agency's own contracts are written out; of the points of the office, which count
    for all, only that their threshold is reached.
    """
    flags = Flag.objects.open().filter(office=contract.office, is_watch=False)
    own = flags.filter(agency=contract.agency).order_by("-as_of", "-pk")
    found = [_("Open flag: {sentence}").format(sentence=each.sentence) for each in own[:MOST_SHOWN]]
    if flags.filter(code=RuleCode.POINTS).exclude(agency=contract.agency).exists():
        found.append(_("The points of the office have reached their threshold."))
    return found


def against_suspending(proof: EndingProof, on: date) -> list[str]:
    """Return why a decided review does not carry a suspension of the contract."""
    return _against(proof, ReviewOutcome.SUSPEND)


def against_terminating(proof: EndingProof, on: date) -> list[str]:
    """Return why a decided review does not carry a termination of the contract."""
    return _against(proof, ReviewOutcome.TERMINATE)


def _against(proof: EndingProof, outcome: ReviewOutcome) -> list[str]:
    if proof.kind != ProofKind.DECIDED_REVIEW or proof.source_id is None:
        return []
    decided = TerminationReview.objects.filter(public_id=proof.source_id, outcome=outcome)
    if (review := decided.first()) is not None:
        act = "suspend" if outcome == ReviewOutcome.SUSPEND else "terminate"
        why = ending_blocked(review)
        return [why] if why else annulments.against_annulled(act, proof)
    text = _("Termination review {number} was decided for something else.")
    return [text.format(number=isolated(proof.source_label))]


def case_panel(case: Case, actor: Principal, on: date) -> Context | None:
    """Return the reviews that the case has led to."""
    reviews = TerminationReview.objects.visible_to(actor).filter(flags__cases=case).distinct()
    rows = review_rows(reviews, on)
    flags = Flag.objects.visible_to(actor).held().filter(office=case.office_id).order_by("pk")
    waiting = opens_later(case, flags)
    return {"rows": rows, "waiting": waiting} if rows or waiting else None


def threshold(as_of: date) -> Context | None:
    """Return from how many points the policy in force watches and flags an office."""
    policy = policy_in_force(as_of)
    points = policy and policy.rules.get(RuleCode.POINTS)
    if not policy or not points:
        return None
    number = persian_digits(policy.number)
    return {
        "flag": points["flag"],
        "watch": points["watch"],
        "policy": _("version {number}").format(number=number),
        "sentence": _(
            "By version {number} of the policy an office's contracts are reviewed from {flag} "
            "points, and it is watched from {watch}."
        ).format(
            number=number,
            flag=persian_digits(points["flag"]),
            watch=persian_digits(points["watch"]),
        ),
    }


def register() -> None:
    """Fill the places of the floors below; called when the app is ready."""
    name, title = "oversight", gettext_lazy("in termination review")
    office_page.PANELS.add(_panel(name, "office_banner", office_banner, "banner", 10))
    office_page.PANELS.add(_panel("flags", "office_aside", office_aside, "aside", 40))
    office_page.PILLS.add(Pill(name, office_pill, order=10))
    office_page.NOTES.add(Note(name, office_notes, order=10))
    office_page.PILLS.add(Pill("flags", flagged.flag_pill, order=20))
    sees = contract_page.compares_offices
    office_page.VIEWS.add(View(name, title, offices_in_review, order=40, sees=sees))
    office_page.VIEWS.add(
        View(
            "flagged", gettext_lazy("To be reviewed or watched"), flagged.flagged, order=30,
            sees=sees,
        )
    )  # fmt: skip
    office_page.COLUMNS.add(
        Column(
            "flags", gettext_lazy("By the policy"), flagged.flag_cells, order=65,
            plain=flagged.flag_texts, sees=sees, sort=flagged.standing_of,
        )
    )  # fmt: skip
    contract_page.PANELS.add(_panel(name, "contract", contract_panel, "aside", 10))
    banner = annulments.reinstatement_banner
    contract_page.PANELS.add(_panel("reinstatement", "reinstatement", banner, "banner", 10))
    contract_page.PANELS.add(_panel("notice_over", "notice_over", notice_over_banner, "banner", 20))
    contract_page.VIEWS.add(View(name, title, contracts_in_review, order=40))
    contract_page.MEASURES.add(Measure("remittance", remittance_measure, order=15))
    contract_page.GUARDS.add(Guard(name, "renew", against_renewal))
    contract_page.UNDECIDED.add(Note(name, reviewed))
    contract_page.GUARDS.add(Guard("thresholds", "contract", against_contracting))
    contract_page.GUARDS.add(Guard("reinstatement", "settle", annulments.owed))
    contract_page.GUARDS.add(Guard("calling", "call", annulments.owed))
    contract_page.GUARDS.add(Guard("books", "book", annulments.owed))
    contract_page.GUARDS.add(Guard("line", "sign", annulments.owed_on_line))
    contract_page.GUARDS.add(Guard("added line", "add-service", annulments.owed_on_added))
    contract_page.GROUNDS.add(contract_page.Grounds(name, annulments.fallen, annulments.fell))
    contract_page.DECIDED.add(DecidedActs("reviews", contracts_to_carry_out))
    for known, act, against in (
        ("suspending review", "suspend", against_suspending),
        ("terminating review", "terminate", against_terminating),
    ):
        contract_page.PROOF_GUARDS.add(Guard(known, act, against))
    contract_page.PROOF_BARS.add(ProofBar("reviews", barred_by_review, recused_reviews, order=110))
    HISTORY_PANELS.add(_panel("proofs", "proofs", proof_panel, "banner", 10))
    agency_page.VIEWS.add(View("overdue", gettext_lazy("Duties overdue"), agencies_behind))
    agency_page.COLUMNS.add(
        Column("duties", gettext_lazy("Open duties"), duty_cells, order=30, plain=duty_texts,
               sees=sees_duties, sort=number_of_duties)
    )  # fmt: skip
    agency_page.PANELS.add(_panel(name, "agency", agency_panel, "main", 30))
    case_page.PANELS.add(_panel(name, "case", case_panel, "aside", 30))
    case_page.THRESHOLDS.add(case_page.Threshold(name, threshold))
    case_page.TRAILS.add(case_page.Trail("duties", duty_answers))


def _panel(name: str, template: str, context: Any, place: str, order: int) -> Panel:
    return Panel(name, f"oversight/panels/{template}.html", context, place, order=order)
