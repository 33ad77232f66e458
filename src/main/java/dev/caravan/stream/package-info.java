/** Server-sent events: a bounded reader for what vendors send, a sink for what clients receive. */
@NullMarked
package dev.caravan.stream;

import org.jspecify.annotations.NullMarked;
