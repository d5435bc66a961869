package io.tokenpace.report.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.ScriptTimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;

/**
 * A headless Chromium that looks at the page. It waits inside the page, for a condition and never
 * for a time, and keeps what the page says on its console.
 */
public final class Browser implements AutoCloseable {
  public static final int WIDE = 1600;

  /** How long anything may take; nothing is measured by it. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String UNTIL =
      """
      const done = arguments[arguments.length - 1];
      const look = () => {
        let met = false;
        try { met = Boolean(%s); } catch (error) { met = false; }
        if (met) { done(true); } else { setTimeout(look, 25); }
      };
      look();
      """;

  private final Path profile;
  private final ChromeDriver driver;

  public Browser() throws IOException {
    profile = Files.createTempDirectory("page-browser-");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(onPath("chromium"));
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(onPath("chromedriver"))
                .usingAnyFreePort()
                .build(),
            options);
    resize(WIDE);
  }

  /** A program the tests need; a machine without it fails them, as it would not have looked. */
  private static File onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> new File(folder, program))
        .filter(File::canExecute)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "PATH: no %s (expected: chromium and chromedriver, to look at the page)"
                        .formatted(program)));
  }

  public void resize(int width) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Forgets every file it has kept. */
  public void forgetFiles() {
    driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
  }

  /** Opens an address and waits until its numbers are there. */
  public void open(URI address) {
    driver.get("about:blank");
    driver.get(address.toString());
    settle();
  }

  /** Opens an address that need not be the page's. */
  public void visit(URI address) {
    driver.get(address.toString());
  }

  /** Where the browser is. */
  public URI address() {
    return URI.create(driver.getCurrentUrl());
  }

  /** Forgets every cookie. */
  public void forgetCookies() {
    driver.manage().deleteAllCookies();
  }

  /** Runs a script in whatever is opened from now on, before its own; returns what ends that. */
  public Runnable beforehand(String script) {
    Object id =
        driver
            .executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script))
            .get("identifier");
    return () ->
        driver.executeCdpCommand(
            "Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", id));
  }

  /** Chooses an option of a list by its value. */
  public void choose(String css, String value) {
    run(
        "const list = document.querySelector(arguments[0]); list.value = arguments[1];"
            + " if (list.value !== arguments[1]) { throw new Error('no option ' + arguments[1]); }"
            + " list.dispatchEvent(new Event('change'));",
        css,
        value);
    settle();
  }

  /** Goes to a view on the page that is open. */
  public void view(String hash) {
    run("location.hash = arguments[0]", hash);
    settle();
  }

  public void back() {
    driver.navigate().back();
    settle();
  }

  /** Waits until the page has shown the view its address asks for, or said why not. */
  public void settle() {
    until(
        "document.getElementById('screen').dataset.shown === location.hash"
            + " && !document.getElementById('screen').hasAttribute('aria-busy')");
  }

  /** Waits until an expression of the page is true. */
  public void until(String expression) {
    until(expression, PATIENCE);
  }

  /** Waits so long at most until an expression of the page is true. */
  public void until(String expression, Duration atMost) {
    driver.manage().timeouts().scriptTimeout(atMost);
    try {
      driver.executeAsyncScript(UNTIL.formatted(expression));
    } catch (ScriptTimeoutException e) {
      fail("never true: %s; the page shows:%n%s", expression, text("body"));
    }
  }

  public Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  public WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  /** The text of an element as it is in the document, spaces made single. */
  public String text(String css) {
    return String.valueOf(
        run(
            "return document.querySelector(arguments[0]).textContent.replace(/\\s+/g, ' ').trim()",
            css));
  }

  /** The texts of all elements that match, in order. */
  @SuppressWarnings("unchecked") // A list of strings is what the script returns.
  public List<String> texts(String css) {
    return (List<String>)
        run(
            "return [...document.querySelectorAll(arguments[0])]"
                + ".map(one => one.textContent.replace(/\\s+/g, ' ').trim())",
            css);
  }

  /** One attribute of all elements that match, in order; spaces that hold together are spaces. */
  @SuppressWarnings("unchecked") // A list of strings is what the script returns.
  public List<String> attributes(String css, String name) {
    return (List<String>)
        run(
            "return [...document.querySelectorAll(arguments[0])]"
                + ".map(one => one.getAttribute(arguments[1])?.replace(/\\u00a0/g, ' ') ?? null)",
            css,
            name);
  }

  public void click(String css) {
    run("document.querySelector(arguments[0]).click()", css);
  }

  public void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Walks by the tabulator key until an element has the focus. */
  public void tabTo(String css) {
    for (int i = 0; i < 200; i++) {
      if (Boolean.TRUE.equals(run("return document.activeElement.matches(arguments[0])", css))) {
        return;
      }
      press(Keys.TAB);
    }
    fail("the tabulator key never comes to %s", css);
  }

  public String hash() {
    return String.valueOf(run("return decodeURIComponent(location.hash)"));
  }

  /** What was said on the console since it was last asked. */
  public List<String> console() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Fails if the page complained of anything, a broken content policy included. */
  public void assertSilent() {
    assertThat(console()).as("console").isEmpty();
  }

  @Override
  public void close() throws IOException {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
