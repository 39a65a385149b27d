"""How Alembic reaches the database: always over the connection that feedback/schema.py hands it."""

from __future__ import annotations

from alembic import context

from feedback.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
