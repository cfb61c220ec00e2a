"""The tables of the outbox; the other modules here hold the statements."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

from outbox.parcel import ParcelState
from storage.columns import RowNumber, UtcDateTime, metadata

messages = Table(
    "messages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("ladder", String(16), nullable=False),  # which retry table rules it
    Column("body", LargeBinary, nullable=False),  # the same for all destinations
    # What it speaks of; NULL where it does not apply.
    Column("article", ForeignKey("articles.id")),
    Column("version", Integer),
    Column("event", Integer),
    Column("edition", ForeignKey("editions.id")),
    Column("revision", Integer),
    Column("expires", UtcDateTime),  # NULL: worth sending for ever
    Column("created", UtcDateTime, nullable=False),
    Index("ix_messages_edition", "edition"),
    Index("ix_messages_article", "article"),
)

parcels = Table(
    "parcels",
    metadata,
    Column("id", String(32), primary_key=True),  # also webhook-id and Message-ID
    Column("message", ForeignKey("messages.id"), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("destination", Text, nullable=False),  # an id, never an address
    Column("article", String(36)),  # copied from the message, for the lane's order
    Column("version", Integer),
    Column("priority", Integer, nullable=False),  # 0 goes first
    # Where it stands.
    Column("state", String(16), nullable=False),
    Column("reason", Text),  # why it was cancelled, refused or deferred
    Column("attempts", Integer, nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("lease", String(32)),  # NULL unless a dispatcher holds it
    Column("leased_until", UtcDateTime),
    # How it ended; NULL until then.
    Column("transport", Text),
    Column("finished", UtcDateTime),
    UniqueConstraint("message", "destination"),
)

# Written out, not bound: a partial index serves only a statement that says so itself.
is_waiting = parcels.c.state == literal_column(f"'{ParcelState.WAITING}'")
is_sending = parcels.c.state == literal_column(f"'{ParcelState.SENDING}'")

# Mail: the next due parcels of the channel.
Index(
    "ix_parcels_due",
    parcels.c.channel,
    parcels.c.priority,
    parcels.c.due,
    parcels.c.id,
    sqlite_where=is_waiting,
    postgresql_where=is_waiting,
)
# Posts: the first parcel of a lane.
Index(
    "ix_parcels_lane",
    parcels.c.channel,
    parcels.c.destination,
    parcels.c.priority,
    parcels.c.due,
    sqlite_where=is_waiting,
    postgresql_where=is_waiting,
)
# What did a dead dispatcher hold?
Index(
    "ix_parcels_leased",
    parcels.c.leased_until,
    sqlite_where=is_sending,
    postgresql_where=is_sending,
)
# The sums of the ledger, and who got an article.
Index("ix_parcels_state", parcels.c.channel, parcels.c.state)
Index("ix_parcels_article", parcels.c.article, parcels.c.channel, parcels.c.state)

attempts = Table(
    "attempts",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("parcel", ForeignKey("parcels.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("kind", String(16), nullable=False),  # class of the failure; empty if none
    Column("code", Integer),  # NULL: there was no answer
    Column("text", Text, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Index("ix_attempts_parcel", "parcel"),
)

# Who has which version; never pruned, for a kill must find them (decisions A4).
holdings = Table(
    "holdings",
    metadata,
    Column("destination", Text, primary_key=True),
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("received", UtcDateTime, nullable=False),
    Column("page_url", Text),  # NULL: the partner has not said
    Index("ix_holdings_article", "article"),  # who must hear of a kill?
)

# One row for each destination of posts: its turn, its rate and its breaker.
lanes = Table(
    "lanes",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("destination", Text, primary_key=True),
    Column("due", UtcDateTime),  # of its next parcel; NULL: nothing waits
    Column("urgent", UtcDateTime),  # of its next kill, which passes the breaker
    Column("parked_until", UtcDateTime),  # NULL: it answered last time
    Column("failures", Integer, nullable=False),  # in a row
    Column("lease", String(32)),  # NULL unless a dispatcher holds it
    Column("leased_until", UtcDateTime),
    Index("ix_lanes_due", "channel", "due"),
    Index("ix_lanes_lease", "lease"),
)

# The emergency brake: a row for each channel on which nothing goes out (decisions D5).
brakes = Table(
    "brakes",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("why", String(16), nullable=False),  # a person, a backup, a recovery
)
