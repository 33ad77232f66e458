package dev.caravan.sandbox;

/**
 * The function that an answer calls.
 *
 * @param arguments as JSON text
 * @param named whether the request named it, in which case OpenAI ends with {@code stop} instead of
 *     {@code tool_calls}
 */
record FunctionToCall(String name, String arguments, boolean named) {}
