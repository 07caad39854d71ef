"""Compares whom acts name in the column `tells` with the roles that got news of them."""

from collections.abc import Iterator, Mapping, Set

from core.acts import Act


def differences(heard: Mapping[Act, Set[str]], meaning: Mapping[str, Set[str]]) -> Iterator[str]:
    """
    Yield the acts whose news reached others than their rows name.

    `heard` are the roles that got news of each act, `meaning` the roles that a word of the column
    stands for. Each word must reach one of its roles, and nobody else may be reached.
    """
    for act, roles in heard.items():
        named = set[str]().union(*(meaning[word] for word in act.tells))
        is_silent = any(not meaning[word] & roles for word in act.tells)
        if roles - named or is_silent:
            yield f"{act.key}: news to {sorted(roles)}, named {act.tells}"
