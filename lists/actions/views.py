"""A person's own arrangement of lists: views by name, columns, density."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.events import record
from accounts.principal import Principal
from core.errors import Invalid
from core.persian import display_safe
from lists.models import ListChoice, SavedView, house_of
from lists.models.views import LONGEST_QUERY

MOST_VIEWS = 20
LONGEST_TITLE = 40
MOST_COLUMNS = 40


@transaction.atomic
def save_view(
    *,
    list_name: str,
    title: str,
    parameters: Sequence[tuple[str, str]],
    is_shared: bool,
    actor: Principal,
    at: datetime,
) -> SavedView:
    """
    Keep a query of a list under a name; the same name again replaces the query.

    `parameters` are filters, tab and order. The view is the actor's own; shared, colleagues of the
    same house may use it too, each in their own scope.

    Raises:
        Invalid: the name is empty or too long, the query too long, or there are too many views.
    """
    name = _name(title)
    query = urlencode(parameters)
    if len(query) > LONGEST_QUERY:
        raise Invalid(_("These filters are too long to be kept. Remove one of them."))
    own = SavedView.objects.own(actor).filter(list_name=list_name)
    kept = own.select_for_update().filter(title=name).first()
    if kept is None and own.count() >= MOST_VIEWS:
        raise Invalid(_("You have twenty views of this list. Remove one of them first."))
    before = (kept.query, kept.is_shared) if kept else (None, None)
    view = kept or SavedView(
        owner_id=actor.user_id, house=house_of(actor), list_name=list_name, title=name
    )
    view.query, view.is_shared = query, is_shared
    view.save()
    changes = {"query": (before[0], query), "is_shared": (before[1], is_shared)}
    record(actor=actor, verb="view.saved", target=view, changes=changes, at=at)
    return view


def _name(title: str) -> str:
    name = display_safe(title)
    if not name or len(name) > LONGEST_TITLE:
        raise Invalid(fields={"title": [_("Give the view a name of at most 40 characters.")]})
    return name


@transaction.atomic
def rename_view(*, view_id: UUID, title: str, actor: Principal, at: datetime) -> SavedView:
    """
    Give an own view another name.

    Raises:
        SavedView.DoesNotExist: the view is not the actor's.
        Invalid: the name is empty, too long, or that of another own view of the list.
    """
    name = _name(title)
    own = SavedView.objects.own(actor).select_for_update()
    view = own.get(public_id=view_id)
    if own.filter(list_name=view.list_name, title=name).exclude(pk=view.pk).exists():
        raise Invalid(fields={"title": [_("You have a view of this name. Choose another one.")]})
    before, view.title = view.title, name
    view.save(update_fields=["title", "updated_at"])
    changes = {"title": (before, name)}
    record(actor=actor, verb="view.renamed", target=view, changes=changes, at=at)
    return view


@transaction.atomic
def share_view(*, view_id: UUID, is_shared: bool, actor: Principal, at: datetime) -> SavedView:
    """
    Let colleagues of the same house use an own view, or no longer.

    Raises:
        SavedView.DoesNotExist: the view is not the actor's.
    """
    view = SavedView.objects.own(actor).select_for_update().get(public_id=view_id)
    before, view.is_shared = view.is_shared, is_shared
    view.save(update_fields=["is_shared", "updated_at"])
    changes = {"is_shared": (before, is_shared)}
    record(actor=actor, verb="view.shared", target=view, changes=changes, at=at)
    return view


@transaction.atomic
def remove_view(*, view_id: UUID, actor: Principal, at: datetime) -> None:
    """
    Forget an own view.

    Raises:
        SavedView.DoesNotExist: the view is not the actor's.
    """
    view = SavedView.objects.own(actor).select_for_update().get(public_id=view_id)
    changes = {"query": (view.query, None)}
    record(actor=actor, verb="view.removed", target=view, changes=changes, at=at)
    view.delete()


@transaction.atomic
def choose_default(*, view_id: UUID, is_default: bool, actor: Principal) -> SavedView:
    """
    Keep that a list opens with a view, an own one or one that is shared; or that it does no longer.

    It is the actor's own preference, of which the view's owner learns nothing.

    Raises:
        SavedView.DoesNotExist: the view is not one that the actor may use.
    """
    view = SavedView.objects.visible_to(actor).get(public_id=view_id)
    if is_default:
        ListChoice.objects.update_or_create(
            user_id=actor.user_id, list_name=view.list_name, defaults={"view": view}
        )
    else:
        ListChoice.objects.filter(user_id=actor.user_id, view=view).update(view=None)
    return view


@transaction.atomic
def choose_columns(*, list_name: str, columns: Sequence[str], actor: Principal) -> ListChoice:
    """Keep which columns a person wants to see of a list, in order; none means the list's own."""
    chosen = [name[:40] for name in dict.fromkeys(columns)][:MOST_COLUMNS]
    choice, _is_new = ListChoice.objects.update_or_create(
        user_id=actor.user_id, list_name=list_name, defaults={"columns": chosen}
    )
    return choice


@transaction.atomic
def choose_density(*, list_name: str, is_compact: bool, actor: Principal) -> ListChoice:
    """Keep whether a person wants the rows of a list compact."""
    choice, _is_new = ListChoice.objects.update_or_create(
        user_id=actor.user_id, list_name=list_name, defaults={"is_compact": is_compact}
    )
    return choice
