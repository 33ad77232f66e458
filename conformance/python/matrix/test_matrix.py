"""Every client before every dialect: one cell of the table each."""

import pytest
from cells import CITIES, DIALECTS, check
from clients import CLIENTS, anthropic_messages

every_dialect = pytest.mark.parametrize("dialect", DIALECTS)


@pytest.mark.parametrize("chinese", [False, True], ids=["english", "chinese"])
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@every_dialect
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
def test_cell(client, dialect, stream, chinese):
    check(client, dialect, stream, chinese)


@every_dialect
@pytest.mark.parametrize("client", [anthropic_messages], ids=lambda client: client.__name__)
def test_counts_tokens_beforehand(client, dialect):
    with client(f"m-{dialect}", False) as session:
        short, long = session.count(CITIES[True]), session.count(CITIES[True] * 100)

    assert 0 < short < long
