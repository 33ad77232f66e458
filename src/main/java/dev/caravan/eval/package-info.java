/** What the routing comes to: its cost on a mixed load against always asking the strong model. */
@NullMarked
package dev.caravan.eval;

import org.jspecify.annotations.NullMarked;
