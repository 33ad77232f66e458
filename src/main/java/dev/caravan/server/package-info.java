/** The gateway's HTTP server: what stands between a client's connection and the routes. */
@NullMarked
package dev.caravan.server;

import org.jspecify.annotations.NullMarked;
