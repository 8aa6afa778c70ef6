"""What tests need, in a line: members, questions, answers, made through the services."""

from itertools import count

from flask.testing import FlaskClient

from qaforum.extensions import db
from qaforum.models import Answer, Institution, Member, Question
from qaforum.models.role import MEMBER, MODERATOR
from qaforum.services import acceptance, answers, questions
from qaforum.services.accounts import accounts

PASSWORD = "a-long-password"


class Factory:
    def __init__(self) -> None:
        self._numbers = count(1)

    def institution(self, name: str = "") -> Institution:
        number = next(self._numbers)
        row = Institution(slug=f"house-{number}", name=name or f"House {number}", kind="childcare")
        db.session.add(row)
        db.session.commit()
        return row

    def member(self, name: str = "", *, role: str = MEMBER, **columns: object) -> Member:
        number = next(self._numbers)
        member = accounts.create_user(
            name=name or f"Member {number}",
            email=f"member{number}@example.org",
            password=PASSWORD,
            roles=sorted({MEMBER, role}),
            **columns,
        )
        db.session.commit()
        return member

    def moderator(self, name: str = "") -> Member:
        return self.member(name, role=MODERATOR)

    def question(
        self,
        title: str = "How do you keep the medicine cupboard cool in August?",
        body: str = "Ours reaches 28 degrees in the afternoon, and the fridge is full.",
        *,
        by: Member | None = None,
        tags: str = "",
    ) -> Question:
        return questions.ask(by or self.member(), title, body, tags)

    def answer(
        self,
        question: Question,
        body: str = "Move it to the north side and log the temperature twice a day.",
        *,
        by: Member | None = None,
    ) -> Answer:
        return answers.post(by or self.member(), question.id, body)

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
