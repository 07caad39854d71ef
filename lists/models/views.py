"""Saved views and the choice of columns: a person's own things, never a right."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.principal import Principal
from core.models import Addressed, ScopedQuerySet, Stamped

LONGEST_QUERY = 1000


def house_of(principal: Principal) -> str:
    """
    Return the name of those with whom a view may be shared: the province, one agency, one county.

    Two roles of one house see the same records of a list, as far as each may.
    """
    return ":".join([principal.scope, *sorted(str(scope) for scope in principal.scope_ids)])[:400]


class SavedViewQuerySet(ScopedQuerySet["SavedView"]):
    """Saved views, by whose they are."""

    def own(self, principal: Principal) -> Self:
        """Return the views that the principal saved in this house."""
        return self.filter(owner_id=principal.user_id, house=house_of(principal))

    def visible_to(self, principal: Principal) -> Self:
        """Return one's own views and the shared ones of one's house."""
        return self.known_to(principal.user_id, house_of(principal))

    def known_to(self, user_id: int, house: str) -> Self:
        """Return the views that a person uses in a house: own ones, and those shared there."""
        return self.filter(Q(owner_id=user_id) | Q(is_shared=True), house=house)


class SavedView(Addressed, Stamped):
    """
    A name for a query of a list.

    It keeps the query string and nothing else: at each use the filters are judged anew and the
    rows found in the reader's own scope, so that a shared view shows nobody more than he sees.
    """

    owner = models.ForeignKey(
        User,
        on_delete=models.CASCADE,  # a person's own scratch paper goes with the person
        related_name="saved_views",
        verbose_name=_("owner"),
        db_index=False,  # a wider index starts with it
    )
    house = models.CharField(_("house"), max_length=400)
    list_name = models.CharField(_("list"), max_length=32)
    title = models.CharField(_("name of the view"), max_length=40)
    query = models.CharField(_("filters"), max_length=LONGEST_QUERY, blank=True)
    is_shared = models.BooleanField(_("shared with colleagues"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "house", "list_name", "title"],
                name="lists_savedview_title",
                violation_error_message=_("You have a view of this name. Choose another one."),
            ),
        ]
        indexes = [
            # Read by each page of a list: the shared views of the house.
            models.Index(
                fields=["house", "list_name"],
                condition=Q(is_shared=True),
                name="lists_savedview_shared",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def asked(self) -> str:
        """The query that opens the view in its list."""
        return f"{self.query}&saved={self.public_id}"


class ListChoiceQuerySet(ScopedQuerySet["ListChoice"]):
    """Choices, each person's own."""

    def visible_to(self, principal: Principal) -> Self:
        """Return one's own choices."""
        return self.filter(user_id=principal.user_id)


class ListChoice(Stamped):
    """
    How a person wants a list: which columns in which order, how dense, and what it opens with.

    `view` belongs to a house: in another one, or when it is no longer shared, it says nothing.
    """

    user = models.ForeignKey(
        User,
        on_delete=models.CASCADE,  # a person's own scratch paper goes with the person
        related_name="list_choices",
        verbose_name=_("user"),
        db_index=False,  # the unique index starts with it
    )
    list_name = models.CharField(_("list"), max_length=32)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    is_compact = models.BooleanField(_("compact rows"), default=False)
    view = models.ForeignKey(
        SavedView,
        on_delete=models.SET_NULL,  # the list then opens as it does for everybody
        related_name="choices",
        verbose_name=_("view to open with"),
        null=True,
        blank=True,
    )

    objects = ListChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "list_name"],
                name="lists_listchoice_once",
                violation_error_message=_("This list has a choice already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.list_name}"
