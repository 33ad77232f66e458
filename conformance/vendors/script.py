"""What every fake vendor says, whatever its language, and the numbers it bills."""

import base64
import hashlib
from dataclasses import dataclass, field

KEY = "vendor-key"
TOOL = "get_weather"
THOUGHT = ["The weather ", "has to be looked up. ", "先查天气。"]

# prompt (cached and written to the cache included), cached, written, completion (reasoning
# included), reasoning: first where a tool is called, then for texts. No two are the same.
USAGE = {
    "openai": [(211, 64, 0, 47, 16), (260, 128, 0, 31, 0)],
    "azure": [(212, 65, 0, 48, 17), (261, 129, 0, 32, 0)],
    "anthropic": [(213, 66, 9, 49, 0), (262, 130, 8, 33, 0)],
    "bedrock": [(214, 67, 10, 50, 0), (263, 131, 7, 34, 0)],
    "gemini": [(215, 68, 0, 51, 18), (264, 132, 0, 35, 0)],
    "openai-responses": [(216, 69, 0, 52, 19), (265, 133, 0, 36, 0)],
    "dashscope": [(217, 70, 0, 53, 20), (266, 134, 0, 37, 0)],
    "ollama": [(218, 0, 0, 54, 0), (267, 0, 0, 38, 0)],
}


@dataclass(frozen=True)
class Tokens:
    prompt: int
    cached: int
    written: int
    completion: int
    reasoning: int


class Refused(Exception):
    """The request breaks a rule of the vendor's; each vendor words it in its own way."""

    def __init__(self, message, status=400, kind="invalid"):
        super().__init__(message)
        self.status = status
        self.kind = kind


@dataclass
class Turn:
    """A request, understood."""

    model: str
    question: str
    stream: bool = False
    tools: list = field(default_factory=list)
    results: list = field(default_factory=list)  # of tools, if the last turn is nothing else
    reasons: bool = False
    # What came back of the reasoning before the tool call: returned, excused (Gemini's words for
    # "another model made this call") or absent. Anything forged has been refused.
    thought: str = "absent"
    asks_usage: bool = True

    @property
    def calls(self):
        return bool(self.tools) and not self.results

    @property
    def arguments(self):
        return {"city": "巴黎" if is_chinese(self.question) else "Paris"}

    @property
    def text(self):
        if self.results:
            return f"The tool says: {'; '.join(self.results)}. Its reasoning was {self.thought}. 完。"
        return f"You asked: {self.question} 完。"

    def tokens(self, dialect):
        return Tokens(*USAGE[dialect][0 if self.calls else 1])


def is_chinese(text):
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def pieces(text, size=7):
    """The text as a model makes it, bit by bit."""
    return [text[i : i + size] for i in range(0, len(text), size)]


def signature(dialect):
    """Opaque and long, with every letter that base64 has."""
    seed = hashlib.sha512(dialect.encode()).digest()
    return base64.b64encode(b"\xfb\xff\xbe" + seed * 4 + b"\x01").decode()
