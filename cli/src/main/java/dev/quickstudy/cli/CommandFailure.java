package dev.quickstudy.cli;

/** A command that could not do its work; the message is one line for the user. Exit code 1. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailure(String message) {
    super(message);
  }

  CommandFailure(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
