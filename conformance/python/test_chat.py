import pytest
from conftest import CHINESE, ENGLISH, ask, text_of


@pytest.mark.parametrize("question", [ENGLISH, CHINESE])
def test_answers_in_the_language_of_the_question(client, question):
    answer = client.chat.completions.create(**ask(question, temperature=0.2, seed=7))

    assert question in answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "stop"
    assert answer.model == "gpt-4o"
    assert answer.object == "chat.completion"
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


def test_tells_who_answered_in_headers(client):
    response = client.chat.completions.with_raw_response.create(
        **ask("Who answers?", "auto", extra_headers={"x-caravan-cache": "bypass"})
    )
    answer = response.parse()

    assert response.headers["x-caravan-provider"] == "sandbox"
    assert response.headers["x-caravan-model"] == answer.model
    assert response.headers["x-caravan-attempts"] == "1"
    assert response.headers["x-caravan-fallbacks"] == "0"
    assert answer._request_id == response.headers["x-request-id"]


def test_takes_its_own_options_in_the_body(client):
    answer = client.chat.completions.create(
        **ask("Explain yourself.", "auto", extra_body={"caravan": {"explain": True}})
    )

    assert answer.caravan["provider"] == "sandbox"
    assert answer.caravan["model"] == answer.model


def test_keeps_an_answer_and_says_so(client):
    create = client.chat.completions.with_raw_response.create
    first = create(**ask("Remember this.")).parse()
    second = create(**ask("Remember this."))

    assert second.headers["x-caravan-cache"] == "hit"
    assert second.parse().choices == first.choices


@pytest.mark.parametrize("question", [ENGLISH, CHINESE])
def test_streams_the_same_answer_piece_by_piece(client, question):
    chunks = list(client.chat.completions.create(**ask(question), stream=True))
    whole = client.chat.completions.create(**ask(question))

    assert len(chunks) > 5
    assert text_of(chunks) == whole.choices[0].message.content
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert len({chunk.id for chunk in chunks}) == 1
    assert all(chunk.usage is None for chunk in chunks)


def test_streams_the_usage_if_it_is_asked_for(client):
    chunks = list(
        client.chat.completions.create(
            **ask(CHINESE), stream=True, stream_options={"include_usage": True}
        )
    )

    assert chunks[-1].choices == []
    assert chunks[-1].usage.completion_tokens > 0


def test_accumulates_a_stream(client):
    with client.chat.completions.stream(**ask(ENGLISH)) as stream:
        deltas = [event.delta for event in stream if event.type == "content.delta"]
        whole = stream.get_final_completion()

    assert "".join(deltas) == whole.choices[0].message.content


def test_passes_events_on_before_the_answer_is_complete(client):
    stream = client.chat.completions.create(
        **ask(ENGLISH, "gpt-5.2", extra_headers={"x-sandbox": "fault=stall:3"}), stream=True
    )
    with stream:
        text = ""
        while text != "This is the":
            text += text_of([next(stream)])


def test_streams_with_the_raw_response(client):
    with client.chat.completions.with_streaming_response.create(
        **ask(ENGLISH), stream=True
    ) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["x-caravan-provider"] == "sandbox"
        lines = [line for line in response.iter_lines() if line]

    assert lines[0].startswith("data: {")
    assert lines[-1] == "data: [DONE]"


def test_answers_several_choices(client):
    assert len(client.chat.completions.create(**ask(ENGLISH), n=2).choices) == 2


def test_stops_at_the_token_limit(client):
    answer = client.chat.completions.create(**ask(CHINESE), max_completion_tokens=4)

    assert answer.choices[0].finish_reason == "length"
    assert answer.usage.completion_tokens <= 4


def test_takes_messages_in_parts(client):
    parts = [{"type": "text", "text": "Part one."}, {"type": "text", "text": "第二部分。"}]
    answer = client.chat.completions.create(
        model="gpt-4o",
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": parts},
        ],
    )

    assert "Part one." in answer.choices[0].message.content
