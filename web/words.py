"""The words of the pages, whole in Arabic and in English."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Every word the pages say themselves, in one language."""

    comma: str  # between names
    skip: str
    sections: str
    articles: str
    feeds: str
    foot: str
    front: str

    latest: str
    empty_title: str
    empty_text: str
    empty_link: str

    about: str
    contents: str
    minutes: Mapping[str, str]
    others: Mapping[str, str]
    also_in: str
    correction: str
    restored: str
    read_next: str
    offer_title: str
    offer_text: str

    follow_title: str
    follow_lead: str
    reader_title: str
    reader_text: str
    all_articles: str
    steps: tuple[str, ...]
    formats: str
    feed_link: str  # of one format, for feed readers that list what a page offers

    killed_text: str
    withheld_text: str
    missing_title: str
    missing_text: str
    method_title: str
    method_text: str
    broken_title: str
    broken_text: str

    leave_title: str
    leave_text: str
    leave_act: str
    left_title: str
    left_text: str
    left_before_title: str
    left_hint: str
    link_title: str
    link_text: str
    edition_leave: str
    edition_address: str


ARABIC = Words(
    comma="، ",
    skip="إلى المحتوى",
    sections="أقسام الموقع",
    articles="المقالات",
    feeds="الخلاصات",
    foot="روابط أسفل الصفحة",
    front="الصفحة الأولى",
    latest="أحدث المقالات",
    empty_title="لا مقالات هنا بعد",
    empty_text="أوّل مقال يُنشر يظهر هنا، ويصل إلى الخلاصة في اللحظة نفسها.",
    empty_link="متابعتها منذ الآن",
    about="عن المقال",
    contents="في هذا المقال",
    minutes={
        "zero": "أقلّ من دقيقة للقراءة",
        "one": "دقيقة للقراءة",
        "two": "دقيقتان للقراءة",
        "few": "{n} دقائق للقراءة",
        "many": "{n} دقيقة للقراءة",
        "other": "{n} دقيقة للقراءة",
    },
    others={
        "one": "وآخر",
        "two": "وآخران",
        "few": "و{n} آخرون",
        "many": "و{n} آخرون",
        "other": "و{n} آخرون",
    },
    also_in="وفي:",
    correction="تصحيح",
    restored="أُعيد نشره",
    read_next="للقراءة بعده",
    offer_title="تصلك المقالات كما صدرت",
    offer_text="عنوان واحد يوضع مرّة في تطبيق قراءة. بلا حساب ولا إعلانات ولا تتبّع.",
    follow_title="كيف تصلك المقالات",
    follow_lead="تصل المقالات كاملةً لحظة صدورها، ومعها كلّ تصحيح. بلا إعلانات، ولا نعرف "
    "عنك شيئًا.",
    reader_title="إلى قارئ خلاصات",
    reader_text="الخلاصة عنوانٌ يوضع مرّة في تطبيقك، فتصل إليه المقالات كاملةً وحدها. يعمل مع "
    "NetNewsWire وFeeder وFreshRSS وسواها.",
    all_articles="كلّ المقالات",
    steps=(
        "لمسةٌ على العنوان تحدّده كاملًا للنسخ.",
        "في تطبيقك: إضافة خلاصة.",
        "لصق العنوان. انتهى.",
    ),
    formats="أو الصيغة التي يطلبها تطبيقك:",
    feed_link="كلّ المقالات بصيغة {format}",
    killed_text="سُحب المقال من صفحات {publisher} ومن خلاصاته في {date}.",
    withheld_text="حُجب المقال في {date} للمراجعة، ثمّ يُعاد نشره أو يُسحب.",
    missing_title="لا صفحة بهذا العنوان",
    missing_text="ربّما وصل العنوان ناقصًا. أحدث المقالات في الصفحة الأولى.",
    method_title="طلبٌ لا تعرفه هذه الصفحة",
    method_text="هذه الصفحة للقراءة وحدها.",
    broken_title="تعذّر عرض هذه الصفحة",
    broken_text="الخطأ عندنا وقد سُجّل. تكفي المحاولة مرّة أخرى بعد قليل.",
    leave_title="إلغاء الاشتراك",
    leave_text="تتوقّف «{newsletter}» فورًا عن الوصول إلى {address}. لا نسأل عن السبب.",
    leave_act="إلغاء الاشتراك",
    left_title="أُلغي الاشتراك",
    left_text="لن تصل «{newsletter}» بعد الآن إلى {address}.",
    left_before_title="أُلغي الاشتراك من قبل",
    left_hint="تبقى المقالات في متناول من يريدها بلا بريد:",
    link_title="هذه الوصلة لا تعمل",
    link_text="ربّما وصلت ناقصة. الوصلة الكاملة في آخر كلّ رسالة.",
    edition_leave="وصلة الإلغاء في الرسالة نفسها",
    edition_address="الذي سُجّل",
)

ENGLISH = Words(
    comma=", ",
    skip="Skip to the content",
    sections="Sections",
    articles="Articles",
    feeds="Feeds",
    foot="Page footer",
    front="Front page",
    latest="Latest articles",
    empty_title="No articles here yet",
    empty_text="The first article to be published appears here, and in the feed in the "
    "same moment.",
    empty_link="Follow from now on",
    about="About this article",
    contents="In this article",
    minutes={"one": "{n} minute to read", "other": "{n} minutes to read"},
    others={"one": "and one more", "other": "and {n} more"},
    also_in="Also in:",
    correction="Correction",
    restored="Published again",
    read_next="Read next",
    offer_title="Articles as they appear",
    offer_text="One address, put once into a reading app. No account, no advertising, "
    "no tracking.",
    follow_title="How to get the articles",
    follow_lead="Articles arrive whole, the moment they appear, with every correction. "
    "Without advertising, and without our knowing anything about you.",
    reader_title="In a feed reader",
    reader_text="A feed is an address you put once into your app; the articles then "
    "arrive whole, by themselves. It works with NetNewsWire, Feeder, FreshRSS and others.",
    all_articles="All articles",
    steps=(
        "One touch on the address selects it all, to copy.",
        "In your app: add a feed.",
        "Paste the address. Done.",
    ),
    formats="Or the format your app asks for:",
    feed_link="All articles as {format}",
    killed_text="The article was withdrawn from the pages and feeds of {publisher} on "
    "{date}.",
    withheld_text="The article was withheld on {date} for review. It will be published "
    "again or withdrawn.",
    missing_title="There is no page at this address",
    missing_text="Perhaps the address was cut short. The latest articles are on the "
    "front page.",
    method_title="This page does not know that request",
    method_text="This page can only be read.",
    broken_title="This page could not be shown",
    broken_text="The fault is ours and has been noted. Trying again in a little while "
    "is enough.",
    leave_title="Unsubscribe",
    leave_text="“{newsletter}” stops coming to {address} at once. We do not ask why.",
    leave_act="Unsubscribe",
    left_title="Unsubscribed",
    left_text="“{newsletter}” will not come to {address} any more.",
    left_before_title="Unsubscribed before",
    left_hint="The articles can still be followed without e-mail:",
    link_title="This link does not work",
    link_text="Perhaps it was cut short. The whole link is at the end of every letter.",
    edition_leave="The link to unsubscribe is in the letter itself",
    edition_address="the address that was given",
)


def words_in(language: str) -> Words:
    """The house's own words beside texts of this language: Arabic or English."""
    return ARABIC if language.partition("-")[0].lower() == "ar" else ENGLISH
