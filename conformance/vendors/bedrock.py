"""Amazon Bedrock's Converse, with a Claude behind it."""

import json
import struct
import zlib
from urllib.parse import quote

import shape
from anthropic import Thinking
from script import THOUGHT, TOOL, Turn, pieces, signature
from shape import need, only

MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
FIELDS = set(
    "messages system inferenceConfig toolConfig additionalModelRequestFields"
    " additionalModelResponseFieldPaths guardrailConfig performanceConfig promptVariables"
    " requestMetadata serviceTier outputConfig".split()
)
CALL_ID = "tooluse_c7rjuQ-xTQeJNSgdpWdJvQ"


def frame(event, payload):
    """One frame of application/vnd.amazon.eventstream."""
    headers = b""
    named = {":event-type": event, ":content-type": "application/json", ":message-type": "event"}
    for name, value in named.items():
        headers += struct.pack(">B", len(name)) + name.encode()
        headers += struct.pack(">BH", 7, len(value)) + value.encode()
    body = json.dumps(payload | {"p": "abcdefghij"}, ensure_ascii=False).encode()
    prelude = struct.pack(">II", 16 + len(headers) + len(body), len(headers))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + body
    return message + struct.pack(">I", zlib.crc32(message))


class Bedrock:
    dialect = "bedrock"
    content_type = "application/vnd.amazon.eventstream"
    paths = tuple(f"/model/{quote(MODEL, safe='')}/{op}" for op in ("converse", "converse-stream"))

    def serves(self, path):
        return path in self.paths

    def authorised(self, headers, key):
        return headers.get("authorization") == f"Bearer {key}"

    def read(self, path, headers, body):
        only(body, FIELDS, "request")
        turn = Turn(MODEL, "", path == self.paths[1])
        config = body.get("inferenceConfig", {})
        only(config, {"maxTokens", "temperature", "topP", "stopSequences"}, "inferenceConfig")
        more = body.get("additionalModelRequestFields", {})
        only(more, {"thinking", "top_k", "anthropic_beta", "output_config"}, "additional fields")
        choice = body.get("toolConfig", {}).get("toolChoice", {})
        forced = {"type": "any"} if choice.keys() & {"any", "tool"} else {}
        claude = {**more, **config, "tool_choice": forced}
        Thinking(claude, config.get("maxTokens", 64_000)).check(turn)
        for block in body.get("system", []):
            need(len(block) == 1 and block.keys() <= {"text", "cachePoint"}, "system")
        if "toolConfig" in body:
            self.tools(body["toolConfig"], turn)
        self.messages(body.get("messages"), turn)
        return turn

    def tools(self, config, turn):
        only(config, {"tools", "toolChoice"}, "toolConfig")
        for i, tool in enumerate(shape.listed(config.get("tools"), "toolConfig.tools", 1)):
            need(tool.keys() == {"toolSpec"}, f"toolConfig.tools.{i}")
            spec = tool["toolSpec"]
            only(spec, {"name", "description", "inputSchema", "strict"}, f"toolConfig.tools.{i}")
            turn.tools.append(shape.named(spec.get("name"), f"toolConfig.tools.{i}.name"))
            only(spec.get("inputSchema"), {"json"}, f"toolConfig.tools.{i}.inputSchema")
            shape.schema(spec["inputSchema"]["json"], f"toolConfig.tools.{i}.inputSchema.json")

    def messages(self, messages, turn):
        called = []
        for i, message in enumerate(shape.listed(messages, "messages", 1)):
            where = f"messages.{i}"
            only(message, {"role", "content"}, where)
            role = ("user", "assistant")[i % 2]
            need(message["role"] == role, f"{where}: roles must alternate between user and assistant")
            blocks = shape.listed(message["content"], f"{where}.content", 1)
            for block in blocks:
                need(len(block) == 1, f"{where}: a block is a union with one member")
                if "text" in block:
                    shape.text(block["text"], f"{where}.text", 1)
            read = self.user if role == "user" else self.assistant
            called = read(blocks, called, where, turn)
        need(not called, f"messages: no results for {called}")

    def user(self, blocks, called, where, turn):
        results = [block["toolResult"] for block in blocks if "toolResult" in block]
        shape.answered(called, [result.get("toolUseId") for result in results], where)
        need(not results or turn.tools, "toolConfig: must be there when tool blocks are")
        for block in blocks:
            need(block.keys() <= {"text", "toolResult", "image", "cachePoint"}, f"{where}: block")
        turn.results = []
        for result in results if len(results) == len(blocks) else []:
            only(result, {"toolUseId", "content", "status"}, f"{where}.toolResult")
            said = [part.get("text", part.get("json")) for part in result["content"]]
            turn.results.append("".join(s if isinstance(s, str) else json.dumps(s) for s in said))
        said = "".join(block.get("text", "") for block in blocks)
        turn.question = said or turn.question
        return []

    def assistant(self, blocks, called, where, turn):
        turn.results, uses = [], []
        for i, block in enumerate(blocks):
            need(block.keys() <= {"text", "toolUse", "reasoningContent"}, f"{where}: block")
            if "reasoningContent" in block:
                thought = block["reasoningContent"].get("reasoningText", {})
                written = {"text": "".join(THOUGHT), "signature": signature(self.dialect)}
                need(thought == written, f"{where}.{i}: Invalid `signature` in `thinking` block")
                turn.thought = "returned"
            if "toolUse" in block:
                use = block["toolUse"]
                only(use, {"toolUseId", "name", "input"}, f"{where}.{i}.toolUse")
                need(use.get("toolUseId") == CALL_ID, f"{where}.{i}: {use.get('toolUseId')}")
                need(isinstance(use.get("input"), dict), f"{where}.{i}.toolUse.input")
                uses.append(use["toolUseId"])
        if turn.reasons and uses:
            need("reasoningContent" in blocks[0], f"{where}.0: Expected `thinking`")
        return uses

    def usage(self, turn):
        tokens = turn.tokens(self.dialect)
        return {
            "inputTokens": tokens.prompt - tokens.cached - tokens.written,
            "outputTokens": tokens.completion,
            "totalTokens": tokens.prompt + tokens.completion,
            "cacheReadInputTokens": tokens.cached,
            "cacheWriteInputTokens": tokens.written,
        }

    def answer(self, turn):
        content = [{"text": turn.text}]
        if turn.calls:
            use = {"toolUseId": CALL_ID, "name": TOOL, "input": turn.arguments}
            thought = {"text": "".join(THOUGHT), "signature": signature(self.dialect)}
            content = [{"reasoningContent": {"reasoningText": thought}}] if turn.reasons else []
            content.append({"toolUse": use})
        return {
            "output": {"message": {"role": "assistant", "content": content}},
            "stopReason": "tool_use" if turn.calls else "end_turn",
            "usage": self.usage(turn),
            "metrics": {"latencyMs": 12},
        }

    def blocks(self, turn):
        if not turn.calls:
            return [(None, [{"text": piece} for piece in pieces(turn.text)])]
        written = json.dumps(turn.arguments, ensure_ascii=False)
        start = {"toolUse": {"toolUseId": CALL_ID, "name": TOOL}}
        call = (start, [{"toolUse": {"input": piece}} for piece in pieces(written, 5)])
        thought = [{"reasoningContent": {"text": part}} for part in THOUGHT]
        thought.append({"reasoningContent": {"signature": signature(self.dialect)}})
        return [(None, thought), call] if turn.reasons else [call]

    def events(self, turn):
        yield frame("messageStart", {"role": "assistant"})
        for index, (start, deltas) in enumerate(self.blocks(turn)):
            at = {"contentBlockIndex": index}
            if start:
                yield frame("contentBlockStart", {**at, "start": start})
            for delta in deltas:
                yield frame("contentBlockDelta", {**at, "delta": delta})
            yield frame("contentBlockStop", at)
        yield frame("messageStop", {"stopReason": "tool_use" if turn.calls else "end_turn"})
        yield frame("metadata", {"usage": self.usage(turn), "metrics": {"latencyMs": 12}})

    def error(self, refused):
        kinds = {401: "UnrecognizedClientException", 404: "ResourceNotFoundException"}
        kind = kinds.get(refused.status, "ValidationException")
        return {"message": str(refused)}, {"x-amzn-errortype": f"{kind}:http://amazon.com/"}
