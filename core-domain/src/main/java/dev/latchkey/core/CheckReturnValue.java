package dev.latchkey.core;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The result tells whether anything happened, so ignoring it is a bug. Error Prone, SpotBugs and IDEs know the
 * annotation by its simple name and refuse code that drops the result.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface CheckReturnValue {}
