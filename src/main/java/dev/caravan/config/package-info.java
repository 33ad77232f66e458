/** What operators write: models.yaml and gateway.yaml, read strictly and with line numbers. */
@NullMarked
package dev.caravan.config;

import org.jspecify.annotations.NullMarked;
