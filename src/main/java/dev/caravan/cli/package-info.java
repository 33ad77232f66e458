/** The commands an operator types. */
@NullMarked
package dev.caravan.cli;

import org.jspecify.annotations.NullMarked;
