package dev.latchkey.adapter.servlet;

import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.HttpBindingContract;

/** The servlet adapter keeps the contract of a binding. */
class ServletBindingTest extends HttpBindingContract {
    @Override
    protected Binding binding() {
        return new ServletBinding();
    }
}
