/**
 * What operators write: models.yaml, gateway.yaml and signals.yaml, read strictly and with line
 * numbers.
 */
@NullMarked
package dev.caravan.config;

import org.jspecify.annotations.NullMarked;
