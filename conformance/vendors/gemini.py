"""Gemini's generateContent, of a model that signs its thoughts."""

import json

import shape
from script import THOUGHT, TOOL, Turn, pieces, signature
from shape import need, only

MODEL = "gemini-3-flash-preview"
FIELDS = set(
    "contents systemInstruction tools toolConfig generationConfig safetySettings cachedContent"
    " labels serviceTier store".split()
)
CONFIG = set(
    "maxOutputTokens temperature topP topK stopSequences candidateCount seed presencePenalty"
    " frequencyPenalty responseMimeType responseSchema responseJsonSchema thinkingConfig"
    " responseLogprobs logprobs responseModalities mediaResolution speechConfig".split()
)
SCHEMA = set(
    "type format title description nullable enum maxItems minItems properties required minProperties"
    " maxProperties minLength maxLength pattern example anyOf propertyOrdering default items"
    " minimum maximum".split()
)
CALL_ID = "cxk8o6f8"
EXCUSE = "skip_thought_signature_validator"


class Gemini:
    dialect = "gemini"
    content_type = "text/event-stream"
    paths = (
        f"/v1beta/models/{MODEL}:generateContent",
        f"/v1beta/models/{MODEL}:streamGenerateContent?alt=sse",
    )

    def serves(self, path):
        return path in self.paths

    def authorised(self, headers, key):
        return headers.get("x-goog-api-key") == key and "authorization" not in headers

    def read(self, path, headers, body):
        only(body, FIELDS, "request")
        turn = Turn(MODEL, "", path == self.paths[1])
        config = body.get("generationConfig", {})
        only(config, CONFIG, "generation_config")
        thinking = config.get("thinkingConfig", {})
        only(thinking, {"includeThoughts", "thinkingLevel", "thinkingBudget"}, "thinking_config")
        need(len(thinking.keys() & {"thinkingLevel", "thinkingBudget"}) < 2, "thinking_config: both")
        turn.reasons = thinking.get("includeThoughts") is True
        if "systemInstruction" in body:
            only(body["systemInstruction"], {"parts", "role"}, "system_instruction")
        for i, tool in enumerate(body.get("tools", [])):
            only(tool, {"functionDeclarations"}, f"tools[{i}]")
            for declared in tool["functionDeclarations"]:
                self.declaration(declared, f"tools[{i}]", turn)
        if "toolConfig" in body:
            only(body["toolConfig"], {"functionCallingConfig"}, "tool_config")
            calling = body["toolConfig"]["functionCallingConfig"]
            only(calling, {"mode", "allowedFunctionNames"}, "function_calling_config")
            need(calling.get("mode") in ("AUTO", "ANY", "NONE", "VALIDATED"), "mode")
        self.contents(body.get("contents"), turn)
        return turn

    def declaration(self, declared, where, turn):
        known = {"name", "description", "parameters", "parametersJsonSchema"}
        only(declared, known | {"response", "responseJsonSchema", "behavior"}, where)
        turn.tools.append(shape.named(declared.get("name"), f"{where}.name"))
        both = {"parameters", "parametersJsonSchema"} <= declared.keys()
        need(not both, f"{where}: parameters and parameters_json_schema")
        if "parameters" in declared:
            self.schema(declared["parameters"], f"{where}.parameters")

    def schema(self, schema, where):
        only(schema, SCHEMA, where)
        for name, below in schema.get("properties", {}).items():
            self.schema(below, f"{where}.{name}")

    def contents(self, contents, turn):
        called = []
        for i, content in enumerate(shape.listed(contents, "contents", 1)):
            where = f"contents[{i}]"
            only(content, {"role", "parts"}, where)
            parts = shape.listed(content.get("parts"), f"{where}.parts", 1)
            for part in parts:
                known = {"text", "thought", "thoughtSignature", "functionCall", "functionResponse"}
                only(part, known | {"inlineData", "fileData"}, where)
            role = content.get("role")
            need(role == ("user", "model")[i % 2], f"{where}.role: {role}")
            read = self.user if role == "user" else self.model
            called = read(parts, called, where, turn)
        need(not called, "the last turn is a function call")

    def user(self, parts, called, where, turn):
        results = [part["functionResponse"] for part in parts if "functionResponse" in part]
        need(len(results) == len(called), f"{where}: as many function responses as calls")
        turn.results = []
        for result, (call_id, name) in zip(results, called):
            only(result, {"id", "name", "response"}, f"{where}.function_response")
            need(result.get("name") == name, f"{where}.function_response.name: {result.get('name')}")
            need(result.get("id", call_id) == call_id, f"{where}.function_response.id")
            need(isinstance(result.get("response"), dict), f"{where}.function_response.response")
            written = json.dumps(result["response"], ensure_ascii=False)
            turn.results.append(written.replace('"', ""))
        turn.question = "".join(part.get("text", "") for part in parts) or turn.question
        return []

    def model(self, parts, called, where, turn):
        turn.results, calls = [], []
        for part in parts:
            signed = part.get("thoughtSignature")
            known = signed in (None, EXCUSE, signature(self.dialect))
            need(known, f"{where}: Corrupted thought signature.")
            if "functionCall" in part:
                call = part["functionCall"]
                only(call, {"id", "name", "args"}, f"{where}.function_call")
                need(call.get("id", CALL_ID) == CALL_ID, f"{where}: {call.get('id')}")
                need(isinstance(call.get("args"), dict), f"{where}.function_call.args")
                if not calls:
                    missing = "Function call is missing a thought_signature in functionCall parts."
                    need(signed, f"{where}: {missing}")
                    turn.thought = "excused" if signed == EXCUSE else "returned"
                calls.append((CALL_ID, shape.named(call.get("name"), where)))
        return calls

    def usage(self, turn):
        tokens = turn.tokens(self.dialect)
        usage = {
            "promptTokenCount": tokens.prompt,
            "candidatesTokenCount": tokens.completion - tokens.reasoning,
            "totalTokenCount": tokens.prompt + tokens.completion,
            "cachedContentTokenCount": tokens.cached,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": tokens.prompt}],
        }
        return usage | ({"thoughtsTokenCount": tokens.reasoning} if tokens.reasoning else {})

    def parts(self, turn):
        if not turn.calls:
            yield from ({"text": piece} for piece in pieces(turn.text))
            yield {"text": "", "thoughtSignature": signature(self.dialect)}
            return
        if turn.reasons:
            yield from ({"text": thought, "thought": True} for thought in THOUGHT)
        call = {"name": TOOL, "args": turn.arguments, "id": CALL_ID}
        yield {"functionCall": call, "thoughtSignature": signature(self.dialect)}

    def envelope(self, turn, parts, usage, finish=None):
        candidate = {"content": {"parts": parts, "role": "model"}, "index": 0}
        if finish:
            candidate["finishReason"] = finish
        return {
            "candidates": [candidate],
            "usageMetadata": usage,
            "modelVersion": MODEL,
            "responseId": "eCS5adbAKNC9kdUPwpj9gAI",
        }

    def answer(self, turn):
        if turn.calls:
            return self.envelope(turn, list(self.parts(turn)), self.usage(turn), "STOP")
        part = {"text": turn.text, "thoughtSignature": signature(self.dialect)}
        return self.envelope(turn, [part], self.usage(turn), "STOP")

    def events(self, turn):
        whole = self.usage(turn)
        part_way = whole | {"candidatesTokenCount": 1}
        chunks = [self.envelope(turn, [part], part_way) for part in self.parts(turn)]
        chunks.append(self.envelope(turn, [{"text": ""}], whole, "STOP"))
        for chunk in chunks:
            yield f"data: {json.dumps(chunk, ensure_ascii=False)}\r\n\r\n".encode()

    def error(self, refused):
        kinds = {401: "UNAUTHENTICATED", 404: "NOT_FOUND"}
        kind = kinds.get(refused.status, "INVALID_ARGUMENT")
        return {"error": {"code": refused.status, "message": str(refused), "status": kind}}, {}
