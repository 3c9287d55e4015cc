package dev.latchkey.architecture.bad.core.ring.left;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.core.ring.right.Right;

public interface Left {
    @Breaks("NO_PACKAGE_CYCLES")
    Right right();
}
