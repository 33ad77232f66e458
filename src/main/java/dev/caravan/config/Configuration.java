package dev.caravan.config;

/** Everything that models.yaml, gateway.yaml and signals.yaml say, valid as a whole. */
public record Configuration(Catalogue catalogue, GatewaySettings gateway, SignalSettings signals) {}
