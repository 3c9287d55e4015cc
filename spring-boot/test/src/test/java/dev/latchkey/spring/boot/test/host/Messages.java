package dev.latchkey.spring.boot.test.host;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The messages. */
public interface Messages extends JpaRepository<Message, Long> {
    List<Message> findByTenant(String tenant);
}
