/** Wire formats: pure translators and readers, without HTTP, Camel or logging. */
@NullMarked
package dev.caravan.dialect;

import org.jspecify.annotations.NullMarked;
