"""The application: configuration, extensions, pages, commands; nothing else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_security import Security
from werkzeug.middleware.proxy_fix import ProxyFix

from qaforum import api, config, indexing, logs, notifier, settings_check, web
from qaforum.extensions import babel, compress, csrf, db, limiter, mail, migrate, openapi
from qaforum.services.people.accounts import AccountMails, accounts
from qaforum.web.core import access, language, limits
from qaforum.web.people.account_forms import ForgotForm, RegisterForm

HERE = Path(__file__).resolve().parent
# Beside the package in a checkout, in it where the forum was installed
TEMPLATES = next(
    folder for folder in (HERE / "templates", HERE.parent / "templates") if folder.is_dir()
)


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The forum, ready to answer; the index is not started (`indexing.start`).

    `settings` go over the environment, which goes over the defaults. `INSTANCE` names the folder
    of the forum's own data.
    """
    settings = settings or {}
    instance = Path(settings.get("INSTANCE") or config.instance_folder()).resolve()
    app = Flask(__name__, template_folder=str(TEMPLATES), instance_path=str(instance))
    _configure(app, instance, settings)
    logs.configure()
    db.init_app(app)
    migrate.init_app(app, db, directory=str(HERE / "migrations"), render_as_batch=True)
    babel.init_app(
        app,
        default_translation_directories=str(HERE / "translations"),
        locale_selector=language.selected,
    )
    csrf.init_app(app)
    limiter.init_app(app)
    Security(
        app,
        accounts,
        mail_util_cls=AccountMails,
        register_form=RegisterForm,
        forgot_password_form=ForgotForm,
    )
    openapi.init_app(app)
    compress.init_app(app)
    mail.init_app(app)
    indexing.init_app(app)
    notifier.init_app(app)
    web.init_app(app)
    api.init_app(app, openapi)
    app.context_processor(access.context)
    _limit(app)
    if app.config["PROXIES"]:
        hops = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, instance: Path, settings: Mapping[str, Any]) -> None:
    app.config.from_mapping(config.base_settings())
    app.config.from_prefixed_env(config.PREFIX)
    app.config.from_mapping(settings)
    app.config.pop("INSTANCE", None)  # it has one name: app.instance_path
    url = config.database_url(instance, app.config["DATABASE_URL"])
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    settings_check.check(app.config)
    settings_check.check_driver(url)
    given = app.config["SQLALCHEMY_ENGINE_OPTIONS"]
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {**config.engine_options(url), **given}
    app.config["SECRET_KEY"], app.config["SECURITY_PASSWORD_SALT"] = config.secrets_of(instance)
    # Nobody can be sent a new password without mail
    app.config["SECURITY_RECOVERABLE"] = bool(app.config["MAIL_SERVER"])
    app.config["MAIL_PASSWORD"] = str(app.config["MAIL_PASSWORD"])
    app.config["API_TITLE"] = app.config["SITE_NAME"]
    app.config["REMEMBER_COOKIE_SECURE"] = app.config["SESSION_COOKIE_SECURE"]


def _limit(app: Flask) -> None:
    """Routes that know nothing of `web` get the limits that its routes have."""
    views: dict[str, Any] = app.view_functions
    for endpoint, limit in (
        ("security.login", limits.asking_password),
        ("security.change_password", limits.asking_password),
        ("security.verify", limits.asking_password),
        ("security.register", limits.registering),
        ("security.forgot_password", limits.registering),
        ("similar.Similar", limits.suggesting),
    ):
        if endpoint in views:
            views[endpoint] = limit(views[endpoint])
