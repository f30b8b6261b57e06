package dev.quickstudy.data;

/**
 * Data that are missing, damaged or not of the expected kind. The message is one line for the user.
 */
public class DataException extends RuntimeException {
  /**
   * Without another cause.
   *
   * @param message what was wrong, where, and what to do
   */
  public DataException(String message) {
    super(message);
  }

  /**
   * With a cause.
   *
   * @param message what was wrong, where, and what to do
   * @param cause appended to the message in its own words
   */
  public DataException(String message, Throwable cause) {
    super(message + ": " + words(cause), cause);
  }

  private static String words(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
