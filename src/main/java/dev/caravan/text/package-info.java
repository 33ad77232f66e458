/** Texts: tables for people at a terminal, digests. */
@NullMarked
package dev.caravan.text;

import org.jspecify.annotations.NullMarked;
