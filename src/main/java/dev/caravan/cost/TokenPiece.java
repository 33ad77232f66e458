package dev.caravan.cost;

/**
 * A part of a text that can be sent by itself: one token, or the few that make up one character.
 *
 * @param text at least one whole character
 * @param tokens how many tokens it is, at least 1
 */
public record TokenPiece(String text, int tokens) {}
