/** The management port of the Spring Boot application: who may call actuator when it has a port of its own. */
@NullMarked
package dev.latchkey.examples.management;

import org.jspecify.annotations.NullMarked;
