"""Alembic inside a connection that the caller opened, locked and will commit."""

from alembic import context

from content.search_index import is_of_both_engines
from service.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
    compare_type=True,
    include_name=is_of_both_engines,
)
context.run_migrations()
