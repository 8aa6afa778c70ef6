"""embeddings of documents: of practices too; events of practices

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

AS_IT_IS = {'table_kwargs': {'sqlite_autoincrement': True}}


def upgrade() -> None:
    with op.batch_alter_table('embedding', **AS_IT_IS) as batch_op:
        batch_op.drop_constraint('fk_embedding_question_id', type_='foreignkey')
        batch_op.drop_constraint('uq_embedding_question_id_encoder', type_='unique')
        batch_op.alter_column('question_id', new_column_name='document_id', existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False)
    with op.batch_alter_table('embedding', **AS_IT_IS) as batch_op:
        batch_op.create_unique_constraint(batch_op.f('uq_embedding_document_id_encoder'), ['document_id', 'encoder'])
    with op.batch_alter_table('event') as batch_op:
        batch_op.add_column(sa.Column('practice_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_event_practice_id'), 'practice', ['practice_id'], ['id'], ondelete='CASCADE')
        batch_op.create_index(batch_op.f('ix_event_practice_id'), ['practice_id'])


def downgrade() -> None:
    op.execute("DELETE FROM event WHERE practice_id IS NOT NULL")
    with op.batch_alter_table('event') as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_practice_id'))
        batch_op.drop_constraint(batch_op.f('fk_event_practice_id'), type_='foreignkey')
        batch_op.drop_column('practice_id')
    # What is no question's: practices', and those of questions that are gone
    op.execute("DELETE FROM embedding WHERE document_id NOT IN (SELECT id FROM question)")
    with op.batch_alter_table('embedding', **AS_IT_IS) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_embedding_document_id_encoder'), type_='unique')
        batch_op.alter_column('document_id', new_column_name='question_id', existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=False)
    with op.batch_alter_table('embedding', **AS_IT_IS) as batch_op:
        batch_op.create_unique_constraint('uq_embedding_question_id_encoder', ['question_id', 'encoder'])
        batch_op.create_foreign_key('fk_embedding_question_id', 'question', ['question_id'], ['id'], ondelete='CASCADE')
