"""practices, their use in other houses, attachments, and what is still valid

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

SOLVES = sa.text('accepted_at IS NOT NULL AND deleted_at IS NULL')
ONE_OF_THREE = (
    '(CASE WHEN question_id IS NULL THEN 0 ELSE 1 END)'
    ' + (CASE WHEN answer_id IS NULL THEN 0 ELSE 1 END)'
    ' + (CASE WHEN practice_id IS NULL THEN 0 ELSE 1 END) = 1'
)


def upgrade() -> None:
    op.create_table('practice',
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('excerpt', sa.String(length=300), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('method_html', sa.Text(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('details_html', sa.JSON(), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=True),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('content_hash', sa.String(length=32), nullable=False),
    sa.Column('validity', sa.String(length=12), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('house_count', sa.Integer(), nullable=False),
    sa.Column('worked_count', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('body_html', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('author_name', sa.String(length=120), nullable=True),
    sa.Column('community_owned', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('comment_count', sa.Integer(), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deleted_by_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=120), nullable=True),
    sa.Column('source_id', sa.Integer(), nullable=True),
    sa.Column('source_url', sa.String(length=500), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_practice_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['deleted_by_id'], ['member.id'], name=op.f('fk_practice_deleted_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_practice_institution_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_practice_question_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice')),
    sa.UniqueConstraint('source', 'source_id', name=op.f('uq_practice_source_source_id'))
    )
    with op.batch_alter_table('practice') as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_author_id'), ['author_id'], unique=False)
        batch_op.create_index('ix_practice_confirmed', ['confirmed_at', 'id'], unique=False, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_practice_content_hash'), ['content_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_practice_institution_id'), ['institution_id'], unique=False)
        batch_op.create_index('ix_practice_newest', ['created_at', 'id'], unique=False, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_practice_question_id'), ['question_id'], unique=False)
        batch_op.create_index('ix_practice_used', ['house_count', 'id'], unique=False, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))

    op.create_table('adaptation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=True),
    sa.Column('practice_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('institution_id', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('used_on', sa.Date(), nullable=False),
    sa.Column('changes', sa.Text(), nullable=False),
    sa.Column('changes_html', sa.Text(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('evidence_html', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('source', sa.String(length=120), nullable=True),
    sa.Column('source_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(answer_id IS NULL) <> (practice_id IS NULL)', name=op.f('ck_adaptation_one_thing')),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_adaptation_answer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_adaptation_institution_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_adaptation_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_adaptation_practice_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_adaptation')),
    sa.UniqueConstraint('source', 'source_id', name=op.f('uq_adaptation_source_source_id'))
    )
    with op.batch_alter_table('adaptation') as batch_op:
        batch_op.create_index('ix_adaptation_institution', ['institution_id', 'created_at'], unique=False)
        batch_op.create_index('ix_adaptation_member', ['member_id', 'created_at'], unique=False)
        batch_op.create_index('uq_adaptation_answer', ['answer_id', 'institution_id', 'used_on'], unique=True, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.create_index('uq_adaptation_practice', ['practice_id', 'institution_id', 'used_on'], unique=True, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))

    op.create_table('attachment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_attachment_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_attachment_practice_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment')),
    sa.UniqueConstraint('key', name=op.f('uq_attachment_key'))
    )
    with op.batch_alter_table('attachment') as batch_op:
        batch_op.create_index(batch_op.f('ix_attachment_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachment_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachment_practice_id'), ['practice_id'], unique=False)

    op.create_table('practice_answer',
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_practice_answer_answer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_practice_answer_practice_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('practice_id', 'answer_id', name=op.f('pk_practice_answer'))
    )
    with op.batch_alter_table('practice_answer') as batch_op:
        batch_op.create_index('ix_practice_answer_answer_id', ['answer_id', 'practice_id'], unique=False)

    op.create_table('practice_tag',
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('tag_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_practice_tag_practice_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tag_id'], ['tag.id'], name=op.f('fk_practice_tag_tag_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('practice_id', 'tag_id', name=op.f('pk_practice_tag'))
    )
    with op.batch_alter_table('practice_tag') as batch_op:
        batch_op.create_index('ix_practice_tag_tag_id', ['tag_id', 'practice_id'], unique=False)

    op.create_table('revalidation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=True),
    sa.Column('practice_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('asked', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verdict', sa.String(length=12), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(answer_id IS NULL) <> (practice_id IS NULL)', name=op.f('ck_revalidation_one_thing')),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_revalidation_answer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_revalidation_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_revalidation_practice_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_revalidation'))
    )
    with op.batch_alter_table('revalidation') as batch_op:
        batch_op.create_index('ix_revalidation_answer', ['answer_id', 'created_at'], unique=False)
        batch_op.create_index('ix_revalidation_member', ['member_id', 'created_at'], unique=False)
        batch_op.create_index('ix_revalidation_practice', ['practice_id', 'created_at'], unique=False)

    # Each a plain ALTER TABLE: SQLite would empty what hangs on a table that is made anew
    for column in (
        sa.Column('validity', sa.String(length=12), nullable=False, server_default='valid'),
        sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('house_count', sa.Integer(), nullable=False, server_default='0'),
        sa.Column('worked_count', sa.Integer(), nullable=False, server_default='0'),
    ):
        op.add_column('answer', column)
    op.execute("UPDATE answer SET confirmed_at = accepted_at")
    op.create_index('ix_answer_confirmed', 'answer', ['confirmed_at', 'id'], unique=False, sqlite_where=SOLVES, postgresql_where=SOLVES)
    if op.get_bind().dialect.name != 'sqlite':
        op.drop_constraint(op.f('ck_revision_one_post'), 'revision', type_='check')
    with op.batch_alter_table('revision') as batch_op:  # nothing hangs on it
        batch_op.add_column(sa.Column('practice_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('parts', sa.JSON(), nullable=True))
        batch_op.create_unique_constraint('uq_revision_practice_number', ['practice_id', 'number'])
        batch_op.create_foreign_key(batch_op.f('fk_revision_practice_id'), 'practice', ['practice_id'], ['id'], ondelete='CASCADE')
        batch_op.create_check_constraint('one_post', ONE_OF_THREE)
    with op.batch_alter_table('notification') as batch_op:  # nothing hangs on it either
        batch_op.create_foreign_key(batch_op.f('fk_notification_practice_id'), 'practice', ['practice_id'], ['id'], ondelete='CASCADE')
        batch_op.create_index(batch_op.f('ix_notification_practice_id'), ['practice_id'])


def downgrade() -> None:
    op.execute("DELETE FROM notification WHERE practice_id IS NOT NULL")
    with op.batch_alter_table('notification') as batch_op:
        batch_op.drop_index(batch_op.f('ix_notification_practice_id'))
        batch_op.drop_constraint(batch_op.f('fk_notification_practice_id'), type_='foreignkey')

    op.execute("DELETE FROM revision WHERE practice_id IS NOT NULL")
    if op.get_bind().dialect.name != 'sqlite':
        op.drop_constraint(op.f('ck_revision_one_post'), 'revision', type_='check')
    with op.batch_alter_table('revision') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_revision_practice_id'), type_='foreignkey')
        batch_op.drop_constraint('uq_revision_practice_number', type_='unique')
        batch_op.drop_column('parts')
        batch_op.drop_column('practice_id')
        batch_op.create_check_constraint('one_post', '(question_id IS NULL) <> (answer_id IS NULL)')

    op.drop_index('ix_answer_confirmed', 'answer')
    for column in ('worked_count', 'house_count', 'confirmed_at', 'validity'):
        op.drop_column('answer', column)
    for table in ('revalidation', 'practice_tag', 'practice_answer', 'attachment', 'adaptation', 'practice'):
        op.drop_table(table)
