"""
The rules once more, by brute force: every subject, every case, plain loops over model objects.

Written from DOMAIN D4 and DECISIONS 9 to 12 alone; it shares no code with `oversight`.
"""

from datetime import timedelta

from agencies.models import Agency
from contracts.models import Contract
from core import jalali
from offices.models import Licence, Office
from oversight.models import TerminationReview
from violations.models import Case, PointEntry


def working_days_after(start, count, is_working):
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_working(day)
    return day


class Oracle:
    """What should be flagged as of a day by the first policy's numbers."""

    def __init__(self, day, is_working):
        self.day = day
        self.is_working = is_working

    def within(self, on, months):
        return on is not None and jalali.add_months(self.day, -months) < on <= self.day

    def everything(self):
        """Return (code, level, subject, facts) of all that holds."""
        found = set()
        for contract in Contract.objects.all():
            if self.is_subject(contract):
                found |= {
                    (code, level, f"contract:{contract.pk}", facts)
                    for code, level, facts in self.of_contract(contract)
                }
        for office in Office.objects.all():
            found |= {
                (code, level, f"office:{office.pk}", facts)
                for code, level, facts in self.of_office(office)
            }
        for licence in Licence.objects.all():
            facts = self.of_licence(licence)
            if facts:
                found.add(("F01", "flag", f"licence:{licence.pk}", facts))
        for agency in Agency.objects.all():
            found |= {
                ("A01", "flag", f"agency:{agency.pk}", frozenset([fact]))
                for fact in self.silence_of(agency)
            }
        return found

    def is_subject(self, contract):
        running = contract.state in {"active", "suspended"}
        return running and contract.in_force_from <= self.day <= contract.ends_on

    def counted(self, office, track="contract"):
        """Return the final proven cases of the office's present holder."""
        return [
            case
            for case in Case.objects.filter(office=office)
            if case.state in {"final", "closed"}
            and case.outcome == "proven"
            and case.track == track
            and case.final_on <= self.day
            and case.holder_id == office.holder_id
        ]

    @staticmethod
    def keys(cases):
        return frozenset(f"case:{case.pk}" for case in cases)

    def of_contract(self, contract):
        office = contract.office
        cases = [c for c in self.counted(office) if c.agency_id == contract.agency_id]

        def is_news(some):
            return any(case.final_on >= contract.in_force_from for case in some)

        critical = [c for c in cases if c.severity == "critical"]
        critical = [c for c in critical if c.final_on >= contract.in_force_from]
        if critical:
            yield "F01", "flag", self.keys(critical)
        majors = [c for c in cases if c.severity == "major" and self.within(c.final_on, 12)]
        if len(majors) >= 2 and is_news(majors):
            yield "F02", "flag", self.keys(majors)
        recent = [c for c in cases if self.within(c.final_on, 24)]
        same = [c for c in recent
                if sum(o.type.code == c.type.code for o in recent) >= 3]  # fmt: skip
        if same and is_news(same):
            yield "F03", "flag", self.keys(same)
        entries = self.live(office)
        if sum(e.points for e in entries) >= 100 and any(
            e.effective_on >= contract.in_force_from for e in entries
        ):
            yield "F04", "flag", frozenset(f"case:{e.case_id}" for e in entries)
        repeated = [c for c in cases if self.within(c.final_on, 12) and self.warned(c, contract)]
        if repeated and is_news(repeated):
            yield "F06", "flag", self.keys(repeated)
        lost = self.lost(office)
        if lost:
            yield "F09", "flag", frozenset([lost])
        yield from self.guarantee(contract)
        missed = [
            one
            for case in cases
            for one in case.corrections.all()
            if one.round_no == case.round_no
            and working_days_after(one.due_on, 10, self.is_working) < self.day
            and (one.verified_on is None or one.verified_on > self.day)
            and (one.done_on is None or one.done_on > one.due_on)
        ]
        if missed and max(one.due_on for one in missed) >= contract.in_force_from:
            yield "F07", "flag", frozenset(f"correction:{one.pk}" for one in missed)
        yield from self.remittance(contract)
        since = self.closed_since(office)
        if since and self.day - since >= timedelta(days=30):
            yield "F10", "flag", frozenset([f"closure:{since}"])

    def remittance(self, contract):
        """Look at each settlement of the present holder that nobody took back."""
        overdue, late = set(), set()
        for one in contract.settlements.filter(reverses=None):
            taken_back = contract.settlements.filter(reverses=one).exists()
            if taken_back or one.holder_id != contract.office.holder_id:
                continue
            paid = one.settled_on is not None and one.settled_on <= self.day
            if (one.settled_on if paid else self.day) <= one.due_on:
                continue
            if self.within(one.due_on, 6):
                late.add(f"settlement:{one.pk}")
            if not paid and working_days_after(one.due_on, 10, self.is_working) < self.day:
                overdue.add(f"settlement:{one.pk}")
        facts = overdue | (late if len(late) >= 3 else set())
        if facts:
            yield "F08", "flag", frozenset(facts)

    def closed_since(self, office):
        """Walk back from today over days on which the office was closed without a permit."""
        since, day = None, self.day
        while True:
            state = next(
                (
                    one
                    for one in office.intervals.all()
                    if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)
                ),
                None,
            )
            if state is None or state.state not in {"inactive", "temporarily_closed"}:
                return since
            if state.state == "temporarily_closed" and day <= state.planned_until:
                return since
            since, day = day, day - timedelta(days=1)

    def warned(self, case, contract):
        office = contract.office
        given = [
            other.final_on
            for other in self.counted(office)
            if other.agency_id == contract.agency_id and other.sanction == "written_warning"
        ]
        since = [
            licence.issued_on
            for licence in office.licences.all()
            if licence.holder_id == office.holder_id
        ]
        given += [
            review.decided_on
            for review in TerminationReview.objects.filter(office=office, agency=contract.agency)
            if review.outcome == "warn" and since and min(since) <= review.decided_on <= self.day
        ]
        return any(
            self.within(day, 36) and day < case.occurred_on <= jalali.add_months(day, 12)
            for day in given
        )

    def live(self, office):
        entries = []
        for entry in PointEntry.objects.filter(office=office, points__gt=0):
            taken = PointEntry.objects.filter(reverses=entry, effective_on__lte=self.day).exists()
            alive = entry.effective_on <= self.day < entry.expires_on
            if alive and not taken and entry.holder_id == office.holder_id:
                entries.append(entry)
        return entries

    def lost(self, office):
        known = [x for x in office.licences.all() if x.issued_on <= self.day]
        if not known or any(self.works(licence) for licence in known):
            return ""
        last = max(known, key=lambda x: (x.issued_on, x.pk))
        since = last.state_since or last.issued_on
        if last.state == "cancelled":
            return f"licence:{last.pk}:cancelled:{since}"
        end = last.ended_on or last.expires_on
        if end < self.day:
            how = "transferred" if last.state == "transferred" else "expired"
            return f"licence:{last.pk}:{how}:{end + timedelta(days=1)}"
        return f"licence:{last.pk}:suspended:{since}"

    def works(self, licence):
        if (licence.ended_on or licence.expires_on) < self.day:
            return False
        since = licence.state_since or licence.issued_on
        if licence.state == "cancelled":
            return since > self.day
        if licence.state == "suspended":
            return self.day < since or self.day > licence.suspended_until
        return True

    def guarantee(self, contract):
        if not contract.agency.requires_guarantee:
            return
        all_of_it = sorted(contract.guarantees.all(), key=lambda g: (g.expires_on, g.pk))
        held = [g for g in all_of_it if g.state in {"held", "expired"}]
        if not all_of_it:
            return
        if not held:
            yield "F11", "flag", frozenset([f"guarantee:{all_of_it[-1].pk}:{all_of_it[-1].state}"])
        elif held[-1].expires_on < self.day:
            yield "F11", "flag", frozenset([f"guarantee:{held[-1].pk}:expired"])
        elif held[-1].expires_on <= self.day + timedelta(days=30):
            yield "F11", "watch", frozenset([f"guarantee:{held[-1].pk}:expiring"])

    def of_office(self, office):
        entries = self.live(office)
        if sum(e.points for e in entries) >= 60:
            yield "F04", "watch", frozenset(f"case:{e.case_id}" for e in entries)
        majors = [
            c for c in self.counted(office) if c.severity == "major" and self.within(c.final_on, 12)
        ]
        if len({c.agency_id for c in majors}) >= 2:
            yield "F05", "flag", self.keys(majors)

    def of_licence(self, licence):
        current = {"valid", "renewal_requested", "suspended", "expired"}
        if licence.state not in current or licence.issued_on > self.day:
            return frozenset()
        return self.keys(
            c
            for c in self.counted(licence.office, "licence")
            if c.severity == "critical" and c.final_on >= licence.issued_on
        )

    def silence_of(self, agency):
        """Walk over what the agency owes: a duty that nothing has ended and whose day is over."""
        steps = {
            "serve": "unserved",
            "decide": "undecided",
            "appeal": "unheard",
            "execute": "unexecuted",
            "verify": "unverified",
            "close": "unclosed",
            "paper": "unopened",
        }
        for duty in agency.duties.all():
            if duty.ended_on or duty.due_on is None or duty.due_on >= self.day:
                continue
            if duty.case_id:
                yield f"case:{duty.case_id}:{steps[duty.kind]}"
            elif duty.kind == "carry_out":
                yield f"review:{duty.review_id}:uncarried"
            elif duty.kind == "terminate":
                yield f"contract:{duty.contract_id}:unended"
            else:
                led = sorted(review.pk for review in duty.flag.reviews.all())
                if led:
                    yield f"review:{led[-1]}"
