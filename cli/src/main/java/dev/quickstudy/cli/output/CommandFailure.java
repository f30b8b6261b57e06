package dev.quickstudy.cli.output;

/** A command that could not do its work; the message is one line for the user. Exit code 1. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandFailure(String message) {
    super(message);
  }

  public CommandFailure(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
