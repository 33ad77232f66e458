import httpx2
import openai
import pytest
from conftest import CHINESE, ENGLISH, ask, failing, settings, text_of
from openai import OpenAI


def test_refuses_a_wrong_key():
    with OpenAI(**settings(api_key="someone-elses-key")) as stranger:
        with pytest.raises(openai.AuthenticationError) as failure:
            stranger.chat.completions.create(**ask(ENGLISH))
        with pytest.raises(openai.AuthenticationError):
            stranger.models.list()

    assert failure.value.code == "invalid_api_key"
    assert failure.value.request_id.startswith("req_")
    assert "someone-elses-key" not in str(failure.value)


def test_names_the_nearest_models(client):
    with pytest.raises(openai.NotFoundError) as failure:
        client.chat.completions.create(**ask(ENGLISH, "gpt-4oo"))

    assert failure.value.code == "model_not_found"
    assert failure.value.param == "model"
    assert "gpt-4o" in failure.value.message
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("no-such-model")


@pytest.mark.parametrize(
    "wrong, param",
    [
        ({"temperature": "hot"}, "temperature"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"messages": []}, "messages"),
        ({"messages": [{"content": CHINESE}]}, "messages[0].role"),
        ({"caravan": {"prority": "cost"}}, "caravan.prority"),
    ],
)
def test_names_the_wrong_field(client, wrong, param):
    with pytest.raises(openai.BadRequestError) as failure:
        client.chat.completions.create(**ask(ENGLISH, extra_body=wrong))

    assert failure.value.code == "invalid_request"
    assert failure.value.param == param


@pytest.mark.parametrize(
    "model, fault", [("qwen-turbo", "status:429"), ("glm-4.5-air", "status:503")]
)
def test_says_when_to_come_back_if_the_vendors_are_overloaded(client, model, fault):
    with pytest.raises(openai.InternalServerError) as failure:
        client.chat.completions.create(**failing(model, fault))

    assert failure.value.status_code == 503
    assert failure.value.code == "upstream_overloaded"
    assert int(failure.value.response.headers["retry-after"]) > 0
    assert model in failure.value.message


@pytest.mark.parametrize(
    "model, fault, code",
    [
        ("gpt-5-nano", "status:401", "upstream_credentials"),
        ("gpt-5-mini", "status:500", "upstream_failed"),
        ("o4-mini", "error-in-200", "upstream_failed"),
        ("gpt-4.1-mini", "reset", "upstream_failed"),
        ("gpt-4.1-nano", "cut:3", "upstream_failed"),
    ],
)
def test_reports_a_broken_vendor_as_bad_gateway(client, model, fault, code):
    with pytest.raises(openai.InternalServerError) as failure:
        client.chat.completions.create(**failing(model, fault))

    assert failure.value.status_code == 502
    assert failure.value.code == code


def test_ends_a_broken_stream_with_an_error(client):
    chunks = []
    with pytest.raises(openai.APIError) as failure:
        stream = client.chat.completions.create(**failing("llama-3.1-8b", "cut:3"), stream=True)
        for chunk in stream:
            chunks.append(chunk)

    assert text_of(chunks) == "This is the"
    assert failure.value.code == "upstream_failed"


def test_reports_a_stream_that_never_began_as_a_status(client):
    with pytest.raises(openai.InternalServerError) as failure:
        client.chat.completions.create(**failing("codestral", "cut:0"), stream=True)

    assert failure.value.status_code == 502


def test_turns_to_the_next_model_where_the_first_keeps_failing(client):
    for _ in range(3):
        with pytest.raises(openai.InternalServerError):
            client.chat.completions.create(**failing("gpt-5.4", "status:500"))
    response = client.chat.completions.with_raw_response.create(
        **ask(ENGLISH, "gpt-5.4", extra_headers={"x-caravan-fallbacks": "qwen-max"})
    )

    assert response.headers["x-caravan-model"] == response.parse().model == "qwen-max"


def test_tries_again_when_told_to():
    requests = []

    def fail_once(request):
        requests.append(request)
        if len(requests) > 1:
            request.headers.pop("x-sandbox", None)

    http_client = httpx2.Client(event_hooks={"request": [fail_once]})
    with OpenAI(**settings(max_retries=1, http_client=http_client)) as client:
        answer = client.chat.completions.create(**failing("kimi-k2", "status:503"))

    assert [r.headers["x-stainless-retry-count"] for r in requests] == ["0", "1"]
    assert ENGLISH in answer.choices[0].message.content


def test_does_not_try_again_what_is_wrong():
    requests = []
    http_client = httpx2.Client(event_hooks={"request": [requests.append]})
    with OpenAI(**settings(max_retries=2, http_client=http_client)) as client:
        with pytest.raises(openai.NotFoundError):
            client.chat.completions.create(**ask(ENGLISH, "no-such-model"))

    assert len(requests) == 1


def test_keeps_to_the_timeout_of_the_client(client):
    with pytest.raises(openai.APITimeoutError):
        client.chat.completions.create(**failing("gpt-5", "stall"), timeout=0.3)
    assert client.chat.completions.create(**ask(ENGLISH, "gpt-5")).choices


def test_keeps_to_the_deadline_of_the_request(client):
    request = failing("gpt-5.1", "stall")
    request["extra_headers"]["x-caravan-deadline-ms"] = "200"
    with pytest.raises(openai.InternalServerError) as failure:
        client.chat.completions.create(**request)

    assert failure.value.status_code == 504
    assert failure.value.code == "deadline_exceeded"
