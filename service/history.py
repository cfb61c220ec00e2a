"""Where the revisions of the database are."""

from pathlib import Path

SCRIPTS = Path(__file__).parent / "migrations"
