"""How the pages of acts on deadlines open."""

from accounts.roles import Role
from tests.architecture.world import REASON
from tests.factories import TODAY
from tests.journeys.brings.doors import Bring, Doors, Opening
from tests.journeys.brings.violations import begun
from tests.violations.benches import Bench
from tests.violations.stories import moment
from workdays.actions import add_closure, suspend_deadline
from workdays.models import KeptDeadline


def resume(to: Doors) -> Opening:
    """The deadline for the triage of a report stands still."""
    clock, subject = "report.triage", begun(Bench()).report.public_id
    deputy = to.world.people[Role.DEPUTY]
    kept = KeptDeadline.objects.get(clock=clock, subject_id=subject)
    suspend_deadline(deadline_id=kept.public_id, reason=REASON, actor=deputy, **moment(TODAY))
    return to.by(deputy, clock, subject)


def withdraw(to: Doors) -> Opening:
    """A closure was announced by mistake."""
    secretary = to.world.people[Role.SECRETARIAT]
    closure = add_closure(
        day=TODAY, title="تعطیلی", source="استانداری", actor=secretary, **moment(TODAY)
    )
    return to.by(secretary, closure.public_id)


BRINGS: dict[str, Bring] = {
    "workdays:withdraw-day": withdraw,
    "workdays:resume": resume,
}
