"""Ollama's own chat."""

import json

import shape
from script import THOUGHT, TOOL, Turn, pieces
from shape import need, only

FIELDS = set(
    "model messages tools format options stream keep_alive think logprobs top_logprobs".split()
)
MESSAGE = {"role", "content", "images", "tool_calls", "tool_name", "tool_call_id", "thinking"}
GO = "json: cannot unmarshal into Go struct field ChatRequest.messages"


class Ollama:
    dialect = "ollama"
    path = "/api/chat"
    content_type = "application/x-ndjson"

    def serves(self, path):
        return path == self.path

    def authorised(self, headers, key):
        return True  # it asks nobody

    def read(self, path, headers, body):
        only(body, FIELDS, "request")
        # It streams unless it is told not to.
        model = shape.text(body.get("model"), "model", 1)
        turn = Turn(model, "", body.get("stream", True) is True)
        turn.reasons = bool(body.get("think"))
        for i, tool in enumerate(body.get("tools", [])):
            need(tool.get("type") == "function", f"tools[{i}].type")
            turn.tools.append(shape.named(tool["function"].get("name"), f"tools[{i}].name"))
        calls = 0
        for i, message in enumerate(shape.listed(body.get("messages"), "messages", 1)):
            only(message, MESSAGE, f"messages[{i}]")
            need(isinstance(message.get("content", ""), str), f"{GO}.content of type string")
            calls = self.message(message, calls, turn)
        need(calls == 0, "messages: calls without results")
        return turn

    def message(self, message, calls, turn):
        role = message.get("role")
        if role == "tool":
            need(calls > 0, "messages: a result without a call")
            need(message.get("tool_name") == TOOL, "messages: tool_name")
            turn.results.append(message["content"])
            return calls - 1
        need(role in ("system", "user", "assistant"), f"messages: role {role}")
        turn.results = []
        if role == "user":
            turn.question = message["content"]
        for call in message.get("tool_calls", []):
            written = call["function"].get("arguments")
            need(isinstance(written, dict), f"{GO}.tool_calls.function.arguments")
        if "thinking" in message:
            need(message["thinking"] == "".join(THOUGHT), "messages: thinking")
            turn.thought = "returned"
        return len(message.get("tool_calls", []))

    def line(self, turn, message, **more):
        body = {"model": turn.model, "created_at": "2026-01-01T00:00:00.590997Z"}
        return body | {"message": {"role": "assistant", "content": "", **message}, **more}

    def end(self, turn):
        tokens = turn.tokens(self.dialect)
        return {
            "done": True,
            "done_reason": "stop",
            "total_duration": 1164764583,
            "load_duration": 4037291,
            "prompt_eval_count": tokens.prompt,
            "prompt_eval_duration": 565000000,
            "eval_count": tokens.completion,
            "eval_duration": 594000000,
        }

    def call(self, turn):
        return {"tool_calls": [{"function": {"name": TOOL, "arguments": turn.arguments}}]}

    def answer(self, turn):
        if not turn.calls:
            return self.line(turn, {"content": turn.text}, **self.end(turn))
        thought = {"thinking": "".join(THOUGHT)} if turn.reasons else {}
        return self.line(turn, thought | self.call(turn), **self.end(turn))

    def events(self, turn):
        messages = [{"content": piece} for piece in pieces(turn.text)]
        if turn.calls:
            messages = [{"thinking": thought} for thought in THOUGHT if turn.reasons]
            messages.append(self.call(turn))
        lines = [self.line(turn, message, done=False) for message in messages]
        for line in [*lines, self.line(turn, {}, **self.end(turn))]:
            yield json.dumps(line, ensure_ascii=False).encode() + b"\n"

    def error(self, refused):
        return {"error": str(refused)}, {}
