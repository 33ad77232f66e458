/** Going on with a stream that broke off: another vendor continues from the text so far. */
@NullMarked
package dev.caravan.resume;

import org.jspecify.annotations.NullMarked;
