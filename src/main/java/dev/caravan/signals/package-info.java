/** What a request is about, read from its text and shape without asking any vendor. */
@org.jspecify.annotations.NullMarked
package dev.caravan.signals;
