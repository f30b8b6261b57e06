package dev.quickstudy.cli.options;

import dev.quickstudy.survey.Kind;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A kind of files by its word. */
public final class KindConverter implements ITypeConverter<Kind> {
  @Override
  public Kind convert(String word) {
    return Kind.named(word.toLowerCase(Locale.ROOT))
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of %s but was '%s'"
                        .formatted(Kind.all().stream().map(Kind::word).toList(), word)));
  }
}
