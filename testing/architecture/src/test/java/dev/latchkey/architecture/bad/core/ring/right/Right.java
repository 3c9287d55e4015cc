package dev.latchkey.architecture.bad.core.ring.right;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.core.ring.left.Left;

public interface Right {
    @Breaks("NO_PACKAGE_CYCLES")
    Left left();
}
