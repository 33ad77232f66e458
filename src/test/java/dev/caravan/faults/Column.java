package dev.caravan.faults;

/** A column of the matrix: what the client asks for. */
enum Column {
  CHAT_PLAIN(ClientApi.CHAT, false),
  CHAT_STREAM(ClientApi.CHAT, true),
  RESPONSES_PLAIN(ClientApi.RESPONSES, false),
  RESPONSES_STREAM(ClientApi.RESPONSES, true),
  MESSAGES_PLAIN(ClientApi.MESSAGES, false),
  MESSAGES_STREAM(ClientApi.MESSAGES, true);

  final ClientApi api;
  final boolean stream;

  Column(ClientApi api, boolean stream) {
    this.api = api;
    this.stream = stream;
  }
}
