"""What the doctor finds and what mends it, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.words import Language


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence and its remedy in each language; `{…}` are filled in."""

    english: str
    arabic: str
    mend: str | None = None
    mend_arabic: str | None = None


def finding(name: str, language: Language, **figures: object) -> tuple[str, str | None]:
    """What was found, and what mends it."""
    found = FINDINGS[name]
    message, mend = (
        (found.arabic, found.mend_arabic or found.mend)
        if language == "ar"
        else (found.english, found.mend)
    )
    return message.format(**figures), mend and mend.format(**figures)


FINDINGS: Mapping[str, Finding] = {
    "database": Finding(
        "The database answers and is migrated.",
        "قاعدة البيانات تجيب، وجداولها من هذا الإصدار.",
    ),
    "publisher": Finding("The publisher is known.", "الناشر معروف."),
    "no_publisher": Finding(
        "Nobody is named as the publisher.",
        "لم يُسمَّ ناشر.",
        "nashra publisher set name=…",
    ),
    "public_url": Finding("Links are made to {url}.", "تقود الروابط إلى {url}."),
    "no_public_url": Finding(
        "Links are made to {url}.",
        "تقود الروابط إلى {url}.",
        "Set NASHRA_PUBLIC_URL before anybody else reads this.",
        "يُضبط NASHRA_PUBLIC_URL قبل أن يقرأ هذا أحد من الخارج.",
    ),
    "no_https": Finding(
        "Links are made to {url}, in clear; mail programs then offer no way out by one click.",
        "تقود الروابط إلى {url} بلا تعمية؛ فلا تعرض برامج البريد إلغاء الاشتراك بنقرة.",
        "Serve it by https, and set NASHRA_PUBLIC_URL to that.",
        "يُقدَّم الموقع عبر https ويُضبط عليه NASHRA_PUBLIC_URL.",
    ),
    "keys": Finding("Only the owner can read {keys}.", "لا يقرأ {keys} إلا صاحبه."),
    "open_keys": Finding(
        "Others can read {keys}.", "يستطيع غير صاحبه قراءة {keys}.", "chmod 600 {keys}"
    ),
    "no_relay": Finding(
        "",
        "",
        "Set NASHRA_SMTP_URL, then: nashra deliveries resend --transport maildir",
        "يُضبط NASHRA_SMTP_URL، ثمّ: nashra deliveries resend --transport maildir",
    ),
    "relay_objects": Finding(
        "",
        "",
        "Look at NASHRA_SMTP_URL, and whether the relay runs.",
        "يُنظر في NASHRA_SMTP_URL، وفي عمل خادم البريد.",
    ),
    "sender": Finding("Mails come from {email}.", "تصدر الرسائل عن {email}."),
    "local_sender": Finding(
        "Mails would come from {email}, which no mail server takes.",
        "تصدر الرسائل عن {email}، ولا يقبله خادم بريد.",
        "nashra publisher set email=newsletter@YOUR-DOMAIN",
    ),
    "borrowed_sender": Finding(
        "Mails come from {email}; its owner lets nobody else send in its name.",
        "تصدر الرسائل عن {email}، وصاحب هذا النطاق لا يأذن لغيره بالإرسال باسمه.",
        "nashra publisher set email=newsletter@YOUR-DOMAIN",
    ),
    "space": Finding(
        "{megabytes} MB are free on the disk of the data.",
        "على قرص البيانات {megabytes} ميغابايت خالية.",
    ),
    "little_space": Finding(
        "Only {megabytes} MB are free on the disk of the data.",
        "لم يبقَ على قرص البيانات إلا {megabytes} ميغابايت.",
        "Make room, or move the data folder.",
        "يُفسح المكان أو يُنقل مجلّد البيانات.",
    ),
    "in_time": Finding("Nothing is late.", "لا شيء متأخّر."),
    "late": Finding(
        "Due for an hour or more and not sent: {parcels}; the oldest waits {hours} h.",
        "ما استحقّ الإرسال منذ ساعة أو أكثر ولم يُرسل: {parcels}؛ وأقدمه ينتظر منذ {hours} س.",
        "Look whether nashra serve runs, with: nashra doctor --live",
        "يُنظر في عمل nashra serve بالأمر: nashra doctor --live",
    ),
    "no_server": Finding(
        "No server has run in this folder.",
        "لم يعمل خادم في هذا المجلّد.",
        "nashra serve",
    ),
    "silent": Finding(
        "{url} does not answer: {error}.", "لا يجيب {url}: {error}", "nashra serve"
    ),
    "readyz": Finding("{url}/readyz says {status}.", "جواب {url}/readyz هو {status}."),
}
