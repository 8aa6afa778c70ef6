"""the sentences of solutions are embedded beforehand

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'sentence_embedding',
        sa.Column('embedding_id', sa.Integer(), nullable=False),
        sa.Column('vectors', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['embedding_id'], ['embedding.id'], name=op.f('fk_sentence_embedding_embedding_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('embedding_id', name=op.f('pk_sentence_embedding')),
    )


def downgrade() -> None:
    op.drop_table('sentence_embedding')
