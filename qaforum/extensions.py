"""The Flask extensions, made once and bound to an application by `create_app`."""

from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_mailman import Mail
from flask_migrate import Migrate
from flask_smorest import Api
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from qaforum import connections as connections  # each is prepared as it is opened


class Base(DeclarativeBase):
    # Named constraints, so that a migration can drop or alter each on every database
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _who() -> str:
    """Limits count a member wherever they are, and a guest by address."""
    if current_user and current_user.is_authenticated:
        return f"member:{current_user.id}"
    return get_remote_address() or "unknown"


db = SQLAlchemy(model_class=Base)
migrate = Migrate()
csrf = CSRFProtect()
babel = Babel()
limiter = Limiter(key_func=_who)
openapi = Api()
compress = Compress()
mail = Mail()
