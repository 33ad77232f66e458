import pytest


def test_lists_the_models(client):
    names = [model.id for model in client.models.list()]

    assert {"gpt-4o", "qwen-max", "glm"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["gpt-4o", "glm", "sandbox/qwen-max"])
def test_shows_a_model_by_each_of_its_names(client, name):
    model = client.models.retrieve(name)

    assert model.id == name
    assert model.object == "model"
    assert model._request_id.startswith("req_")
