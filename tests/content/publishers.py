"""A publisher of the tests' own."""

from content.publisher import Publisher

PUBLISHER = Publisher(
    name="مركز أبحاث مينا",
    notice="جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا.",
    language="ar",
    zone="Asia/Beirut",
    name_latin="MENA Research Center",
    notice_latin="All rights reserved by the MENA Research Center.",
)
