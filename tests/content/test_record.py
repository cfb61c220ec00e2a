"""Articles come back from JSON as they went in, those of older versions too."""

import json

from hypothesis import HealthCheck, given, settings

from content.record import article_from_record, record_of_article
from tests.content.strategies import articles
from tests.support.articles import twin


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(articles)
def test_what_is_kept_comes_back(article):
    record = json.loads(json.dumps(record_of_article(article)))

    assert article_from_record(record) == article


def test_a_record_from_before_there_were_spans_is_read():
    record = record_of_article(twin())
    record.pop("guid")
    record.pop("translations")

    assert set(record["blocks"][0]) == {"kind", "text", "language", "direction"}
    assert article_from_record(record) == twin()
