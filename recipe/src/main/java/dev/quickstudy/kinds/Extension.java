package dev.quickstudy.kinds;

/**
 * What a jar adds to Quickstudy: sources, networks, learners, heads, transforms, recipes, kinds of
 * files. Found by {@link java.util.ServiceLoader}: the jar names its class in {@code
 * META-INF/services/dev.quickstudy.kinds.Extension}.
 *
 * <pre>{@code
 * public final class MyExtension implements Extension {
 *   public int version() {
 *     return VERSION;
 *   }
 *
 *   public String artifact() {
 *     return "org.example:my-networks";
 *   }
 *
 *   public void announce(Announcement to) {
 *     to.kind(Network.class, "my-network", MyNetwork.class);
 *   }
 * }
 * }</pre>
 */
public interface Extension {
  /** The version of this interface and of what is announced through it. */
  int VERSION = 1;

  /**
   * The version that the extension was compiled with: {@code return VERSION;}. The compiler puts
   * the number of that time into the jar, so that a jar of another version is told apart.
   */
  int version();

  /** Group and name of the Maven artifact, {@code org.example:my-networks}, for messages. */
  String artifact();

  /** Announces what the extension adds. */
  void announce(Announcement to);
}
