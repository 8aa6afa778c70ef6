"""Every setting of the forum, with its default.

Each can be set from the environment as `QAFORUM_<NAME>`; values are read as JSON where they are
JSON and as text otherwise. `docs/settings.md` explains them to administrators.
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

PREFIX = "QAFORUM"

DEFAULTS: dict[str, Any] = {
    # The forum and where it listens
    "SITE_NAME": "qaforum",
    "SITE_URL": "",
    "LANGUAGES": ["en", "fr"],
    "HOST": "127.0.0.1",
    "PORT": 5000,
    "WORKERS": 1,
    "THREADS": 8,
    "DATABASE_URL": "",
    # Search
    "ENCODER": "default",
    "INDEXER": True,
    "INDEXER_POLL_SECONDS": 0.25,
    "SNAPSHOT_CHANGES": 2000,
    "MAP": True,
    # Mail: none is sent without a server
    "MAIL_SERVER": "",
    "MAIL_PORT": 25,
    "MAIL_USE_TLS": False,
    "MAIL_USE_SSL": False,
    "MAIL_USERNAME": "",
    "MAIL_PASSWORD": "",
    "MAIL_DEFAULT_SENDER": "",
    "MAIL_TIMEOUT": 60,
    "NOTIFIER": True,
    "NOTIFIER_POLL_SECONDS": 2,
    "DIGEST_HOUR": 7,
    "TIMEZONE": "UTC",
    # What a post may be
    "TITLE_MIN": 10,
    "TITLE_MAX": 200,
    "BODY_MAX": 30_000,
    "LINE_BREAKS": True,
    "COMMENT_MAX": 1_200,
    "TAGS_MAX": 5,
    # Files on practices
    "ATTACHMENTS_MAX": 8,
    "ATTACHMENT_MAX_MB": 10,
    "ATTACHMENT_TYPES": [
        *("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp"),
        *("jpg", "jpeg", "png", "gif", "webp", "txt", "csv", "md"),
    ],
    "ATTACHMENT_KEEP_DAYS": 30,
    # After how many months without use or confirmation a solution is asked about
    "REVALIDATE_MONTHS": 12,
    # Rate limits, per member or, for guests, per address
    "LIMIT_LOGIN": "10 per minute",
    "LIMIT_REGISTER": "5 per minute",
    "LIMIT_POST": "20 per minute",
    "LIMIT_SUGGEST": "120 per minute",
    "RATELIMIT_STORAGE_URI": "memory://",
    "RATELIMIT_ENABLED": True,
    # Behind a proxy that ends TLS: how many proxies to trust, and cookies over https only
    "PROXIES": 0,
    "SESSION_COOKIE_SECURE": False,
}

_WRONG = ("Authentication failed - identity or password/passcode invalid", "error")

_FIXED: dict[str, Any] = {
    "SQLALCHEMY_ENGINE_OPTIONS": {},
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "REMEMBER_COOKIE_HTTPONLY": True,
    "REMEMBER_COOKIE_SAMESITE": "Lax",
    # A token lives as long as its session: a question written over a long afternoon still posts
    "WTF_CSRF_TIME_LIMIT": None,
    # Above BODY_MAX so that an over-long text comes back with a clear answer instead of being cut
    "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 8 * 1024 * 1024,
    "TEMPLATES_AUTO_RELOAD": False,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_LENGTH_MIN": 8,
    "SECURITY_REGISTERABLE": True,
    "SECURITY_USE_REGISTER_V2": True,
    "SECURITY_SEND_REGISTER_EMAIL": False,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_RESET_PASSWORD_WITHIN": timedelta(days=2),
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_URL_PREFIX": "/account",
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_POST_REGISTER_VIEW": "/welcome",
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "SECURITY_RETURN_GENERIC_RESPONSES": False,
    # Whether the address or the password is wrong is nobody else's business
    "SECURITY_MSG_USER_DOES_NOT_EXIST": _WRONG,
    "SECURITY_MSG_INVALID_PASSWORD": _WRONG,
    # Its own texts, and over them what we say in other words
    "SECURITY_I18N_DIRNAME": ["builtin", str(Path(__file__).resolve().parent / "translations")],
    "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
    # Styles and scripts alone: a page that holds a token and what somebody typed is not compressed,
    # since over https its length would tell about the token (BREACH)
    "COMPRESS_MIMETYPES": ["text/css", "text/javascript", "image/svg+xml"],
    "COMPRESS_ALGORITHM": ["gzip"],
    "COMPRESS_ALGORITHM_STREAMING": ["gzip"],
    "COMPRESS_STREAMS": True,
    "API_TITLE": "qaforum",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api",
    "OPENAPI_JSON_PATH": "openapi.json",
    "BABEL_DEFAULT_LOCALE": "en",
    "BABEL_DEFAULT_TIMEZONE": "UTC",
}


def instance_folder() -> Path:
    """The folder of this forum's own data: `QAFORUM_INSTANCE`, or `instance/` beside the code."""
    default = Path(__file__).resolve().parent.parent / "instance"
    return Path(os.environ.get(f"{PREFIX}_INSTANCE", default)).resolve()


def secrets_file(instance: Path) -> Path:
    """Where `qaforum init` keeps what signs sessions and salts passwords."""
    return instance / "secrets"


def make_secrets(instance: Path) -> bool:
    """Makes the secrets unless they are there; says whether it made them. Readable by us alone."""
    file = secrets_file(instance)
    instance.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as opened:
        opened.write(f"{secrets.token_urlsafe(48)}\n{secrets.token_urlsafe(24)}\n")
    return True


def secrets_of(instance: Path) -> tuple[str, str]:
    """(secret key, password salt). Before `qaforum init`: made up for this process alone, so that
    commands run, while sessions do not outlive it."""
    try:
        key, salt = secrets_file(instance).read_text().split()
    except (FileNotFoundError, NotADirectoryError):
        return secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    return key, salt


def embedded_database(instance: Path) -> Path:
    """The file that is the database where no other is configured."""
    return instance / "qaforum.sqlite3"


def database_url(instance: Path, configured: str) -> str:
    """The configured database, or the embedded one in the instance folder."""
    return configured or f"sqlite:///{embedded_database(instance)}"


def engine_options(url: str) -> dict[str, Any]:
    """A server's connections may have gone since they were last used: it was restarted."""
    return {} if url.startswith("sqlite") else {"pool_pre_ping": True}


def base_settings() -> dict[str, Any]:
    """Defaults and what is not meant to be set, before the environment is read."""
    return {**_FIXED, **DEFAULTS}
