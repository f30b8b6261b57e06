package dev.quickstudy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link Parts}, or those that {@code -Dparts=REGEX} names; never part of the tests. */
class PartsRun {
  @Test
  void allPartsAreTimed() throws RunnerException {
    String wanted = System.getProperty("parts", ".");
    assertThat(
            new Runner(
                    new OptionsBuilder()
                        .include("Parts\\..*(" + wanted + ")")
                        .jvmArgsAppend(
                            "-XX:+UseSerialGC",
                            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                            "-Dorg.bytedeco.javacpp.nopointergc=true")
                        .build())
                .run())
        .isNotEmpty();
  }
}
