"""Run revisions on the connection the book hands over; its transaction is the book's own."""

from __future__ import annotations

from alembic import context

from noticegen.book.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
