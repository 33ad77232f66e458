import asyncio
import json

import openai
import pytest
from conftest import CHINESE, ENGLISH, TOOLS, ask, failing, text_of
from test_formats import Oasis


def run(async_client, use, **more):
    async def main():
        async with async_client(**more) as client:
            return await use(client)

    return asyncio.run(main())


def test_answers_many_at_once(async_client):
    async def use(client):
        questions = [f"{CHINESE} {i}" for i in range(20)]
        answers = await asyncio.gather(
            *(client.chat.completions.create(**ask(question)) for question in questions)
        )
        return list(zip(questions, answers))

    for question, answer in run(async_client, use):
        assert question in answer.choices[0].message.content


@pytest.mark.parametrize("question", [ENGLISH, CHINESE])
def test_streams_many_at_once_without_mixing_them(async_client, question):
    async def one(client, i):
        stream = await client.chat.completions.create(**ask(f"{question} {i}"), stream=True)
        return text_of([chunk async for chunk in stream])

    async def use(client):
        return await asyncio.gather(*(one(client, i) for i in range(10)))

    for i, text in enumerate(run(async_client, use)):
        assert f"{question} {i}" in text


def test_calls_and_formats(async_client):
    async def use(client):
        call = await client.chat.completions.create(**ask(ENGLISH), tools=TOOLS)
        oasis = await client.chat.completions.parse(**ask(CHINESE), response_format=Oasis)
        return call.choices[0].message.tool_calls[0], oasis.choices[0].message.parsed

    call, oasis = run(async_client, use)
    assert "well" in json.loads(call.function.arguments)
    assert isinstance(oasis, Oasis)


def test_lists_the_models(async_client):
    async def use(client):
        return [model.id async for model in client.models.list()]

    assert "gpt-4o" in run(async_client, use)


def test_raises_the_same_errors(async_client):
    async def use(client):
        with pytest.raises(openai.NotFoundError):
            await client.chat.completions.create(**ask(ENGLISH, "no-such-model"))
        with pytest.raises(openai.BadRequestError):
            await client.chat.completions.create(**ask(ENGLISH), temperature="hot")
        with pytest.raises(openai.APITimeoutError):
            await client.chat.completions.create(**failing("qwen-long", "stall"), timeout=0.3)
        with pytest.raises(openai.InternalServerError):
            await client.chat.completions.create(**failing("glm-4.6", "status:503"))

    run(async_client, use)


def test_may_leave_a_stream_in_the_middle(async_client):
    async def use(client):
        stream = await client.chat.completions.create(
            **ask(ENGLISH, extra_headers={"x-sandbox": "tokens=5000"}), stream=True
        )
        async with stream:
            first = await anext(aiter(stream))
        again = await client.chat.completions.create(**ask(ENGLISH))
        return first, again

    first, again = run(async_client, use)
    assert first.choices and again.choices
