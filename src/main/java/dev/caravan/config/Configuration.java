package dev.caravan.config;

/** Everything that models.yaml and gateway.yaml say, valid as a whole. */
public record Configuration(Catalogue catalogue, GatewaySettings gateway) {}
