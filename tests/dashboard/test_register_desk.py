"""What the register asks of the desks: offices without a licence, declared memberships."""

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from dashboard.facts.work import work_of
from offices import actions
from offices.models import Office
from tests.factories import NOW, TODAY, make_office, make_principal


def kinds(actor: Principal) -> list[tuple[str, str]]:
    """Return kind and number of each piece of work of the register on a desk."""
    wanted = {"unlicensed", "confirm-membership"}
    return [(task.kind, task.number) for task in work_of(actor, TODAY) if task.kind in wanted]


@pytest.mark.django_db
class TestUnlicensed:
    def test_office_at_work_asks_the_secretariat_for_its_state(self) -> None:
        secretariat, office = make_principal(Role.SECRETARIAT), make_office(licensed=False)
        make_office()

        assert kinds(secretariat) == [("unlicensed", office.code)]
        assert kinds(make_principal(Role.OPERATOR, office)) == []

    def test_office_that_is_closed_asks_nothing(self) -> None:
        office = make_office(licensed=False)
        Office.objects.filter(pk=office.pk).update(state="temporarily_closed")

        assert kinds(make_principal(Role.SECRETARIAT)) == []


@pytest.mark.django_db
class TestDeclaredMembership:
    def test_waits_for_the_office_and_the_secretariat_until_one_answers(
        self, association: Principal
    ) -> None:
        office, other = make_office(is_member=False), make_office(is_member=False)
        operator, secretariat = (
            make_principal(Role.OPERATOR, office),
            make_principal(Role.SECRETARIAT),
        )
        actions.set_membership(
            office_id=office.pk, is_member=True, reason="درخواست دفتر", actor=association,
            at=NOW,
        )  # fmt: skip

        assert kinds(operator) == [("confirm-membership", office.code)]
        assert kinds(secretariat) == [("confirm-membership", office.code)]
        assert kinds(make_principal(Role.OPERATOR, other)) == []

        actions.answer_membership(
            office_id=office.pk, is_confirmed=True, actor=operator, on=TODAY, at=NOW
        )

        assert kinds(operator) == kinds(secretariat) == []
