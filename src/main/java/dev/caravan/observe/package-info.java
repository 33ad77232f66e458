/** What operators see: a log line, metrics and the latest calls. */
@NullMarked
package dev.caravan.observe;

import org.jspecify.annotations.NullMarked;
