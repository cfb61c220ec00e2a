"""A house of one hand-written publisher, for tests of the pages."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
from markupsafe import Markup

from audience.users import Link, User
from content.article import Article, Author, Block, Kind, Note, State
from content.filing import Drawer, names_in, rows_of
from content.publisher import Publisher
from content.search import Hit, Results
from content.shelves import Shelf
from content.tally import Tally
from feeds.feed import FORMATS, Feed, Format
from web.app import build
from web.metrics import Family, Sample
from web.site import Day, FeedContent, Readiness, Shelved, Site

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
URL = "https://mena.example"

PUBLISHER = Publisher(
    name="مركز أبحاث مينا",
    notice="جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا.",
    language="ar",
    zone="Asia/Amman",
    name_latin="MENA Research Center",
    notice_latin="All rights reserved by the MENA Research Center.",
)


def paragraph(text: str) -> Block:
    return Block(Kind.PARAGRAPH, text)


def heading(text: str) -> Block:
    return Block(Kind.HEADING, text)


ROOFS = Article(
    id="0f3c9a5e-1b7d-4e52-9a44-0c1d6f2b8e10",
    state=State.USABLE,
    version=2,
    title="حدائق الأسطح: كيف تزرع المدن الحارّة ظلّها؟",
    authors=(Author("ليلى حدّاد"),),
    topics=("عمران ومناخ", "ماء وغذاء"),
    published=datetime(2026, 11, 22, 7, 0, tzinfo=UTC),
    updated=datetime(2026, 11, 23, 7, 0, tzinfo=UTC),
    notes=(
        Note(
            "correction",
            datetime(2026, 11, 23, 7, 0, tzinfo=UTC),
            "ذكرت النسخة الأولى أنّ مساحة السطح 120 مترًا مربّعًا، والصحيح 210 أمتار مربّعة.",
        ),
    ),
    blocks=(
        paragraph(
            "على سطح بناية من ستّ طبقات في عمّان، صار خزّانٌ قديم حوضًا للزعتر، وصار حبل "
            "الغسيل عريشة. تجربة صغيرة تقول إنّ الظلّ يُزرع كما تُزرع الخضرة."
        ),
        paragraph(
            "في السادسة صباحًا، قبل أن يشتدّ الحرّ، تصعد سلمى الدرج حاملةً إبريقًا لا تحتاج "
            "إليه. فالأحواض تُسقى وحدها: قطرةٌ كلّ بضع ثوانٍ، من أنابيب رفيعة تمتدّ بين التراب "
            "والقشّ. وهو اليوم 210 أمتار مربّعة من الأوراق، يجلس الجيران تحتها عند الغروب."
        ),
        heading("ظلٌّ يُقاس بالدرجات"),
        paragraph(
            "وضع طلّاب هندسة ميزانَي حرارة على سطحين متجاورين: سطحٍ من البلاط المكشوف، وسطحٍ "
            "يغطّيه 12 سنتيمترًا من التراب وطبقة من النعناع والحبق. وبقي السطح المزروع أبرد "
            "منه بنحو 18 درجة في الساعة نفسها."
        ),
        Block(
            Kind.QUOTE,
            "«كنّا نصعد إلى السطح لنصلح شيئًا تعطّل. صرنا نصعد لأنّ شيئًا ينمو.»",
        ),
        heading("ماءٌ أقلّ ممّا نظنّ"),
        paragraph(
            "يوصل نظام الريّ بالتنقيط، أو drip irrigation، إلى الجذر ما يحتاج إليه. ومع حسّاس "
            "رطوبة من طراز SM-2 وصمّام من طراز “فالف Vx-35”، لا يزيد ما يشربه السطح كلّه على "
            "90 لترًا في اليوم، وكلفته <50$ & أقلّ."
        ),
        paragraph("وثلاثة أشياء تُسأل قبل أوّل حوض:"),
        Block(Kind.ITEM, "كم يحتمل السقف؟ يُحسب التراب مبلّلًا لا جافًّا."),
        Block(Kind.ITEM, "طبقةٌ مانعة للجذور تحت الأحواض، ومنفذٌ مفتوح للصرف."),
        Block(Kind.ITEM, "Wind takes what is not tied down.", "en", "ltr"),
        Block(Kind.NUMBERED, "حوضٌ أوّل على أقوى جدار."),
        Block(Kind.NUMBERED, "ثمّ حوضان إلى جانبه."),
        paragraph("وكتبت زائرة في دفتر السطح، بالإنكليزيّة:"),
        Block(
            Kind.QUOTE,
            "“A roof is the only street nobody drives on. It took us forty years to "
            "notice (and one summer to plant it).”",
            "en",
            "ltr",
        ),
        heading("من يملك السطح؟"),
        paragraph(
            "أصعب ما في الأمر ليس التراب ولا الماء، بل الاتّفاق. فالسطح ملكٌ مشترك، ولكلّ جار "
            "فيه حصّة ورأي. ومنذ ذلك اليوم لم يُغلق باب السطح."
        ),
        paragraph(
            "قد لا تغيّر بضعة أحواض مناخ مدينة. غير أنّ المدن تتغيّر هكذا: سطحًا بعد سطح، "
            "وجارًا بعد جار، إلى أن يصير الظلّ عادة."
        ),
    ),
)

ENGLISH = Article(
    id="7b21c40d-55aa-4c0e-8f6e-3d2b1a0f9e77",
    state=State.USABLE,
    version=1,
    language="en",
    direction="ltr",
    title="Roof gardens: how hot cities grow their own shade",
    authors=(Author("Layla Haddad"), Author("Omar Saleh")),
    topics=("Cities and climate",),
    published=datetime(2026, 11, 21, 7, 0, tzinfo=UTC),
    updated=datetime(2026, 11, 21, 7, 0, tzinfo=UTC),
    notes=(
        Note("restored", datetime(2026, 11, 24, 7, 0, tzinfo=UTC), "The figure holds."),
    ),
    blocks=tuple(
        Block(kind, text, "en", "ltr")
        for kind, text in (
            (
                Kind.PARAGRAPH,
                (
                    "On top of a six-storey building in Amman an old water tank has become a "
                    "bed of thyme, and the washing line an arbour."
                ),
            ),
            (
                Kind.PARAGRAPH,
                (
                    "At six in the morning, before the heat sets in, Salma climbs the stairs "
                    "with a watering can she does not need. The beds water themselves: one "
                    "drop every few seconds, from thin pipes laid between soil and straw."
                ),
            ),
            (Kind.HEADING, "Shade, measured in degrees"),
            (
                Kind.PARAGRAPH,
                (
                    "Drip irrigation, الريّ بالتنقيط, brings the root what it needs and wets "
                    "nothing round it, for 90 litres a day."
                ),
            ),
            (
                Kind.QUOTE,
                (
                    "“We used to go up to mend something that had broken. Now we go up "
                    "because something is growing.”"
                ),
            ),
            (Kind.HEADING, "Who owns the roof?"),
            (
                Kind.PARAGRAPH,
                (
                    "The roof is held in common; every neighbour has a share in it, and an "
                    "opinion. The door to the roof has not been locked since."
                ),
            ),
        )
    ),
)


def short(key: str, title: str, day: int, topic: str, author: str) -> Article:
    return Article(
        id=f"{key}-1b7d-4e52-9a44-0c1d6f2b8e10",
        state=State.USABLE,
        version=1,
        title=title,
        topics=(topic,) if topic else (),
        authors=(Author(author),) if author else (),
        published=datetime(2026, 11, day, 7, 0, tzinfo=UTC),
        blocks=(
            paragraph(
                "تفتح السيّدة الصندوق الخشبيّ كلّ صباح، وتقلّب الورق بطرف عودٍ رفيع كي لا "
                "تلمسه يد. صورةٌ واحدة كلّ أربع دقائق، وثلاثمئة صفحة في الشهر."
            ),
        ),
    )


MANUSCRIPT = short(
    "a1b2c3d4",
    "رحلة المخطوطة: من الرفّ الخشبيّ إلى الصورة الرقميّة",
    19,
    "تراث رقميّ",
    "سامر النجّار",
)
BUSES = short("b1b2c3d4", "خطوط الحافلات الكهربائيّة: أرقام السنة الأولى", 18, "نقل", "")
WELL = short(
    "c1b2c3d4",
    "بين النهر والبئر: كيف أعادت ثلاث قرى جبليّة رسم خريطة الماء بدفتر مدرسيّ، وخيط مبلّل، "
    "وذاكرة امرأة في التسعين",
    9,
    "",
    "هدى المصري",
)
ALL = (ROOFS, ENGLISH, MANUSCRIPT, BUSES, WELL)
ADMIN = User("1", "ليلى حدّاد", None, "admin", NOW)


def _text(article: Article) -> str:
    return "\n".join([article.title or "", *(b.text for b in article.blocks)])


@dataclass(frozen=True)
class FakeEdition:
    html: str
    language: str = "ar"


@dataclass(frozen=True)
class FakeLink:
    address: str = "sami@example.org"
    newsletter_title: str = "نشرة الثلاثاء"
    language: str = "ar"
    already_left: bool = False


@dataclass(frozen=True)
class FakeMedium:
    type: str
    data: bytes


@dataclass
class House:
    """What the fake site holds; tests change it before they ask."""

    publisher: Publisher = PUBLISHER
    articles: Sequence[Article] = ALL
    feed: Feed | None = field(
        default_factory=lambda: Feed("all", 7, datetime(2026, 11, 23, 7, 0, tzinfo=UTC))
    )
    editions: dict[tuple[str, str], FakeEdition] = field(default_factory=dict)
    links: dict[str, FakeLink] = field(default_factory=dict)
    readiness: Readiness = field(
        default_factory=lambda: Readiness(
            ready=True, database=True, migrated=True, dispatching=True, paused=False
        )
    )
    media: dict[str, FakeMedium] = field(default_factory=dict)
    moved: dict[str, Article] = field(default_factory=dict)  # by path and query
    public_url: str = URL
    fonts: Path | None = None
    now: datetime = NOW
    left: list[str] = field(default_factory=list)
    sign_in_links: dict[str, Link] = field(default_factory=dict)
    sessions: dict[str, User] = field(default_factory=dict)
    entries_read: int = 0
    metrics_token: str | None = None
    before_content: Callable[[], None] = lambda: None

    async def read_publisher(self) -> Publisher:
        return self.publisher

    async def read_article(self, name: str) -> Article | None:
        return next((a for a in self.articles if name in (a.id, a.key)), None)

    async def read_latest(self, limit: int) -> list[Article]:
        usable = [a for a in self.articles if a.state is State.USABLE]
        return usable[:limit]

    async def read_tally(self, since: datetime) -> Tally:
        states = Counter(article.state for article in self.articles)
        usable = await self.read_latest(len(self.articles))
        fresh = [a for a in usable if a.published and a.published >= since]
        return Tally(states, len(fresh))

    async def read_shelves(self, drawer: Drawer) -> list[Shelf]:
        found: dict[str, Shelf] = {}
        for article in await self.read_latest(len(self.articles)):
            for row in rows_of(article.id, names_in(article, drawer)):
                known = found.get(row["slug"])
                name, articles = (
                    (known.name, known.articles + 1) if known else (row["name"], 1)
                )
                found[row["slug"]] = Shelf(drawer, row["slug"], name, articles)
        return sorted(found.values(), key=lambda shelf: -shelf.articles)

    async def read_shelf(
        self, drawer: Drawer, slug: str, limit: int, offset: int
    ) -> Shelved | None:
        shelves = await self.read_shelves(drawer)
        found = next((shelf for shelf in shelves if shelf.slug == slug), None)
        standing = [
            article
            for article in await self.read_latest(len(self.articles))
            if slug in {row["slug"] for row in rows_of("", names_in(article, drawer))}
        ]
        if found is None:
            return None
        return Shelved(found, standing[offset : offset + limit])

    async def read_search(self, query: str, limit: int, offset: int) -> Results:
        words = query.split()
        hits = [
            Hit(article, Markup("…<mark>{}</mark>…").format(words[0]))
            for article in await self.read_latest(len(self.articles))
            if words and all(word in _text(article) for word in words)
        ]
        return Results(len(hits), tuple(hits[offset : offset + limit]))

    async def read_who(self, session: str) -> User | None:
        return self.sessions.get(session)

    async def read_sign_in_link(self, secret: str) -> Link | None:
        return self.sign_in_links.get(secret)

    async def enter(self, secret: str) -> str | None:
        link = self.sign_in_links.get(secret)
        if link is None or not link.is_open(self.now):
            return None
        self.sign_in_links[secret] = replace(link, used_at=self.now)
        session = f"session-of-{secret}"
        self.sessions[session] = link.user
        return session

    async def sign_out(self, session: str) -> None:
        self.sessions.pop(session, None)

    async def read_day(self, since: datetime, limit: int) -> Day:
        return Day(self.articles[:limit], await self.read_tally(since))

    async def read_feeds(self) -> list[Feed]:
        return [self.feed] if self.feed else []

    async def read_head(self, name: str) -> Feed | None:
        return self.feed if self.feed and self.feed.name == name else None

    async def read_content(
        self, name: str, format_: Format, limit: int
    ) -> FeedContent | None:
        assert format_ in FORMATS
        self.before_content()
        self.entries_read += 1
        head = await self.read_head(name)
        return FeedContent(head, []) if head else None

    async def read_edition(self, newsletter: str, slot: str) -> FakeEdition | None:
        return self.editions.get((newsletter, slot))

    async def read_link(self, token: str) -> FakeLink | None:
        return self.links.get(token)

    async def leave(self, token: str) -> bool:
        self.left.append(token)
        return token in self.links

    async def read_medium(self, sha256: str, suffix: str) -> FakeMedium | None:
        return self.media.get(f"{sha256}.{suffix}")

    async def read_moved(self, asked: str) -> Article | None:
        return self.moved.get(asked)

    async def read_readiness(self) -> Readiness:
        return self.readiness

    async def read_metrics(self) -> list[Family]:
        build = Sample(1, {"version": "0"})
        return [Family("nashra_build_info", "gauge", "What runs.", (build,))]

    def site(self) -> Site:
        return Site(
            public_url=self.public_url,
            now=lambda: self.now,
            publisher=self.read_publisher,
            article=self.read_article,
            latest=self.read_latest,
            tally=self.read_tally,
            shelves=self.read_shelves,
            shelf=self.read_shelf,
            search=self.read_search,
            feeds=self.read_feeds,
            feed_head=self.read_head,
            feed_content=self.read_content,
            edition=self.read_edition,
            leave_link=self.read_link,
            leave=self.leave,
            medium=self.read_medium,
            moved_from=self.read_moved,
            who=self.read_who,
            sign_in_link=self.read_sign_in_link,
            enter=self.enter,
            sign_out=self.sign_out,
            day=self.read_day,
            readiness=self.read_readiness,
            metrics=self.read_metrics,
            metrics_token=self.metrics_token,
            fonts=self.fonts,
        )

    def client(self) -> httpx.AsyncClient:
        """A browser of this site that follows nothing by itself."""
        transport = httpx.ASGITransport(build(self.site()), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")
