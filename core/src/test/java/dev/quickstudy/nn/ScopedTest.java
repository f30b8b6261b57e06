package dev.quickstudy.nn;

import dev.quickstudy.tensor.Device;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.Scope;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;

/**
 * A test whose tensors belong to a scope of its own and whose operations run on one thread, as a
 * worker's do. JUnit makes a new instance for every test, on the test's thread.
 */
public abstract class ScopedTest {
  static {
    // The Maven profile 'cuda' sets it.
    String device = System.getProperty("quickstudy.device", "cpu");
    Engine.start(new Engine.Options(false, 0, Device.valueOf(device.toUpperCase(Locale.ROOT))));
  }

  private final Scope scope = Scope.open();

  protected ScopedTest() {
    Engine.operationThreads(1);
  }

  @AfterEach
  public final void freeTensors() {
    scope.close();
  }
}
