"""An institution is called so: house_count becomes institution_count

Revision ID: 0021
Revises: 0020
"""
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade():
    for table in ('answer', 'practice'):
        op.execute(f'ALTER TABLE {table} RENAME COLUMN house_count TO institution_count')


def downgrade():
    for table in ('answer', 'practice'):
        op.execute(f'ALTER TABLE {table} RENAME COLUMN institution_count TO house_count')
