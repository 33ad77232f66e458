package dev.caravan;

/** The gateway's entry point. */
public final class Caravan {
  private Caravan() {}

  public static void main(String[] args) {
    System.out.println("caravan");
  }
}
