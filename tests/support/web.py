"""A house of one hand-written publisher, for tests of the pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx

from content.article import Article, Author, Block, Kind, Note, State
from content.publisher import Publisher
from feeds.feed import FORMATS, Feed, Format
from web.app import build
from web.site import FeedContent, Readiness, Site

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
    public_url: str = URL
    fonts: Path | None = None
    now: datetime = NOW
    left: list[str] = field(default_factory=list)
    entries_read: int = 0
    before_content: Callable[[], None] = lambda: None

    async def read_publisher(self) -> Publisher:
        return self.publisher

    async def read_article(self, name: str) -> Article | None:
        return next((a for a in self.articles if name in (a.id, a.key)), None)

    async def read_latest(self, limit: int) -> list[Article]:
        usable = [a for a in self.articles if a.state is State.USABLE]
        return usable[:limit]

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

    async def read_readiness(self) -> Readiness:
        return self.readiness

    def site(self) -> Site:
        return Site(
            public_url=self.public_url,
            now=lambda: self.now,
            publisher=self.read_publisher,
            article=self.read_article,
            latest=self.read_latest,
            feed_head=self.read_head,
            feed_content=self.read_content,
            edition=self.read_edition,
            leave_link=self.read_link,
            leave=self.leave,
            readiness=self.read_readiness,
            fonts=self.fonts,
        )

    def client(self) -> httpx.AsyncClient:
        """A browser of this site that follows nothing by itself."""
        transport = httpx.ASGITransport(build(self.site()), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")
