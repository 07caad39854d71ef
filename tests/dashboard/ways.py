"""Random ways of a contract and its cases by actions alone, after which the desks are asked."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from contracts import actions as contract_actions
from tests.dashboard.offered import faults_of
from tests.violations.conftest import picture
from tests.violations.stories import confirm_waiting, moment, noon
from tests.violations.test_histories import BIASED, SAID, Histories, House
from violations import actions
from violations.models import Case, CorrectiveAction


class Ways(Histories):
    """The histories of cases without forgers and programs, and with what follows a decision."""

    found: ClassVar[list[str]]
    seen: ClassVar[Counter[str]]

    forge = scribble = wipe = copy = over_rest = every_sanction_has_its_proofs = None  # type: ignore[assignment] # no rules here

    @rule(name=BIASED)
    def object_on_paper(self, name: str | None) -> None:
        """An objection that came on paper in time is entered, late or not."""
        case = self.case
        if case is None or case.appeal_due_on is None:
            return
        who = self.who(name, "secretary")  # the clerk reports
        with self.attempt():
            scan = actions.upload_evidence(
                file=SimpleUploadedFile("paper.png", picture()), kind="appeal", actor=who,
                at=noon(self.day),
            )  # fmt: skip
            actions.enter_paper_appeal(
                case_id=case.pk, text=SAID, received_on=case.appeal_due_on - timedelta(days=1),
                evidence_ids=[scan.public_id], actor=who, **moment(self.day),
            )  # fmt: skip
            confirm_waiting(case, moment(self.day))

    @rule(name=BIASED)
    def correct(self, name: str | None) -> None:
        """The office is told to put something right, and reports it; somebody verifies it."""
        usual, chief = ("secretary",) * 2 if self.is_licence else ("clerk", "manager")
        if not CorrectiveAction.objects.exists():
            for days in range(9, 13):  # one of them is a working day
                if not CorrectiveAction.objects.exists():
                    due_on = self.day + timedelta(days=days)
                    self.do(actions.add_correction, self.who(name, chief), text=SAID, due_on=due_on)
            return
        act: Callable[..., Any] = actions.report_correction
        more: dict[str, Any] = {}
        who = self.who(name, "operator")
        found = CorrectiveAction.objects.latest("pk")
        if found.done_on is not None:
            act, more, who = actions.verify_correction, {"is_done": True}, self.who(name, usual)
        with self.attempt():
            act(correction_id=found.pk, note=SAID, actor=who, **more, **moment(self.day))

    @rule(name=BIASED)
    def close_final(self, name: str | None) -> None:
        usual = "secretary" if self.is_licence else "manager"
        self.do(actions.close_case, self.who(name, usual), note=SAID)

    @rule(kind=st.sampled_from(["charge", "decision", "appeal_result"]), name=BIASED)
    def issue(self, kind: str, name: str | None) -> None:
        """A notice is issued, in the portal or by letter, and nobody receives it yet."""
        usual = "secretary" if self.is_licence else "manager"  # the clerk reports
        channel = "letter" if name else "portal"
        self.do(actions.issue_notice, self.who(name, usual), kind=kind, channel=channel)

    @rule(name=BIASED, days=st.sampled_from([3, 12]))
    def call(self, name: str | None, days: int) -> None:
        """A session is called and neither served nor held yet."""
        people = self.house.people
        self.do(
            actions.summon_to_hearing, self.who(name, "second"), place="سالن",
            starts_at=noon(self.day + timedelta(days=days)),
            judges=[people["manager"].user_id, people["second"].user_id],
        )  # fmt: skip

    @rule(name=BIASED)
    def propose_end(self, name: str | None) -> None:
        self.do_to_contract(
            contract_actions.propose_mutual_end, self.who(name, "manager"),
            ends_on=self.day + timedelta(days=20), reason=SAID,
        )  # fmt: skip

    @rule(steps=st.integers(3, 5))
    def contest(self, steps: int) -> None:
        """A final case is contested on paper; the objection is decided, its result served."""
        if self.case is None or self.case.state in {"opened", "notified"}:
            self.go_on(4, "written_warning")
        way = (
            lambda: self.object_on_paper(None),
            lambda: self.close_final(None),
            lambda: self.wait(10),  # the office's time to contest it
            lambda: self.decide_appeal("upheld", None),
            lambda: self.issue("appeal_result", None),
            lambda: self.serve("appeal_result", None),
        )
        for step in way[:steps]:
            step()

    @property
    def made(self) -> Case:
        """Return the newest case, where there is one."""
        return Case.objects.latest("pk")

    def ask(self) -> list[str]:
        """Return what disagrees now, for everybody of the house who has not left."""
        found: list[str] = []
        with time_machine.travel(noon(self.day), tick=False), translation.override("en"):
            for name, person in self.house.people.items():
                if name not in self.left:
                    found.extend(faults_of(person, self.day, self.seen))
        return found

    @invariant()
    def desks_and_rows_agree_with_the_tables(self) -> None:
        if self.is_changed:
            self.is_changed = False
            self.found.extend(each for each in self.ask() if each not in self.found)


def one_way() -> Ways:
    """Return a way whose steps a test takes itself."""
    return _machine()()


def _machine() -> type[Ways]:
    values = {"house": House(), "reached": set(), "found": [], "seen": Counter()}
    return type("Walked", (Ways,), values)


def wander(**limits: Any) -> tuple[list[str], Counter[str]]:
    """Walk some ways; return what disagrees, and which acts were on desks and rows how often."""
    machine = _machine()
    run_state_machine_as_test(
        machine,
        settings=settings(
            deadline=None, suppress_health_check=list(HealthCheck), database=None,
            phases=[Phase.generate], **limits,
        ),
    )  # fmt: skip
    return machine.found, machine.seen
