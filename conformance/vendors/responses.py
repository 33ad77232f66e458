"""OpenAI's Responses, stateless, with encrypted reasoning."""

import json

import shape
from script import THOUGHT, TOOL, Turn, pieces, signature
from shape import need, only

FIELDS = set(
    "model input instructions stream stream_options tools tool_choice parallel_tool_calls store"
    " include reasoning text max_output_tokens temperature top_p top_logprobs metadata user"
    " service_tier truncation prompt_cache_key prompt_cache_retention safety_identifier"
    " background max_tool_calls".split()
)
ITEMS = {
    "message": {"id", "role", "content", "status", "phase"},
    "function_call": {"id", "call_id", "name", "arguments", "status"},
    "function_call_output": {"id", "call_id", "output", "status"},
    "reasoning": {"id", "summary", "content", "encrypted_content", "status"},
}
PARTS = {
    "user": {"input_text", "input_image", "input_file"},
    "assistant": {"output_text", "refusal"},
}
CALL_ID = "call_6cKxYb0T8bVJ3cHqkqTzWmRn"
ENCRYPTED = "reasoning.encrypted_content"


class Responses:
    dialect = "openai-responses"
    path = "/v1/responses"
    content_type = "text/event-stream; charset=utf-8"

    def serves(self, path):
        return path == self.path

    def authorised(self, headers, key):
        return headers.get("authorization") == f"Bearer {key}"

    def read(self, path, headers, body):
        only(body, FIELDS, "request")
        turn = Turn(shape.text(body.get("model"), "model", 1), "", body.get("stream") is True)
        need(body.get("max_output_tokens", 16) >= 16, "max_output_tokens: at least 16")
        only(body.get("reasoning") or {}, {"effort", "summary", "generate_summary"}, "reasoning")
        turn.reasons = ENCRYPTED in (body.get("include") or [])
        for i, tool in enumerate(body.get("tools") or []):
            only(tool, {"type", "name", "description", "parameters", "strict"}, f"tools[{i}]")
            need(tool.get("type") == "function", f"tools[{i}].type")
            turn.tools.append(shape.named(tool.get("name"), f"tools[{i}].name"))
            if tool.get("parameters") is not None:
                shape.schema(tool["parameters"], f"tools[{i}].parameters")
        items = body.get("input")
        if isinstance(items, str):
            turn.question = items
        else:
            self.items(shape.listed(items, "input", 1), turn)
        return turn

    def items(self, items, turn):
        called, answered, before = [], [], None
        for i, item in enumerate(items):
            where, kind = f"input[{i}]", item.get("type", "message")
            need(kind in ITEMS, f"{where}.type: {kind}")
            only(item, ITEMS[kind] | {"type"}, where)
            follows = kind in ("message", "function_call", "reasoning") and not (
                kind == "message" and item.get("role") != "assistant"
            )
            required = "was provided without its required following item."
            need(before != "reasoning" or follows, f"{where}: Item of type 'reasoning' {required}")
            before = kind
            if kind == "function_call_output":
                need(item.get("call_id") in called, f"{where}: no tool call found for the output")
                answered.append(item["call_id"])
                turn.results.append(self.content(item["output"], where, "user"))
                continue
            turn.results = []
            if kind == "function_call":
                need(item.get("call_id") == CALL_ID, f"{where}.call_id: {item.get('call_id')}")
                shape.arguments(item.get("arguments"), f"{where}.arguments")
                called.append(item["call_id"])
            elif kind == "reasoning":
                self.reasoning(item, where, turn)
            else:
                role = item.get("role")
                need(role in ("user", "system", "developer", "assistant"), f"{where}.role: {role}")
                said = self.content(item.get("content"), where, role)
                turn.question = said if role == "user" else turn.question
        need(before != "reasoning", f"input: Item of type 'reasoning' {'without what follows'}")
        shape.answered(called, answered, "input: No tool output found for function call")

    def content(self, content, where, role):
        if isinstance(content, str):
            return content
        said = []
        for part in shape.listed(content, f"{where}.content"):
            kinds = PARTS["assistant" if role == "assistant" else "user"]
            need(part.get("type") in kinds, f"{where}.content: {part.get('type')} of {role}")
            known = {"type", "text", "refusal", "annotations", "logprobs", "image_url", "detail"}
            only(part, known, f"{where}.content")
            said.append(part.get("text", ""))
        return "".join(said)

    def reasoning(self, item, where, turn):
        need(isinstance(item.get("summary"), list), f"{where}.summary: missing")
        for part in item["summary"]:
            need(part.keys() == {"type", "text"}, f"{where}.summary")
        if item.get("encrypted_content") is not None:
            same = item["encrypted_content"] == signature(self.dialect)
            need(same, f"{where}: the encrypted content could not be verified")
            turn.thought = "returned"

    def usage(self, turn):
        tokens = turn.tokens(self.dialect)
        return {
            "input_tokens": tokens.prompt,
            "input_tokens_details": {"cached_tokens": tokens.cached},
            "output_tokens": tokens.completion,
            "output_tokens_details": {"reasoning_tokens": tokens.reasoning},
            "total_tokens": tokens.prompt + tokens.completion,
        }

    def output(self, turn):
        if not turn.calls:
            part = {"type": "output_text", "text": turn.text, "annotations": [], "logprobs": []}
            message = {"id": "msg_68f0", "type": "message", "status": "completed"}
            return [message | {"role": "assistant", "content": [part]}]
        written = json.dumps(turn.arguments, ensure_ascii=False)
        call = {"id": "fc_68f1", "type": "function_call", "status": "completed"}
        call |= {"call_id": CALL_ID, "name": TOOL, "arguments": written}
        summary = [{"type": "summary_text", "text": "".join(THOUGHT)}]
        thought = {"id": "rs_68f2", "type": "reasoning", "summary": summary}
        if turn.reasons:
            thought["encrypted_content"] = signature(self.dialect)
        return [thought, call]

    def envelope(self, turn, status, output, usage):
        return {
            "id": "resp_68f3a8b7c2d48190a1b2c3d4e5f60718",
            "object": "response",
            "created_at": 1760000000,
            "status": status,
            "background": False,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "max_output_tokens": None,
            "metadata": {},
            "model": turn.model,
            "output": output,
            "parallel_tool_calls": True,
            "previous_response_id": None,
            "reasoning": {"effort": "medium", "summary": None},
            "store": False,
            "temperature": 1.0,
            "text": {"format": {"type": "text"}},
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1.0,
            "truncation": "disabled",
            "usage": usage,
        }

    def answer(self, turn):
        return self.envelope(turn, "completed", self.output(turn), self.usage(turn))

    def data(self, turn):
        begun = self.envelope(turn, "in_progress", [], None)
        yield {"type": "response.created", "response": begun}
        yield {"type": "response.in_progress", "response": begun}
        output = self.output(turn)
        for index, item in enumerate(output):
            parts = {"message": self.message, "reasoning": self.thought, "function_call": self.call}
            yield from parts[item["type"]](item, {"item_id": item["id"], "output_index": index})
            yield {"type": "response.output_item.done", "output_index": index, "item": item}
        done = self.envelope(turn, "completed", output, self.usage(turn))
        yield {"type": "response.completed", "response": done}

    def added(self, item, at, **empty):
        begun = item | {"status": "in_progress"} if "status" in item else item
        index = {"output_index": at["output_index"]}
        return {"type": "response.output_item.added", **index, "item": begun | empty}

    def message(self, item, at):
        yield self.added(item, at, content=[])
        at = at | {"content_index": 0}
        part = item["content"][0]
        yield {"type": "response.content_part.added", **at, "part": part | {"text": ""}}
        for piece in pieces(part["text"]):
            yield {"type": "response.output_text.delta", **at, "delta": piece, "logprobs": []}
        yield {"type": "response.output_text.done", **at, "text": part["text"], "logprobs": []}
        yield {"type": "response.content_part.done", **at, "part": part}

    def thought(self, item, at):
        yield self.added(item, at, summary=[])
        at = at | {"summary_index": 0}
        part = item["summary"][0]
        begin = "response.reasoning_summary_part.added"
        yield {"type": begin, **at, "part": part | {"text": ""}}
        for piece in THOUGHT:
            yield {"type": "response.reasoning_summary_text.delta", **at, "delta": piece}
        yield {"type": "response.reasoning_summary_text.done", **at, "text": part["text"]}
        yield {"type": "response.reasoning_summary_part.done", **at, "part": part}

    def call(self, item, at):
        yield self.added(item, at, arguments="")
        for piece in pieces(item["arguments"], 5):
            yield {"type": "response.function_call_arguments.delta", **at, "delta": piece}
        done = {"arguments": item["arguments"], "name": item["name"]}
        yield {"type": "response.function_call_arguments.done", **at, **done}

    def events(self, turn):
        for number, data in enumerate(self.data(turn)):
            written = json.dumps(data | {"sequence_number": number}, ensure_ascii=False)
            yield f"event: {data['type']}\ndata: {written}\n\n".encode()

    def error(self, refused):
        kind = "invalid_request_error"
        body = {"message": str(refused), "type": kind, "param": None, "code": refused.kind}
        return {"error": body}, {}
