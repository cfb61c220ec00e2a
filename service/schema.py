"""Every table there is: importing their modules puts them into one MetaData."""

import audience.partners
import audience.subscribers
import audience.users
import content.archive
import content.filing
import content.imprint
import content.journal
import content.media
import content.moves
import content.search_index
import content.translations
import digests.editions
import digests.newsletters
import feeds.store
import jobs.runs
import outbox.tables
from storage.columns import metadata

__all__ = ["MODULES", "metadata"]

MODULES = (
    audience.partners,
    audience.subscribers,
    audience.users,
    content.archive,
    content.filing,
    content.imprint,
    content.journal,
    content.media,
    content.moves,
    content.search_index,
    content.translations,
    digests.editions,
    digests.newsletters,
    feeds.store,
    jobs.runs,
    outbox.tables,
)
