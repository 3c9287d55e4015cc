package dev.latchkey.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.UseBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an import reads, and what it refuses to read. */
class FormatTest {
    private final InMemoryKeyStore source = new InMemoryKeyStore();
    private final InMemoryKeyStore target = new InMemoryKeyStore();
    private ApiKey key;

    @BeforeEach
    void fill() {
        key = Moved.insert(source, Keys.spec().slot("default"));
        key = Moved.change(source, key, change -> change.rotate(Keys.secret(), Duration.ofDays(1)));
        source.recordUse(UseBatch.of(new KeyUse(key.id(), Keys.T0.plusSeconds(1), 3).with(handle())));
    }

    private String handle() {
        return key.currentSecret().handle();
    }

    @Test
    void anExportIsLinesWithAHeaderAndAnEnd() throws IOException {
        List<String> lines = Moved.export(source).lines().toList();
        assertThat(lines)
                .hasSize(6)
                .element(0)
                .isEqualTo("{\"type\":\"header\",\"format\":\"latchkey-export\","
                        + "\"version\":\"1.0\",\"content\":\"keys\"}");
        assertThat(lines.get(1)).startsWith("{\"type\":\"key\",\"id\":\"" + key.id() + "\",\"tenant\":\"acme\"");
        assertThat(lines.get(2)).startsWith("{\"type\":\"event\",\"keyId\":\"" + key.id() + "\",\"version\":2,");
        assertThat(lines.get(4))
                .isEqualTo("{\"type\":\"usage\",\"keyId\":\"" + key.id()
                        + "\",\"uses\":3,\"lastUsedAt\":\"2030-01-31T12:00:01.000Z\","
                        + "\"secrets\":[{\"handle\":\"" + handle()
                        + "\",\"lastUsedAt\":\"2030-01-31T12:00:01.000Z\"}],"
                        + "\"days\":[{\"date\":\"2030-01-31\","
                        + "\"accepted\":3,\"limited\":0,\"refused\":0}]}");
        assertThat(lines.get(5)).isEqualTo("{\"type\":\"end\",\"lines\":5}");
    }

    @Test
    void whatOnlyANewerReleaseKnowsIsIgnoredWithinTheMajorVersion() throws IOException {
        String newer = Moved.export(source)
                .replace(
                        "\"version\":\"1.0\"",
                        "\"version\":\"1.7\",\"new\":{\"a\":[1.5,null,1e99,99999999999999999999]}")
                .replace("{\"type\":\"event\"", "{\"new\":[[{}],\"x\",true],\"type\":\"event\"")
                .replace("\"hash\":", "\"newer\":null,\"hash\":")
                .replace(
                        "{\"type\":\"end\",\"lines\":5}",
                        "{\"type\":\"novelty\",\"x\":1}\n{\"type\":\"end\",\"lines\":6}");
        ImportCounts counts = Moved.read(target, newer);
        assertThat(counts.unknown()).isEqualTo(1);
        assertThat(counts.restored()).isEqualTo(1);
        assertThat(target.findById(key.id()).value()).contains(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "0.9", "10.0", "", "1", "x"})
    void anUnknownMajorVersionIsRefusedWithASentence(String version) throws IOException {
        String other = Moved.export(source).replace("\"version\":\"1.0\"", "\"version\":\"" + version + "\"");
        assertRefused(other, "Line 1 has an unknown major version of the format.");
    }

    @Test
    void whatIsNoExportIsRefused() {
        assertRefused("", "Line 1 is missing: the export is empty");
        assertRefused("{\"type\":\"header\"}\n", "Line 1 is not the header of an export of Latchkey");
        assertRefused("{\"type\":\"key\",\"format\":\"latchkey-export\"}\n", "Line 1 is not the header");
        assertRefused("hello\n", "Line 1 is not a JSON object");
        assertRefused("[]\n", "Line 1 is not a JSON object");
        assertRefused("{} {}\n", "Line 1 is not a JSON object");
    }

    @Test
    void aLineThatIsCutOffIsNamed() throws IOException {
        String export = Moved.export(source);
        for (int length = 1; length < export.length(); length++) {
            String part = export.substring(0, length);
            long complete = part.chars().filter(c -> c == '\n').count();
            String problem = part.endsWith("\n")
                    ? " is missing: the export has no end"
                    : " is incomplete: the export was cut off";
            assertRefused(part, "Line " + (complete + 1) + problem);
        }
    }

    @Test
    void aLineThatIsMissingIsNoticedAtTheEnd() throws IOException {
        List<String> lines = Moved.export(source).lines().toList();
        String without = Stream.concat(lines.stream().limit(3), lines.stream().skip(4))
                .collect(Collectors.joining("\n", "", "\n"));
        assertRefused(without, "Line 5 has another number of lines than come before it");
        assertRefused(Moved.export(source) + "{\"type\":\"end\",\"lines\":6}\n", "Line 7 follows the end");
    }

    @Test
    void aLineThatIsTooLongIsRefusedWhenReadAndNeverWritten() throws IOException {
        String header = Moved.export(source).lines().findFirst().orElseThrow();
        String fits = header.replace("}", ",\"x\":\"" + "y".repeat(Format.MAX_LINE - header.length() - 7) + "\"}");
        assertThat(fits).hasSize(Format.MAX_LINE);
        assertRefused(fits + "\n", "Line 2 is missing");
        assertRefused(fits.replace("\"x\":\"", "\"x\":\"y") + "\n", "Line 1 is longer than 1048576 bytes");
        AuditEvent event = Moved.events(source).get(0);
        AuditEvent endless = new AuditEvent(
                Keys.id(),
                1,
                Keys.TENANT,
                event.at(),
                event.action(),
                event.actor(),
                "x".repeat(Format.MAX_LINE),
                List.of());
        assertThat(source.archive().addEvents(List.of(endless))).isEmpty();
        assertThatThrownBy(() -> Moved.export(source))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("Line 6 would be longer than");
    }

    @Test
    void aMemberThatIsMissingOrMalformedIsNamedWithoutItsValue() throws IOException {
        String export = Moved.export(source);
        assertRefused(export.replaceFirst("\"turn\":[0-9]+,", ""), "Line 2 has no readable member \"turn\"");
        String tenant = "\"tenant\":\"acme\"";
        assertRefused(export.replaceFirst(tenant, "\"tenant\":7"), "Line 2 has no readable member \"tenant\"");
        assertRefused(export.replaceFirst(key.id().toString(), "secret"), "Line 2 has an invalid value");
        assertRefused(
                export.replaceFirst(tenant, "\"tenant\":\"\""),
                "Line 2 has an invalid value: tenant must not be empty");
        assertThatThrownBy(() -> Moved.read(target, export.replaceFirst("2030-01-31T", "secret")))
                .isInstanceOf(TransferException.class)
                .hasNoCause()
                .hasMessageNotContaining("secret");
    }

    @Test
    void usageThatNoStoreCouldKeepIsRefused() throws IOException {
        String export = Moved.export(source);
        String never = "\"lastUsedAt\":\"+1000000000-12-31T23:59:59.999Z\"";
        String used = "\"lastUsedAt\":\"[^\"]*\"";
        assertNotPossible(export.replaceFirst(used, never), "lastUsedAt must lie between 1970 and 9999");
        assertNotPossible(export.replaceFirst(used + "}", never + "}"), "secretsUsedAt must lie between 1970 and 9999");
        assertNotPossible(
                export.replace("\"date\":\"2030", "\"date\":\"+999999999"), "date must lie between 1970 and 9999");
        String handle = "[{\"handle\":\"" + key.currentSecret().handle() + "\",\"last";
        assertNotPossible(
                export.replace(handle + "UsedAt", "[{\"handle\":\"%\",\"lastUsedAt"),
                "handle must be 8 to 22 base62 characters");
    }

    /** Each version of a mark is written, so one that no tenant can have reached would be written for hours. */
    @Test
    void aMarkOfAVersionThatNoTenantReachesIsRefused() throws IOException {
        TenantMark mark = new TenantMark("ended", 1, true, Instant.EPOCH, "", Actor.host("test"));
        assertThat(source.markTenant(mark).value()).isEqualTo(Replacement.REPLACED);
        String export = Moved.export(source);
        String version = "\"tenant\":\"ended\",\"version\":";
        assertThat(export).contains(version + "1,");
        assertNotPossible(export.replace(version + "1,", version + "10001,"), "version must be at most 10000");
        assertThat(target.findTenantMark("ended").value()).isEmpty();
    }

    /** Databases disagree about them: some refuse them, some replace them. */
    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\n", "\\u0085", "\\ud800", "\\udc00\\ud800"})
    void aTextThatNotEveryStoreKeepsIsRefusedWhereverItIs(String wrong) throws IOException {
        Actor actor = Actor.user("ada").from(new Origin("192.0.2.1", "r1", false));
        KeySpec spec =
                Keys.spec().name("all").owner("o").tags("t").description("d").permissions(Permissions.of("a:b"));
        ApiKey all = Moved.insert(source, Keys.issue(spec, Keys.T0));
        Changed suspended = Keys.changed(all.by(actor, Keys.T0.plusSeconds(1)).suspend("idle"));
        assertThat(source.replace(suspended.next(), suspended.event()).value()).isEqualTo(Replacement.REPLACED);
        Moved.change(source, key, change -> change.revoke("done"));
        assertThat(source.markTenant(new TenantMark("ended", 1, true, Keys.T0, "left", actor))
                        .value())
                .isEqualTo(Replacement.REPLACED);
        String export = Moved.export(source);
        Matcher text = Pattern.compile("[\\[:,]\"[^\"]*(?=\"[,}\\]])").matcher(export);
        int texts = 0;
        for (int from = export.indexOf('\n'); text.find(from); from = text.end()) {
            texts++;
            long line = export.substring(0, text.end()).lines().count();
            String changed = export.substring(0, text.end()) + wrong + export.substring(text.end());
            assertThatThrownBy(() -> Moved.conflicts(new InMemoryKeyStore(), changed), "Line %d in %s", line, changed)
                    .isInstanceOf(TransferException.class)
                    .hasMessageStartingWith("Line " + line + " ");
        }
        assertThat(texts).isGreaterThan(60);
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] bytes = {'{', '"', (byte) 0xff, '"', ':', '1', '}', '\n'};
        assertThatThrownBy(() -> StoreImport.into(target).readFrom(new ByteArrayInputStream(bytes)))
                .isInstanceOf(TransferException.class)
                .hasMessage("Line 1 is not a JSON object");
    }

    @Test
    void oneTenantIsExportedAlone() throws IOException {
        ApiKey other = Moved.insert(source, KeySpec.of("other", Scope.tenant(), "a key"));
        for (int i = 0; i < ApiKey.MAX_SECRETS; i++) {
            other = Moved.change(source, other, change -> change.rotate(Keys.secret(), Duration.ZERO));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportCounts counts = StoreExport.of(source).tenant("other").writeTo(out);
        assertThat(counts).isEqualTo(new ExportCounts(1, 1, 5, 1));
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("acme");
        out.reset();
        assertThat(StoreExport.of(source).tenant(Keys.TENANT).writeTo(out)).isEqualTo(new ExportCounts(1, 1, 2, 0));
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("other");
    }

    @Test
    void progressIsReported() throws IOException {
        List<ExportCounts> written = new ArrayList<>();
        ExportCounts counts = StoreExport.of(source).progress(written::add).writeTo(OutputStream.nullOutputStream());
        assertThat(written).last().isEqualTo(counts);
        for (int i = 0; i < 600; i++) {
            Moved.insert(source, Keys.spec());
        }
        List<ImportCounts> read = new ArrayList<>();
        StoreImport.into(target).progress(read::add).readFrom(Moved.stream(Moved.export(source)));
        assertThat(read).extracting(ImportCounts::lines).containsExactly(1000L);
    }

    private void assertNotPossible(String export, String problem) {
        assertThatThrownBy(() -> Moved.read(target, export))
                .isInstanceOf(TransferException.class)
                .hasMessageEndingWith("has an invalid value: " + problem);
    }

    private void assertRefused(String export, String message) {
        assertThatThrownBy(() -> Moved.read(target, export))
                .isInstanceOf(TransferException.class)
                .hasMessageStartingWith(message);
    }
}
