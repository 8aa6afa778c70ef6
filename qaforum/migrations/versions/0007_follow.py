"""follow

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('follow',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('tag_id', sa.Integer(), nullable=True),
    sa.Column('followed_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('CASE WHEN question_id IS NULL THEN 0 ELSE 1 END + CASE WHEN tag_id IS NULL THEN 0 ELSE 1 END + CASE WHEN followed_id IS NULL THEN 0 ELSE 1 END = 1', name=op.f('ck_follow_one_thing')),
    sa.CheckConstraint('member_id <> followed_id', name=op.f('ck_follow_not_oneself')),
    sa.ForeignKeyConstraint(['followed_id'], ['member.id'], name=op.f('fk_follow_followed_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_follow_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_follow_question_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tag_id'], ['tag.id'], name=op.f('fk_follow_tag_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow')),
    sa.UniqueConstraint('member_id', 'followed_id', name='uq_follow_member'),
    sa.UniqueConstraint('member_id', 'question_id', name='uq_follow_question'),
    sa.UniqueConstraint('member_id', 'tag_id', name='uq_follow_tag')
    )
    with op.batch_alter_table('follow', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follow_followed_id'), ['followed_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_follow_question_id'), ['question_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_follow_tag_id'), ['tag_id'], unique=False)
    # Whoever asked or answered before there was following, and can log in, follows those questions
    op.execute("""
        INSERT INTO follow (member_id, question_id, created_at)
        SELECT member.id, part.question_id, MIN(part.created_at)
        FROM (
            SELECT author_id, id AS question_id, created_at FROM question
            UNION ALL
            SELECT author_id, question_id, created_at FROM answer
        ) AS part
        JOIN member ON member.id = part.author_id
        WHERE member.email IS NOT NULL
        GROUP BY member.id, part.question_id
    """)


def downgrade() -> None:
    with op.batch_alter_table('follow', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_follow_tag_id'))
        batch_op.drop_index(batch_op.f('ix_follow_question_id'))
        batch_op.drop_index(batch_op.f('ix_follow_followed_id'))

    op.drop_table('follow')
