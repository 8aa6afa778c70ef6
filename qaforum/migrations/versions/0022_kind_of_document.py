"""embeddings say of what kind their document is; resources are documents too

Revision ID: 0022
Revises: 0021
"""

import hashlib
import json

import sqlalchemy as sa
from alembic import op


revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

AS_IT_IS = {'table_kwargs': {'sqlite_autoincrement': True}}


def upgrade() -> None:
    with op.batch_alter_table('embedding', **AS_IT_IS) as batch_op:
        batch_op.drop_constraint('uq_embedding_document_id_encoder', type_='unique')
        batch_op.add_column(sa.Column('kind', sa.String(length=20), nullable=False, server_default='question'))
    op.execute("UPDATE embedding SET kind = 'practice', document_id = -document_id WHERE document_id < 0")
    with op.batch_alter_table('embedding', **AS_IT_IS) as batch_op:
        batch_op.alter_column('kind', existing_type=sa.String(length=20), existing_nullable=False, server_default=None)
        batch_op.create_unique_constraint(batch_op.f('uq_embedding_kind_document_id_encoder'), ['kind', 'document_id', 'encoder'])
    with op.batch_alter_table('resource') as batch_op:
        batch_op.add_column(sa.Column('content_hash', sa.String(length=32), nullable=False, server_default=''))
    _hash_resources()
    with op.batch_alter_table('resource') as batch_op:
        batch_op.alter_column('content_hash', existing_type=sa.String(length=32), existing_nullable=False, server_default=None)
        batch_op.create_index(batch_op.f('ix_resource_content_hash'), ['content_hash'])


def _hash_resources() -> None:
    """As the forum hashes documents: a resource without one would never be embedded."""
    connection = op.get_bind()
    tags = {}
    for resource_id, key in connection.execute(sa.text(
        'SELECT resource_id, tag.key FROM resource_tag JOIN tag ON tag.id = tag_id'
    )):
        tags.setdefault(resource_id, []).append(key)
    for id_, title, why in connection.execute(sa.text('SELECT id, title, why FROM resource')).all():
        content = json.dumps([title, why, sorted(tags.get(id_, [])), []], ensure_ascii=False)
        found = hashlib.blake2b(content.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()
        connection.execute(
            sa.text('UPDATE resource SET content_hash = :found WHERE id = :id_'),
            {'found': found, 'id_': id_},
        )


def downgrade() -> None:
    with op.batch_alter_table('resource') as batch_op:
        batch_op.drop_index(batch_op.f('ix_resource_content_hash'))
        batch_op.drop_column('content_hash')
    op.execute("DELETE FROM embedding WHERE kind NOT IN ('question', 'practice')")
    with op.batch_alter_table('embedding', **AS_IT_IS) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_embedding_kind_document_id_encoder'), type_='unique')
    op.execute("UPDATE embedding SET document_id = -document_id WHERE kind = 'practice'")
    with op.batch_alter_table('embedding', **AS_IT_IS) as batch_op:
        batch_op.drop_column('kind')
        batch_op.create_unique_constraint('uq_embedding_document_id_encoder', ['document_id', 'encoder'])
