import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { ask, chat, CHINESE, client, clientWith, ENGLISH, fault, textOf } from "../sdk.js";

/** What was thrown, which must be of this class. */
async function failureOf(promise, type) {
  try {
    await promise;
  } catch (failure) {
    assert.ok(failure instanceof type, failure);
    return failure;
  }
  assert.fail(`expected ${type.name}`);
}

test("a wrong key is refused", async () => {
  const stranger = clientWith({ apiKey: "someone-elses-key" });
  const failure = await failureOf(
    stranger.chat.completions.create(ask(ENGLISH)),
    OpenAI.AuthenticationError,
  );

  assert.equal(failure.code, "invalid_api_key");
  assert.match(failure.requestID, /^req_/);
  assert.ok(!failure.message.includes("someone-elses-key"));
  await failureOf(stranger.models.list(), OpenAI.AuthenticationError);
});

test("the nearest models are named", async () => {
  const failure = await failureOf(
    chat.create(ask(ENGLISH, { model: "gpt-4oo" })),
    OpenAI.NotFoundError,
  );

  assert.equal(failure.code, "model_not_found");
  assert.equal(failure.param, "model");
  assert.match(failure.message, /gpt-4o/);
  await failureOf(client.models.retrieve("no-such-model"), OpenAI.NotFoundError);
});

for (const [wrong, param] of [
  [{ temperature: "hot" }, "temperature"],
  [{ max_tokens: 0 }, "max_tokens"],
  [{ messages: [] }, "messages"],
  [{ messages: [{ content: CHINESE }] }, "messages[0].role"],
  [{ caravan: { prority: "cost" } }, "caravan.prority"],
]) {
  test(`the wrong field is named: ${param}`, async () => {
    const failure = await failureOf(chat.create(ask(ENGLISH, wrong)), OpenAI.BadRequestError);

    assert.equal(failure.code, "invalid_request");
    assert.equal(failure.param, param);
  });
}

for (const [model, kind, status, code] of [
  ["mistral-large", "status:429", 503, "upstream_overloaded"],
  ["mistral-medium", "status:503", 503, "upstream_overloaded"],
  ["glm-5", "status:401", 502, "upstream_credentials"],
  ["glm-4.7", "status:500", 502, "upstream_failed"],
  ["deepseek-reasoner", "error-in-200", 502, "upstream_failed"],
  ["qwen-vl-plus", "reset", 502, "upstream_failed"],
  ["gpt-oss-120b", "cut:3", 502, "upstream_failed"],
]) {
  test(`a vendor's ${kind} becomes ${status} ${code}`, async () => {
    const failure = await failureOf(
      chat.create(ask(ENGLISH, { model }), fault(kind)),
      OpenAI.InternalServerError,
    );

    assert.equal(failure.status, status);
    assert.equal(failure.code, code);
    assert.equal(failure.headers.has("retry-after"), status === 503);
  });
}

test("a broken stream ends with an error", async () => {
  const chunks = [];
  const stream = await chat.create(
    ask(ENGLISH, { model: "llama-3.3-70b", stream: true }),
    fault("cut:3"),
  );
  const failure = await failureOf(
    (async () => {
      for await (const chunk of stream) chunks.push(chunk);
    })(),
    OpenAI.APIError,
  );

  assert.equal(textOf(chunks), "This is the");
  assert.equal(failure.code, "upstream_failed");
});

test("a stream that never began is a status", async () => {
  const failure = await failureOf(
    chat.create(ask(ENGLISH, { model: "qwen3-32b", stream: true }), fault("cut:0")),
    OpenAI.InternalServerError,
  );

  assert.equal(failure.status, 502);
});

test("the client tries again when told to", async () => {
  const counts = [];
  const failOnce = (url, init) => {
    const headers = new Headers(init.headers);
    counts.push(headers.get("x-stainless-retry-count"));
    if (counts.length > 1) headers.delete("x-sandbox");
    return fetch(url, { ...init, headers });
  };
  const patient = clientWith({ maxRetries: 1, fetch: failOnce });
  const answer = await patient.chat.completions.create(
    ask(ENGLISH, { model: "deepseek-v4-pro" }),
    fault("status:503"),
  );

  assert.deepEqual(counts, ["0", "1"]);
  assert.ok(answer.choices[0].message.content.includes(ENGLISH));
});

test("the client's timeout is kept to", async () => {
  await failureOf(
    chat.create(ask(ENGLISH, { model: "gpt-5" }), { ...fault("stall"), timeout: 300 }),
    OpenAI.APIConnectionTimeoutError,
  );
  assert.ok((await chat.create(ask(ENGLISH, { model: "gpt-5" }))).choices);
});

test("the request's deadline is kept to", async () => {
  const failure = await failureOf(
    chat.create(
      ask(ENGLISH, { model: "gpt-5.1" }),
      fault("stall", { "x-caravan-deadline-ms": "200" }),
    ),
    OpenAI.InternalServerError,
  );

  assert.equal(failure.status, 504);
  assert.equal(failure.code, "deadline_exceeded");
});
