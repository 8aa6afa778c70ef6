"""flags: members point moderators to a post

Revision ID: 0018
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op


revision = '0018'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('flag',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('answer_id', sa.Integer(), nullable=True),
    sa.Column('comment_id', sa.Integer(), nullable=True),
    sa.Column('practice_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('details', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handled_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('CASE WHEN question_id IS NULL THEN 0 ELSE 1 END + CASE WHEN answer_id IS NULL THEN 0 ELSE 1 END + CASE WHEN comment_id IS NULL THEN 0 ELSE 1 END + CASE WHEN practice_id IS NULL THEN 0 ELSE 1 END = 1', name=op.f('ck_flag_one_post')),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_flag_answer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_flag_comment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['handled_by_id'], ['member.id'], name=op.f('fk_flag_handled_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_flag_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_flag_practice_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_flag_question_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flag')),
    sa.UniqueConstraint('member_id', 'answer_id', name=op.f('uq_flag_member_id_answer_id')),
    sa.UniqueConstraint('member_id', 'comment_id', name=op.f('uq_flag_member_id_comment_id')),
    sa.UniqueConstraint('member_id', 'practice_id', name=op.f('uq_flag_member_id_practice_id')),
    sa.UniqueConstraint('member_id', 'question_id', name=op.f('uq_flag_member_id_question_id'))
    )
    with op.batch_alter_table('flag', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_flag_answer_id'), ['answer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_flag_comment_id'), ['comment_id'], unique=False)
        batch_op.create_index('ix_flag_open', ['created_at'], unique=False, sqlite_where=sa.text('handled_at IS NULL'), postgresql_where=sa.text('handled_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_flag_practice_id'), ['practice_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_flag_question_id'), ['question_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('flag', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_flag_question_id'))
        batch_op.drop_index(batch_op.f('ix_flag_practice_id'))
        batch_op.drop_index('ix_flag_open', sqlite_where=sa.text('handled_at IS NULL'), postgresql_where=sa.text('handled_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_flag_comment_id'))
        batch_op.drop_index(batch_op.f('ix_flag_answer_id'))

    op.drop_table('flag')
