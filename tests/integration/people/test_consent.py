"""Whatever members say, and whatever happens in which order: nobody is shown or told of a question
who does not want to be. The machine keeps its own, simpler book of what was said, and compares."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from qaforum import clock, errors
from qaforum.app import create_app
from qaforum.extensions import db
from qaforum.models import Invitation, Member, Notification, Question, Tag
from qaforum.services.core import tags
from qaforum.services.invitations import invitation_replies, invitations
from qaforum.services.invitations.invitations import Chosen
from qaforum.services.moderation import deactivation
from qaforum.services.people import availability
from qaforum.services.people.accounts import ensure_roles
from qaforum.services.privacy import leaving
from qaforum.services.questions import questions
from tests.conftest import SETTINGS
from tests.factories import Factory

LANGUAGES = ("en", "fr")
TOPICS = ("heat", "keys")
TEXTS = {
    "en": ("How do you keep the cupboard cool in summer?", "It is far too hot in there for us."),
    "fr": (
        "Comment garder l'armoire au frais en été ?",
        "Il y fait beaucoup trop chaud.",
    ),
}
PEOPLE = 3
who = st.integers(0, PEOPLE - 1)


@dataclass
class Word:
    """What one member said, as anybody would write it down."""

    willing: bool | None = None
    languages: tuple[str, ...] = LANGUAGES
    topics: tuple[str, ...] = ()
    per_week: int = 2
    paused_until: date | None = None
    active: bool = True
    account: bool = True
    left: bool = False
    told_before: int = 0  # they left: what they were told went with them
    received: list[datetime] = field(default_factory=list)

    def wants(self, now: datetime, language: str, topic: str) -> bool:
        lately = [moment for moment in self.received if moment > now - timedelta(days=7)]
        return (
            self.active
            and self.account
            and self.willing is True
            and (self.paused_until is None or now.date() >= self.paused_until)
            and len(lately) < self.per_week
            and language in self.languages
            and (not self.topics or topic in self.topics)
        )


class Consent(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        for table in (Notification, Invitation, Question, Member):
            db.session.execute(table.__table__.delete())  # type: ignore[attr-defined]
        db.session.commit()
        self.now = datetime(2026, 5, 4, 12, tzinfo=UTC)
        clock.now = lambda: self.now  # put back by the test below
        make = Factory()
        self.asker = make.member("The Asker", willing=None)
        self.members = [make.member(f"Peer {number}", willing=None) for number in range(PEOPLE)]
        self.words = [Word() for _ in self.members]
        for one in range(1, PEOPLE):  # the first was never asked
            self.say(one, True, LANGUAGES, (), 1, None)
        self.asked = 0
        self.open: list[tuple[int, str, str]] = []

    @rule(
        one=who,
        willing=st.booleans(),
        languages=st.sampled_from([("en",), LANGUAGES]),
        topics=st.sampled_from([(), (), ("heat",), TOPICS]),
        per_week=st.sampled_from([1, 1, 2]),
        pause=st.sampled_from([None, 1]),
    )
    def say(self, one: int, willing: bool, languages: tuple[str, ...], topics: tuple[str, ...],
            per_week: int, pause: int | None) -> None:  # fmt: skip
        until = self.now.date() + timedelta(days=pause) if pause else None
        said: dict[str, Any] = {
            "languages": languages, "per_week": per_week, "paused_until": until,
        }  # fmt: skip
        member = self.members[one]
        availability.say(member, willing, topics=" ".join(topics), only_these=bool(topics), **said)
        word = self.words[one]
        word.willing, word.languages, word.topics = willing, languages, topics
        word.per_week, word.paused_until = per_week, until

    @rule(one=who, willing=st.booleans())
    def answer(self, one: int, willing: bool) -> None:
        """A plain yes or no; a first yes is for the language that was read."""
        availability.answer(self.members[one], willing)
        word = self.words[one]
        if word.willing is None:
            word.languages = ("en",)
        word.willing = willing

    @rule(one=who, shut_out=st.booleans())
    def moderate(self, one: int, shut_out: bool) -> None:
        """Whoever is let in again is asked again as they said, but not what they were asked."""
        word = self.words[one]
        try:
            if shut_out:
                deactivation.shut_out(self.members[one], "They advertise.")
            else:
                deactivation.let_in(self.members[one])
        except errors.Conflict:
            assert word.left or word.active != shut_out
            return
        assert not word.left
        word.active = not shut_out

    @rule(one=who, named=st.booleans())
    def leave(self, one: int, named: bool) -> None:
        """For good: also somebody who was shut out, or was never asked."""
        word = self.words[one]
        try:
            leaving.end(self.members[one], named=named)
        except errors.Conflict:
            assert word.left
            return
        word.active, word.account, word.left, word.willing = False, False, True, None
        word.told_before = len(word.received)

    @rule(one=who)
    def lose_account(self, one: int) -> None:
        self.members[one].email = None
        db.session.commit()
        self.words[one].account = False

    @rule(days=st.sampled_from([1, 3, 8]))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(
        chosen=st.sets(who, min_size=1, max_size=2),
        language=st.sampled_from(LANGUAGES),
        topic=st.sampled_from(TOPICS),
        days=st.sampled_from([None, 2]),
    )
    def ask(self, chosen: set[int], language: str, topic: str, days: int | None) -> None:
        """Either all of them want it and are told, or nothing is posted and nobody is told."""
        title, body = TEXTS[language]
        self.asked += 1
        wanted = all(self.words[one].wants(self.now, language, topic) for one in chosen)
        peers = [Chosen(self.members[one]) for one in sorted(chosen)]
        before = db.session.query(Question).count()
        try:
            question = questions.ask(
                self.asker, title, f"{body} ({self.asked})", topic, chosen=peers, first_days=days
            )
        except errors.Invalid:
            assert not wanted
            assert db.session.query(Question).count() == before
            return
        assert wanted
        self.open.append((question.id, language, topic))
        for one in chosen:
            self.words[one].received.append(self.now)

    @precondition(lambda self: self.open)
    @rule(data=st.data(), to=who)
    def pass_on(self, data: st.DataObject, to: int) -> None:
        question_id, language, topic = data.draw(st.sampled_from(self.open))
        mine = db.session.query(Invitation).filter_by(question_id=question_id).first()
        assert mine is not None
        member = db.session.get_one(Member, mine.member_id)
        try:
            invitation_replies.pass_on(member, mine.id, Chosen(self.members[to]))
        except errors.ForumError:
            return
        assert self.words[to].wants(self.now, language, topic)
        self.words[to].received.append(self.now)

    @precondition(lambda self: self.open)
    @rule(data=st.data(), to=who)
    def invite_later(self, data: st.DataObject, to: int) -> None:
        question_id, language, topic = data.draw(st.sampled_from(self.open))
        try:
            invitations.invite(self.asker, question_id, [Chosen(self.members[to])])
        except errors.ForumError:
            return
        assert self.words[to].wants(self.now, language, topic)
        self.words[to].received.append(self.now)

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def decline(self, data: st.DataObject) -> None:
        question_id, _language, _topic = data.draw(st.sampled_from(self.open))
        mine = db.session.query(Invitation).filter_by(question_id=question_id, state="open").first()
        if mine is not None:
            invitation_replies.decline(db.session.get_one(Member, mine.member_id), mine.id)

    @invariant()
    def only_the_willing_are_shown(self) -> None:
        ids = [member.id for member in self.members]
        for language in LANGUAGES:
            for topic in TOPICS:
                tag = tags.find(topic)
                about: dict[str, Any] = {"language": language, "tag_ids": [tag.id] if tag else []}
                want = {
                    member.id
                    for member, word in zip(self.members, self.words, strict=True)
                    if word.wants(self.now, language, topic)
                }
                unasked = {
                    member.id
                    for member, word in zip(self.members, self.words, strict=True)
                    if word.active and not word.account and word.willing is None
                }
                assert availability.invitable(ids, viewer=self.asker, **about) == want
                assert availability.willing(ids, viewer=self.asker, **about) == want | unasked

    @invariant()
    def everybody_was_told_exactly_as_often_as_they_were_invited(self) -> None:
        for member, word in zip(self.members, self.words, strict=True):
            told = db.session.query(Notification).filter_by(member_id=member.id, kind="invited")
            assert told.count() == len(word.received) - word.told_before

    @invariant()
    def nobody_waits_for_who_is_not_here(self) -> None:
        for member, word in zip(self.members, self.words, strict=True):
            if not word.active:
                waits = db.session.query(Invitation).filter_by(member_id=member.id, state="open")
                assert waits.count() == 0

    @invariant()
    def no_question_is_kept_from_all_when_nobody_is_left_to_answer(self) -> None:
        closed = select(Question.id).where(Question.opens_at > self.now)
        for question_id in db.session.scalars(closed):
            asked = db.session.query(Invitation).filter_by(question_id=question_id, state="open")
            assert asked.count() > 0


@pytest.fixture
def in_memory(instance: Path) -> Iterator[None]:
    """Hundreds of transactions: nothing of them needs a disk."""
    app = create_app({**SETTINGS, "DATABASE_URL": "sqlite://", "INSTANCE": instance})
    with app.app_context():
        db.create_all()
        ensure_roles()
        yield
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("in_memory")
def test_nobody_is_shown_or_told_who_does_not_want_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", clock.now)  # put back afterwards
    db.session.add_all(Tag(name=name) for name in TOPICS)
    db.session.commit()
    run_state_machine_as_test(
        Consent,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
