/** The drill: the operator's configuration against simulated vendors that fail by a script. */
@NullMarked
package dev.caravan.drill;

import org.jspecify.annotations.NullMarked;
