/** The rules that choose models, as they stand in route files: read, and checked for mistakes. */
@NullMarked
package dev.caravan.rules;

import org.jspecify.annotations.NullMarked;
