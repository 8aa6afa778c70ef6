"""How often one may do something; the numbers are settings."""

from collections.abc import Callable
from typing import Any

from flask import current_app, request
from flask_limiter.util import get_remote_address
from flask_login import current_user

from qaforum.extensions import limiter


def _setting(name: str) -> Callable[[], str]:
    return lambda: str(current_app.config[name])


posting = limiter.shared_limit(_setting("LIMIT_POST"), scope="post", methods=["POST"])
suggesting = limiter.shared_limit(_setting("LIMIT_SUGGEST"), scope="suggest")
_by_account = limiter.shared_limit(
    _setting("LIMIT_LOGIN"), scope="password", key_func=lambda: _account(), methods=["POST"]
)
_by_address = limiter.shared_limit(
    _setting("LIMIT_LOGIN"),
    scope="login",
    key_func=lambda: get_remote_address() or "unknown",
    methods=["POST"],
)
registering = limiter.shared_limit(_setting("LIMIT_REGISTER"), scope="register", methods=["POST"])


def asking_password(view: Callable[..., Any]) -> Callable[..., Any]:
    """For every form that asks for a password: attempts count for the account, wherever they come
    from, and for the address, whichever accounts it tries."""
    limited: Callable[..., Any] = _by_address(_by_account(view))
    return limited


def _account() -> str:
    if current_user and current_user.is_authenticated:
        return f"member:{current_user.id}"
    typed = (request.get_json(silent=True) or {}) if request.is_json else request.form
    return f"typed:{str(typed.get('email', '')).strip().casefold()[:320]}"
