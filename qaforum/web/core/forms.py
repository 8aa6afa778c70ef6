"""What every form can do. The services check the contents; a form carries them, and the errors."""

import re

from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
)

from qaforum import errors

_REVISION = re.compile(r"[0-9]{1,9}")


class Form(FlaskForm):
    def refuse(self, error: errors.ForumError) -> int:
        """Shows `error` at its field, or above the form; gives the HTTP status to answer with."""
        field = self._fields.get(error.field or "")
        shown = list(field.errors) if field is not None else self.form_errors
        shown.append(error.message)
        if field is not None:
            field.errors = shown
        return error.status


class PostForm(Form):
    revision = HiddenField()

    def seen(self) -> int:
        """The revision on which an edit was begun; 0, which no post has, when it says nothing."""
        text = str(self.revision.data)
        return int(text) if _REVISION.fullmatch(text) else 0
