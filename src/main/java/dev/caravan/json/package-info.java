/** The one JSON mapper. */
@NullMarked
package dev.caravan.json;

import org.jspecify.annotations.NullMarked;
