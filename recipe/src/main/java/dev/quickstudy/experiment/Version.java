package dev.quickstudy.experiment;

/** The version of this build. */
public final class Version {
  private Version() {}

  /** For instance {@code 0.1.0}; {@code development} where the classes come from no jar. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
