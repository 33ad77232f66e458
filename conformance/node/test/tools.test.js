import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, chat, CHINESE, ENGLISH, TOOLS } from "../sdk.js";

for (const [question, depth] of [
  ["How deep is the well?", "12 metres"],
  ["这口井有多深？", "十二米"],
]) {
  test(`a call, its result and the answer: ${question}`, async () => {
    const request = ask(question, { tools: TOOLS });
    const asked = (await chat.create(request)).choices[0];
    const call = asked.message.tool_calls[0];
    request.messages.push(asked.message, {
      role: "tool",
      tool_call_id: call.id,
      content: depth,
    });
    const answered = (await chat.create(request)).choices[0];

    assert.equal(asked.finish_reason, "tool_calls");
    assert.equal(call.function.name, "measure_well");
    assert.ok("well" in JSON.parse(call.function.arguments));
    assert.equal(answered.finish_reason, "stop");
    assert.ok(answered.message.content.includes(depth));
  });
}

test("the client runs the tools by itself", async () => {
  const wells = [];
  const runner = chat.runTools(
    ask("How deep is it? Run the tool.", {
      tools: [
        {
          type: "function",
          function: {
            ...TOOLS[0].function,
            parse: JSON.parse,
            function: ({ well }) => {
              wells.push(well);
              return "twelve metres";
            },
          },
        },
      ],
    }),
  );

  assert.ok((await runner.finalContent()).includes("twelve metres"));
  assert.equal(wells.length, 1);
});

test("a call is streamed in pieces", async () => {
  const stream = chat.stream(ask("Stream the call, node.", { tools: TOOLS }));
  const call = (await stream.finalChatCompletion()).choices[0].message.tool_calls[0];

  assert.match(call.id, /^call_/);
  assert.equal(call.function.name, "measure_well");
  assert.ok("well" in JSON.parse(call.function.arguments));
});

test("the forced function is called", async () => {
  const tool_choice = { type: "function", function: { name: "list_wells" } };
  const answer = await chat.create(ask(ENGLISH, { tools: TOOLS, tool_choice }));

  assert.equal(answer.choices[0].message.tool_calls[0].function.name, "list_wells");
});

test("a function is called where one is required", async () => {
  const answer = await chat.create(
    ask(CHINESE, { tools: TOOLS, tool_choice: "required", parallel_tool_calls: true }),
  );

  assert.equal(answer.choices[0].message.tool_calls[0].function.name, "measure_well");
});

test("no function is called where none is allowed", async () => {
  const answer = await chat.create(ask(ENGLISH, { tools: TOOLS, tool_choice: "none" }));

  assert.equal(answer.choices[0].message.tool_calls, undefined);
  assert.ok(answer.choices[0].message.content.includes(ENGLISH));
});
