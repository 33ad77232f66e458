package dev.caravan.call;

/**
 * How a call is decided that nobody made: at this hour, and as if every provider were on and no
 * vendor had ever been called.
 *
 * @param hour of the day, 0 to 23
 */
public record Rehearsal(int hour) {}
