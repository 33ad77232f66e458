/** One call on its way through the pipeline. */
@NullMarked
package dev.caravan.call;

import org.jspecify.annotations.NullMarked;
