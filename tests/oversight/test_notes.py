"""Internal notes on a review: each body reads its own, the office none."""

from typing import Any

import pytest
import time_machine
from django.db import IntegrityError

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from audit.models import AuditEvent
from core.errors import Invalid, NotPermitted
from oversight import actions
from oversight.models import ReviewNote, TerminationReview
from tests.factories import make_principal
from tests.oversight.doors import as_role, make_reviews
from tests.oversight.steps import DAY, moment

pytestmark = pytest.mark.django_db
NOTE = "با مدیر دفتر تماس گرفته شد."


@pytest.fixture
def plain(gas: Agency) -> TerminationReview:
    """Return a review whose notice was issued."""
    return make_reviews(gas, 1)[0]


def add(review: TerminationReview, actor: Principal, text: str = NOTE) -> ReviewNote:
    return actions.add_review_note(review_id=review.pk, text=text, actor=actor, at=moment(DAY))


class TestAddReviewNote:
    def test_keeps_what_was_written_and_by_whom(
        self, plain: TerminationReview, gas_clerk: Principal, gas: Agency
    ) -> None:
        note = add(plain, gas_clerk)

        assert (note.text, note.agency, note.written_by_name) == (NOTE, gas, gas_clerk.name)

    def test_leaves_one_event_without_the_text(
        self, plain: TerminationReview, gas_clerk: Principal
    ) -> None:
        add(plain, gas_clerk)

        event = AuditEvent.objects.get(verb="review.note_added")
        assert NOTE not in f"{event.note}{event.changes}"

    @pytest.mark.parametrize("name", ["operator", "association", "auditor", "deputy"])
    def test_refuses_a_role_without_the_permission(
        self, plain: TerminationReview, request: Any, name: str
    ) -> None:
        with pytest.raises(NotPermitted):
            add(plain, request.getfixturevalue(name))

    def test_refuses_another_agency(self, plain: TerminationReview, power_clerk: Principal) -> None:
        with pytest.raises(TerminationReview.DoesNotExist):
            add(plain, power_clerk)

    def test_refuses_an_empty_text(self, plain: TerminationReview, gas_clerk: Principal) -> None:
        with pytest.raises(Invalid):
            add(plain, gas_clerk, " ")

    def test_is_never_changed(self, plain: TerminationReview, gas_clerk: Principal) -> None:
        note = add(plain, gas_clerk)

        with pytest.raises(IntegrityError):
            ReviewNote.objects.filter(pk=note.pk).update(text="چیز دیگر")


class TestReviewNotes:
    def test_are_read_by_the_body_that_wrote_them(
        self, plain: TerminationReview, gas_clerk: Principal, gas_manager: Principal,
        expert: Principal, deputy: Principal, auditor: Principal, operator: Principal,
        association: Principal, power_clerk: Principal,
    ) -> None:  # fmt: skip
        own, province = add(plain, gas_clerk), add(plain, expert)

        def seen(actor: Principal) -> set[ReviewNote]:
            return set(ReviewNote.objects.visible_to(actor))

        assert seen(gas_manager) == {own}
        assert seen(deputy) == seen(make_principal(Role.COMMITTEE_MEMBER)) == {province}
        assert seen(auditor) == {own, province}
        assert not seen(operator) | seen(association) | seen(power_clerk)

    @pytest.mark.parametrize(("name", "is_read"), [("gas_manager", True), ("expert", False)])
    def test_stand_on_the_page_of_their_readers(
        self, plain: TerminationReview, gas_clerk: Principal, browser_of: Any, request: Any,
        name: str, is_read: bool,
    ) -> None:  # fmt: skip
        add(plain, gas_clerk)

        with time_machine.travel(moment(DAY), tick=False):
            page = browser_of(as_role(request, name)).get(plain.get_absolute_url())

        assert (NOTE in page.content.decode()) is is_read
        assert "یادداشت درونی نوشت" not in page.content.decode()

    def test_are_written_on_the_page(
        self, plain: TerminationReview, gas_clerk: Principal, browser_of: Any
    ) -> None:
        with time_machine.travel(moment(DAY), tick=False):
            answer = browser_of(gas_clerk).post(
                f"{plain.get_absolute_url()}/note?tab=open", {"text": NOTE}
            )

        assert answer["Location"] == f"{plain.get_absolute_url()}?tab=open"
        assert ReviewNote.objects.get().review == plain
