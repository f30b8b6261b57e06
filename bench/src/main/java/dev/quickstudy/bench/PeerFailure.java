package dev.quickstudy.bench;

/** A peer that cannot go on; the message is one line that says why. */
final class PeerFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PeerFailure(String message) {
    super(message);
  }
}
