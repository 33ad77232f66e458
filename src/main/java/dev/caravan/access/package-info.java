/** Who calls: client keys, tenants, and the admin key. */
@NullMarked
package dev.caravan.access;

import org.jspecify.annotations.NullMarked;
