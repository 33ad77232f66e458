"""OpenAI's chat completions, of a vendor that reasons aloud, and at Azure."""

import json

import shape
from script import THOUGHT, TOOL, Refused, Turn, pieces
from shape import need, only

FIELDS = set(
    "model messages stream stream_options tools tool_choice parallel_tool_calls max_tokens"
    " max_completion_tokens temperature top_p n stop seed reasoning_effort response_format user"
    " metadata store logit_bias logprobs top_logprobs frequency_penalty presence_penalty"
    " service_tier verbosity modalities prediction prompt_cache_key safety_identifier".split()
)
CALL_ID = "call_Rk3vWv0q7cQ2yF5d8tVn1xZb"


class OpenAiChat:
    dialect = "openai"
    path = "/v1/chat/completions"
    reasoning_field = "reasoning_content"

    def serves(self, path):
        return path == self.path

    def authorised(self, headers, key):
        return headers.get("authorization") == f"Bearer {key}"

    def read(self, path, headers, body):
        only(body, FIELDS, "request")
        shape.text(body.get("model"), "model", 1)
        need("stream_options" not in body or body.get("stream"), "stream_options: without stream")
        if "stream_options" in body:
            only(body["stream_options"], {"include_usage", "include_obfuscation"}, "stream_options")
        turn = Turn(body["model"], "", stream=body.get("stream") is True)
        turn.asks_usage = not turn.stream or body.get("stream_options", {}).get("include_usage")
        turn.reasons = True
        self.messages(body.get("messages"), turn)
        for i, tool in enumerate(body.get("tools", [])):
            self.tool(tool, f"tools[{i}]", turn)
        need("tool_choice" not in body or turn.tools, "tool_choice: without tools")
        return turn

    def tool(self, tool, where, turn):
        only(tool, {"type", "function"}, where)
        need(tool.get("type") == "function", f"{where}.type: {tool.get('type')}")
        only(tool["function"], {"name", "description", "parameters", "strict"}, where)
        turn.tools.append(shape.named(tool["function"].get("name"), f"{where}.name"))
        if "parameters" in tool["function"]:
            shape.schema(tool["function"]["parameters"], f"{where}.parameters")

    def messages(self, messages, turn):
        open_calls = []
        for i, message in enumerate(shape.listed(messages, "messages", 1)):
            where, role = f"messages[{i}]", message.get("role")
            if role == "tool":
                only(message, {"role", "content", "tool_call_id"}, where)
                need(message.get("tool_call_id") in open_calls, f"{where}: answers no call")
                open_calls.remove(message["tool_call_id"])
                turn.results.append(self.content(message["content"], where))
                continue
            need(not open_calls, f"{where}: calls {open_calls} have no results")
            turn.results = []
            if role == "assistant":
                open_calls = self.assistant(message, where, turn)
            else:
                need(role in ("system", "developer", "user"), f"{where}.role: {role}")
                only(message, {"role", "content", "name"}, where)
                said = self.content(message.get("content"), where)
                turn.question = said if role == "user" else turn.question
        need(not open_calls, f"calls {open_calls} have no results")

    def assistant(self, message, where, turn):
        known = {"role", "content", "refusal", "audio", "tool_calls", "name"}
        only(message, known | {self.reasoning_field} - {None}, where)
        calls = message.get("tool_calls") or []
        need(message.get("content") or calls, f"{where}: neither content nor calls")
        if self.reasoning_field and message.get(self.reasoning_field) is not None:
            same = message[self.reasoning_field] == "".join(THOUGHT)
            need(same, f"{where}.{self.reasoning_field}: is not what the vendor wrote")
            turn.thought = "returned"
        for i, call in enumerate(calls):
            only(call, {"id", "type", "function", "index"}, f"{where}.tool_calls[{i}]")
            need(call.get("type") == "function", f"{where}.tool_calls[{i}].type")
            only(call["function"], {"name", "arguments"}, f"{where}.tool_calls[{i}].function")
            shape.named(call["function"]["name"], where)
            shape.arguments(call["function"]["arguments"], f"{where}.tool_calls[{i}].arguments")
            need(call.get("id") == CALL_ID, f"{where}.tool_calls[{i}].id: {call.get('id')}")
        return [call["id"] for call in calls]

    def content(self, content, where):
        if isinstance(content, str):
            return content
        said = []
        for i, part in enumerate(shape.listed(content, f"{where}.content", 1)):
            need(part.get("type") == "text", f"{where}.content[{i}].type")
            only(part, {"type", "text"}, f"{where}.content[{i}]")
            said.append(shape.text(part["text"], f"{where}.content[{i}].text"))
        return "".join(said)

    def usage(self, turn):
        tokens = turn.tokens(self.dialect)
        return {
            "prompt_tokens": tokens.prompt,
            "completion_tokens": tokens.completion,
            "total_tokens": tokens.prompt + tokens.completion,
            "prompt_tokens_details": {"cached_tokens": tokens.cached, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": tokens.reasoning},
        }

    def call(self, turn, written):
        return {
            "id": CALL_ID,
            "type": "function",
            "function": {"name": TOOL, "arguments": written},
        }

    def envelope(self, kind, turn, choices, **more):
        return {
            "id": "chatcmpl-7QyqpwdfhqwajicIEznoc6Q47XAyW",
            "object": kind,
            "created": 1760000000,
            "model": turn.model,
            "choices": choices,
            **more,
        }

    def choice(self, finish, **more):
        return {"index": 0, **more, "logprobs": None, "finish_reason": finish}

    def answer(self, turn):
        message = {"role": "assistant", "content": turn.text, "refusal": None}
        finish = "stop"
        if turn.calls:
            written = json.dumps(turn.arguments, ensure_ascii=False)
            message |= {"content": None, "tool_calls": [self.call(turn, written)]}
            if self.reasoning_field:
                message[self.reasoning_field] = "".join(THOUGHT)
            finish = "tool_calls"
        choice = self.choice(finish, message=message)
        return self.envelope("chat.completion", turn, [choice], usage=self.usage(turn))

    def deltas(self, turn):
        yield {"role": "assistant", "content": "" if not turn.calls else None}
        if not turn.calls:
            yield from ({"content": piece} for piece in pieces(turn.text))
            return
        if self.reasoning_field:
            yield from ({self.reasoning_field: thought} for thought in THOUGHT)
        yield {"tool_calls": [{"index": 0, **self.call(turn, "")}]}
        for piece in pieces(json.dumps(turn.arguments, ensure_ascii=False), 5):
            yield {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}

    def chunks(self, turn):
        chunk = "chat.completion.chunk"
        pending = {"usage": None} if turn.asks_usage else {}
        for delta in self.deltas(turn):
            yield self.envelope(chunk, turn, [self.choice(None, delta=delta)], **pending)
        finish = "tool_calls" if turn.calls else "stop"
        yield self.envelope(chunk, turn, [self.choice(finish, delta={})], **pending)
        if turn.asks_usage:
            yield self.envelope(chunk, turn, [], usage=self.usage(turn))

    def events(self, turn):
        for chunk in self.chunks(turn):
            yield f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()
        yield b"data: [DONE]\n\n"

    content_type = "text/event-stream; charset=utf-8"

    def error(self, refused: Refused):
        kind = "invalid_request_error"
        body = {"message": str(refused), "type": kind, "param": None, "code": refused.kind}
        return {"error": body}, {}


class Azure(OpenAiChat):
    """The deployments surface, without reasoning text, with the findings of its filter."""

    dialect = "azure"
    path = "/openai/deployments/azure-model/chat/completions?api-version=2024-10-21"
    reasoning_field = None
    filtered = {"violence": {"filtered": False, "severity": "safe"}}

    def authorised(self, headers, key):
        return headers.get("api-key") == key and "authorization" not in headers

    def choice(self, finish, **more):
        return super().choice(finish, **more, content_filter_results=self.filtered)

    def chunks(self, turn):
        results = [{"prompt_index": 0, "content_filter_results": self.filtered}]
        yield {
            "choices": [],
            "created": 0,
            "id": "",
            "model": "",
            "object": "",
            "prompt_filter_results": results,
        }
        yield from super().chunks(turn)
