package dev.quickstudy.data;

import dev.quickstudy.tensor.UsageException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A hash in the making. Texts end with a zero byte, so that no two sequences of texts run together.
 */
public final class Fingerprint {
  private final MessageDigest digest;

  private Fingerprint(MessageDigest digest) {
    this.digest = digest;
  }

  /** SHA-256, begun with what was prepared and how. */
  public static Fingerprint of(String preparation) {
    return by("SHA-256").add(preparation);
  }

  /** A hash by an algorithm that every Java has: MD5 or SHA-256. */
  public static Fingerprint by(String algorithm) {
    try {
      return new Fingerprint(MessageDigest.getInstance(algorithm));
    } catch (NoSuchAlgorithmException e) {
      throw new UsageException("there is no hash called " + algorithm, e);
    }
  }

  /** Goes on with a text. */
  public Fingerprint add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    return this;
  }

  /** Goes on with the first bytes of an array. */
  public Fingerprint add(byte[] bytes, int count) {
    digest.update(bytes, 0, count);
    return this;
  }

  /** The hash, hexadecimal. Ends the making. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }

  /** The hash. Ends the making. */
  public byte[] bytes() {
    return digest.digest();
  }
}
