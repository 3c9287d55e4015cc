package dev.latchkey.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The files of the console. Their path holds a hash of all of them, so that browsers may keep them. */
final class Assets {
    /** The languages that there are words for. */
    static final List<String> LANGUAGES = List.of("en", "pt-BR");

    private static final String PAGE = "console.html";
    private static final String VERSION = "{version}";
    private static final int DIGITS = 16;
    private static final List<String> NAMES = List.of(
            "api.js",
            "app.js",
            "chart.js",
            "defaults.js",
            "dialog.js",
            "dom.js",
            "edit.js",
            "en.json",
            "ending.js",
            "errors.js",
            "events.js",
            "facts.js",
            "home.js",
            "icon.svg",
            "identify.js",
            "issue.js",
            "key.js",
            "list.js",
            "members.js",
            "policy.js",
            "pt-BR.json",
            "rotation.js",
            "secret.js",
            "shape.js",
            "style.css",
            "text.js");

    private final List<File> files;
    private final String version;

    private Assets(List<File> files) {
        this.files = List.copyOf(files);
        this.version = hash(files);
    }

    /** A file with its type. No record, because it has an array. */
    static final class File {
        private final String name;
        private final byte[] bytes;

        File(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        String name() {
            return name;
        }

        byte[] bytes() {
            return bytes.clone();
        }

        String type() {
            String ending = name.substring(name.lastIndexOf('.') + 1);
            return switch (ending) {
                case "js" -> "text/javascript; charset=utf-8";
                case "css" -> "text/css; charset=utf-8";
                case "svg" -> "image/svg+xml";
                case "json" -> "application/json";
                default -> throw new IllegalStateException("no media type for " + name);
            };
        }
    }

    /** Reads the files, and adds rules of style. */
    static Assets read(String theme) {
        List<File> files = new ArrayList<>();
        NAMES.forEach(name -> files.add(new File(name, resource(name))));
        files.add(new File("theme.css", theme.getBytes(StandardCharsets.UTF_8)));
        return new Assets(files);
    }

    List<File> files() {
        return files;
    }

    String version() {
        return version;
    }

    byte[] page() {
        String page = new String(resource(PAGE), StandardCharsets.UTF_8);
        return page.replace(VERSION, version).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(List<File> files) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no SHA-256", e);
        }
        files.forEach(file -> {
            digest.update((file.name() + "\0" + file.bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
            digest.update(file.bytes);
        });
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }
}
