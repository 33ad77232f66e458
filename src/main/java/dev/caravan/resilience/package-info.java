/** What went wrong at a vendor, whose fault it is, and what is tried next. */
@NullMarked
package dev.caravan.resilience;

import org.jspecify.annotations.NullMarked;
