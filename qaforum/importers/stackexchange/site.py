"""Which site a dump is of, and the addresses of its posts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from slugify import slugify

_NETWORK = (
    r"[a-z0-9-]+(?:\.meta)?\.stackexchange\.com|meta\.[a-z0-9-]+\.stackexchange\.com"
    r"|(?:[a-z]{2}\.)?(?:meta\.)?stackoverflow\.com|(?:meta\.)?(?:superuser|serverfault)\.com"
    r"|(?:meta\.)?askubuntu\.com|(?:meta\.)?mathoverflow\.net|stackapps\.com"
)
_HOST = re.compile(_NETWORK)
_MENTION = re.compile(rf"https?://({_NETWORK})/questions/(\d+)/([a-z0-9-]+)")
_OLD_META = re.compile(r"^meta\.([a-z0-9-]+\.)(stackexchange\.com)$")
_ENOUGH = 24  # letters of a title: sites shorten titles in addresses in different ways


@dataclass(frozen=True, slots=True)
class Site:
    """`name` tells this site's posts from all others; `url` is empty where it is not known."""

    name: str
    url: str | None = None

    def question(self, number: int) -> str | None:
        return f"{self.url}/q/{number}" if self.url else None

    def answer(self, number: int) -> str | None:
        return f"{self.url}/a/{number}" if self.url else None

    def user(self, number: int) -> str | None:
        return f"{self.url}/users/{number}" if self.url else None


def site_of(folder: Path, url: str | None, recognised: str | None) -> Site:
    """The site as it was said, as the folder is named, as its texts show, or without an address.

    A folder such as `beer.stackexchange.com`, as published, names its site; of any other nothing
    is guessed from its name.
    """
    if url:
        parts = urlsplit(url if "//" in url else f"https://{url}")
        return Site(parts.netloc.lower(), f"{parts.scheme}://{parts.netloc.lower()}")
    name = folder.resolve().name
    host = name.lower() if _HOST.fullmatch(name.lower()) else recognised
    return Site(host, f"https://{host}") if host else Site(name[:120] or "dump")


def mentions(html: str) -> Iterator[tuple[str, int, str]]:
    """(host, number, title as in addresses) of the network's questions that a text links to."""
    for host, number, slug in _MENTION.findall(html):
        if len(number) < 10:
            yield _OLD_META.sub(r"\1meta.\2", host), int(number), slug


def recognise(found: Iterable[tuple[str, str, str]]) -> str | None:
    """The host whose addresses agree with the dump's own questions, number and title both.

    `found` are (host, title as in the address, title of the dump's question of that number). The
    texts of a community link to their own site, so the host that agrees most often is theirs.
    """
    agreeing = Counter(
        host
        for host, slug, title in found
        if slug[:_ENOUGH] == slugify(title)[: len(slug)][:_ENOUGH]
    )
    return agreeing.most_common(1)[0][0] if agreeing else None
