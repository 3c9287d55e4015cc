package dev.latchkey.adapter.jdbc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** H2's file system {@code rec:}, which remembers every write to a database, so that a test can undo the latest. */
public final class RecordedFile extends FilePathWrapper {
    private static final List<Write> WRITES = new CopyOnWriteArrayList<>();

    /** One write, or a truncation to the position if there are no bytes. */
    record Write(long position, ByteBuffer bytes) {}

    static void begin() {
        WRITES.clear();
        FilePath.register(new RecordedFile());
    }

    static int count() {
        return WRITES.size();
    }

    /** Returns the file as a process leaves it that is killed after so many writes. */
    static byte[] after(int writes) {
        byte[] file = new byte[0];
        for (Write write : new ArrayList<>(WRITES).subList(0, writes)) {
            int length = write.bytes().remaining();
            int end = Math.toIntExact(write.position() + length);
            boolean truncates = length == 0;
            file = truncates || end > file.length ? Arrays.copyOf(file, end) : file;
            write.bytes().duplicate().get(file, end - length, length);
        }
        return file;
    }

    @Override
    public String getScheme() {
        return "rec";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(super.open(mode), getName().endsWith(".mv.db"));
    }

    private static final class Channel extends FileBaseDefault {
        private final FileChannel file;
        private final boolean recorded;

        Channel(FileChannel file, boolean recorded) {
            this.file = file;
            this.recorded = recorded;
        }

        @Override
        public synchronized int read(ByteBuffer to, long position) throws IOException {
            return file.read(to, position);
        }

        @Override
        public synchronized int write(ByteBuffer from, long position) throws IOException {
            byte[] bytes = new byte[from.remaining()];
            from.duplicate().get(bytes);
            int written = file.write(from, position);
            if (recorded) {
                WRITES.add(new Write(position, ByteBuffer.wrap(bytes, 0, written)));
            }
            return written;
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            file.truncate(size);
            if (recorded) {
                WRITES.add(new Write(size, ByteBuffer.allocate(0)));
            }
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void force(boolean metaData) throws IOException {
            file.force(metaData);
        }

        @Override
        public synchronized FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
