"""The same two requests and the same tool result, in each client's own words."""

import json

import anthropic
import openai
from cells import DESCRIPTION, SCHEMA, SILENT, TOKEN, URL, Said
from langchain_anthropic import ChatAnthropic
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_openai import ChatOpenAI

LIMIT = 4000
BUDGET = {"type": "enabled", "budget_tokens": 2000}


class Session:
    counts_apart = False

    def __init__(self, model, stream):
        self.model = model
        self.stream = stream
        self.history = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()

    @classmethod
    def brings_back(cls, dialect):
        """What the vendor finds of its reasoning in the last request."""
        return "absent" if dialect in SILENT else "returned"

    def ask(self, question, tools):
        self.history = [self.user(question)]
        return self.said(tools)

    def user(self, question):
        return {"role": "user", "content": question}


class openai_chat(Session):
    def __init__(self, model, stream):
        super().__init__(model, stream)
        self.client = openai.OpenAI(base_url=f"{URL}/v1", api_key=TOKEN, max_retries=0)

    def request(self, tools):
        function = {"name": "get_weather", "description": DESCRIPTION, "parameters": SCHEMA}
        more = {"tools": [{"type": "function", "function": function}]} if tools else {}
        return {
            "model": self.model,
            "messages": self.history,
            "reasoning_effort": "medium",
            "max_completion_tokens": LIMIT,
            **more,
        }

    def said(self, tools):
        chat = self.client.chat.completions
        if self.stream:
            whole = None
            with chat.stream(
                **self.request(tools), stream_options={"include_usage": True}
            ) as stream:
                for _ in stream:
                    pass
                whole = stream.get_final_completion()
        else:
            whole = chat.create(**self.request(tools))
        message, usage = whole.choices[0].message, whole.usage
        assert whole.choices[0].finish_reason == ("tool_calls" if message.tool_calls else "stop")
        assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
        return Said(
            message.content or "",
            [(c.function.name, json.loads(c.function.arguments)) for c in message.tool_calls or []],
            usage.prompt_tokens,
            usage.prompt_tokens_details.cached_tokens,
            usage.completion_tokens,
            message,
        )

    def tell(self, called, result):
        message = called.whole.model_dump(exclude_none=True)
        for call in message["tool_calls"]:
            call["function"].pop("parsed_arguments", None)
            call.pop("index", None)
            tool = {"role": "tool", "tool_call_id": call["id"], "content": result}
        message.pop("parsed", None)
        self.history += [message, tool]
        return self.said(True)


class openai_responses(Session):
    def __init__(self, model, stream):
        super().__init__(model, stream)
        self.client = openai.OpenAI(base_url=f"{URL}/v1", api_key=TOKEN, max_retries=0)

    def request(self, tools):
        tool = {"type": "function", "name": "get_weather", "description": DESCRIPTION}
        more = {"tools": [{**tool, "parameters": SCHEMA, "strict": True}]} if tools else {}
        return {
            "model": self.model,
            "input": self.history,
            "reasoning": {"effort": "medium", "summary": "auto"},
            "include": ["reasoning.encrypted_content"],
            "store": False,
            "max_output_tokens": LIMIT,
            **more,
        }

    def said(self, tools):
        responses = self.client.responses
        if self.stream:
            with responses.stream(**self.request(tools)) as stream:
                for _ in stream:
                    pass
                whole = stream.get_final_response()
        else:
            whole = responses.create(**self.request(tools))
        assert whole.status == "completed"
        usage = whole.usage
        assert usage.total_tokens == usage.input_tokens + usage.output_tokens
        calls = [item for item in whole.output if item.type == "function_call"]
        return Said(
            whole.output_text,
            [(call.name, json.loads(call.arguments)) for call in calls],
            usage.input_tokens,
            usage.input_tokens_details.cached_tokens,
            usage.output_tokens,
            whole,
        )

    def tell(self, called, result):
        for item in called.whole.output:
            self.history.append(item.model_dump(exclude_none=True, exclude={"parsed_arguments"}))
            if item.type == "function_call":
                call_id = item.call_id
        output = {"type": "function_call_output", "call_id": call_id, "output": result}
        self.history.append(output)
        return self.said(True)


class anthropic_messages(Session):
    counts_apart = True

    def __init__(self, model, stream):
        super().__init__(model, stream)
        self.client = anthropic.Anthropic(base_url=URL, api_key=TOKEN, max_retries=0)

    def request(self, tools):
        tool = {"name": "get_weather", "description": DESCRIPTION, "input_schema": SCHEMA}
        more = {"tools": [tool]} if tools else {}
        return {"model": self.model, "messages": self.history, **more}

    def said(self, tools):
        request = {**self.request(tools), "max_tokens": LIMIT, "thinking": BUDGET}
        if self.stream:
            with self.client.messages.stream(**request) as stream:
                for _ in stream:
                    pass
                whole = stream.get_final_message()
        else:
            whole = self.client.messages.create(**request)
        calls = [block for block in whole.content if block.type == "tool_use"]
        assert whole.stop_reason == ("tool_use" if calls else "end_turn")
        return Said(
            "".join(block.text for block in whole.content if block.type == "text"),
            [(call.name, call.input) for call in calls],
            whole.usage.input_tokens,
            whole.usage.cache_read_input_tokens,
            whole.usage.output_tokens,
            whole,
        )

    def tell(self, called, result):
        blocks = [block.model_dump(exclude_none=True) for block in called.whole.content]
        call = next(block for block in blocks if block["type"] == "tool_use")
        told = {"type": "tool_result", "tool_use_id": call["id"], "content": result}
        self.history.append({"role": "assistant", "content": blocks})
        self.history.append({"role": "user", "content": [told]})
        return self.said(True)

    def count(self, question):
        self.history = [self.user(question)]
        return self.client.messages.count_tokens(**self.request(True)).input_tokens


class LangChain(Session):
    def __exit__(self, *_):
        pass

    def user(self, question):
        return HumanMessage(question)

    def said(self, tools):
        function = {"name": "get_weather", "description": DESCRIPTION, "parameters": SCHEMA}
        tool = {"type": "function", "function": function}
        model = self.chat.bind_tools([tool]) if tools else self.chat
        if self.stream:
            whole = None
            for chunk in model.stream(self.history):
                whole = chunk if whole is None else whole + chunk
        else:
            whole = model.invoke(self.history)
        usage = whole.usage_metadata
        return Said(
            whole.text,
            [(call["name"], call["args"]) for call in whole.tool_calls],
            usage["input_tokens"],
            usage.get("input_token_details", {}).get("cache_read", 0),
            usage["output_tokens"],
            whole,
        )

    def tell(self, called, result):
        call = called.whole.tool_calls[0]
        self.history += [called.whole, ToolMessage(result, tool_call_id=call["id"])]
        return self.said(True)


class langchain_openai_chat(LangChain):
    def __init__(self, model, stream):
        super().__init__(model, stream)
        self.chat = ChatOpenAI(
            model=model,
            base_url=f"{URL}/v1",
            api_key=TOKEN,
            max_retries=0,
            max_completion_tokens=LIMIT,
            reasoning_effort="medium",
            stream_usage=True,
        )

    @classmethod
    def brings_back(cls, dialect):
        """LangChain keeps nothing of a chat answer that OpenAI's own models do not have."""
        return "excused" if dialect == "gemini" else "absent"


class langchain_openai_responses(LangChain):
    def __init__(self, model, stream):
        super().__init__(model, stream)
        self.chat = ChatOpenAI(
            model=model,
            base_url=f"{URL}/v1",
            api_key=TOKEN,
            max_retries=0,
            max_completion_tokens=LIMIT,
            reasoning={"effort": "medium", "summary": "auto"},
            include=["reasoning.encrypted_content"],
            store=False,
            use_responses_api=True,
        )


class langchain_anthropic(LangChain):
    """Counts the whole prompt, as LangChain does for every vendor."""

    def __init__(self, model, stream):
        super().__init__(model, stream)
        self.chat = ChatAnthropic(
            model=model,
            base_url=URL,
            api_key=TOKEN,
            max_retries=0,
            max_tokens=LIMIT,
            thinking=BUDGET,
        )


CLIENTS = [
    openai_chat,
    openai_responses,
    anthropic_messages,
    langchain_openai_chat,
    langchain_openai_responses,
    langchain_anthropic,
]
