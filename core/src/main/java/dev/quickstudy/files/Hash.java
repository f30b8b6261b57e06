package dev.quickstudy.files;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A hash in the making, of bytes, texts and streams. Its numbers are in files, and so stay. */
public final class Hash {
  private final MessageDigest digest;

  private Hash(MessageDigest digest) {
    this.digest = digest;
  }

  /** SHA-256 of nothing yet. */
  public static Hash sha256() {
    return by("SHA-256");
  }

  /**
   * A hash of nothing yet.
   *
   * @param algorithm one that every Java has: {@code MD5}, {@code SHA-1} or {@code SHA-256}
   */
  public static Hash by(String algorithm) {
    try {
      return new Hash(MessageDigest.getInstance(algorithm));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("there is no hash called " + algorithm, e);
    }
  }

  /**
   * SHA-256 of the data that a task source makes, begun with what was prepared and how.
   *
   * @param preparation as {@link #add(String)} adds it
   */
  public static Hash fingerprint(String preparation) {
    return sha256().add(preparation);
  }

  /**
   * Goes on with a text in UTF-8 and a zero byte, so that no two sequences of texts run together.
   */
  public Hash add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    return this;
  }

  /** Goes on with bytes. */
  public Hash add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /** Goes on with the first bytes of an array. */
  public Hash add(byte[] bytes, int count) {
    digest.update(bytes, 0, count);
    return this;
  }

  /** A stream of the same bytes, which goes on with what is read from it. */
  public InputStream reading(InputStream in) {
    return new DigestInputStream(in, digest);
  }

  /** A stream that goes on with what is written to it, and keeps nothing. */
  public OutputStream written() {
    return new DigestOutputStream(OutputStream.nullOutputStream(), digest);
  }

  /** The hash. Ends the making. */
  public byte[] bytes() {
    return digest.digest();
  }

  /** The hash, hexadecimal. Ends the making. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }
}
