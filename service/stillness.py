"""What stands still, in a sentence."""

from collections.abc import Sequence

from outbox.brakes import Brake
from service import words
from service.words import Language


def told(brakes: Sequence[Brake], language: Language) -> str:
    """Which channels are paused, or that none is."""
    if not brakes:
        return words.sentence("not_paused", language)
    channels = ", ".join(brake.channel for brake in brakes)
    return words.sentence("paused", language, channels=channels)
