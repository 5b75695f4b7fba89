"""Ids that sort by when they were made."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): made here, so that the schema needs no PostgreSQL newer than 15."""
    return uuid_utils.compat.uuid7()
