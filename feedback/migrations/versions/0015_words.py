"""Words of cases are found by an index of three-letter pieces (PostgreSQL)"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """pg_trgm comes with PostgreSQL; who owns the database may switch it on."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute('CREATE INDEX ix_case_search_text ON "case" USING gin (search_text gin_trgm_ops)')


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_case_search_text")
        op.execute("DROP EXTENSION pg_trgm")
