"""OpenAI's own Python client at a running gateway, whose sandbox answers."""

import os

import pytest
from openai import AsyncOpenAI, OpenAI

ENGLISH = "Where does the caravan rest?"
CHINESE = "商队在哪里休息？"

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "measure_well",
            "description": "The depth of a well. 井的深度。",
            "parameters": {
                "type": "object",
                "properties": {"well": {"type": "string"}},
                "required": ["well"],
            },
        },
    },
    {"type": "function", "function": {"name": "list_wells"}},
]


def settings(**more):
    """What every client is made with: it reports what it gets, without retries of its own."""
    return {
        "base_url": os.environ["CARAVAN_URL"] + "/v1",
        "api_key": os.environ["GATEWAY_TOKEN"],
        "max_retries": 0,
        **more,
    }


def ask(question, model="gpt-4o", **more):
    return {"model": model, "messages": [{"role": "user", "content": question}], **more}


def failing(model, fault, **more):
    """Has something go wrong in the sandbox; each test with its own model, so its own breaker."""
    headers = {"x-sandbox": f"fault={fault}", "x-caravan-fallbacks": ""}
    return ask(ENGLISH, model, extra_headers=headers, **more)


def text_of(chunks):
    return "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)


@pytest.fixture
def client():
    with OpenAI(**settings()) as client:
        yield client


@pytest.fixture
def async_client():
    return lambda **more: AsyncOpenAI(**settings(**more))
