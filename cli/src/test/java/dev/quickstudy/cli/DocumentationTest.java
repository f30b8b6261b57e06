package dev.quickstudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.data.Downloads;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.reproduce.ResultPage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/** What README.md and the pages below docs tell people to type. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
  private static final Pattern INLINE = Pattern.compile("`(?:\\./)?quickstudy ([^`\n]+)`");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^\\s*(?:[A-Z_]+=\\S+ )*(?:\\./)?quickstudy (.+)$");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final Pattern LIBRARY =
      Pattern.compile(
          "(?ms)^<!-- library (\\w+) -->\\n(?:```java|<pre>\\{@code)\\n(.*?)^(?:```|\\}</pre>)$");

  @TempDir private Path folder;

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> all = Files.walk(ROOT.resolve("docs"))) {
      all.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  /** Each with the page it is from. */
  static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    for (Path page : pages()) {
      String text = Files.readString(page);
      List<String> found = new ArrayList<>();
      Matcher blocks = BLOCK.matcher(text);
      while (blocks.find()) {
        if (blocks.group(1).equals("bash")) {
          Matcher lines = COMMAND.matcher(blocks.group(2).replaceAll("\\\\\\n\\s*", ""));
          while (lines.find()) {
            found.add(lines.group(1));
          }
        }
      }
      Matcher inline = INLINE.matcher(text);
      while (inline.find()) {
        found.add(inline.group(1));
      }
      found.forEach(words -> commands.add(ROOT.relativize(page) + ": " + words));
    }
    assertThat(commands).hasSizeGreaterThan(60);
    return commands;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandOfThePagesCanBeTyped(String pageAndWords) {
    String words = pageAndWords.substring(pageAndWords.indexOf(": ") + 2);
    List<String> typed = words(words.replaceFirst("(^|\\s)#.*", ""));

    if (typed.size() == 1) { // the name of a command, of which the page speaks
      assertThat(Main.commandLine(new Main()).getSubcommands()).containsKey(typed.get(0));
      return;
    }

    ParseResult parsed = parsed(typed);

    List<ArgSpec> given = parsed.matchedArgs();
    for (ArgSpec arg : given) {
      for (String value : arg.originalStringValues()) {
        check(parsed.commandSpec().qualifiedName(" "), arg, value);
      }
    }
    if (parsed.hasMatchedOption("--set")) {
      List<String> recipes = parsed.matchedPositionals().get(0).originalStringValues();
      if (Recipes.names().contains(recipes.get(0))) {
        Recipes.override(
            Recipes.resolve(recipes.get(0)),
            parsed.matchedOption("--set").originalStringValues().stream()
                .filter(DocumentationTest::whole)
                .toList());
      }
    }
  }

  /** What stands for something else is no word to be checked. */
  private static boolean whole(String word) {
    return !word.contains("$")
        && !word.contains("…")
        && !word.equals(word.toUpperCase(Locale.ROOT));
  }

  private static void check(String command, ArgSpec arg, String value) {
    if (!whole(value)) {
      return;
    }
    if (arg.paramLabel().contains("RECIPE") && !value.endsWith(".yaml")) {
      assertThat(Recipes.names()).contains(value);
    }
    if (command.endsWith("data get")) {
      assertThat(Downloads.catalogue().stream().map(Downloads.DataSet::name)).contains(value);
    }
  }

  /** The words of a command, as a shell would cut them; dots that stand for more are left out. */
  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      String one = word.group(1) != null ? word.group(1) : word.group(2);
      if (one.equals(">") || one.equals(";") || one.equals("|")) {
        break;
      }
      if (!one.equals("…")) {
        words.add(one);
      }
    }
    return words;
  }

  /** Checks that the words are understood. */
  private static ParseResult parsed(List<String> words) {
    CommandLine command = Main.commandLine(new Main());
    ParseResult parsed = command.parseArgs(words.toArray(String[]::new));
    while (parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }
    assertThat(parsed.unmatched()).isEmpty();
    return parsed;
  }

  @Test
  void namesAndHelpCanBeRunAsTheyStand() throws IOException {
    for (String words : List.of("recipes", "recipes show glyphs-5way-1shot", "data list")) {
      assertThat(commands().stream().anyMatch(one -> one.contains(words.split(" ", -1)[0])))
          .isTrue();
      Quickstudy.run(words.split(" ", -1)).succeeds();
    }
  }

  @Test
  void javaOfThePagesCompilesWithTheImportsThatItShows() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path page : pages()) {
      Matcher block = BLOCK.matcher(Files.readString(page).replaceAll(LIBRARY.pattern(), ""));
      while (block.find()) {
        if (block.group(1).equals("java")) {
          sources.add(program("Program" + sources.size(), block.group(2), page));
        }
      }
    }
    assertThat(sources).hasSizeGreaterThanOrEqualTo(3);

    assertThat(problems(sources)).isEmpty();
  }

  /** A block within a method. */
  private Path program(String name, String block, Path page) throws IOException {
    StringBuilder imports = new StringBuilder("// " + ROOT.relativize(page) + "\n");
    StringBuilder body = new StringBuilder();
    block
        .lines()
        .forEach(line -> (line.startsWith("import ") ? imports : body).append(line).append('\n'));
    return Files.writeString(
        folder.resolve(name + ".java"),
        imports
            + "class "
            + name
            + " {\n static void run() throws Exception {\n"
            + body
            + "}\n}\n");
  }

  private String problems(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      compiler
          .getTask(
              said,
              files,
              null,
              List.of("-proc:none", "-d", folder.toString()),
              null,
              files.getJavaFileObjectsFromPaths(sources))
          .call();
    }
    return said.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/javadoc/overview.html"})
  void javaOfReadmeAndOverviewIsWhatTheExamplesRun(String page) throws IOException {
    Matcher block = LIBRARY.matcher(Files.readString(ROOT.resolve(page)));
    List<String> programs = new ArrayList<>();
    while (block.find()) {
      Path program = ROOT.resolve("examples/library/src/main/java/" + block.group(1) + ".java");
      programs.add(block.group(1));
      List<String> code = Files.readAllLines(program).stream().map(String::strip).toList();
      List<String> shown = block.group(2).lines().map(String::strip).toList();
      assertThat(code).as("%s", program.getFileName()).containsSequence(shown);
    }
    assertThat(programs).hasSize(2);
  }

  @Test
  void tablesOfResultsAreThoseOfTheFiles() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/results.md"));
    assertThat(page).contains("<!-- table omniglot-vinyals -->");
    assertThat(ResultPage.with(page, ROOT.resolve("results")))
        .as("made by: quickstudy reproduce --page docs/results.md")
        .isEqualTo(page);
  }
}
