"""
ETags: the version of a record, then a digest of what this caller is told of it (RFC 9110, 8.8.3).

A front server that packs an answer says so by a word at the end of the ETag, or by weakening it.
The version in front says all the same what the caller has read.
"""

import hashlib
import re
from typing import Any

from django.utils import translation

FORM = r'"(\d{1,12})-[0-9a-f]+(?:-[a-z]{2,8})?"'
_ETAG = re.compile(FORM)
_PACKED = re.compile(r'-[a-z]{2,8}"$')


def of(version: int, actor: Any, body: bytes) -> str:
    """Return the strong ETag of an answer: for this caller, in the language of the moment."""
    caller = f"{actor.grant_id}/{actor.client}/{translation.get_language()}\n"
    found = hashlib.blake2b(caller.encode() + body, digest_size=10).hexdigest()
    return f'"{version}-{found}"'


def versions(said: str) -> set[int]:
    """Return the versions that an If-Match names."""
    return {int(match.group(1)) for match in _ETAG.finditer(said)}


def names(said: str, etag: str) -> bool:
    """Tell whether an If-None-Match names the ETag; weak and packed ones count."""
    given = (name.strip().removeprefix("W/") for name in said.split(","))
    return any(etag in {name, _PACKED.sub('"', name)} for name in given)
