"""What tests need, in a line: members, questions, answers, made through the services."""

from itertools import count
from typing import Any

from flask.testing import FlaskClient

from qaforum.extensions import db
from qaforum.models import (
    Adaptation,
    Answer,
    Availability,
    Institution,
    Member,
    Practice,
    Question,
)
from qaforum.models.people.role import MEMBER, MODERATOR
from qaforum.services.people.accounts import accounts
from qaforum.services.practices import adaptations, practices
from qaforum.services.practices.adaptations import Report
from qaforum.services.practices.practices import Written
from qaforum.services.questions import acceptance, answers, questions

PASSWORD = "a-long-password"
DEFAULTS = (
    "Ours reaches 28 degrees in the afternoon, and the fridge is full.",
    "Move it to the north side and log the temperature twice a day.",
)


class Factory:
    def __init__(self) -> None:
        self._numbers = count(1)

    def _new(self, text: str) -> str:
        return f"{text}\n\n({next(self._numbers)})" if text in DEFAULTS else text

    def institution(self, name: str = "") -> Institution:
        number = next(self._numbers)
        row = Institution(slug=f"house-{number}", name=name or f"House {number}", kind="childcare")
        db.session.add(row)
        db.session.commit()
        return row

    def member(
        self, name: str = "", *, role: str = MEMBER, willing: bool | None = True, **columns: object
    ) -> Member:
        """`willing` to be suggested and invited; None: they were never asked."""
        number = next(self._numbers)
        member = accounts.create_user(
            name=name or f"Member {number}",
            email=f"member{number}@example.org",
            password=PASSWORD,
            roles=sorted({MEMBER, role}),
            **columns,
        )
        if willing is not None:
            db.session.flush()
            db.session.add(Availability(member_id=member.id, willing=willing, per_week=50))
        db.session.commit()
        return member

    def moderator(self, name: str = "") -> Member:
        return self.member(name, role=MODERATOR)

    def question(
        self,
        title: str = "How do you keep the medicine cupboard cool in August?",
        body: str = DEFAULTS[0],
        *,
        by: Member | None = None,
        tags: str = "",
    ) -> Question:
        # Each text is new: the same one sent twice is taken for a double click
        return questions.ask(by or self.member(), title, self._new(body), tags)

    def answer(
        self,
        question: Question,
        body: str = DEFAULTS[1],
        *,
        by: Member | None = None,
    ) -> Answer:
        return answers.post(by or self.member(), question.id, self._new(body))

    def practice(
        self,
        title: str = "A thermometer with an alarm in the medicine cupboard",
        method: str = DEFAULTS[1],
        *,
        by: Member | None = None,
        problem: str = DEFAULTS[0],
        tags: str = "",
        **details: str,
    ) -> Practice:
        author = by or self.member()
        texts = self._new(problem), self._new(method)
        return practices.write(author, Written(title, *texts, details, tags))

    def used(
        self,
        thing: Answer | Practice,
        outcome: str = "worked",
        *,
        by: Member | None = None,
        **how: Any,
    ) -> Adaptation:
        """Another house used it."""
        reporter = by or self.member(institution_id=self.institution().id)
        if outcome != "worked":
            how.setdefault("changes", "Our cupboard has no socket.")
        return adaptations.report(reporter, thing, Report(outcome, **how))

    def solved(
        self, title: str, solution: str, *, by: Member | None = None, **how: str
    ) -> Question:
        """A question that its asker saw solved by one answer."""
        asker = self.member()
        question = self.question(title, by=asker, **how)
        acceptance.accept(asker, self.answer(question, solution, by=by).id)
        return question


def log_in(client: FlaskClient, member: Member) -> FlaskClient:
    """`client` is the browser of `member` from now on."""
    answer = client.post("/account/login", data={"email": member.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return client
