package dev.latchkey.spring.boot.test;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;

/** Issues the key of {@link WithApiKey} before a test, and ends its use after the test. */
final class WithApiKeyListener implements TestExecutionListener {
    WithApiKeyListener() {}

    @Override
    public void beforeTestMethod(TestContext test) {
        WithApiKey key = annotation(test);
        if (key == null) {
            return;
        }
        ApplicationContext context = test.getApplicationContext();
        TestApiKeys keys = context.getBeanProvider(TestApiKeys.class).getIfAvailable();
        if (keys == null) {
            throw new IllegalStateException("@WithApiKey needs @AutoConfigureLatchkey, and an application that declares"
                    + " Routes: " + test.getTestClass().getName());
        }
        keys.use(key);
    }

    @Override
    public void afterTestMethod(TestContext test) {
        if (annotation(test) != null) {
            test.getApplicationContext().getBeanProvider(TestApiKeys.class).ifAvailable(TestApiKeys::forget);
        }
    }

    private static @Nullable WithApiKey annotation(TestContext test) {
        WithApiKey ofMethod = AnnotatedElementUtils.findMergedAnnotation(test.getTestMethod(), WithApiKey.class);
        return ofMethod == null
                ? TestContextAnnotationUtils.findMergedAnnotation(test.getTestClass(), WithApiKey.class)
                : ofMethod;
    }
}
