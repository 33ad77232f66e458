/** How results are laid out for people at a terminal. */
@NullMarked
package dev.caravan.text;

import org.jspecify.annotations.NullMarked;
