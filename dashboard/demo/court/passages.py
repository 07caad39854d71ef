"""Whole passages of a case, each told over some days."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from accounts.principal import Principal
from core.clock import day_in_tehran
from dashboard.demo import texts
from dashboard.demo.court.acts import COMMITTEE, Acts
from dashboard.demo.stage import Script
from violations import actions
from violations.acts.ending import cannot_be_carried_out, contract_is_not_in_force
from violations.facts import against_day, earliest_session
from violations.models import Case, CorrectiveAction, HearingSession
from violations.states import CaseState, Track


class Court(Acts):
    """The acts of a case, joined to passages."""

    def _after(self, least: int, most: int | None = None) -> datetime:
        """Return a moment some working days later; a brisk court never takes more than it must."""
        return self.stage.after(least, least if self._is_brisk else most)

    def _within(self, case: Case, moment: datetime) -> datetime:
        """Return the moment, or the last working day of the office's window where it is over."""
        due_on = Case.objects.get(pk=case.pk).defence_due_on
        if due_on is None or day_in_tehran(moment) <= due_on:
            return moment
        return self.stage.at(self.stage.workday_back(due_on))

    def notify(self, case: Case, *, prompt: bool = True) -> Script:
        """Issue the charge and let the office receive it."""
        self.issue(case, "charge")
        yield self._after(0 if prompt else 1, 1 if prompt else 4)
        self.acknowledge(case, "charge")

    def hear(
        self, case: Case, stance: str | None, *, with_papers: bool = False, ends: bool = True
    ) -> Script:
        """
        Let the office answer, with papers where asked for, or let its window lapse.

        Who answered `ends` the window, because the story goes on, or keeps it open.
        """
        if stance is None:
            due_on = Case.objects.get(pk=case.pk).defence_due_on
            yield self.stage.dawn((due_on or self.stage.on) + timedelta(days=1))
            return
        yield self._within(case, self._after(1, 5))
        files = self.attach_to_defence(case) if with_papers else []
        self.defend(case, stance, files=files)
        if ends:
            self.waive(case, "defence")

    def judge(self, case: Case, *, is_proven: bool, **how: Any) -> Script:
        """
        Decide after some days and serve the decision.

        The committee hears a case in a session first, with sealed minutes.
        """
        day = self._after(2, 9)
        if case.track == Track.LICENCE:
            yield from self.sit(case, day)
        else:
            yield day
        self.decide(case, is_proven=is_proven, **how)
        yield self.stage.soon(90)
        self.issue(case, "decision")
        yield self._after(1, 3)
        self.acknowledge(case, "decision")

    def sit(self, case: Case, day: datetime) -> Script:
        """
        Hear a case of the licence track in a session of the committee, and sign its minutes.

        The session is on the day, or on the first after it that its summons allows.
        """
        members = [self.stage.by(name) for name in COMMITTEE]
        first = earliest_session(case, self.stage.on).due_on
        starts_at = day if day_in_tehran(day) >= first else self.stage.at(first)
        session = self.call(case, starts_at, members, "سالن جلسات معاونت توسعه (نمونه)")
        yield session.starts_at
        actions.record_hearing(
            session_id=session.pk,
            minutes=texts.MINUTES,
            attendance=[{"seat": seat.public_id} for seat in session.seats.all()],
            actor=self.keeper(case),
            **self.stage.when,
        )
        for member in (*members, self.operator(case)):
            actions.sign_minutes(session_id=session.pk, actor=member, **self.stage.when)

    def call(
        self, case: Case, starts_at: datetime, judges: Iterable[Principal], place: str
    ) -> HearingSession:
        """
        Call a session of a case, whose office acknowledges the summons on the same day.

        It is held on the first day from its own on which the case's county works.
        """
        while against_day(case, day_in_tehran(starts_at)):
            starts_at += timedelta(days=1)
        session = actions.summon_to_hearing(
            case_id=case.pk,
            starts_at=starts_at,
            place=place,
            judges=[judge.user_id for judge in judges],
            actor=self.keeper(case),
            **self.stage.when,
        )
        self.acknowledge(case, "summons")
        return session

    def finish(self, case: Case, *, waives: bool) -> Script:
        """Let the decision become final: by waiver, or by the end of the window."""
        if waives:
            yield self._after(1, 2)
            self.waive(case, "appeal")
            self.stage.nights.add(self.stage.on + timedelta(days=1))
            return
        due_on = Case.objects.get(pk=case.pk).appeal_due_on
        yield self.stage.dawn((due_on or self.stage.on) + timedelta(days=1))

    def follow_up(self, case: Case) -> Script:
        """Carry out, have corrections done and verified, and close; not what cannot be borne."""
        yield self._after(1, 6)
        found, actor, on = Case.objects.get(pk=case.pk), self.verifier(case), self.stage.on
        if cannot_be_carried_out(found, actor, on) or contract_is_not_in_force(found, actor, on):
            self.stage.climb()
            return
        self.execute(case)
        for correction in CorrectiveAction.objects.filter(case=case.pk):
            yield self._after(2, 6)
            actions.report_correction(
                correction_id=correction.pk,
                note="نقص برطرف شد و تصویر آن پیوست پرونده است (نمونه).",
                actor=self.operator(case),
                **self.stage.when,
            )
            yield self._after(1, 4)
            actions.verify_correction(
                correction_id=correction.pk,
                is_done=True,
                note="در بازدید دیده شد که نقص برطرف شده است.",
                actor=self.verifier(case),
                **self.stage.when,
            )
        yield self._after(1, 3)
        self.close(case)

    def prove(self, case: Case, *, waives: bool = True, stance: str | None = "partly") -> Script:
        """Tell a case from its charge to a final proven decision."""
        yield from self.notify(case)
        yield from self.hear(case, stance)
        yield from self.judge(case, is_proven=True)
        yield from self.finish(case, waives=waives)


def state_of(case: Case) -> CaseState:
    """Return the case's present state."""
    return CaseState(Case.objects.values_list("state", flat=True).get(pk=case.pk))
