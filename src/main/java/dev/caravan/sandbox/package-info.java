/**
 * The built-in vendor: an OpenAI-shaped server on loopback with settable latency, pace and faults.
 */
@NullMarked
package dev.caravan.sandbox;

import org.jspecify.annotations.NullMarked;
