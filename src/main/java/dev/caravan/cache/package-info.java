/** Answers kept to be given again, and the key that keeps tenants apart. */
@NullMarked
package dev.caravan.cache;

import org.jspecify.annotations.NullMarked;
