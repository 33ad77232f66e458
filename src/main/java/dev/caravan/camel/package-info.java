/**
 * The only package that imports Camel: the host, its generations, and the beans that routes name.
 */
@NullMarked
package dev.caravan.camel;

import org.jspecify.annotations.NullMarked;
