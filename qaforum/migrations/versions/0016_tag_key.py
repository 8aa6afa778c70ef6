"""tags known by their name without accents; two spellings of one become one tag

`qaforum doctor --repair` then writes the content hashes of what such tags are on.

Revision ID: 0016
Revises: 0015
"""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from qaforum.markup import fold

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

# Who has a tag, where
OWNERS = {
    'question_tag': 'question_id',
    'practice_tag': 'practice_id',
    'resource_tag': 'resource_id',
    'availability_tag': 'member_id',
    'follow': 'member_id',
}


def upgrade() -> None:
    op.add_column('tag', sa.Column('key', sa.String(length=60), server_default='', nullable=False))
    tag = sa.table('tag', *(sa.column(name) for name in (
        'id', 'name', 'key', 'question_count', 'description_en', 'description_fr',
    )))
    connection = op.get_bind()
    spellings = defaultdict(list)
    for row in connection.execute(sa.select(tag).order_by(tag.c.id)):
        spellings[fold(row.name)[:60] or row.name].append(row)
    for key, rows in spellings.items():
        # The spelling with accents says more
        kept, *others = sorted(rows, key=lambda row: (row.name == key, -row.question_count))
        for other in others:
            _merge(connection, tag, kept, other)
        connection.execute(sa.update(tag).where(tag.c.id == kept.id).values(key=key))
    op.create_index(op.f('ix_tag_key'), 'tag', ['key'], unique=True)


def _merge(connection: sa.Connection, tag: sa.TableClause, kept: sa.Row, other: sa.Row) -> None:
    """What has the tag `other` has `kept`, once."""
    for table, owner in OWNERS.items():
        has = sa.table(table, sa.column(owner), sa.column('tag_id'))
        there = sa.select(has.c[owner]).where(has.c.tag_id == kept.id, has.c[owner].is_not(None))
        of_other = has.c.tag_id == other.id
        connection.execute(sa.delete(has).where(of_other, has.c[owner].in_(there)))
        connection.execute(sa.update(has).where(of_other).values(tag_id=kept.id))
    connection.execute(sa.delete(tag).where(tag.c.id == other.id))
    asked = sa.table('question', sa.column('id'), sa.column('deleted_at'))
    has = sa.table('question_tag', sa.column('question_id'), sa.column('tag_id'))
    count = sa.select(sa.func.count()).select_from(has.join(asked, asked.c.id == has.c.question_id))
    count = count.where(has.c.tag_id == kept.id, asked.c.deleted_at.is_(None)).scalar_subquery()
    connection.execute(sa.update(tag).where(tag.c.id == kept.id).values(
        question_count=count,
        description_en=kept.description_en or other.description_en,
        description_fr=kept.description_fr or other.description_fr,
    ))


def downgrade() -> None:
    op.drop_index(op.f('ix_tag_key'), table_name='tag')
    op.drop_column('tag', 'key')
