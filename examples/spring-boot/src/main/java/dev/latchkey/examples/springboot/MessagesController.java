package dev.latchkey.examples.springboot;

import dev.latchkey.core.access.Caller;
import java.util.concurrent.Callable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the application does. It knows Spring's annotations and who calls, and nothing of keys. */
@RestController
class MessagesController {
    @PostMapping("/messages")
    @PreAuthorize("hasAuthority('messages:send')")
    String send(@AuthenticationPrincipal Caller caller) {
        return "sent for " + caller.tenant();
    }

    /** On another thread, to which Spring carries the security context. */
    @GetMapping("/messages")
    Callable<String> read() {
        return this::messages;
    }

    @GetMapping("/reports")
    @PreAuthorize("hasAuthority('reports:read')")
    String reports(@AuthenticationPrincipal Caller caller) {
        return "reports of " + caller.tenant();
    }

    @GetMapping("/health")
    String health() {
        return "up, asked by " + SecurityContextHolder.getContext().getAuthentication();
    }

    private String messages() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return "messages for " + (authentication == null ? "nobody" : authentication.getAuthorities()) + " on "
                + Thread.currentThread();
    }
}
