"""Who is asking: the acting member, and what a template may offer them."""

from collections.abc import Callable
from typing import Any

from flask import current_app, g
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from qaforum import policies
from qaforum.extensions import db
from qaforum.models import Member


def acting() -> Member | None:
    """The member who is logged in, or None for a guest."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def member() -> Member:
    """The member who is logged in; for routes that only members reach."""
    found = acting()
    assert found is not None, "the route needs @login_required"
    return found


def recover() -> None:
    """After a failure: where the database cannot say any more who is asking, the rest of the
    answer is for a guest, so that it can be given at all."""
    try:
        db.session.rollback()
        found = acting()
        if found is not None:
            db.session.refresh(found)
    except SQLAlchemyError:
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


class Permissions:
    """The policies, bound to whoever is asking: `may.edit(answer)`, `may.moderate()`."""

    def __getattr__(self, act: str) -> Callable[..., bool]:
        policy: Callable[..., bool] = getattr(policies, f"can_{act}")
        return lambda *things: policy(acting(), *things)


def context() -> dict[str, Any]:
    return {"may": Permissions()}
