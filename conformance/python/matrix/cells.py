"""One conversation as every client has it, and what has to come of it."""

import json
import os
import urllib.request
from dataclasses import dataclass, field

URL = os.environ["MATRIX_URL"]
TOKEN = os.environ["GATEWAY_TOKEN"]
RESULT = "21 degrees, 多云"
QUESTIONS = {False: "What is the weather like there?", True: "那里的天气怎么样？"}
CITIES = {False: "Paris", True: "巴黎"}
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string", "description": "A city. 城市。"}},
    "required": ["city"],
    "additionalProperties": False,
}
DESCRIPTION = "The weather of a city. 城市的天气。"
DIALECTS = ["openai", "azure", "anthropic", "bedrock", "gemini", "openai-responses"]
DIALECTS += ["dashscope", "ollama"]

with urllib.request.urlopen(os.environ["VENDORS"] + "/usage") as answer:
    BILLED = json.load(answer)


@dataclass
class Said:
    """An answer as a client understands it. Tokens: prompt, cached, completion; prompt as the
    client's API counts it."""

    text: str
    calls: list = field(default_factory=list)  # of (name, arguments)
    prompt: int = 0
    cached: int = 0
    completion: int = 0
    whole: object = None  # what the next request sends back


def expected(dialect, kind, apart):
    """The tokens that the vendor bills; apart: as Anthropic counts, without those of its cache."""
    billed = BILLED[dialect][kind]
    cache = billed["cached"] + billed["written"] if apart else 0
    return (billed["prompt"] - cache, billed["cached"], billed["completion"])


def check(client, dialect, stream, chinese):
    """A plain answer, a tool call, and the answer to its result."""
    apart = client.counts_apart
    with client(f"m-{dialect}", stream) as session:
        plain = session.ask(QUESTIONS[chinese], tools=False)
        assert plain.text == f"You asked: {QUESTIONS[chinese]} 完。"
        assert plain.calls == []
        assert tokens(plain) == expected(dialect, "text", apart)

        called = session.ask(QUESTIONS[chinese], tools=True)
        assert called.calls == [("get_weather", {"city": CITIES[chinese]})]
        assert tokens(called) == expected(dialect, "call", apart)

        answered = session.tell(called, RESULT)
        assert answered.calls == []
        told, _, thought = answered.text.partition(" Its reasoning was ")
        assert told.startswith("The tool says: ") and RESULT in told
        assert thought == f"{client.brings_back(dialect)}. 完。"
        assert tokens(answered) == expected(dialect, "text", apart)


def tokens(said):
    return (said.prompt, said.cached, said.completion)


# Vendors whose reasoning comes in no form at all, so that there is nothing to bring back.
SILENT = {"azure"}
