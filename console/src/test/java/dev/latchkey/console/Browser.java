package dev.latchkey.console;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.json.Json;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A Chromium of the system with an empty profile. Nothing is downloaded: where there is no Chromium or no driver for
 * it, tests are skipped.
 */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String WATCH = "window.violations = [];"
            + "document.addEventListener('securitypolicyviolation',"
            + " event => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));";

    private static final Json JSON = new Json();

    final ChromeDriver driver;
    private final List<String> requested = new ArrayList<>();
    private final Path profile;

    private Browser(ChromeDriver driver, Path profile) {
        this.driver = driver;
        this.profile = profile;
    }

    static Browser open(String language) throws IOException {
        System.setProperty("SE_OFFLINE", "true");
        File chromium = found("chromium", "chromium-browser", "google-chrome");
        File driver = found("chromedriver");
        assumeThat(chromium).as("Chromium is not installed").isNotNull();
        assumeThat(driver).as("chromedriver is not installed").isNotNull();
        Path profile = Files.createTempDirectory("latchkey-browser");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium);
        options.setCapability("goog:loggingPrefs", logs);
        options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language));
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,900",
                "--lang=" + language,
                "--user-data-dir=" + profile);
        System.setProperty("webdriver.chrome.driver", driver.getPath());
        Browser browser = new Browser(new ChromeDriver(options), profile);
        browser.driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WATCH));
        return browser;
    }

    private static File found(String... names) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(names)
                .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(folder -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst()
                .orElse(null);
    }

    /** Opens the console as an operator, or as nobody if that is null. */
    void visit(ConsoleHost host, String operator, String fragment) {
        driver.get(host.origin() + ConsoleHost.CONTEXT + "/latchkey/console/config.json");
        driver.manage().deleteAllCookies();
        if (operator != null) {
            driver.manage().addCookie(new Cookie(ConsoleHost.COOKIE, operator));
        }
        driver.get(host.address() + fragment);
    }

    /** Waits for a condition. The page may replace elements while the condition looks at them. */
    <T> T until(ExpectedCondition<T> condition) {
        try {
            return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                    .ignoring(StaleElementReferenceException.class)
                    .until(condition);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "the page shows: " + driver.findElement(By.tagName("body")).getText(), e);
        }
    }

    WebElement see(By by) {
        return until(page -> page.findElements(by).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElse(null));
    }

    /** Waits for an element with a text. */
    WebElement see(String tag, String text) {
        return see(By.xpath("//" + tag + "[contains(normalize-space(.),\"" + text + "\")]"));
    }

    WebElement button(String text) {
        String named = "[normalize-space(.)=\"" + text + "\"]";
        List<WebElement> dialogs = driver.findElements(By.cssSelector("dialog[open]"));
        return see(By.xpath((dialogs.isEmpty() ? "" : "//dialog[@open]") + "//button" + named));
    }

    void press(String text) {
        act(() -> button(text).click());
    }

    void click(By by) {
        act(() -> see(by).click());
    }

    /** Clicks on the element with a text. */
    void click(String tag, String text) {
        act(() -> see(tag, text).click());
    }

    String text(By by) {
        return read(() -> see(by).getText());
    }

    /** Returns the control with a label. */
    WebElement control(String label) {
        return see(By.xpath("//*[@id=//label[normalize-space(.)=\"" + label + "\"]/@for]"));
    }

    void type(String label, String text) {
        act(() -> control(label).sendKeys(text));
    }

    /** Chooses what a list with a label offers. */
    void choose(String label, String text) {
        act(() -> new Select(control(label)).selectByVisibleText(text));
    }

    String chosen(String label) {
        return read(() -> new Select(control(label)).getFirstSelectedOption().getText());
    }

    List<String> offered(String label) {
        return read(() -> new Select(control(label))
                .getOptions().stream().map(WebElement::getText).toList());
    }

    /** Does something with an element, again if the page replaced the element before it was done. */
    private void act(Runnable action) {
        until(page -> {
            action.run();
            return true;
        });
    }

    private <T> T read(Supplier<T> reading) {
        return until(page -> reading.get());
    }

    boolean has(By by) {
        return !driver.findElements(by).isEmpty();
    }

    void gone(By by) {
        until(page -> page.findElements(by).isEmpty());
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Returns what was reported against the policy in the present document. */
    List<?> violations() {
        return (List<?>) script("return window.violations");
    }

    /** Returns what the browser's console has said since the last call. */
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Returns the addresses of all requests since {@link #forget}. */
    List<String> requested() {
        driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("\"Network.requestWillBeSent\""))
                .forEach(message -> {
                    Map<String, ?> sent =
                            member(member(member(JSON.toType(message, Json.MAP_TYPE), "message"), "params"), "request");
                    requested.add((String) sent.get("url"));
                });
        return requested;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> member(Map<String, ?> object, String name) {
        return (Map<String, ?>) object.get(name);
    }

    /** Forgets what was requested and said. */
    void forget() {
        requested();
        requested.clear();
        console();
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
