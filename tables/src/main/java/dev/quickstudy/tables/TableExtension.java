package dev.quickstudy.tables;

import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.kinds.Announcement;
import dev.quickstudy.kinds.Extension;
import dev.quickstudy.recipe.LearnerSpec;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.survey.Draft;
import dev.quickstudy.survey.Kind;
import dev.quickstudy.tables.classical.Baseline;
import dev.quickstudy.tables.steps.Cells;
import dev.quickstudy.tables.steps.Encode;
import dev.quickstudy.tables.steps.FillMissing;
import dev.quickstudy.tables.steps.Scale;
import dev.quickstudy.tables.steps.Select;
import dev.quickstudy.tables.steps.Step;
import dev.quickstudy.tables.steps.UnifyWords;
import dev.quickstudy.tables.tasks.ClassFrequencies;

/** Tables: their words, their recipes and their files. */
public final class TableExtension implements Extension {
  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public String artifact() {
    return "dev.quickstudy:quickstudy-tables";
  }

  @Override
  public void announce(Announcement to) {
    to.kind(SourceSpec.class, "tables", TablesSpec.class)
        .kind(SourceSpec.class, "generated-tables", GeneratedTablesSpec.class)
        .kind(SourceSpec.class, "prior-tables", PriorTablesSpec.class)
        .kind(SourceSpec.class, "whole-tables", WholeTablesSpec.class)
        .kind(LearnerSpec.class, "classical", ClassicalSpec.class)
        .kind(Step.class, "unify-words", UnifyWords.class)
        .kind(Step.class, "fill-missing", FillMissing.class)
        .kind(Step.class, "encode", Encode.class)
        .kind(Step.class, "scale", Scale.class)
        .kind(Step.class, "select", Select.class)
        .kind(Step.class, "cells", Cells.class)
        .constants(WholeTablesSpec.Which.class)
        .constants(Baseline.class)
        .constants(ClassFrequencies.class)
        .constants(FillMissing.By.class)
        .constants(Encode.As.class)
        .constants(Scale.By.class)
        .constants(Select.By.class)
        .laterSetting("tables", "target", "auto")
        .laterSetting("tables", "reading", Draft.reading(RowOptions.FOUND))
        .laterSetting("tables", "classFrequencies", "equal")
        .value(SourceSpec.class, "tables", TablesSpec.usual())
        .value(
            SourceSpec.class,
            "decision-tables",
            WholeTablesSpec.of(WholeTablesSpec.Which.DECISIONS))
        .value(SourceSpec.class, "other-tables", WholeTablesSpec.of(WholeTablesSpec.Which.OTHERS))
        .value(Kind.class, "table", new TableKind())
        .value(Kind.class, "tables", new TablesKind())
        .recipes(TableExtension.class);
  }
}
