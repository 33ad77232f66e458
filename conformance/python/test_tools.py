import json

import pytest
from conftest import CHINESE, ENGLISH, TOOLS, ask


@pytest.mark.parametrize(
    "question, depth", [("How deep is the well?", "12 metres"), ("这口井有多深？", "十二米")]
)
def test_goes_from_the_call_over_its_result_to_the_answer(client, question, depth):
    request = ask(question, tools=TOOLS)
    asked = client.chat.completions.create(**request).choices[0]
    call = asked.message.tool_calls[0]
    request["messages"] += [
        asked.message,
        {"role": "tool", "tool_call_id": call.id, "content": depth},
    ]
    answered = client.chat.completions.create(**request).choices[0]

    assert asked.finish_reason == "tool_calls"
    assert call.function.name == "measure_well"
    assert "well" in json.loads(call.function.arguments)
    assert answered.finish_reason == "stop"
    assert depth in answered.message.content


def test_streams_a_call_in_pieces(client):
    with client.chat.completions.stream(**ask("Stream the call."), tools=TOOLS) as stream:
        for _ in stream:
            pass
        call = stream.get_final_completion().choices[0].message.tool_calls[0]

    assert call.id.startswith("call_")
    assert call.function.name == "measure_well"
    assert "well" in json.loads(call.function.arguments)


def test_calls_the_function_that_is_forced(client):
    choice = {"type": "function", "function": {"name": "list_wells"}}
    answer = client.chat.completions.create(**ask(ENGLISH), tools=TOOLS, tool_choice=choice)

    assert answer.choices[0].message.tool_calls[0].function.name == "list_wells"


def test_calls_a_function_where_one_is_required(client):
    answer = client.chat.completions.create(
        **ask(CHINESE), tools=TOOLS, tool_choice="required", parallel_tool_calls=True
    )

    assert answer.choices[0].message.tool_calls[0].function.name == "measure_well"


def test_calls_no_function_where_none_is_allowed(client):
    answer = client.chat.completions.create(**ask(ENGLISH), tools=TOOLS, tool_choice="none")

    assert answer.choices[0].message.tool_calls is None
    assert ENGLISH in answer.choices[0].message.content
