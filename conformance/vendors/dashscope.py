"""DashScope's own form of Qwen."""

import json

import shape
from openai_chat import OpenAiChat
from script import THOUGHT, Turn, pieces
from shape import need, only

PARAMETERS = set(
    "result_format incremental_output max_tokens temperature top_p top_k seed stop"
    " repetition_penalty presence_penalty tools tool_choice parallel_tool_calls response_format"
    " enable_thinking thinking_budget reasoning_effort enable_search logprobs top_logprobs n".split()
)


class DashScope(OpenAiChat):
    """Messages are nearly OpenAI's, all around them is not."""

    dialect = "dashscope"
    path = "/api/v1/services/aigc/text-generation/generation"
    content_type = "text/event-stream;charset=UTF-8"

    def read(self, path, headers, body):
        only(body, {"model", "input", "parameters"}, "request")
        only(body.get("input"), {"messages"}, "input")
        parameters = body.get("parameters", {})
        only(parameters, PARAMETERS, "parameters")
        need(parameters.get("result_format") == "message", "parameters.result_format")
        stream = headers.get("x-dashscope-sse") == "enable"
        turn = Turn(shape.text(body.get("model"), "model", 1), "", stream)
        if stream:
            incremental = parameters.get("incremental_output") is True
            need(incremental, "parameters.incremental_output: only true is spoken here")
        turn.reasons = parameters.get("enable_thinking") is True
        self.messages(body["input"].get("messages"), turn)
        for i, tool in enumerate(parameters.get("tools", [])):
            self.tool(tool, f"parameters.tools[{i}]", turn)
        return turn

    def usage(self, turn):
        tokens = turn.tokens(self.dialect)
        return {
            "input_tokens": tokens.prompt,
            "output_tokens": tokens.completion,
            "total_tokens": tokens.prompt + tokens.completion,
            "prompt_tokens_details": {"cached_tokens": tokens.cached},
            "output_tokens_details": {"reasoning_tokens": tokens.reasoning},
        }

    def output(self, message, finish, usage):
        choice = {"message": {"role": "assistant", "content": "", **message}}
        return {
            "output": {"choices": [choice | {"finish_reason": finish}]},
            "usage": usage,
            "request_id": "0d95e615-418d-97a1-9302-ff622a7ceead",
        }

    def answer(self, turn):
        if not turn.calls:
            return self.output({"content": turn.text}, "stop", self.usage(turn))
        written = json.dumps(turn.arguments, ensure_ascii=False)
        message = {"tool_calls": [{"index": 0, **self.call(turn, written)}]}
        if turn.reasons:
            message["reasoning_content"] = "".join(THOUGHT)
        return self.output(message, "tool_calls", self.usage(turn))

    def messages_of(self, turn):
        if not turn.calls:
            yield from ({"content": piece} for piece in pieces(turn.text))
            return
        if turn.reasons:
            yield from ({"reasoning_content": thought} for thought in THOUGHT)
        first, *others = pieces(json.dumps(turn.arguments, ensure_ascii=False), 5)
        yield {"tool_calls": [{"index": 0, **self.call(turn, first)}]}
        for piece in others:
            later = {"index": 0, "id": "", "type": "function", "function": {"arguments": piece}}
            yield {"tool_calls": [later]}

    def events(self, turn):
        usage = self.usage(turn)
        part_way = usage | {"output_tokens": 1, "total_tokens": usage["input_tokens"] + 1}
        data = [self.output(message, "null", part_way) for message in self.messages_of(turn)]
        data.append(self.output({}, "tool_calls" if turn.calls else "stop", usage))
        for number, one in enumerate(data, 1):
            written = json.dumps(one, ensure_ascii=False)
            head = f"id:{number}\nevent:result\n:HTTP_STATUS/200\n"
            yield f"{head}data:{written}\n\n".encode()

    def error(self, refused):
        kinds = {401: "InvalidApiKey", 404: "ModelNotFound"}
        code = kinds.get(refused.status, "InvalidParameter")
        return {"code": code, "message": str(refused), "request_id": "0d95e615"}, {}
