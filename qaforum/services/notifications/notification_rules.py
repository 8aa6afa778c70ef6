"""Who is told of which act. Each function but `opened` is a part of the act's transaction."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import (
    Adaptation,
    Answer,
    Comment,
    Follow,
    Member,
    Path,
    Practice,
    Question,
    Resource,
    Tag,
    Thanks,
    question_tag,
)
from qaforum.services.core.queries import live
from qaforum.services.core.transaction import transaction
from qaforum.services.notifications import follows
from qaforum.services.notifications.notifications import notify

DAY = timedelta(days=1)
Post = Question | Answer | Comment | Practice | Adaptation | Resource | Path


def asked(question: Question, by: Member, mentioned: Iterable[int]) -> None:
    """Whom the question mentions, who follows the member, who follows one of its tags; each is
    told once, for the first of these reasons."""
    about: dict[str, Any] = {
        "key": f"question:{question.id}",
        "actor": by,
        "question_id": question.id,
    }
    notify(mentioned, "mention", **about)
    notify(
        (who for _, who in follows.followers(Follow.followed_id, [by.id])), "question_by", **about
    )
    tags = db.session.execute(
        select(Tag.id, Tag.name)
        .join(question_tag, question_tag.c.tag_id == Tag.id)
        .where(question_tag.c.question_id == question.id)
    )
    names = {id_: name for id_, name in tags}
    followers = follows.followers(Follow.tag_id, names)
    for id_, name in names.items():
        under_it = [who for tag, who in followers if tag == id_]
        notify(under_it, "question_tagged", facts={"tag": name}, **about)


def opened(now: datetime) -> int:
    """Tells the followers of questions that were asked to a few first and opened within the last
    day; how many questions these were. Nobody is told twice."""
    rows = db.session.scalars(
        select(Question)
        .where(
            Question.opens_at <= now,
            Question.opens_at > now - DAY,
            live(Question),
            Question.author_id.is_not(None),
        )
        .options(joinedload(Question.author))
    ).all()
    for question in rows:
        assert question.author is not None
        with transaction():
            asked(question, question.author, [])
    return len(rows)


def answered(question: Question, answer: Answer, by: Member, mentioned: Iterable[int]) -> None:
    """Whom the answer mentions, who asked, who follows the question."""
    about: dict[str, Any] = {
        "key": f"answer:{answer.id}",
        "actor": by,
        "question_id": question.id,
        "answer_id": answer.id,
    }
    notify(mentioned, "mention", **about)
    following = set(follows.followers_of(question.id))
    if question.author_id in following:
        notify([question.author_id], "answer_to_you", **about)
    notify(following, "answer", **about)


def commented(
    on: Question | Answer, comment: Comment, by: Member, mentioned: Iterable[int]
) -> None:
    """Whom the comment mentions, whose post it is, who commented there before."""
    under = Comment.question_id if isinstance(on, Question) else Comment.answer_id
    about: dict[str, Any] = {
        "key": f"comment:{comment.id}",
        "actor": by,
        "comment_id": comment.id,
        **_post(on),
    }
    notify(mentioned, "mention", **about)
    notify([on.author_id], "comment_to_you", **about)
    before = select(Comment.author_id).where(under == on.id).distinct()
    notify(db.session.scalars(before).all(), "comment", **about)


def edited(post: Question | Answer, by: Member, mentioned: Iterable[int]) -> None:
    """Whose post it is, when a moderator edited it; whom the new text mentions and the old did
    not."""
    moderated("edited", post, by)
    notify(mentioned, "mention", key=f"mention:{_name(post)}", actor=by, **_post(post))


def accepted(answer: Answer, by: Member) -> None:
    """Who solved it, and who follows the question."""
    about: dict[str, Any] = {"key": f"accepted:{answer.id}", "actor": by, **_post(answer)}
    notify([answer.author_id], "accepted", **about)
    notify(follows.followers_of(answer.question_id), "solved", **about)


def thanked(thanks: Thanks, by: Member) -> None:
    """Who solved the question that somebody did not need to ask again."""
    notify(
        [thanks.solver_id],
        "thanks",
        key=f"thanks:{thanks.question_id}:{by.id}",
        actor=by,
        question_id=thanks.question_id,
        answer_id=thanks.answer_id,
    )


def moderated(kind: str, post: Post, by: Member) -> None:
    """Whose post it is, of whatever kind: "edited", "deleted" or "restored" by somebody else."""
    now = clock.now()
    # A path is edited step by step: that is told once a day
    moment = now.date() if isinstance(post, Path) and kind == "edited" else now
    key = f"{kind}:{_name(post)}:{moment.isoformat()}"
    author_id = post.member_id if isinstance(post, Resource | Adaptation) else post.author_id
    notify([author_id], kind, key=key, actor=by, **_post(post))


def _name(post: Post) -> str:
    return f"{post.__tablename__}:{post.id}"


def _post(post: Post) -> dict[str, Any]:
    """Where the post is, or was: a comment or a report by what it stands under."""
    if isinstance(post, Question):
        return {"question_id": post.id}
    if isinstance(post, Answer):
        return {"question_id": post.question_id, "answer_id": post.id}
    if isinstance(post, Practice):
        return {"practice_id": post.id}
    if isinstance(post, Resource | Path):
        about = {f"{post.__tablename__}_id": post.id}
        return {"facts": {**about, "title": post.title, "language": post.language}}
    if post.answer_id is not None:
        return _post(db.session.get_one(Answer, post.answer_id))
    if isinstance(post, Adaptation):
        return {"practice_id": post.practice_id}
    return {"question_id": post.question_id}
