package dev.caravan.config;

/**
 * One place where a model can be called: this vendor, under this name. Health and circuit breakers
 * are kept per deployment.
 *
 * @param id {@code model@provider}, followed by {@code :vendorModel} where the vendor has another
 *     name for it; unique in a catalogue
 * @param provider the vendor account
 * @param model the catalogue name
 * @param vendorModel the name that goes over the wire
 * @param weight share among the deployments of the same model, from 0
 * @param quirks how the vendor departs from its dialect for this model, its provider's included
 */
public record Deployment(
    String id, Provider provider, String model, String vendorModel, int weight, Quirks quirks) {
  /** Whether it stands for all models of its provider that models.yaml does not list. */
  public boolean isUnlisted() {
    return model.length() == provider.name().length() + 1 + vendorModel.length()
        && model.startsWith(provider.name() + "/")
        && model.endsWith(vendorModel);
  }
}
