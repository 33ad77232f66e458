/** The APIs that clients speak: translators between them and the gateway's chat form. */
@NullMarked
package dev.caravan.front;

import org.jspecify.annotations.NullMarked;
