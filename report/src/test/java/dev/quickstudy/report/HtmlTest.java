package dev.quickstudy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HtmlTest {
  @Test
  void textsAndAttributesStayWhatTheyAre() {
    Html html = new Html();
    html.in("p", () -> html.text("a < b & \"c\" > 'd'"), "title", "\" onload='x' <script>");
    assertThat(html.document())
        .isEqualTo(
            "<!doctype html>\n<p title=\"&quot; onload=&#39;x&#39; &lt;script&gt;\">"
                + "a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;</p>\n");
  }

  @Test
  void escapedShowsWhatIsNoLetterAsOne() {
    assertThat(Html.escaped("a\0b\u001bc\ud800d\n\te 😀"))
        .isEqualTo("a\ufffdb\ufffdc\ufffdd\n\te 😀");
  }

  @Test
  void anElementWithAnEndIsNotWrittenWithoutOne() {
    assertThatThrownBy(() -> new Html().empty("div"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("div");
  }
}
