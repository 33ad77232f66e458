/** Which models may answer a request, in which order, and why. */
@NullMarked
package dev.caravan.routing;

import org.jspecify.annotations.NullMarked;
