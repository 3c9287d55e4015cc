package dev.latchkey.transfer;

import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyArchive.DroppedHandle;
import dev.latchkey.ports.KeyArchive.WholeUsage;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.transfer.Tally.Count;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of an import. Used by one thread. */
final class ImportRun {
    private static final int PROGRESS = 1000;

    private final KeyStore store;
    private final KeyArchive archive;
    private final Consumer<ImportCounts> progress;
    private final Tally tally;
    private Group group;

    /** The last key that was not imported, and whose usage therefore is not either. */
    private @Nullable UUID refused;

    ImportRun(KeyStore store, Consumer<TransferConflict> conflicts, Consumer<ImportCounts> progress) {
        this.store = store;
        this.archive = ((KeyArchive.Source) store).archive();
        this.progress = progress;
        this.tally = new Tally(conflicts);
        this.group = new LooseEvents(store, archive, tally);
    }

    /** Lines that belong together. */
    interface Group {
        /** Takes an event, unless it belongs to no group of this kind. */
        boolean take(long line, AuditEvent event);

        /** Ends the group, and tells whether it was imported. */
        boolean end();

        /** The id that events of this group have; null for events of any key. */
        @Nullable UUID id();
    }

    ImportCounts read(LineReader lines) throws IOException {
        header(lines.next().orElseThrow(() -> TransferException.at(1, "is missing: the export is empty")));
        boolean ended = false;
        Optional<JsonLine> next = lines.next();
        while (next.isPresent()) {
            JsonLine line = next.get();
            if (ended) {
                throw TransferException.at(line.line(), "follows the end of the export");
            }
            ended = line.text("type").equals("end");
            take(line);
            if (line.line() % PROGRESS == 0) {
                progress.accept(tally.counts(line.line()));
            }
            next = lines.next();
        }
        if (!ended) {
            throw TransferException.at(lines.lines() + 1, "is missing: the export has no end");
        }
        return tally.counts(lines.lines());
    }

    private static void header(JsonLine line) {
        boolean isExport = line.has("format")
                && line.text("type").equals("header")
                && line.text("format").equals(Format.NAME);
        if (!isExport) {
            throw TransferException.at(line.line(), "is not the header of an export of Latchkey");
        }
        String version = line.text("version");
        int dot = version.indexOf('.');
        if (!version.substring(0, Math.max(dot, 0)).equals(Integer.toString(Format.MAJOR))) {
            throw TransferException.at(
                    line.line(),
                    "has an unknown major version of the format. This release reads version " + Format.MAJOR
                            + ". Import the file with the release that made it, or a later one");
        }
    }

    private void take(JsonLine line) {
        switch (line.text("type")) {
            case "key" -> begin(new KeyGroup(store, archive, tally, line));
            case "tenant" -> begin(new MarkGroup(store, archive, tally, line));
            case "event" -> event(line);
            case "usage" -> {
                end();
                usage(line.read(UsageJson::usage));
            }
            case "handles" -> {
                end();
                handles(line);
            }
            case "end" -> {
                end();
                if (line.number("lines") != line.line() - 1) {
                    throw TransferException.at(line.line(), "has another number of lines than come before it");
                }
            }
            default -> tally.add(Count.UNKNOWN, 1);
        }
    }

    private void begin(Group next) {
        end();
        group = next;
    }

    private void end() {
        boolean imported = group.end();
        refused = imported ? refused : group.id();
        group = new LooseEvents(store, archive, tally);
    }

    private void event(JsonLine line) {
        AuditEvent event = line.read(EventJson::event);
        if (!group.take(line.line(), event)) {
            end();
            group.take(line.line(), event);
        }
    }

    private void usage(WholeUsage usage) {
        if (!usage.keyId().equals(refused)) {
            archive.raiseUsage(List.of(usage));
        }
    }

    private void handles(JsonLine line) {
        List<DroppedHandle> handles = line.read(UsageJson::handles);
        if (handles.size() > KeyArchive.MAX_ITEMS) {
            throw TransferException.at(line.line(), "has more handles than " + KeyArchive.MAX_ITEMS);
        }
        for (DroppedHandle taken : archive.addHandles(handles)) {
            tally.conflict(line.line(), TransferConflict.Kind.HANDLE_TAKEN, taken.keyId(), 0);
        }
    }
}
