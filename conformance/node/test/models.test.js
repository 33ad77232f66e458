import assert from "node:assert/strict";
import { test } from "node:test";
import { chunksOf, client } from "../sdk.js";

test("the models are listed", async () => {
  const names = (await chunksOf(client.models.list())).map((model) => model.id);

  for (const name of ["gpt-4o", "qwen-max", "glm"]) assert.ok(names.includes(name), name);
});

for (const name of ["gpt-4o", "glm", "sandbox/qwen-max"]) {
  test(`a model is shown by its name ${name}`, async () => {
    const model = await client.models.retrieve(name);

    assert.equal(model.id, name);
    assert.equal(model.object, "model");
    assert.match(model._request_id, /^req_/);
  });
}
