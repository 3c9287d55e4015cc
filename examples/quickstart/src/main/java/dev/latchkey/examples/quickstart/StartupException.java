package dev.latchkey.examples.quickstart;

import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** The reason why the application does not start, in one line for the person who started it. */
final class StartupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Returns the words of the innermost cause, which for files and sockets are those of the operating system, in one
     * line.
     */
    static String rootCause(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String name = root.getClass().getSimpleName();
        String words = root.getMessage();
        if (words == null) {
            return name;
        }
        // The message of these is a file or a host name alone.
        boolean nameIsNeeded = root instanceof FileSystemException || root instanceof UnknownHostException;
        return (nameIsNeeded ? name + ": " + words : words).replaceAll("\\s+", " ");
    }
}
