"""PostgreSQL and Valkey for a machine that has neither: for trying out, developing and testing."""

from db.embedded.postgres import EmbeddedPostgres
from db.embedded.process import Broken
from db.embedded.valkey import EmbeddedValkey

__all__ = ["Broken", "EmbeddedPostgres", "EmbeddedValkey"]
