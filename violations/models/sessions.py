"""Hearing sessions: where a case is heard in person, by whom, and what the minutes say."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import ROLE_LABELS, Role
from core.models import Addressed, ScopedQuerySet, Stamped
from violations.models.absences import ABSENCE_CONSTRAINTS, AbsenceContest
from violations.models.cases import Case, CasePartQuerySet
from violations.models.evidence import Evidence
from violations.states import LIVE_SESSIONS, Forum, SessionState


class SessionQuerySet(CasePartQuerySet["HearingSession"]):
    """Sessions are seen with their case; an office sees those to which it was summoned."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the sessions of visible cases; an office's, once the summons was served."""
        sessions = super().visible_to(principal)
        if principal.role is Role.OPERATOR:
            return sessions.filter(notices__served_on__isnull=False)
        return sessions

    def live(self) -> Self:
        """Return the sessions that are still to be held, signed or called off."""
        return self.filter(state__in=LIVE_SESSIONS)


class HearingSession(Stamped, Addressed):
    """
    One session in which a case is heard, from its summons to its signed minutes.

    A postponed session ends; the next one has its own summons. Where the calendar closes its day
    afterwards (`closed_day`), it is confirmed or called off before it is held. `quorum` is how
    many of those who judge had to sit, by the rule of the session's day; `minutes_sha256` is what
    each one signs.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("case")
    )  # sessions are kept
    # The round of the handling: it counts up when a judgment sends the case back (ADR 60).
    round_no = models.PositiveSmallIntegerField(_("round"), default=1, db_default=1)
    forum = models.CharField(_("forum"), max_length=10, choices=Forum.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState.choices, default=SessionState.SUMMONED
    )
    starts_at = models.DateTimeField(_("time of the session"))
    is_online = models.BooleanField(_("held in the portal"), default=False)
    place = models.CharField(_("place"), max_length=240, blank=True)
    called_on = models.DateField(_("called on"))
    called_by = models.BigIntegerField(_("called by"))
    called_by_name = models.CharField(_("called by"), max_length=120)
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    quorum = models.PositiveSmallIntegerField(_("quorum"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    recorded_by = models.BigIntegerField(_("recorded by"), null=True, blank=True)
    recorded_by_name = models.CharField(_("recorded by"), max_length=120, blank=True)
    ended_reason = models.TextField(_("why it was called off"), blank=True)
    ended_on = models.DateField(_("called off on"), null=True, blank=True)
    ended_by = models.BigIntegerField(_("called off by"), null=True, blank=True)
    sealed_on = models.DateField(_("minutes sealed on"), null=True, blank=True)
    closed_day = models.CharField(
        _("why its day is off"), max_length=160, blank=True, default="", db_default=""
    )
    day_confirmed_on = models.DateField(_("day confirmed on"), null=True, blank=True)
    day_confirmed_by = models.BigIntegerField(_("day confirmed by"), null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("hearing session")
        verbose_name_plural = _("hearing sessions")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["summoned", "held"]),
                name="violations_hearingsession_one_live",
                violation_error_message=_("The case has a session that is not over."),
            ),
            models.CheckConstraint(
                name="violations_hearingsession_forum",
                condition=Q(forum__in=["agency", "committee"]),
                violation_error_message=_("The first forum of a track holds the session."),
            ),
            models.CheckConstraint(
                name="violations_hearingsession_place",
                condition=Q(is_online=True) | ~Q(place=""),
                violation_error_message=_("A session has a place, or is held in the portal."),
            ),
            models.CheckConstraint(
                name="violations_hearingsession_held_iff_recorded",
                condition=Q(
                    ~Q(minutes=""),
                    ~Q(minutes_sha256=""),
                    state__in=["held", "signed", "postponed", "cancelled"],
                    quorum__gte=1,
                    recorded_at__isnull=False,
                    recorded_by__isnull=False,
                )
                | Q(
                    state__in=["summoned", "postponed", "cancelled"],
                    minutes="",
                    minutes_sha256="",
                    quorum__isnull=True,
                    recorded_at__isnull=True,
                    recorded_by__isnull=True,
                ),
                violation_error_message=_("A session that was held, and no other, has minutes."),
            ),
            models.CheckConstraint(
                name="violations_hearingsession_ended_iff_reasoned",
                condition=Q(
                    ~Q(ended_reason=""),
                    state__in=["postponed", "cancelled"],
                    ended_on__isnull=False,
                    ended_by__isnull=False,
                )
                | Q(
                    state__in=["summoned", "held", "signed"],
                    ended_reason="",
                    ended_on__isnull=True,
                    ended_by__isnull=True,
                ),
                violation_error_message=_("A session that was called off says why."),
            ),
            models.CheckConstraint(
                name="violations_hearingsession_sealed_iff_signed",
                condition=Q(state="signed", sealed_on__isnull=False)
                | (~Q(state="signed") & Q(sealed_on__isnull=True)),
                violation_error_message=_("Signed minutes, and no others, are sealed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.starts_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Return the session's page."""
        return reverse("violations:hearing", args=[self.case.number, self.public_id])

    @property
    def is_live(self) -> bool:
        """Tell whether the session is still to be held or signed."""
        return self.state in LIVE_SESSIONS


class SeatQuerySet(ScopedQuerySet["SessionSeat"]):
    """Seats are read with their session."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the seats of visible sessions."""
        return self.filter(session__in=HearingSession.objects.visible_to(principal))


class SessionSeat(AbsenceContest, Stamped, Addressed):
    """
    One who was called to a session, whether he came, stood back, and signed.

    Who was there and does not sign has that noted before witnesses who sat there too, with what
    was said and its scan; the signature may still come until the minutes are sealed, which they
    are not before `refusal_due_on` is over. Who was heard may sign with a remark.
    `is_judge` sits for the forum and counts for its quorum; all others are heard. Guests of the
    office or of the forum have no account and sign nothing here.
    """

    session = models.ForeignKey(
        HearingSession,
        on_delete=models.PROTECT,  # who sat is kept
        related_name="seats",
        verbose_name=_("hearing session"),
    )
    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,  # persons are shut out, never deleted
        related_name="+",
        verbose_name=_("person"),
        null=True,
        blank=True,
    )
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=24, choices=list(ROLE_LABELS.items()), blank=True)
    is_judge = models.BooleanField(_("sits for the forum"), default=False)
    is_present = models.BooleanField(_("present"), null=True, blank=True)
    is_recused = models.BooleanField(_("recused"), default=False)
    recusal_reason = models.CharField(_("reason of recusal"), max_length=240, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    signed_sha256 = models.CharField(_("SHA-256 of what was signed"), max_length=64, blank=True)
    signed_remark = models.TextField(
        _("remark beside the signature"), blank=True, default="", db_default=""
    )
    refused_at = models.DateTimeField(_("refusal noted at"), null=True, blank=True)
    refusal_reason = models.TextField(_("why he does not sign"), blank=True)
    refusal_witnesses = models.JSONField(_("witnesses"), default=list, blank=True)
    refusal_by = models.BigIntegerField(_("refusal noted by"), null=True, blank=True)
    refusal_by_name = models.CharField(_("refusal noted by"), max_length=120, blank=True)
    refusal_scan = models.ForeignKey(
        Evidence,
        on_delete=models.PROTECT,  # evidence is never removed
        related_name="+",
        verbose_name=_("scan of the refusal"),
        null=True,
        blank=True,
    )
    refusal_due_on = models.DateField(_("may still sign until"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat of a session")
        verbose_name_plural = _("seats of a session")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "user"],
                condition=Q(user__isnull=False),
                name="violations_sessionseat_one_each",
                violation_error_message=_("Each person is called once."),
            ),
            models.CheckConstraint(
                name="violations_sessionseat_judge_has_account",
                condition=Q(is_judge=False) | Q(user__isnull=False),
                violation_error_message=_("Who judges has an account."),
            ),
            models.CheckConstraint(
                name="violations_sessionseat_recused_iff_reasoned",
                condition=Q(is_recused=False, recusal_reason="")
                | Q(Q(is_recused=True, is_judge=True), ~Q(recusal_reason="")),
                violation_error_message=_("Who stands back says why."),
            ),
            models.CheckConstraint(
                name="violations_sessionseat_signed_when_present",
                condition=Q(signed_at__isnull=True, signed_sha256="")
                | Q(
                    ~Q(signed_sha256=""),
                    signed_at__isnull=False,
                    is_present=True,
                    is_recused=False,
                    user__isnull=False,
                ),
                violation_error_message=_("Only who was there and took part signs the minutes."),
            ),
            models.CheckConstraint(
                name="violations_sessionseat_remark_when_signed",
                condition=Q(signed_remark="") | Q(signed_at__isnull=False, is_judge=False),
                violation_error_message=_("A remark stands beside the signature of who was heard."),
            ),
            models.CheckConstraint(
                name="violations_sessionseat_refusal_is_noted",
                condition=Q(
                    refused_at__isnull=True,
                    refusal_reason="",
                    refusal_witnesses=[],
                    refusal_by__isnull=True,
                )
                | Q(
                    ~Q(refusal_reason=""),
                    refused_at__isnull=False,
                    refusal_by__isnull=False,
                    is_present=True,
                    is_recused=False,
                ),
                violation_error_message=_("A refusal to sign is noted with its reason."),
            ),
            *ABSENCE_CONSTRAINTS,
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of the session."""
        return self.session.get_absolute_url()

    @property
    def audit_stream(self) -> str:
        """Return the audit chain of the case."""
        return self.session.case.audit_stream

    @property
    def deadline_label(self) -> str:
        """Return what receipts of the time to sign call it: the case, and who was noted."""
        return f"{self.session.case.number} · {self.name}"

    @property
    def may_sign(self) -> bool:
        """Tell whether the signature is open: an account that was there, not recused, unsigned."""
        took_part = bool(self.is_present) and not self.is_recused
        return took_part and self.signed_at is None and self.user_id is not None

    @property
    def sits(self) -> bool:
        """Tell whether he judges in this session: called for the forum, there, not recused."""
        return self.is_judge and bool(self.is_present) and not self.is_recused
