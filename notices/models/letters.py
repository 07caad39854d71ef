"""Letters: their templates, their frozen text, their one PDF, and the proofs of their service."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from approvals.models import PendingAct
from approvals.states import PendingState
from core.models import Addressed, ScopedQuerySet, Stamped
from notices.states import Channel, ProofKind, Provenance


class TemplateQuerySet(ScopedQuerySet["LetterTemplate"]):
    """Templates: house rules that everybody who is signed in may read."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all of them: how the house writes is no secret."""
        return self

    def in_force(self, on: date) -> Self:
        """Return the newest version of each kind that has begun by a day and was not withdrawn."""
        return (
            self.filter(starts_on__lte=on, withdrawal__isnull=True)
            .order_by("kind", "-starts_on", "-version")
            .distinct("kind")
        )


class LetterTemplate(Stamped, Addressed):
    """
    One version of the words of a kind of letter; placeholders stand in braces.

    Which placeholders a kind has, and which a text must name, is fixed by the app that writes it. A
    version is never changed: the next one begins on its own day. A version that is marked as law,
    or takes the place of one, has a second person, `confirmed_by`.
    """

    append_only = True

    kind = models.CharField(_("kind"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    subject = models.CharField(_("subject"), max_length=240)
    body = models.TextField(_("text"))
    provenance = models.CharField(_("origin"), max_length=8, choices=Provenance.choices)
    source = models.CharField(_("source"), max_length=400)
    starts_on = models.DateField(_("in force from"))
    written_by = models.BigIntegerField(_("written by"), null=True, blank=True)
    confirmed_by = models.BigIntegerField(_("confirmed by"), null=True, blank=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"],
                name="notices_lettertemplate_version",
                violation_error_message=_("This kind of letter has a version of this number."),
            ),
            models.CheckConstraint(
                name="notices_lettertemplate_two_persons",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("written_by")),
                violation_error_message=_("Another person than its writer confirms a version."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class WithdrawalQuerySet(ScopedQuerySet["TemplateWithdrawal"]):
    """Withdrawals are seen with their templates."""

    def visible_to(self, principal: Principal) -> Self:
        """Return those of the templates in scope."""
        return self.filter(template__in=LetterTemplate.objects.visible_to(principal))


class TemplateWithdrawal(Stamped):
    """A version that was withdrawn before its day: it never comes into force."""

    append_only = True

    template = models.OneToOneField(
        LetterTemplate,
        on_delete=models.PROTECT,  # what was withdrawn stays on record
        related_name="withdrawal",
        verbose_name=_("letter template"),
    )
    withdrawn_on = models.DateField(_("withdrawn on"))
    withdrawn_by = models.BigIntegerField(_("withdrawn by"))
    reason = models.CharField(_("reason"), max_length=400)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal of a letter template")
        verbose_name_plural = _("withdrawals of letter templates")

    def __str__(self) -> str:
        return f"{self.template_id} {self.withdrawn_on}"


class LetterQuerySet(ScopedQuerySet["Letter"]):
    """Letters, by who may read them."""

    def visible_to(self, principal: Principal) -> Self:
        """
        Return the letters in scope.

        The province reads all; an agency its own; an office those about it that are open to it:
        what a notice says opens with its service.
        """
        match principal.role:
            case (
                Role.DEPUTY
                | Role.EXPERT
                | Role.SECRETARIAT
                | Role.AUDITOR
                | Role.SYSTEM
                | Role.COMMITTEE_CHAIR
                | Role.COMMITTEE_MEMBER
            ):
                return self
            case Role.AGENCY_MANAGER | Role.AGENCY_CLERK | Role.AGENCY_APPEAL:
                return self.filter(agency_id__in=principal.agency_ids)
            case Role.OPERATOR:
                return self.filter(office_id__in=principal.office_ids, opened_at__isnull=False)
            case _:
                return self.none()


class Letter(Stamped, Addressed):
    """
    A numbered letter; its words are frozen when it is written.

    `subject_type` and `subject_id` name the record that it belongs to, `url` its page; `agency_id`
    and `office_id` are the scope, public ids of floors above. `check_code` is what a person types
    to see whether the paper in hand is true.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    template = models.ForeignKey(
        LetterTemplate,
        on_delete=models.PROTECT,  # the letter names the version of its words
        related_name="letters",
        verbose_name=_("template"),
        null=True,
        blank=True,
    )
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("subject"), max_length=1000)
    sender = models.CharField(_("sender"), max_length=160)
    addressee = models.CharField(_("addressee"), max_length=200)
    body = models.TextField(_("text"))
    table = models.JSONField(_("table"), default=list, blank=True)
    signer = models.CharField(_("signed by"), max_length=160)
    signer_role = models.CharField(_("role of the signer"), max_length=160, blank=True)
    record = models.CharField(_("record"), max_length=60, blank=True)
    subject_type = models.CharField(_("record's type"), max_length=64)
    subject_id = models.UUIDField(_("record's id"))
    url = models.CharField(_("address of the record"), max_length=200)
    agency_id = models.UUIDField(_("agency"), null=True, blank=True)
    office_id = models.UUIDField(_("office"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    check_code = models.CharField(_("check code"), max_length=12, unique=True)
    issued_on = models.DateField(_("date"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.BigIntegerField(_("issued by"))
    opened_at = models.DateTimeField(_("open to the office since"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            # Read by the pages of the record that a letter belongs to.
            models.Index(fields=["subject_id", "kind"], name="notices_letter_subject"),
            # Read by an office's list of letters, newest first.
            models.Index(fields=["office_id", "-id"], name="notices_letter_office"),
            # Read by an agency's list of letters, newest first.
            models.Index(fields=["agency_id", "-id"], name="notices_letter_agency"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the letter's page."""
        return reverse("notices:preview", args=[self.public_id])

    @property
    def audit_stream(self) -> str:
        """Return the province's chain: letters have one register."""
        return "province"


class LetterFile(models.Model):
    """The one PDF of a letter with its SHA-256; made once, never made again."""

    append_only = True

    letter = models.OneToOneField(
        Letter,
        on_delete=models.PROTECT,  # a letter that left is kept
        related_name="file",
        verbose_name=_("letter"),
    )
    content = models.BinaryField(_("file"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    pages = models.PositiveSmallIntegerField(_("pages"))
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notices_letterfile_hashed",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message=_("A letter's file has its SHA-256."),
            ),
        ]

    def __str__(self) -> str:
        return self.sha256


class DispatchQuerySet(ScopedQuerySet["Dispatch"]):
    """Ways of letters, with what proves their arrival."""

    def visible_to(self, principal: Principal) -> Self:
        """Return those of the letters in scope."""
        return self.filter(letter__in=Letter.objects.visible_to(principal))

    def with_standing(self) -> Self:
        """
        Annotate `is_waiting` and `is_proof`.

        The receipt of an earlier day waits for its second person, and proves nothing before.
        """
        of_receipt = PendingAct.objects.annotate(
            receipt=KeyTextTransform("receipt", "arguments")
        ).filter(receipt=Cast(OuterRef("public_id"), models.TextField()))
        unconfirmed = of_receipt.exclude(state=PendingState.CONFIRMED)
        return self.annotate(is_waiting=Exists(of_receipt.waiting()), is_proof=~Exists(unconfirmed))

    def proofs(self) -> Self:
        """Return those that prove the arrival of their letter."""
        return self.with_standing().filter(is_proof=True)

    def receipts(self) -> Self:
        """Return those with a scan, which is read only when it is opened."""
        return self.filter(scan__isnull=False).defer("scan")


class Dispatch(Stamped, Addressed):
    """
    One way on which a letter went, and what proves its arrival.

    In the portal: shown and acknowledged. By message: reported by the gateway. On paper: a receipt,
    whose scan is kept here when it was not kept with the record.
    """

    letter = models.ForeignKey(
        Letter,
        on_delete=models.PROTECT,  # a letter that left is kept
        related_name="dispatches",
        verbose_name=_("letter"),
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    proof = models.CharField(_("proof"), max_length=12, choices=ProofKind.choices)
    words = models.CharField(_("proof in words"), max_length=400, blank=True)
    proven_on = models.DateField(_("arrived on"))
    proven_at = models.DateTimeField(_("recorded at"))
    scan = models.BinaryField(_("scan of the receipt"), null=True, blank=True)
    scan_type = models.CharField(_("media type"), max_length=40, blank=True)
    scan_sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    recorded_by = models.BigIntegerField(_("recorded by"))

    objects = DispatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notices_dispatch_paper_received",
                condition=~Q(channel=Channel.PAPER) | Q(proof=ProofKind.RECEIPT),
                violation_error_message=_("What goes on paper is proven by a receipt."),
            ),
            models.CheckConstraint(
                name="notices_dispatch_paper_scanned",
                condition=~Q(channel=Channel.PAPER) | ~Q(scan_sha256=""),
                violation_error_message=_("The scan of the receipt is kept with a paper service."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.channel}"
