package dev.latchkey.core;

/** A value breaks a bound of the model: too long, empty, out of range, of the wrong form. Nothing was changed. */
public final class InvalidValueException extends LatchkeyException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String problem;

    /**
     * Names the field and what is wrong with it.
     *
     * @param field the model's name of the value, for example {@code name}
     * @param problem what is wrong, without the value itself, which may be hostile or secret
     */
    public InvalidValueException(String field, String problem) {
        super(field + " " + problem, null);
        this.field = field;
        this.problem = problem;
    }

    /**
     * Returns the model's name of the value.
     *
     * @return for example {@code name}
     */
    public String field() {
        return field;
    }

    /**
     * Returns what is wrong with it.
     *
     * @return a phrase that follows the field's name, for example {@code must not be empty}
     */
    public String problem() {
        return problem;
    }
}
