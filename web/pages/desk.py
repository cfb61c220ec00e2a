"""The desk: what has come out today, what waits, and where every article stands."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from content.article import Article, State
from content.slugs import article_path
from content.tally import Tally
from web import forms
from web.answers import page
from web.press import Frame, Press

LISTED = 30
_WAITING = (State.NEEDS_TITLE, State.NEEDS_DECISION, State.DRAFT)
# The dot of each state: its form says what its colour repeats (look.md §10).
_DOTS = {
    State.USABLE: "done",
    State.WITHHELD: "part",
    State.CANCELED: "fail",
    State.SCHEDULED: "plan",
    State.NEEDS_TITLE: "plan",
    State.NEEDS_DECISION: "plan",
}


@dataclass(frozen=True, slots=True)
class Line:
    """An article in the desk's list."""

    article: Article
    dot: str
    path: str  # empty: no reader may see it

    @property
    def state(self) -> str:
        """The name of its state's word."""
        return f"state_{self.article.state}"


async def today(press: Press, request: Request) -> Response:
    """The day in a sentence, and the articles."""
    frame = await press.frame(request)
    now = press.site.now()
    day = await press.site.day(frame.midnight(now), LISTED)
    drawn = press.draw(
        "today.html",
        frame,
        user=request.state.user,
        csrf=forms.token_for(request.state.session),
        now=now,
        said=told(day.tally, frame),
        waiting=day.tally.count(*_WAITING),
        lines=[_line(article) for article in day.articles],
    )
    return page(drawn)


def told(tally: Tally, frame: Frame) -> list[str]:
    """The day in sentences, each with its number."""
    words = frame.words
    said = [words.plural("came_out", tally.fresh)]
    waiting, planned = tally.count(*_WAITING), tally.count(State.SCHEDULED)
    if waiting:
        said.append(words.plural("waits", waiting))
    if planned:
        said.append(words.plural("planned", planned))
    return said


def _line(article: Article) -> Line:
    public = article.state in (State.USABLE, State.WITHHELD, State.CANCELED)
    path = article_path(article) if public and article.version else ""
    return Line(article, _DOTS.get(article.state, "wait"), path)
