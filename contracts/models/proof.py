"""What may suspend or end a contract, and what shortens a window."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from contracts.models.contract import Contract
from contracts.states import CARRYING, ContractVerdict, JudgedAct, ProofKind, WaiverWindow
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models import Office


class ProofQuerySet(ScopedQuerySet["EndingProof"]):
    """Proofs are seen with their contracts."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the proofs of visible contracts."""
        return self.filter(contract__in=Contract.objects.visible_to(principal))

    def carrying(self) -> Self:
        """Return what may carry a suspension, an end or a call; no document that waits."""
        return self.filter(kind__in=CARRYING, is_waiting=False)


class EndingProof(Stamped, Addressed):
    """
    What proves that a contract may be suspended or ended; written once, by the app that knows.

    `source_id` is the public id of the decided case or review; the apps above add triggers that
    check it. A recorded document is one of the committee or the regulator: the secretariat records
    its number, date and issuer, and seals its scan; the agency's manager acts on it. One of an
    earlier day `is_waiting` until the deputy confirms it, and carries nothing before.

    A judgment is about one decision: the suspension or the termination that rests on `judged`. It
    takes effect on `in_force_on`, empty while it waits for its second person
    (docs/adr/0066-judgments-on-contracts.md).
    """

    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="proofs",
        verbose_name=_("contract"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ProofKind.choices)
    source_id = models.UUIDField(_("source"), null=True, blank=True)
    source_label = models.CharField(_("source number"), max_length=60)
    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    document_on = models.DateField(_("document date"), null=True, blank=True)
    document_issuer = models.CharField(_("issuer"), max_length=160, blank=True)
    reasons = models.TextField(_("reasons"))
    scan = models.FileField(_("scan"), upload_to="documents/original/", blank=True)
    scan_copy = models.FileField(_("copy"), upload_to="documents/copy/", blank=True)
    scan_name = models.CharField(_("file name"), max_length=160, blank=True)
    scan_type = models.CharField(_("type"), max_length=40, blank=True)
    scan_size = models.PositiveIntegerField(_("size, bytes"), null=True, blank=True)
    scan_sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    scan_checked_by = models.CharField(_("checked by"), max_length=40, blank=True)
    decided_on = models.DateField(_("decided on"))
    decided_by = models.BigIntegerField(_("decided by"))
    decided_by_name = models.CharField(_("decided by"), max_length=120)
    judged = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,  # proofs are never removed
        related_name="judgments",
        verbose_name=_("what the judged decision rests on"),
        null=True,
        blank=True,
    )
    judged_act = models.CharField(
        _("decision that was judged"), max_length=9, choices=JudgedAct.choices, blank=True,
        default="", db_default="",
    )  # fmt: skip
    judgment_result = models.CharField(
        _("what the judgment did"), max_length=8, choices=ContractVerdict.choices, blank=True,
        default="", db_default="",
    )  # fmt: skip
    judged_days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    in_force_on = models.DateField(_("took effect on"), null=True, blank=True)
    is_waiting = models.BooleanField(
        _("waits for its second person"), default=False, db_default=False
    )

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        constraints = [
            models.CheckConstraint(
                name="contracts_endingproof_sourced",
                condition=(
                    Q(kind__in=["final_decision", "decided_review", "annulment"])
                    & Q(source_id__isnull=False)
                )
                | (
                    Q(kind="judgment")
                    & Q(source_id__isnull=False)
                    & ~Q(document_no="")
                    & Q(document_on__isnull=False)
                    & ~Q(document_issuer="")
                )
                | (
                    Q(kind="recorded_document")
                    & ~Q(document_no="")
                    & Q(document_on__isnull=False)
                    & ~Q(document_issuer="")
                )
                | Q(kind="urgent"),
                violation_error_message=_("A proof names its decision, review or document."),
            ),
            models.CheckConstraint(
                name="contracts_endingproof_waiting",
                condition=Q(is_waiting=False) | Q(kind="recorded_document"),
                violation_error_message=_("Only a recorded document waits for its second person."),
            ),
            models.CheckConstraint(
                name="contracts_endingproof_reasoned",
                condition=~Q(reasons=""),
                violation_error_message=_("A proof states its reasons."),
            ),
            models.CheckConstraint(
                name="contracts_endingproof_judgment",
                condition=(
                    ~Q(kind="judgment")
                    & Q(judged__isnull=True, judged_act="", judgment_result="")
                    & Q(judged_days__isnull=True, in_force_on__isnull=True)
                )
                | (
                    Q(kind="judgment", judged__isnull=False, judged_act__in=JudgedAct.values)
                    & (
                        Q(judgment_result__in=["annulled", "upheld"], judged_days__isnull=True)
                        | Q(judgment_result="reduced", judged_act="suspend", judged_days__gte=1)
                    )
                ),
                violation_error_message=_("A judgment names its decision and what it did with it."),
            ),
            models.UniqueConstraint(
                fields=["judged", "judged_act"],
                condition=Q(judgment_result="annulled", in_force_on__isnull=False),
                name="contracts_endingproof_annulled_once",
                violation_error_message=_("A judgment has annulled this decision already."),
            ),
        ]

    def __str__(self) -> str:
        return self.source_label

    @property
    def is_scanned(self) -> bool:
        """Tell whether a sealed scan lies with the proof."""
        return bool(self.scan_sha256)


class WaiverQuerySet(ScopedQuerySet["Waiver"]):
    """Waivers are seen with what they are about; the caller has found that in scope."""

    def visible_to(self, principal: Principal) -> Self:
        """Return an operator's own, everything for the province, none for others."""
        if principal.is_province:
            return self
        return self.filter(office__in=Office.objects.own(principal))


class Waiver(Stamped, Addressed):
    """
    An office's declaration that it ends a window early (design: DECISIONS 10).

    Given by the operator with a fresh factor; `text` is the sentence that was shown. Of a
    termination notice, `subject_id` is the contract's `notice_id`: a later notice is another one.
    """

    window = models.CharField(_("window"), max_length=20, choices=WaiverWindow.choices)
    subject_type = models.CharField(_("subject"), max_length=40)
    subject_id = models.UUIDField(_("subject id"))
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="+",
        verbose_name=_("office"),
    )
    text = models.TextField(_("text"))
    given_on = models.DateField(_("given on"))
    given_at = models.DateTimeField(_("given at"))
    given_by = models.BigIntegerField(_("given by"))
    given_by_name = models.CharField(_("given by"), max_length=120)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        constraints = [
            models.UniqueConstraint(
                fields=["window", "subject_id"],
                name="contracts_waiver_once",
                violation_error_message=_("This window has been waived."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.window} {self.subject_id}"
