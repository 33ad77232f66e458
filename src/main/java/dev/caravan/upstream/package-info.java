/** One call to one vendor: what is sent, how its answer is read, how it is cut off. */
@NullMarked
package dev.caravan.upstream;

import org.jspecify.annotations.NullMarked;
