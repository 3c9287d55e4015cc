import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.ManagedKeysApi;
import org.openapitools.client.model.CancelRotationRequest;
import org.openapitools.client.model.ChangeKeyRequest;
import org.openapitools.client.model.IssueKeyRequest;
import org.openapitools.client.model.IssuedKey;
import org.openapitools.client.model.Key;
import org.openapitools.client.model.Keys;
import org.openapitools.client.model.RevokeKeyRequest;
import org.openapitools.client.model.RotateKeyRequest;
import org.openapitools.client.model.RotateNow;
import org.openapitools.client.model.RotateWithOverlap;
import org.openapitools.client.model.RotatedKey;
import org.openapitools.client.model.SuspendKeyRequest;

/** Walks a key's life with the client that openapi-generator makes for Java: ADDRESS and TOKEN in the environment. */
public final class Use {
    private Use() {}

    public static void main(String[] args) throws ApiException {
        ApiClient client = new ApiClient();
        client.updateBaseUri(System.getenv("ADDRESS"));
        client.setRequestInterceptor(request -> request.header("x-operator-token", System.getenv("TOKEN")));
        ManagedKeysApi api = new ManagedKeysApi(client);
        IssueKeyRequest wanted = new IssueKeyRequest()
                .tenant("acme")
                .name("generated")
                .permissions(List.of("messages:send"))
                .owner("ops");
        IssuedKey issued = api.issueKey(wanted, null, null, null);
        check(issued.getRawKey() != null && issued.getKey().getStatus() == Key.StatusEnum.ACTIVE, issued);
        UUID id = issued.getKey().getId();
        ChangeKeyRequest change = new ChangeKeyRequest()
                .name("renamed")
                .tags(List.of("java"))
                .expiresAt(OffsetDateTime.parse("2031-01-01T00:00:00Z"));
        Key key = api.changeKey(id, change, null, null, null);
        check(key.getName().equals("renamed") && "ops".equals(key.getOwner()), key);
        RotateKeyRequest overlap = new RotateKeyRequest(
                new RotateWithOverlap().mode(RotateWithOverlap.ModeEnum.OVERLAP).overlap("PT1H"));
        RotatedKey rotated = api.rotateKey(id, overlap, null, null, null, null);
        check(rotated.getKey().getRotation().getPrevious() != null, rotated);
        String second = rotated.getKey().getRotation().getSecret().getId();
        key = api.cancelRotation(id, null, null, null, new CancelRotationRequest()._new(second));
        check(key.getRotation() == null && key.getSecret().equals(issued.getKey().getSecret()), key);
        key = api.suspendKey(id, null, null, null, new SuspendKeyRequest().reason("generated"));
        check(key.getStatus() == Key.StatusEnum.SUSPENDED, key);
        Keys found = api.listKeys(
                "acme", 100, null, "suspended", null, null, "ops", null, null, null, null, null, null, null, null, null,
                null, null, null, null, null);
        check(found.getData().stream().anyMatch(one -> one.getId().equals(id)), found);
        // Without a request this client sends the JSON null, which is no object.
        key = api.revokeKey(id, null, null, null, new RevokeKeyRequest());
        check(key.getStatus() == Key.StatusEnum.REVOKED && key.getRevocation() != null, key);
        RotateKeyRequest now = new RotateKeyRequest(new RotateNow().mode(RotateNow.ModeEnum.NOW));
        try {
            api.rotateKey(id, now, null, null, null, null);
            throw new AssertionError("an ended key was rotated");
        } catch (ApiException refused) {
            boolean ended = refused.getResponseBody().contains("KEY_ENDED");
            check(refused.getCode() == 409 && ended, refused.getResponseBody());
        }
        System.out.println("Java: a key was issued, changed, rotated, suspended, listed and revoked");
    }

    private static void check(boolean fact, Object seen) {
        if (!fact) {
            throw new AssertionError(seen);
        }
    }
}
