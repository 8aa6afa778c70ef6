"""Of which version a database's tables are, and how they become those of this program."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Engine


def version_of(engine: Engine) -> str | None:
    """The migration that the tables were last brought to; None where there are no tables."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The migration that this program's tables are at."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def is_known(revision: str | None) -> bool:
    """Whether this program can bring tables of that migration to its own."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return revision in {script.revision for script in scripts}


def upgrade(engine: Engine) -> None:
    """Brings the tables to this program's version, whichever database they are in, and makes them
    where there are none."""
    config = _config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    config: Config = current_app.extensions["migrate"].migrate.get_config()
    return config
