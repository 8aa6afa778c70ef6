"""A folder as Stack Exchange publishes it: read once, then given question by question."""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any

from bs4 import BeautifulSoup
from flask_babel import gettext as _

from qaforum.importers.stackexchange import markdown, notices, rows, site
from qaforum.importers.stackexchange.intake import FILES, LINK_KINDS, POSTS, VOTES, Intake, Report
from qaforum.importers.stackexchange.staging import Staging
from qaforum.models.questions.question_link import DUPLICATE
from qaforum.services.operations.imports import records


class NotADump(Exception):
    """The folder has no Posts.xml, or nothing of it can be read."""


class Dump:
    """Gives the records of a dump. `report` hears of everything that is left out, and where.

    Use it in a `with` block: `read` first, then `site`, `questions` and `links`.
    """

    site: site.Site

    def __init__(self, folder: Path, report: Report, url: str | None = None) -> None:
        if not (folder / POSTS).is_file():
            raise NotADump(_("%(folder)s has no Posts.xml: it is not a dump.", folder=str(folder)))
        self._folder, self._report, self._url = folder, report, url
        self._files = [name for name in FILES if (folder / name).is_file()]
        self._staging = Staging()
        self._user = lru_cache(maxsize=10_000)(self._find_user)

    def __enter__(self) -> "Dump":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._staging.close()

    @property
    def size(self) -> int:
        """Bytes that `read` will go through."""
        return sum((self._folder / name).stat().st_size for name in self._files)

    def read(self, advance: Callable[[int], None] = lambda count: None) -> int:
        """Reads all files, telling `advance` of the bytes; gives the number of questions.

        Raises NotADump where not one question could be read.
        """
        intake = Intake(self._staging, self._report)
        for name in self._files:
            intake.take(self._folder / name, advance)
        intake.leave_out_orphans()
        count = self._staging.count_questions()
        if not count:
            raise NotADump(
                _("No question could be read from %(folder)s.", folder=str(self._folder))
            )
        found = ((host, slug, post.title) for host, slug, post in self._staging.mentions())
        self.site = site.site_of(self._folder, self._url, site.recognise(found))
        return count

    def questions(self) -> Iterator[records.Question]:
        """Every question with its answers, comments and votes, in the order of their numbers."""
        for post in self._staging.questions():
            author = self._member(post.owner)
            yield records.Question(
                **self._post(post, author, self.site.question(post.number)),
                title=post.title,
                tags=post.tags,
                active_at=post.active_at,
                answers=tuple(
                    self._answer(answer, accepted=answer.number == post.accepted, asker=author)
                    for answer in self._staging.answers(post.number)
                ),
            )

    def links(self) -> Iterator[records.Link]:
        """What PostLinks.xml says, and the originals that notices of duplicates name."""
        for link in self._staging.links():
            kind = LINK_KINDS[link.kind]
            yield records.Link(
                source=link.source, target=link.target, kind=kind, at=link.created_at
            )
        for post in self._staging.questions():
            for number in self._originals(post):
                at = post.edited_at or post.created_at
                yield records.Link(source=post.number, target=number, kind=DUPLICATE, at=at)

    def _post(self, post: rows.PostRow, author: records.Member | None, url: str | None) -> Any:
        return {
            "number": post.number,
            "body": partial(self._markdown, post.body),
            "at": post.created_at,
            "author": author,
            "author_name": None if author else post.owner_name,
            "url": url,
            "edited_at": post.edited_at,
            "community_owned": post.community_owned,
            "votes": tuple(self._votes(post)),
            "comments": tuple(self._comments(post.number)),
        }

    def _answer(
        self, post: rows.PostRow, *, accepted: bool, asker: records.Member | None
    ) -> records.Answer:
        acceptance = None
        if accepted:
            dates = [at for _kind, at in self._staging.votes(post.number, [rows.ACCEPTING])]
            # Votes have a day but no time: nothing is accepted before it is written
            acceptance = records.Acceptance(at=max([post.created_at, *dates[:1]]), by=asker)
        fields = self._post(post, self._member(post.owner), self.site.answer(post.number))
        return records.Answer(**fields, accepted=acceptance)

    def _votes(self, post: rows.PostRow) -> Iterator[records.Vote]:
        if VOTES in self._files:
            for kind, at in self._staging.votes(post.number, [rows.UP, rows.DOWN]):
                yield records.Vote(value=1 if kind == rows.UP else -1, at=at)
        elif post.score:
            yield records.Vote(value=post.score, at=post.created_at)

    def _comments(self, post: int) -> Iterator[records.Comment]:
        for row in self._staging.comments(post):
            author = self._member(row.user)
            yield records.Comment(
                number=row.number,
                body=partial(str, row.text),
                at=row.created_at,
                author=author,
                author_name=None if author else row.user_name,
                score=row.score,
            )

    def _member(self, number: int | None) -> records.Member | None:
        return self._user(number) if number is not None else None

    def _find_user(self, number: int) -> records.Member:
        """The user; where Users.xml is missing, all that is known is the number."""
        row = self._staging.user(number)
        return records.Member(
            number=number,
            name=row.name if row else f"user{number}",
            joined_at=row.created_at if row else self._staging.first_post_at(number),
            about=partial(self._markdown, row.about) if row else records.no_text,
            url=self.site.user(number),
        )

    def _markdown(self, html: str) -> str:
        soup = BeautifulSoup(html, "html.parser")
        if notices.may_have(html):
            notices.take(soup)
        return markdown.from_soup(soup, self.site.url)

    def _originals(self, post: rows.PostRow) -> Iterator[int]:
        """Questions of this dump that the notice on a duplicate names."""
        if not notices.may_have(post.body):
            return
        for address, number in notices.take(BeautifulSoup(post.body, "html.parser")):
            original = self._staging.question(number)
            if original and number != post.number and self._is_ours(address, original):
                yield number

    def _is_ours(self, address: str, original: rows.PostRow) -> bool:
        """A number alone says little: other sites have questions of the same number."""
        hosts = [host for host, _number, _slug in site.mentions(address)]
        if not self.site.url:
            slugs = ((host, slug, original.title) for host, _n, slug in site.mentions(address))
            return site.recognise(slugs) is not None
        return address.startswith("/") or self.site.name in hosts
