"""How often one may do something; the numbers are settings."""

from collections.abc import Callable

from flask import current_app

from qaforum.extensions import limiter


def _setting(name: str) -> Callable[[], str]:
    return lambda: str(current_app.config[name])


posting = limiter.shared_limit(_setting("LIMIT_POST"), scope="post", methods=["POST"])
suggesting = limiter.shared_limit(_setting("LIMIT_SUGGEST"), scope="suggest")
login = limiter.shared_limit(_setting("LIMIT_LOGIN"), scope="login", methods=["POST"])
registering = limiter.shared_limit(_setting("LIMIT_REGISTER"), scope="register", methods=["POST"])
