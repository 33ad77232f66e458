/** Whether an answer is one: what rules look at that ask a cheap model first. */
@NullMarked
package dev.caravan.quality;

import org.jspecify.annotations.NullMarked;
