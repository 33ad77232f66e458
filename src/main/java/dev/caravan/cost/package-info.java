/** Token counts and exact money. */
@NullMarked
package dev.caravan.cost;

import org.jspecify.annotations.NullMarked;
