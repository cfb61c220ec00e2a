"""Editions to be composed: texts written for the project, many shapes."""

from dataclasses import replace
from datetime import UTC, datetime

from content.article import Article, Author, Block, Kind, Note, State
from content.publisher import Publisher
from digests.material import Correction, Material

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
PUBLISHER = Publisher(
    name="مركز أبحاث مينا",
    notice="جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا.",
    language="ar",
    zone="Asia/Beirut",
    name_latin="MENA Research Center",
    notice_latin="All rights reserved by the MENA Research Center.",
    email="newsletter@mena.example",
)

ROOFS = Article(
    id="0f3c9a5e-1111-4222-8333-444455556666",
    state=State.USABLE,
    version=1,
    title="حدائق الأسطح: كيف تزرع المدن الحارّة ظلّها؟",
    topics=("عمران ومناخ", "مدن"),
    authors=(Author("سلمى حدّاد"), Author("Karim N. Haddad")),
    published=datetime(2026, 11, 22, 8, tzinfo=UTC),
    blocks=(
        Block(
            Kind.PARAGRAPH,
            "على سطح بناية من ستّ طبقات في عمّان، صار خزّانٌ قديم حوضًا للزعتر، وصار "
            "حبل الغسيل عريشة. تجربة صغيرة تقول إنّ الظلّ يُزرع كما تُزرع الخضرة.",
        ),
        Block(Kind.HEADING, "ريٌّ بالقطرة"),
        Block(
            Kind.PARAGRAPH,
            "تعتمد الحديقة على تقنية drip irrigation مع مضخّة CX-40، فلا تستهلك إلّا 12 "
            "لترًا في اليوم؛ وحرارة الغرفة تحتها نزلت 4 درجات (MENA) بين تمّوز وآب.",
        ),
        Block(Kind.QUOTE, "«لم أزرع شجرة، زرعتُ ظهيرةً يمكن الجلوس فيها.»"),
        Block(Kind.HEADING, "ما الذي يلزم؟"),
        Block(Kind.ITEM, "سطح يحتمل 150 كيلوغرامًا في المتر."),
        Block(Kind.ITEM, "عزلٌ للماء من نوع EPDM."),
        Block(Kind.ITEM, "جار لا يكره النحل."),
        Block(
            Kind.QUOTE,
            "A roof is the fifth façade of a house.",
            language="en",
            direction="ltr",
        ),
        Block(Kind.NUMBERED, "يُقاس ميل السطح."),
        Block(Kind.NUMBERED, "تُمدّ الأنابيب، ثمّ يُملأ الحوض."),
        Block(
            Kind.PARAGRAPH, "وفي آخر الموسم، لا يُسأل كم أثمر السطح، بل كم ساعةً جُلس فيه."
        ),
    ),
)
BUSES = Article(
    id="8d20c4f2-1111-4222-8333-444455556666",
    state=State.USABLE,
    version=1,
    language="en",
    direction="ltr",
    title="Electric buses: the first year in figures",
    topics=("Transport",),
    published=datetime(2026, 11, 20, 8, tzinfo=UTC),
    blocks=(
        Block(
            Kind.PARAGRAPH,
            "Twenty-four buses, three cities, one year. What the timetables say about "
            "batteries, hills and the patience of passengers in عمّان and elsewhere.",
            "en",
            "ltr",
        ),
    ),
)
TITLES = (
    ("رحلة المخطوطة: من الرفّ الخشبيّ إلى الصورة الرقميّة بمعيار IIIF 3.0", "تراث رقميّ"),
    ("E-12 وF-16، و“سوخوي Su-35”: أسماءٌ بالحروف اللاتينيّة وأرقام +43 لا تنقلب", "نقل"),
    ("مكتبةٌ في حقيبة: يومٌ مع أمينة الكتب المتنقّلة", "تعليم ومدارس"),
    (
        (
            "كيف يقرأ الناس خرائط الحرارة في مدنٍ لا شجر فيها، ولماذا تختلف أرقام "
            "المحطّات الرسميّة عن أرقام الهواتف اختلافًا لا يفسّره القياس وحده"
        ),
        "MENA Data",
    ),
)


def another(number: int) -> Article:
    """An article like many: a mixed title, a topic, a lead of two sentences."""
    title, topic = TITLES[number % len(TITLES)]
    lead = (
        f"في المرحلة {number} تمرّ المخطوطة بستّ أيدٍ قبل أن تصير صورة: من فرشاة "
        "التنظيف إلى عدسة الماسح، ثمّ إلى صفحة مفتوحة بمعيار IIIF 3.0 يقلّبها الباحث "
        "من بيته. وبعد عام من العمل تقول الأرقام أين نجحت التجربة، وأين احتاجت إلى "
        "مواعيد أخرى وإلى آلات من طراز S-400 لا تُسمّى هنا إلّا مثلًا."
    )
    return replace(
        ROOFS,
        id=f"{number:08x}-1111-4222-8333-444455556666",
        title=title,
        topics=(topic,),
        authors=(),
        blocks=(Block(Kind.PARAGRAPH, lead), *ROOFS.blocks[1:] * (number % 5 + 1)),
    )


CORRECTION = Correction(
    replace(another(2), title="آبار المدينة القديمة"),
    Note("correction", NOW, "عمق البئر 41 مترًا، لا 14 مترًا كما ذُكر في العدد الماضي."),
)
MIXED = (ROOFS, another(0), another(1), another(3), BUSES)


def material(*articles: Article, language: str = "ar", **changes: object) -> Material:
    """An edition of these articles."""
    arabic = language == "ar"
    made = Material(
        title="نشرة الثلاثاء" if arabic else "The Tuesday Letter",
        language=language,
        label="العدد 47" if arabic else "No. 47",
        articles=articles,
        corrections=(),
        publisher=PUBLISHER,
        public_url="https://mena.example",
        path="/newsletters/tuesday/47",
        now=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def english(number: int) -> Article:
    """An English article, with an Arabic name in it."""
    return replace(
        BUSES,
        id=f"{number:08x}-2222-4222-8333-444455556666",
        title=f"{BUSES.title} (part {number})",
    )


def many(count: int, language: str = "ar") -> Material:
    """An edition of so many articles."""
    make = another if language == "ar" else english
    return material(*(make(number) for number in range(count)), language=language)
