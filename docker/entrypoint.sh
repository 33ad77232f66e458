#!/bin/sh
# The commands of ../caravan in an image, where the jar is built already and there is no compiler.
set -eu

# shellcheck disable=SC2086 # JAVA_OPTS is a list of flags
exec java -Xmx"${CARAVAN_HEAP:-1g}" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders \
  -XX:+ExitOnOutOfMemoryError -Djava.net.preferIPv4Stack=true \
  -Dio.netty.tryReflectionSetAccessible=true --sun-misc-unsafe-memory-access=allow \
  --enable-native-access=ALL-UNNAMED ${JAVA_OPTS:-} -jar /caravan/caravan.jar "$@"
