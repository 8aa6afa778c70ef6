"""names without accents, to find members by

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from qaforum.markup import fold

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('member', sa.Column('folded', sa.String(length=500), server_default='', nullable=False))
    member = sa.table('member', *(sa.column(name) for name in ('id', 'name', 'function', 'folded')))
    connection = op.get_bind()
    rows = connection.execute(sa.select(member.c.id, member.c.name, member.c.function)).all()
    if rows:
        connection.execute(
            sa.update(member).where(member.c.id == sa.bindparam('key')).values(folded=sa.bindparam('words')),
            [{'key': row.id, 'words': fold(f'{row.name} {row.function}')[:500]} for row in rows],
        )


def downgrade() -> None:
    op.drop_column('member', 'folded')
