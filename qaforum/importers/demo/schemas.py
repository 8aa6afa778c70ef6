"""What the demo's YAML files may say. An unknown key is an error: it is mostly a typing mistake."""

from marshmallow import Schema, fields, validate

from qaforum.models.core.reusable import VALIDITIES
from qaforum.models.library.resource import KINDS
from qaforum.models.people.role import ROLES
from qaforum.models.practices.adaptation import OUTCOMES
from qaforum.models.practices.practice import DETAILS


def _text(longest: int | None = None) -> fields.String:
    return fields.String(required=True, validate=validate.Length(1, longest))


def _maybe_text(longest: int | None = None) -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=longest))


def _days() -> fields.Float:
    """How long ago, in days."""
    return fields.Float(required=True, validate=validate.Range(min=0))


def _names() -> fields.List:
    return fields.List(fields.String(validate=validate.Length(1)), load_default=list)


class Institution(Schema):
    slug = _text(80)
    name = _text(160)
    kind = _maybe_text(40)
    city = _maybe_text(80)
    country = _maybe_text(80)
    size = fields.Integer(load_default=None, validate=validate.Range(min=1))
    about = _maybe_text()
    public = fields.Boolean(load_default=False)
    languages = _names()


class Member(Schema):
    username = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9.-]{1,64}$"))
    name = _text(120)
    institution = _text(80)
    function = _maybe_text(120)
    locale = fields.String(required=True, validate=validate.OneOf(["en", "fr"]))
    languages = _names()
    joined_days_ago = _days()
    about = _maybe_text()
    topics = _names()
    willing = fields.Boolean(load_default=True)
    paused_days = fields.Integer(load_default=None, validate=validate.Range(min=1))
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    demo_login = fields.Boolean(load_default=False)
    mentor = fields.Boolean(load_default=False)
    word = _maybe_text(300)
    knows = _names()
    seeks = _names()


class Tag(Schema):
    name = _text(35)
    description_en = _maybe_text()
    description_fr = _maybe_text()


class Votes(Schema):
    up = _names()
    down = _names()


class Comment(Schema):
    author = _text()
    days_ago = _days()
    body = _text(1200)


class Acceptance(Schema):
    by = _text()
    days_ago = _days()
    context = _maybe_text(200)


class Answer(Schema):
    author = _text()
    days_ago = _days()
    body = _text()
    votes = fields.Nested(Votes, load_default=lambda: {"up": [], "down": []})
    comments = fields.List(fields.Nested(Comment), load_default=list)
    accepted = fields.Nested(Acceptance, load_default=None)


class Question(Schema):
    key = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9-]+$"))
    title = _text(200)
    language = fields.String(required=True, validate=validate.OneOf(["en", "fr"]))
    author = _text()
    days_ago = _days()
    tags = fields.List(_text(35), required=True, validate=validate.Length(1, 5))
    body = _text()
    votes = fields.Nested(Votes, load_default=lambda: {"up": [], "down": []})
    views = fields.Integer(load_default=0)
    comments = fields.List(fields.Nested(Comment), load_default=list)
    thanks = _names()
    duplicate_of = fields.String(load_default=None)
    answers = fields.List(fields.Nested(Answer), load_default=list)


class CharterVersion(Schema):
    adopted_by = _text()
    author = _text()
    days_ago = _days()
    note = _maybe_text(300)
    body = _text()


class Voice(Schema):
    author = _text()
    days_ago = _days()
    body = _text(1200)


class Review(Schema):
    opened_by = _text()
    days_ago = _days()
    closes_days_ago = _days()
    closed_by = _text()
    question = _text(600)
    summary = _text()
    comments = fields.List(fields.Nested(Voice), load_default=list)


class Resource(Schema):
    key = _text()
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    title = _text(200)
    url = _maybe_text(1000)
    why = _text(300)
    language = fields.String(required=True, validate=validate.OneOf(["", "en", "fr"]))
    tags = fields.List(_text(35), required=True, validate=validate.Length(1, 5))
    author = _text()
    days_ago = _days()
    thanks = _names()


class Step(Schema):
    question = fields.String(load_default=None)
    resource = fields.String(load_default=None)
    sentence = _text(600)


class Path(Schema):
    key = _text()
    title = _text(200)
    intro = _text(2000)
    author = _text()
    days_ago = _days()
    done = _names()
    steps = fields.List(fields.Nested(Step), required=True, validate=validate.Length(1))


class Adaptation(Schema):
    author = _text()
    days_ago = _days()
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    changes = _maybe_text(4000)
    evidence = _maybe_text(4000)


class Verdict(Schema):
    said = fields.String(required=True, validate=validate.OneOf(VALIDITIES))
    by = _text()
    days_ago = _days()


class Practice(Schema):
    key = _text()
    title = _text(200)
    question = fields.String(load_default=None)
    author = _text()
    days_ago = _days()
    tags = fields.List(_text(35), required=True, validate=validate.Length(1, 5))
    problem = _text()
    method = _text()
    details = fields.Dict(
        keys=fields.String(validate=validate.OneOf(DETAILS)), values=_text(), load_default=dict
    )
    adaptations = fields.List(fields.Nested(Adaptation), load_default=list)
    validity = fields.Nested(Verdict, load_default=None)
