"""What commands say in Arabic: a sentence for each code; English is the code's own."""

from collections.abc import Mapping
from typing import Literal, Protocol

Language = Literal["ar", "en"]


class Said(Protocol):
    """A problem or a refusal: a code, its English sentence, and its figures."""

    @property
    def code(self) -> str:
        """What programs go by."""
        ...

    @property
    def message(self) -> str:
        """One English sentence."""
        ...

    @property
    def field(self) -> str | None:
        """Which field it is about."""
        ...

    @property
    def line(self) -> int | None:
        """Which line it is about."""
        ...

    @property
    def fields(self) -> Mapping[str, str]:
        """The sentence's own figures."""
        ...


def told(said: Said, language: Language) -> str:
    """The problem in one sentence of this language."""
    if language == "en":
        return said.message
    figures = {
        **{name: _WORDS.get(value, value) for name, value in said.fields.items()},
        "said": said.message,
        "field": said.field or "",
        "line": str(said.line or ""),
    }
    for sentence in ARABIC.get(said.code, ()):
        try:
            return sentence.format_map(figures)
        except KeyError:
            continue  # it needs a figure that this problem does not have
    return said.message


def sentence(name: str, language: Language, **figures: object) -> str:
    """A sentence that stands beside a result."""
    english, arabic = SENTENCES[name]
    return (arabic if language == "ar" else english).format(**figures)


# For each code its sentences, the one with the most figures first. What somebody
# typed or a library said stands after a colon, where any language may stand.
ARABIC: Mapping[str, tuple[str, ...]] = {
    # files
    "ambiguous_lines": (
        "ابتداءً من السطر {line} جاءت الأسطر مقطوعة ولا سطر فارغاً يفصل الفقرات.",
    ),
    "bad_field": (
        "لا تصلح القيمة في الحقل {field} (السطر {line}): {said}",
        "لا تصلح القيمة في الحقل {field}: {said}",
    ),
    "bad_front_matter": ("لا تُقرأ حقول الملفّ عند السطر {line}.",),
    "binary": ("هذا ملفّ {kind} وليس نصّاً.", "ليس هذا الملفّ نصّاً."),
    "cannot_read": (
        "لا يمكن قراءة الملفّ: {reason}.",
        "لا يمكن قراءة الملفّ.",
    ),
    "empty": ("لا نصّ هنا يصلح مقالاً.",),
    "mojibake": (
        "حُفظ النصّ بترميز خاطئ فضاعت حروفه عند السطر {line}؛ احفظه من أصله بترميز UTF-8.",
    ),
    "picture_broken": ("الصورة تالفة.",),
    "picture_pixels": ("في الصورة أكثر من {limit} مليون نقطة.",),
    "picture_too_large": (
        "حجم الصورة {bytes} بايت، ولا يزيد حجم الصورة على {limit} ميغابايت.",
    ),
    "picture_type": ("ليست هذه صورة JPEG ولا PNG ولا GIF ولا WebP.",),
    "too_deep": ("وسوم HTML هنا متداخلة أكثر ممّا في أيّ نصّ.",),
    "too_large": ("حجم الملفّ {bytes} بايت، ولا يزيد حجم المقال على {limit} ميغابايت.",),
    "two_articles": ("في السطر {line} عبارة حقوق يليها نصّ آخر: هل في الملفّ مقالان؟",),
    "unknown_encoding": (
        "ليس ترميز الملفّ UTF-8 ولا Windows-1256: لا يُقرأ البايت {byte}.",
    ),
    "unsupported": ("في السطر {line} ما لا يكون في مقال: {what}.",),
    "bad_json": ("ليس الملفّ خلاصة JSON Feed تُقرأ.",),
    "bad_xml": ("السطر {line} ليس XML.",),
    "no_entries": ("لا مقالات في هذا الملفّ.",),
    "xml_entities": ("في ملفّ XML تعريف نوع خاصّ به، فلا يُقرأ.",),
    "unknown_picture": ("في النصّ صورة ليست هنا: {name}",),
    # articles
    "already": ("تمّ ذلك من قبل.",),
    "ambiguous_article": (
        "أكثر من مقال يبدأ رقمه بـ {name}؛ اكتب من الرقم أكثر.",
        "أكثر من مقال يبدأ رقمه هكذا؛ اكتب من الرقم أكثر.",
    ),
    "conflict": (
        "كُتب الملفّ من الإصدار {file} والمقال الآن في الإصدار {article}؛ نصّه الحاضر بالأمر: nashra articles {key} --markdown",
        "غيّر شخص آخر المقال في هذه الأثناء؛ انظر فيه من جديد.",
    ),
    "exists": (
        "هذا ملفّ المقال {article} وهو هنا من قبل؛ يأخذ نصّه الجديد بالأمر: nashra correct {key} FILE",
        "في هذه الدار نشرة بهذا الاسم.",
    ),
    "killed": ("أُلغي هذا المقال إلغاءً نهائيّاً.",),
    "needs_decision": ("بقيت أسطر لم يُعرف ما هي؛ بيّنها في النصّ.",),
    "needs_title": ("لا عنوان لهذا المقال؛ أعطه عنواناً.",),
    "nothing": ("لا نصّ جديداً ولا ملاحظة؛ فلا شيء يُصحَّح.",),
    "other_article": ("هذا ملفّ المقال {file} لا ملفّ المقال {article}.",),
    "unknown_article": ("لا مقال هنا بهذا الرقم: {name}", "لا مقال هنا بهذا الرقم."),
    "withdrawn": ("المقال مسحوب؛ لا يُصحَّح إلا منشور أو ما لم يُنشر بعد.",),
    "withheld": ("المقال محجوب؛ أعده بالأمر restore.",),
    "wrong_state": (
        "حالة المقال «{state}»؛ لا يصحّ معها أن يصير «{change}».",
        "حالة العدد «{state}»؛ لا يتغيّر بعدها.",
        "لا يصحّ ذلك في هذه الحالة.",
    ),
    "bad_date": (
        "ليس هذا تاريخاً مثل 2026-11-22 أو 2026-11-22T09:00: {text}",
        "ليس هذا تاريخاً مثل 2026-11-22 أو 2026-11-22T09:00.",
    ),
    # newsletters and readers
    "bad_action": ("المطلوب واحد من: freeze, preview, hold, approve, send.",),
    "bad_cadence": ("موعد النشرة daily أو weekly لا غير.",),
    "bad_language": ("اللغة ar أو en لا غير.",),
    "bad_name": ("اسم النشرة من حروف لاتينيّة صغيرة وأرقام وشرطات لا غير.",),
    "bad_slot": ("يُكتب اليوم هكذا: 2026-11-22",),
    "bad_time": ("يُكتب الوقت هكذا: 09:00 أو sunday 09:00",),
    "bad_zone": ("يُكتب اسم المنطقة الزمنيّة هكذا: Asia/Amman",),
    "needs_smtputf8": ("ما قبل علامة @ ليس ASCII، ولا تحمله خوادم البريد كلّها.",),
    "no_consent": ("اكتب ما وافق عليه هؤلاء القرّاء وكيف عُرف ذلك.",),
    "not_an_address": ("ليس هذا عنوان بريد إلكترونيّ.",),
    "suppressed": ("طلب هذا القارئ ألا يُراسَل.",),
    "unknown_edition": ("لا عدد هنا بهذا الرقم.",),
    "unknown_newsletter": ("لا نشرة هنا بهذا الاسم: {name}", "لا نشرة هنا بهذا الاسم."),
    # partners; these codes are about the address of an endpoint
    "address": ("عنوان الشبكة في الرابط ليس من الشبكة العامّة أو لم يُكتب صريحاً.",),
    "characters": ("في الرابط حرف لا يكون في الروابط.",),
    "fragment": ("لا يصحّ في الرابط ما بعد العلامة #.",),
    "host": ("اسم المضيف في الرابط غير صالح أو ليس عامّاً.",),
    "length": ("الرابط أطول من المسموح.",),
    "loop": ("يعود الرابط إلى هذه الخدمة نفسها.",),
    "no_partner": ("لا اسم للشريك.",),
    "port": ("منفذ الرابط غير مسموح؛ المنفذ 443.",),
    "scheme": ("يبدأ الرابط بـ https:// لا غير.",),
    "unknown_endpoint": ("لا وجهة هنا بهذا الرقم: {name}", "لا وجهة هنا بهذا الرقم."),
    "user": ("لا يصحّ في الرابط اسم مستخدم ولا كلمة سرّ.",),
    # users of the desk
    "no_name": ("لا اسم للمستخدم.",),
    "unknown_user": ("لا مستخدم هنا بهذا الاسم: {name}", "لا مستخدم هنا بهذا الاسم."),
    "user_exists": (
        "بين المستخدمين من يحمل هذا الاسم: {name}",
        "بين المستخدمين من يحمل هذا الاسم.",
    ),
    # the machine
    "unknown_channel": ("لا قناة بهذا الاسم: {name}. القنوات: {known}",),
    "needs_pg_dump": (
        "قاعدة البيانات هنا PostgreSQL: تُنسخ بالأمر pg_dump وتُستعاد بالأمر pg_restore، ويُنسخ معها keys.json وstops.ndjson.",
    ),
    "not_a_backup": (
        "ليس هذا الملفّ قاعدة بيانات سليمة من نشرة: {file}",
        "ليس هذا الملفّ قاعدة بيانات سليمة من نشرة.",
    ),
    "no_keys": (
        "لا مفاتيح لهذه النسخة؛ ضع ملفّ مفاتيحها هنا: {present}",
        "لا مفاتيح لهذه النسخة.",
    ),
    "other_keys": (
        "المفاتيح هنا غير مفاتيح النسخة؛ إن لم يُصنع بها شيء فانقلها إلى مكان آخر: {present}",
        "المفاتيح هنا غير مفاتيح النسخة.",
    ),
    "file_exists": (
        "هذا الملفّ موجود من قبل؛ سمِّ ملفّاً آخر: {file}",
        "هذا الملفّ موجود من قبل؛ سمِّ ملفّاً آخر.",
    ),
    "bad_setting": ("إعداد خاطئ: {said}",),
    "cannot_listen": (
        "لا يمكن الاستماع على {place}: {reason}.",
        "لا يمكن الاستماع على هذا العنوان.",
    ),
    "cannot_open": ("لا يمكن فتح البيانات: {said}",),
    "database": ("لا تجيب قاعدة البيانات: {reason}.", "لا تجيب قاعدة البيانات."),
    "not_a_demo": ("ليس هذا مجلّداً للتجربة؛ سمِّ مجلّداً فارغاً.",),
    "not_yet": ("يصدر هذا المقال في {at}.",),
    "dispatching": ("عمليّة أخرى ترسل من هذا المجلّد الآن.",),
    "mistake": ("خطأ في البرنامج نفسه: {said}",),
    "needs_sender": (
        "لا يقبل خادم بريد رسائل من هذا العنوان: {email}؛ ويُغيَّر بالأمر: nashra publisher set email=",
    ),
    "needs_relay": (
        "لم يُسمَّ خادم بريد: تعود هذه الرسائل إلى المجلّد نفسه. سمِّ الخادم بالإعداد NASHRA_SMTP_URL.",
    ),
    "needs_public_url": (
        "الخدمة على غير الجهاز نفسه تحتاج إلى الإعداد NASHRA_PUBLIC_URL: ففي الخلاصات والرسائل روابط كاملة.",
    ),
    "system": ("رفض النظام ذلك: {said}",),
    "unknown_field": ("لا حقل للناشر بهذا الاسم: {field}",),
    "usage": ("لم يُكتب الأمر كما ينبغي: {said}",),
}

_WORDS = {
    "usable": "منشور",
    "withheld": "محجوب",
    "canceled": "ملغى",
    "draft": "مسوّدة",
    "scheduled": "مجدول",
    "needs_title": "بلا عنوان",
    "needs_decision": "ينتظر قراراً",
    "killed": "ملغى",
    "restored": "معاد النشر",
    "held": "موقوف",
    "filling": "قيد الإعداد",
    "sending": "قيد الإرسال",
    "done": "أُرسل",
    "expired": "فات وقته",
    "cancelled": "ملغى",
}

SENTENCES: Mapping[str, tuple[str, str]] = {
    "stopped": ("Stopped.", "توقّف."),
    "doctor_right": ("ok", "سليم"),
    "doctor_wrong": ("WRONG", "خطأ"),
    "doctor_look": ("look", "انظر"),
    "doctor_check": ("check", "الفحص"),
    "doctor_mend": ("mend", "الإصلاح"),
    "place": ("{file}, line {line}", "{file}، السطر {line}"),
    "line": ("line {line}", "السطر {line}"),
    "withdraw_again": (
        "These were withdrawn after the backup. Withdraw them again and go on?",
        "سُحبت هذه بعد النسخة. أتُسحب من جديد ويستمرّ العمل؟",
    ),
    "recovered": (
        "Recovered. Readers who had left since: {left}. Texts withdrawn again: {withdrawn}. Nothing goes out until: nashra resume",
        "تمّت الاستعادة. القرّاء الذين غادروا بعد النسخة: {left}. النصوص التي سُحبت من جديد: {withdrawn}. ولا يخرج شيء إلى أن يُؤمر: nashra resume",
    ),
    "passed_over": (
        "Its last edition is not made anew by itself. If it has not gone out: nashra edition send {newsletter}",
        "لا يُصنع عددها الأخير من جديد تلقائيّاً. إن لم يكن قد خرج: nashra edition send {newsletter}",
    ),
    "not_withdrawn": (
        "Nothing goes out. Readers who have left since: {left}. Texts still to be withdrawn again: {withdrawn}. To agree: --yes",
        "لا يخرج شيء. القرّاء الذين غادروا بعد النسخة: {left}. النصوص التي بقي أن تُسحب من جديد: {withdrawn}. وتكون الموافقة بالخيار --yes",
    ),
    "not_recovered": (
        "Nothing was changed. Readers who have left since: {left}. Texts to be withdrawn again: {withdrawn}. To agree: --yes",
        "لم يتغيّر شيء. القرّاء الذين غادروا بعد النسخة: {left}. النصوص التي تُسحب من جديد: {withdrawn}. وتكون الموافقة بالخيار --yes",
    ),
    "backed_up": (
        "Keep this file in another place than the database, whose secrets it opens: {keys}",
        "احفظ هذا الملفّ في مكان غير مكان قاعدة البيانات، فهو مفتاح أسرارها: {keys}",
    ),
    "paused": (
        "Nothing goes out on {channels}. To go on: nashra resume",
        "لا يخرج شيء من هذه القنوات: {channels}. وتُستأنف بالأمر: nashra resume",
    ),
    "paused_by_pause": ("Somebody paused it.", "أوقفها أحدهم."),
    "paused_by_backup": (
        "The database was copied back from a backup; see nashra recover.",
        "نُسخت قاعدة البيانات من نسخة احتياطيّة؛ انظر nashra recover.",
    ),
    "paused_by_recovery": (
        "The house was recovered from a backup.",
        "استُعيدت الدار من نسخة احتياطيّة.",
    ),
    "not_paused": ("Everything goes out.", "يخرج كلّ شيء."),
    "no_relay": (
        "No relay is named: mail goes to the maildir {folder}.",
        "لم يُسمَّ خادم بريد: تُحفظ الرسائل في المجلّد {folder}.",
    ),
    "relay": (
        "Mail goes to the relay {relay}.",
        "تُسلَّم الرسائل إلى خادم البريد {relay}.",
    ),
    "owed_again": (
        "{number} mails that {transport} took are owed again.",
        "عُدّ ما أخذه {transport} غير مُرسَل، وعدد الرسائل التي تُرسَل من جديد: {number}.",
    ),
    "left_over": (
        "{number} mails are not sent again: too late, withdrawn or held.",
        "ما فات وقته أو سُحب أو أُوقف لا يُرسَل من جديد، وعدده: {number}.",
    ),
    "only_serves": (
        "Another process delivers from this folder; this one only serves pages.",
        "عمليّة أخرى ترسل من هذا المجلّد؛ وهذه تعرض الصفحات فقط.",
    ),
    "wants_title": (
        "{file} has no title. Give it one with --title, for example:",
        "لا عنوان للملفّ {file}. أعطه عنواناً بالخيار --title، مثلاً:",
    ),
    "demo_stays": (
        "Ctrl-C ends it; the same folder goes on with: nashra demo --data {folder}",
        "ينتهي بالضغط على Ctrl-C، ويُستأنف في المجلّد نفسه بالأمر: nashra demo --data {folder}",
    ),
    "imported": (
        "{count} articles are here.",
        "صارت هنا المقالات كلّها وعددها {count}.",
    ),
    "no_articles": (
        "No articles yet: nashra import FILE",
        "لا مقالات بعد: nashra import FILE",
    ),
    "nothing_new": (
        "Nothing new for {newsletter} on {slot}.",
        "لا جديد للنشرة {newsletter} في {slot}.",
    ),
    "link_once": (
        "The link is shown this once, works once, and holds for {minutes} minutes.",
        "لا تظهر الوصلة إلا هذه المرّة، وتعمل مرّة واحدة، وتصلح {minutes} دقيقة.",
    ),
    "secret_once": (
        "The secret is shown this once; the partner needs it to verify our posts.",
        "لا يظهر السرّ إلا هذه المرّة؛ يحتاج إليه الشريك ليتحقّق من رسائلنا.",
    ),
}
