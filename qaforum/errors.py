"""What can go wrong in the forum, in the words of the person it happens to.

Services raise these; the application turns them into a page, a fragment or JSON once, for all
routes. The message is shown as it is, so it is already in the reader's language.
"""


class ForumError(Exception):
    """A refusal that the reader can understand; `status` is its HTTP status."""

    status = 400

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Invalid(ForumError):
    """What was typed cannot be taken; `field` names the part of the form to look at."""

    status = 422


class NotAllowed(ForumError):
    """This member may not do this."""

    status = 403


class NotFound(ForumError):
    """There is no such thing, or it is not for this reader."""

    status = 404


class Conflict(ForumError):
    """Somebody else changed it in the meantime, or it was done already."""

    status = 409


class Unavailable(ForumError):
    """The forum cannot do this now (a full disk, a busy database); later it may."""

    status = 503
