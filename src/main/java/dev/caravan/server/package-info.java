/** The HTTP side: the listening server, the client's connection, the stream to it. */
@NullMarked
package dev.caravan.server;

import org.jspecify.annotations.NullMarked;
