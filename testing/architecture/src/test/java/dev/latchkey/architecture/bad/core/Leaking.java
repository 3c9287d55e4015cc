package dev.latchkey.architecture.bad.core;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import java.util.List;
import java.util.Map;

@Breaks("SIGNATURES_MENTION_NOTHING_INTERNAL")
public abstract class Leaking extends Hidden {
    @Breaks("SIGNATURES_MENTION_NOTHING_INTERNAL")
    public static final Hidden FIELD = null;

    @Breaks("SIGNATURES_MENTION_NOTHING_INTERNAL")
    protected Leaking(Own own) {}

    Leaking(Hidden fine) {}

    @Breaks("SIGNATURES_MENTION_NOTHING_INTERNAL")
    public abstract Map<String, List<? extends Hidden>> generic();

    @Breaks("SIGNATURES_MENTION_NOTHING_INTERNAL")
    public abstract void array(Own[][] own);

    @Breaks("SIGNATURES_MENTION_NOTHING_INTERNAL")
    protected abstract void fails() throws Hidden.Failure;

    @Breaks("SIGNATURES_MENTION_NOTHING_INTERNAL")
    public abstract Own.Inner publicInsideOfPackagePrivate();

    abstract Hidden fine();

    public abstract Leaking alsoFine(String text);

    static final class Own {
        public static final class Inner {}
    }
}
