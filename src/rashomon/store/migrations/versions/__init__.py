"""One module a step, in the form that Alembic asks for."""
