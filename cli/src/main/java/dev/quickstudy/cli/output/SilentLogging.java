package dev.quickstudy.cli.output;

/**
 * Keeps libraries that log through the Java platform's own logging, as Tribuo does with every model
 * it fits, from writing on stderr. The platform makes this class and then reads no settings, so
 * that nothing takes its log.
 */
public final class SilentLogging {
  private static final String SETTINGS_CLASS = "java.util.logging.config.class";
  private static final String SETTINGS_FILE = "java.util.logging.config.file";

  /** Made by the platform. */
  public SilentLogging() {}

  /** To be called before anything logs; what the user has set stays. */
  public static void begin() {
    if (System.getProperty(SETTINGS_FILE) == null && System.getProperty(SETTINGS_CLASS) == null) {
      System.setProperty(SETTINGS_CLASS, SilentLogging.class.getName());
    }
  }
}
