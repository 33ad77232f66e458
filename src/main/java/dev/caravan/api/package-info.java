/** The vocabulary of one call: request, answer, attempts, and the errors a client can see. */
@NullMarked
package dev.caravan.api;

import org.jspecify.annotations.NullMarked;
