package dev.caravan.camel;

import dev.caravan.access.AdminAccess;
import dev.caravan.observe.RecentCalls;

/** The host as its admin endpoints see it. */
interface Administration {
  Admin admin(AdminAccess access, RecentCalls recent);
}
