/** Files that a request names by their address, fetched for vendors that take only the bytes. */
@NullMarked
package dev.caravan.fetch;

import org.jspecify.annotations.NullMarked;
