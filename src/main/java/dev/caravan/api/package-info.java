/** What clients may ask, how it is checked, and the errors they can see. */
@NullMarked
package dev.caravan.api;

import org.jspecify.annotations.NullMarked;
