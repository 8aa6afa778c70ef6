"""A dump's files → the staging: what can be understood is taken, the rest is reported."""

from collections.abc import Callable
from pathlib import Path

from flask_babel import gettext as _

from qaforum.importers.stackexchange import rows, site
from qaforum.importers.stackexchange.staging import Staging
from qaforum.importers.stackexchange.xml import Problem, Reader, Row
from qaforum.models.questions.question_link import DUPLICATE, RELATED

POSTS, USERS, COMMENTS = "Posts.xml", "Users.xml", "Comments.xml"
VOTES, LINKS = "Votes.xml", "PostLinks.xml"
FILES = (POSTS, USERS, COMMENTS, VOTES, LINKS)
LINK_KINDS = {1: RELATED, 3: DUPLICATE}

Report = Callable[[Problem], None]


class Intake:
    """Takes the files of one dump; `report` hears of all that is left out, and where."""

    def __init__(self, staging: Staging, report: Report) -> None:
        self._staging, self._report = staging, report

    def take(self, path: Path, advance: Callable[[int], None]) -> None:
        """Every row of one of `FILES`; `advance` is told of the bytes read."""
        take = {
            POSTS: self._post,
            USERS: self._user,
            COMMENTS: self._comment,
            VOTES: self._vote,
            LINKS: self._link,
        }[path.name]
        for row in Reader(path, self._report, advance).rows():
            try:
                take(row)
            except rows.Malformed as error:
                self._report(Problem(path.name, row.line, str(error)))

    def leave_out_orphans(self) -> None:
        """What hangs on something that is not in the dump; call it when all files are taken."""
        for line, number, question in self._staging.drop_answers_without_question():
            reason = _("answer %(number)d: there is no question %(to)d", number=number, to=question)
            self._report(Problem(POSTS, line, reason))
        for line, number, post in self._staging.drop_comments_without_post():
            reason = _("comment %(number)d: there is no post %(to)d", number=number, to=post)
            self._report(Problem(COMMENTS, line, reason))
        for line, source, target in self._staging.drop_links_without_question():
            reason = _(
                "link from %(source)d to %(target)d: not two questions of this dump",
                source=source,
                target=target,
            )
            self._report(Problem(LINKS, line, reason))

    def _post(self, row: Row) -> None:
        post = rows.post(row.attributes)
        if post is None:
            return
        _once(self._staging.add_post(post, row.line), post.number)
        for host, number, slug in site.mentions(post.body):
            self._staging.add_mention(host, number, slug)

    def _user(self, row: Row) -> None:
        user = rows.user(row.attributes)
        _once(self._staging.add_user(user), user.number)

    def _comment(self, row: Row) -> None:
        comment = rows.comment(row.attributes)
        _once(self._staging.add_comment(comment, row.line), comment.number)

    def _vote(self, row: Row) -> None:
        vote = rows.vote(row.attributes)
        if vote:
            self._staging.add_vote(vote)

    def _link(self, row: Row) -> None:
        link = rows.link(row.attributes)
        if link.kind not in LINK_KINDS:
            raise rows.Malformed(_("LinkTypeId %(kind)d is not known", kind=link.kind))
        if link.source == link.target:
            raise rows.Malformed(_("question %(number)d links to itself", number=link.source))
        self._staging.add_link(link, row.line)


def _once(added: bool, number: int) -> None:
    if not added:
        raise rows.Malformed(_("Id %(number)d was there before", number=number))
