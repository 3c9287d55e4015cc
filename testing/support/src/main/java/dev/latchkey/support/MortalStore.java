package dev.latchkey.support;

import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * A store of a node that is killed at one of its calls, and reaches the store no more. It counts the calls of one
 * thread.
 */
public final class MortalStore {
    /** The message of the exception that ends the node. */
    public static final String KILLED = "killed";

    private final KeyStore store;
    private boolean afterTheCall;
    private int left = Integer.MAX_VALUE;
    private boolean killed;

    /** Lets a node live on a store. */
    public MortalStore(KeyStore store) {
        this.store = store;
    }

    /**
     * Lets the node live for some more calls.
     *
     * @param calls how many calls the node makes and survives
     * @param after whether the store does the next call before the node is killed, so that the node does not know
     */
    public void killAfter(int calls, boolean after) {
        left = calls;
        afterTheCall = after;
    }

    /** Returns the store that the node is given, which is all that the store behind it is. */
    public KeyStore proxy() {
        return (KeyStore) Proxy.newProxyInstance(
                KeyStore.class.getClassLoader(), store.getClass().getInterfaces(), (proxy, method, arguments) -> {
                    boolean dies = left-- <= 0;
                    if (killed || (dies && !afterTheCall)) {
                        throw death();
                    }
                    try {
                        Object answer = method.invoke(store, arguments);
                        if (dies) {
                            throw death();
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Tells whether the node was killed. */
    public boolean isKilled() {
        return killed;
    }

    private StoreException death() {
        killed = true;
        return new StoreException(KILLED, null);
    }
}
