"""Anthropic's Messages."""

import json

import shape
from script import THOUGHT, TOOL, Turn, pieces, signature
from shape import need, only

FIELDS = set(
    "model messages max_tokens system tools tool_choice stream temperature top_p top_k"
    " stop_sequences thinking metadata service_tier output_config cache_control container"
    " context_management".split()
)
BLOCKS = {
    "text": {"text", "citations"},
    "tool_use": {"id", "name", "input", "caller"},
    "tool_result": {"tool_use_id", "content", "is_error"},
    "thinking": {"thinking", "signature"},
    "redacted_thinking": {"data"},
    "image": {"source"},
}
CALL_ID = "toolu_01Vj1N4sXHRqWKxV5BtKTtoV"


class Anthropic:
    dialect = "anthropic"
    path = "/v1/messages"
    content_type = "text/event-stream; charset=utf-8"

    def serves(self, path):
        return path.split("?")[0] == self.path  # the client's ?beta=true is Anthropic's own

    def authorised(self, headers, key):
        return headers.get("x-api-key") == key

    def read(self, path, headers, body):
        need(headers.get("anthropic-version") == "2023-06-01", "anthropic-version: header")
        only(body, FIELDS, "request")
        turn = Turn(shape.text(body.get("model"), "model", 1), "", body.get("stream") is True)
        limit = body.get("max_tokens")
        need(isinstance(limit, int) and limit > 0, "max_tokens: Field required")
        if not isinstance(body.get("system", ""), str):
            for i, block in enumerate(shape.listed(body["system"], "system", 1)):
                only(block, {"type", "text", "cache_control"}, f"system.{i}")
        for i, tool in enumerate(body.get("tools", [])):
            known = {"type", "name", "description", "input_schema", "cache_control", "strict"}
            only(tool, known | {"eager_input_streaming"}, f"tools.{i}")
            need(tool.get("type", "custom") == "custom", f"tools.{i}.type")
            turn.tools.append(shape.named(tool.get("name"), f"tools.{i}.name"))
            shape.schema(tool.get("input_schema"), f"tools.{i}.input_schema")
        Thinking(body, limit).check(turn)
        self.messages(body.get("messages"), turn)
        return turn

    def messages(self, messages, turn):
        shape.listed(messages, "messages", 1)
        need(messages[0].get("role") == "user", "messages.0.role: must be user")
        called = []
        for i, message in enumerate(messages):
            only(message, {"role", "content"}, f"messages.{i}")
            need(message["role"] in ("user", "assistant"), f"messages.{i}.role")
            blocks = message["content"]
            if isinstance(blocks, str):
                blocks = [{"type": "text", "text": blocks}]
            called = self.message(message["role"], blocks, called, f"messages.{i}", turn)
        need(not called, f"messages: no results for {called}")

    def message(self, role, blocks, called, where, turn):
        kinds = []
        for i, block in enumerate(shape.listed(blocks, f"{where}.content", 1)):
            kind, at = block.get("type"), f"{where}.content.{i}"
            need(kind in BLOCKS, f"{at}.type: {kind}")
            only(block, BLOCKS[kind] | {"type", "cache_control"}, at)
            ours = {"user": ("text", "tool_result", "image")}.get(
                role, ("text", "tool_use", "thinking", "redacted_thinking")
            )
            need(kind in ours, f"{at}: {kind} in a message of role {role}")
            kinds.append(kind)
            if kind == "text":
                shape.text(block["text"], f"{at}.text", 1)
        if role == "assistant":
            need(not called, f"{where}: no results for {called}")
            turn.results = []
            return self.assistant(blocks, kinds, where, turn)
        results = [block for block in blocks if block["type"] == "tool_result"]
        shape.answered(called, [block.get("tool_use_id") for block in results], where)
        first = kinds[: len(results)]
        need(set(first) <= {"tool_result"}, f"{where}: results must come first")
        turn.results = [] if len(results) < len(blocks) else [self.result(b) for b in results]
        said = "".join(block["text"] for block in blocks if block["type"] == "text")
        turn.question = said or turn.question
        return []

    def assistant(self, blocks, kinds, where, turn):
        for i, block in enumerate(blocks):
            if block["type"] == "thinking":
                same = block.get("signature") == signature(self.dialect)
                need(same, f"{where}.content.{i}: Invalid `signature` in `thinking` block")
                same = block.get("thinking") == "".join(THOUGHT)
                need(same, f"{where}.content.{i}: `thinking` blocks cannot be modified")
                turn.thought = "returned"
            need(block["type"] != "redacted_thinking", f"{where}.content.{i}: Invalid `data`")
            if block["type"] == "tool_use":
                need(block.get("id") == CALL_ID, f"{where}.content.{i}.id: {block.get('id')}")
                shape.named(block.get("name"), f"{where}.content.{i}.name")
                need(isinstance(block.get("input"), dict), f"{where}.content.{i}.input")
        called = [block["id"] for block in blocks if block["type"] == "tool_use"]
        if turn.reasons and called:
            need(kinds[0] == "thinking", f"{where}.content.0: Expected `thinking`, found {kinds[0]}")
        return called

    def result(self, block):
        content = block.get("content", "")
        if isinstance(content, str):
            return content
        for part in content:
            only(part, {"type", "text", "cache_control"}, "tool_result.content")
        return "".join(part["text"] for part in content)

    def usage(self, turn):
        tokens = turn.tokens(self.dialect)
        return {
            "input_tokens": tokens.prompt - tokens.cached - tokens.written,
            "cache_creation_input_tokens": tokens.written,
            "cache_read_input_tokens": tokens.cached,
            "cache_creation": {
                "ephemeral_5m_input_tokens": tokens.written,
                "ephemeral_1h_input_tokens": 0,
            },
            "output_tokens": tokens.completion,
            "service_tier": "standard",
        }

    def envelope(self, turn, content, stop, usage):
        return {
            "id": "msg_01XFDUDYJgAACzvnptvVoYEL",
            "type": "message",
            "role": "assistant",
            "model": turn.model,
            "content": content,
            "stop_reason": stop,
            "stop_sequence": None,
            "usage": usage,
        }

    def answer(self, turn):
        content = [{"type": "text", "text": turn.text}]
        if turn.calls:
            call = {"type": "tool_use", "id": CALL_ID, "name": TOOL, "input": turn.arguments}
            thought = {"type": "thinking", "thinking": "".join(THOUGHT)}
            thought["signature"] = signature(self.dialect)
            content = [thought, call] if turn.reasons else [call]
        stop = "tool_use" if turn.calls else "end_turn"
        return self.envelope(turn, content, stop, self.usage(turn))

    def blocks(self, turn):
        """Each block as it starts, and its deltas."""
        if not turn.calls:
            deltas = [{"type": "text_delta", "text": piece} for piece in pieces(turn.text)]
            return [({"type": "text", "text": ""}, deltas)]
        written = json.dumps(turn.arguments, ensure_ascii=False)
        deltas = [
            {"type": "input_json_delta", "partial_json": piece}
            for piece in ["", *pieces(written, 5)]
        ]
        call = ({"type": "tool_use", "id": CALL_ID, "name": TOOL, "input": {}}, deltas)
        thought = [{"type": "thinking_delta", "thinking": part} for part in THOUGHT]
        thought.append({"type": "signature_delta", "signature": signature(self.dialect)})
        block = {"type": "thinking", "thinking": "", "signature": ""}
        return [(block, thought), call] if turn.reasons else [call]

    def data(self, turn):
        usage = self.usage(turn)
        begun = self.envelope(turn, [], None, usage | {"output_tokens": 1})
        yield {"type": "message_start", "message": begun}
        for index, (block, deltas) in enumerate(self.blocks(turn)):
            yield {"type": "content_block_start", "index": index, "content_block": block}
            if index == 0:
                yield {"type": "ping"}
            for delta in deltas:
                yield {"type": "content_block_delta", "index": index, "delta": delta}
            yield {"type": "content_block_stop", "index": index}
        stop = {"stop_reason": "tool_use" if turn.calls else "end_turn", "stop_sequence": None}
        last = usage.keys() - {"cache_creation", "service_tier"}
        counts = {name: usage[name] for name in last}
        yield {"type": "message_delta", "delta": stop, "usage": counts}
        yield {"type": "message_stop"}

    def events(self, turn):
        for data in self.data(turn):
            written = json.dumps(data, ensure_ascii=False)
            yield f"event: {data['type']}\ndata: {written}\n\n".encode()

    def error(self, refused):
        kinds = {401: "authentication_error", 404: "not_found_error"}
        kind = kinds.get(refused.status, "invalid_request_error")
        body = {"type": "error", "error": {"type": kind, "message": str(refused)}}
        return body | {"request_id": "req_011CSHoEeqs5C35K2UUqR7Fy"}, {}


class Thinking:
    """Claude's rules for a budget of thinking, wherever it is hosted."""

    def __init__(self, fields, limit):
        self.fields = fields
        self.limit = limit

    def check(self, turn):
        thinking = self.fields.get("thinking", {"type": "disabled"})
        need(thinking.get("type") in ("enabled", "disabled"), "thinking.type")
        turn.reasons = thinking["type"] == "enabled"
        if not turn.reasons:
            return
        only(thinking, {"type", "budget_tokens", "display"}, "thinking")
        budget = thinking.get("budget_tokens")
        need(isinstance(budget, int) and budget >= 1024, "thinking.budget_tokens: at least 1024")
        need(budget < self.limit, "`max_tokens` must be greater than `thinking.budget_tokens`")
        need(self.fields.get("temperature", 1) == 1, "`temperature` may only be 1 when thinking")
        need("top_k" not in self.fields, "`top_k` must be unset when thinking is enabled")
        forced = self.fields.get("tool_choice", {}).get("type") in ("any", "tool")
        need(not forced, "Thinking may not be enabled when tool_choice forces tool use")
