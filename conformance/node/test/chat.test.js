import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ask, chat, CHINESE, chunksOf, ENGLISH, textOf } from "../sdk.js";

for (const question of [ENGLISH, CHINESE]) {
  describe(question, () => {
    test("is answered in its own language", async () => {
      const answer = await chat.create(ask(question, { temperature: 0.2, seed: 7 }));

      assert.ok(answer.choices[0].message.content.includes(question));
      assert.equal(answer.choices[0].finish_reason, "stop");
      assert.equal(answer.model, "gpt-4o");
      const usage = answer.usage;
      assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
    });

    test("is answered piece by piece with the same text", async () => {
      const chunks = await chunksOf(await chat.create(ask(question, { stream: true })));
      const whole = await chat.create(ask(question));

      assert.ok(chunks.length > 5);
      assert.equal(textOf(chunks), whole.choices[0].message.content);
      assert.equal(chunks.at(-1).choices[0].finish_reason, "stop");
      assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
    });
  });
}

test("who answered stands in headers", async () => {
  const { data, response, request_id } = await chat
    .create(ask("Who answers?", { model: "auto" }), { headers: { "x-caravan-cache": "bypass" } })
    .withResponse();

  assert.equal(response.headers.get("x-caravan-provider"), "sandbox");
  assert.equal(response.headers.get("x-caravan-model"), data.model);
  assert.equal(response.headers.get("x-caravan-attempts"), "1");
  assert.match(request_id, /^req_/);
  assert.equal(data._request_id, request_id);
});

test("the usage comes last where it is asked for", async () => {
  const chunks = await chunksOf(
    await chat.create(ask(CHINESE, { stream: true, stream_options: { include_usage: true } })),
  );

  assert.deepEqual(chunks.at(-1).choices, []);
  assert.ok(chunks.at(-1).usage.completion_tokens > 0);
});

test("a stream accumulates", async () => {
  const stream = chat.stream(ask(ENGLISH));
  let deltas = "";
  stream.on("content", (delta) => (deltas += delta));

  assert.equal(await stream.finalContent(), deltas);
  assert.equal((await stream.finalChatCompletion()).choices[0].finish_reason, "stop");
});

test("events come before the answer is complete", async () => {
  const stream = await chat.create(ask(ENGLISH, { model: "gpt-5.2", stream: true }), {
    headers: { "x-sandbox": "fault=stall:3" },
  });
  let text = "";
  for await (const chunk of stream) {
    text += textOf([chunk]);
    if (text === "This is the") break;
  }

  assert.equal(text, "This is the");
});

test("a stream may be aborted", async () => {
  const stream = await chat.create(ask(ENGLISH, { stream: true }), {
    headers: { "x-sandbox": "tokens=5000" },
  });
  for await (const chunk of stream) {
    assert.ok(chunk.choices);
    stream.controller.abort();
  }

  assert.ok((await chat.create(ask(ENGLISH))).choices);
});

test("many streams at once do not mix", async () => {
  const texts = await Promise.all(
    Array.from({ length: 20 }, async (_, i) =>
      textOf(await chunksOf(await chat.create(ask(`${CHINESE} ${i}.`, { stream: true })))),
    ),
  );

  texts.forEach((text, i) => assert.ok(text.includes(`${CHINESE} ${i}.`)));
});

test("several choices are answered", async () => {
  assert.equal((await chat.create(ask(ENGLISH, { n: 2 }))).choices.length, 2);
});

test("the token limit ends an answer", async () => {
  const answer = await chat.create(ask(CHINESE, { max_completion_tokens: 4 }));

  assert.equal(answer.choices[0].finish_reason, "length");
  assert.ok(answer.usage.completion_tokens <= 4);
});

test("a kept answer says so", async () => {
  const first = await chat.create(ask("Remember this, node."));
  const { data, response } = await chat.create(ask("Remember this, node.")).withResponse();

  assert.equal(response.headers.get("x-caravan-cache"), "hit");
  assert.deepEqual(data.choices, first.choices);
});
