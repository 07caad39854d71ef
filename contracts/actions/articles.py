"""Writing the text of a contract, article by article."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from contracts.actions.steps import tell
from contracts.acts.contract import WRITE_TEXT
from contracts.models import Contract, ContractArticle
from contracts.rules.articles import LONGEST, MOST_ARTICLES, Article, Reading, Unread, reading_of
from contracts.states import ContractState
from core.acts import begin
from core.errors import Invalid
from core.persian import display_safe, persian_digits

MOST_CURES = 20


@transaction.atomic
def write_articles(
    *, contract_id: int, text: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Write the text of a contract: each article begins a line with «ماده» and its number.

    A draft's text is replaced. A contract that was signed on paper, without a text here, gets its
    text once, as a transcript of the paper, and the office is notified; what is signed with its
    text keeps it.

    Raises:
        NotPermitted: the role may not draft contracts.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract waits for its signature, has ended, or has its text already.
        Invalid: the text cannot be read as articles; says everywhere where.
    """
    contract: Contract = begin(WRITE_TEXT, contract_id, actor, on)
    reading = reading_of(display_safe(text))
    if reading.faults:
        raise Invalid(fields={"text": cures_of(reading)})
    articles = reading.articles
    before = contract.articles.count()
    contract.articles.all().delete()
    put_articles(contract, articles)
    tell("contract.text_written", contract, {"articles": (before, len(articles))}, "", actor, at)
    return contract


def put_articles(contract: Contract, articles: Iterable[Article | ContractArticle]) -> None:
    """Give a contract without articles these."""
    ContractArticle.objects.bulk_create(
        ContractArticle(
            contract=contract,
            number=one.number,
            title=one.title,
            text=one.text,
            is_transcript=contract.state != ContractState.DRAFT,
        )
        for one in articles
    )


def cures_of(reading: Reading) -> list[str]:
    """Return in words what is wrong with a text as it was read, how it is put right."""
    return [_cure(fault) for fault in reading.faults[:MOST_CURES]]


def _cure(problem: Unread) -> str:
    """Return what is wrong with a text, and how it is put right."""
    texts = {
        "none": _("Begin each article on a line of its own with «ماده» and its number."),
        "before": _("Line {line} stands before the first article. Begin with «ماده ۱»."),
        "order": _("In line {line} article {number} was expected; number them without gaps."),
        "empty": _("Article {number} has no text (line {line})."),
        "long": _("Article {number} has more than {most} letters; divide it."),
        "many": _("A contract has at most {articles} articles here."),
    }
    told = {"line": problem.line, "number": problem.number, "most": LONGEST,
            "articles": MOST_ARTICLES}  # fmt: skip
    return texts[problem.cause].format(
        **{name: persian_digits(value) for name, value in told.items()}
    )
