"""What members fill in about practices: the practice with its files, and how its use went."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    MultipleFileField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import Optional

from qaforum import errors
from qaforum.models import Attachment, Member, Practice
from qaforum.models.practices.adaptation import FAILED, PARTLY, WORKED
from qaforum.models.practices.practice import DETAILS
from qaforum.services.practices import attachments
from qaforum.services.practices.adaptations import Report, Thing
from qaforum.services.practices.practices import Written
from qaforum.web.core import uploads
from qaforum.web.core.forms import Form, PostForm

KEPT = "attachment"  # the checkbox beside each file that was sent before
MOST_KEPT = 100


class PracticeForm(PostForm):
    title = StringField(_l("Title"))
    body = TextAreaField(_l("The problem it solves"))
    method = TextAreaField(_l("How it is done"))
    context = TextAreaField(_l("Where it fits"))
    needs = TextAreaField(_l("What it needs"))
    results = TextAreaField(_l("What came of it"))
    pitfalls = TextAreaField(_l("What to watch out for"))
    links = TextAreaField(_l("Links"))
    tags = StringField(_l("Tags"))
    attachments = MultipleFileField(_l("Files"))
    question = HiddenField()
    submit = SubmitField(_l("Post the practice"))

    def prefill(self, texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            self[name].data = text

    def written(self) -> Written:
        details = {name: self[name].data or "" for name in DETAILS}
        return Written(
            self.title.data or "",
            self.body.data or "",
            self.method.data or "",
            details,
            self.tags.data or "",
        )

    def source(self) -> int | None:
        """The question that it is made of."""
        text = str(self.question.data or "")
        return int(text) if text.isdecimal() and len(text) <= 18 else None

    @property
    def more(self) -> bool:
        """Whether anything stands in the part that is folded away."""
        return any(self[name].data or self[name].errors for name in DETAILS)


def labels() -> dict[str, str]:
    """What each part of a practice is called, beyond its title."""
    fields = PracticeForm(formdata=None)
    return {name: str(fields[name].label.text) for name in ("body", "method", *DETAILS)}


def keep_files(member: Member, form: PracticeForm) -> list[int]:
    """Stores what was sent with the form; gives the ids of these and of those sent before.

    A file that cannot be taken is said at its field, and the others are kept.
    """
    kept = [int(each) for each in request.form.getlist(KEPT)[:MOST_KEPT] if each.isdecimal()]
    refused = []
    for sent in uploads.sent("attachments"):
        try:
            kept.append(attachments.store(member, sent.filename or "", sent.stream).id)
        except errors.Invalid as error:
            refused.append(error.message)
    form.attachments.errors = refused
    return kept


def shown_files(
    member: Member, kept: Sequence[int], practice: Practice | None = None
) -> list[tuple[Attachment, bool]]:
    """The files of the form, each with whether it is to be kept."""
    mine = list(practice.attachments) if practice else []
    return [(row, row.id in kept) for row in [*mine, *attachments.waiting(member, kept)]]


OUTCOMES = {
    WORKED: _l("It worked"),
    PARTLY: _l("It worked in part"),
    FAILED: _l("It did not work"),
}


class AdaptationForm(Form):
    """One for each solution on a page, so the ids in it end in `of` ("answer-12")."""

    outcomes = OUTCOMES
    outcome = StringField(_l("How did it go?"))
    used_on = DateField(_l("When?"), validators=[Optional()])
    changes = TextAreaField(_l("What did you change, and why?"))
    evidence = StringField(_l("Evidence"))
    submit = SubmitField(_l("Report it"))

    def __init__(self, of: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.id = f"{field.id}-{of}"

    @classmethod
    def empty(cls, kind: str, thing: Thing) -> Self:
        return cls(f"{kind}-{thing.id}", formdata=None)

    def report(self) -> Report:
        """Raises errors.Invalid: the day is none."""
        if self.used_on.raw_data and self.used_on.raw_data[0] and self.used_on.data is None:
            raise errors.Invalid(_("Write the day as year-month-day."), field="used_on")
        return Report(
            self.outcome.data or "",
            self.used_on.data,
            self.changes.data or "",
            self.evidence.data or "",
        )
