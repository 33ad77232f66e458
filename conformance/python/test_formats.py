import json

import pytest
from conftest import CHINESE, ENGLISH, ask
from openai import pydantic_function_tool
from pydantic import BaseModel


class Oasis(BaseModel):
    name: str
    wells: int
    caravans: list[str]


@pytest.mark.parametrize("question", [ENGLISH, CHINESE])
def test_parses_an_answer_by_its_schema(client, question):
    answer = client.chat.completions.parse(**ask(question), response_format=Oasis)

    assert isinstance(answer.choices[0].message.parsed, Oasis)


def test_answers_by_a_written_schema(client):
    schema = {
        "type": "object",
        "properties": {"colour": {"enum": ["sand", "sky"]}, "depth": {"type": "integer"}},
        "required": ["colour", "depth"],
        "additionalProperties": False,
    }
    answer = client.chat.completions.create(
        **ask(ENGLISH),
        response_format={
            "type": "json_schema",
            "json_schema": {"name": "well", "strict": True, "schema": schema},
        },
    )

    well = json.loads(answer.choices[0].message.content)
    assert well["colour"] in ("sand", "sky")
    assert isinstance(well["depth"], int)


def test_answers_with_any_json(client):
    answer = client.chat.completions.create(
        **ask("请用 JSON 回答。"), response_format={"type": "json_object"}
    )

    assert isinstance(json.loads(answer.choices[0].message.content), dict)


def test_parses_a_stream_by_its_schema(client):
    with client.chat.completions.stream(**ask(CHINESE), response_format=Oasis) as stream:
        for _ in stream:
            pass

    assert isinstance(stream.get_final_completion().choices[0].message.parsed, Oasis)


def test_parses_the_arguments_of_a_call(client):
    answer = client.chat.completions.parse(
        **ask("Note the oasis."), tools=[pydantic_function_tool(Oasis)]
    )

    assert isinstance(
        answer.choices[0].message.tool_calls[0].function.parsed_arguments, Oasis
    )
