package dev.latchkey.architecture;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/**
 * The rules that must name this class or member. Strings, because the rules allow the bad classes to know this
 * annotation alone.
 */
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface Breaks {
    String[] value();
}
