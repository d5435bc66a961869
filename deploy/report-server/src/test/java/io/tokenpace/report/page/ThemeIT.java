package io.tokenpace.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.report.testing.Browser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Light and dark, both to be read: every text against what is behind it. */
@ExtendWith(PageSite.Resolver.class)
class ThemeIT {
  /** The least contrast of text that WCAG 2 asks for at level AA. */
  private static final double LEAST = 4.5;

  /** Each text in sight with the contrast of its colour to the colours behind it, laid together. */
  private static final String CONTRASTS =
      """
      const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
      const known = new Map();
      const rgba = color => {
        if (!known.has(color)) {
          pen.clearRect(0, 0, 1, 1);
          pen.fillStyle = color;
          pen.fillRect(0, 0, 1, 1);
          const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
          known.set(color, [r, g, b, a / 255]);
        }
        return known.get(color);
      };
      const over = ([r, g, b, a], [r2, g2, b2]) =>
        [r * a + r2 * (1 - a), g * a + g2 * (1 - a), b * a + b2 * (1 - a), 1];
      const behind = element => {
        if (element === null) { return [255, 255, 255, 1]; }
        const own = rgba(getComputedStyle(element).backgroundColor);
        return own[3] === 1 ? own : over(own, behind(element.parentElement));
      };
      const light = color => color.slice(0, 3).map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
      const found = [];
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
        const parent = text.parentElement;
        const range = document.createRange();
        range.selectNode(text);
        if (text.data.trim() === '' || range.getClientRects().length === 0
            || parent.closest('.spoken, script, noscript')) {
          continue;
        }
        const style = getComputedStyle(parent);
        let opacity = 1;
        for (let one = parent; one !== null; one = one.parentElement) {
          opacity *= Number(getComputedStyle(one).opacity);
        }
        const back = behind(parent);
        const [r, g, b, a] = rgba(parent instanceof SVGElement ? style.fill : style.color);
        const [high, low] = [light(over([r, g, b, a * opacity], back)), light(back)].sort((x, y) => y - x);
        found.push({text: text.data.trim().slice(0, 40) + ' in ' + parent.tagName + '.'
          + (parent.getAttribute('class') ?? ''), contrast: (high + 0.05) / (low + 0.05)});
      }
      return found.filter(one => %s).map(one => one.text + ': ' + one.contrast.toFixed(2));
      """;

  private static final List<String> VIEWS =
      List.of(
          "#/fleet?run=history&compare=previous&last=PT1H",
          "#/latency?run=history&compare=previous&last=PT1H",
          "#/money?run=history",
          "#/pipeline?run=history",
          "#/fleet?run=askew",
          "#/fleet?run=nobody");

  private final PageSite site;
  private final Browser browser;

  ThemeIT(PageSite site) {
    this.site = site;
    this.browser = site.browser();
  }

  private String computed(String css, String property) {
    return String.valueOf(
        browser.run(
            "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]",
            css,
            property));
  }

  private String theme() {
    return String.valueOf(browser.run("return document.documentElement.dataset.theme"));
  }

  private void assertEveryTextIsReadable(String where) {
    assertThat((List<?>) browser.run(CONTRASTS.formatted("one.contrast > 0")))
        .as("texts looked at on " + where)
        .hasSizeGreaterThan(10);
    assertThat((List<?>) browser.run(CONTRASTS.formatted("one.contrast < " + LEAST)))
        .as(where)
        .isEmpty();
  }

  private void assertEveryViewIsReadable() {
    for (String view : VIEWS) {
      browser.open(site.page(view));
      assertEveryTextIsReadable(theme() + " " + view);
    }
    browser.open(site.page("#/fleet?run=history"));
    browser.click("#open-glossary");
    browser.until("document.getElementById('glossary').open");
    assertEveryTextIsReadable(theme() + " glossary");
    browser.click("#glossary .close");
  }

  @Test
  void bothThemesAreReadableAndTheChoiceIsKept() {
    browser.open(site.page("#/fleet?run=history"));
    assertThat(theme()).as("what the browser asks for").isEqualTo("light");
    String lightBack = computed("body", "backgroundColor");
    assertThat(computed(":root", "colorScheme")).isEqualTo("light");
    assertEveryViewIsReadable();

    browser.click("#theme");
    try {
      assertThat(theme()).isEqualTo("dark");
      assertThat(browser.text("#theme")).isEqualTo("Light");
      assertThat(computed("body", "backgroundColor")).isNotEqualTo(lightBack);
      assertThat(computed(":root", "colorScheme")).isEqualTo("dark");
      assertEveryViewIsReadable();
      assertThat(theme()).as("after opening the page anew").isEqualTo("dark");
    } finally {
      browser.click("#theme");
    }
    assertThat(computed("body", "backgroundColor")).isEqualTo(lightBack);
  }
}
