package io.aforo.local.stack;

import io.aforo.adapters.kafka.KafkaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker and a registry as strict as in production, on 127.0.0.1: certificates on both sides,
 * logins by SCRAM, nothing allowed that was not given; the registry behind a {@link RegistryGate}.
 */
public final class SecureServers implements AutoCloseable {

  public static final String USER = "aforo";

  private static final String ADMIN_PASSWORD = "admins-own";

  private final Path authorityFile;
  private final Path identityFile;
  private final String keyPassword;
  private final EmbeddedBroker broker;
  private final EmbeddedRegistry registry;
  private final RegistryGate gate;

  private SecureServers(
      Path directory, String keyPassword, Map<String, Integer> registryCredentials)
      throws IOException {
    Files.createDirectories(directory);
    this.keyPassword = keyPassword;
    Authority authority = new Authority("Aforo's tests");
    authorityFile = Files.writeString(directory.resolve("authority.pem"), authority.pem());
    identityFile =
        Files.writeString(
            directory.resolve("aforo.pem"), authority.issue("aforo").pem(keyPassword));
    Path brokerFile =
        Files.writeString(
            directory.resolve("broker.pem"), authority.issue("broker").pem(keyPassword));
    broker =
        EmbeddedBroker.start(directory.resolve("broker"), server(brokerFile), adminProperties());
    try {
      registry = EmbeddedRegistry.start(directory.resolve("registry"));
    } catch (RuntimeException failure) {
      broker.kill();
      throw failure;
    }
    gate = RegistryGate.start(registry.url(), authority.issue("gate"), registryCredentials);
  }

  /**
   * Starts them.
   *
   * @param keyPassword of the private keys
   * @param registryCredentials as for {@link RegistryGate#start}
   */
  public static SecureServers start(
      Path directory, String keyPassword, Map<String, Integer> registryCredentials)
      throws IOException {
    return new SecureServers(directory, keyPassword, registryCredentials);
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Behind the gate. */
  public String schemaRegistryUrl() {
    return gate.url();
  }

  public RegistryGate gate() {
    return gate;
  }

  /** The certificate of the authority that everyone here believes in. */
  public Path authorityFile() {
    return authorityFile;
  }

  /** Private key and certificate of the client. */
  public Path identityFile() {
    return identityFile;
  }

  /** Lets a user log in, who may do nothing yet. */
  public void addUser(String user, String password) throws Exception {
    try (Admin admin = admin()) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
          .all()
          .get();
    }
  }

  public void createTopics(NewTopic... topics) throws Exception {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(topics)).all().get();
    }
  }

  /** Allows a user an operation on a topic or a group. */
  public void allow(String user, AclOperation operation, ResourceType type, String... names)
      throws Exception {
    try (Admin admin = admin()) {
      for (String name : names) {
        admin
            .createAcls(
                List.of(
                    new AclBinding(
                        new ResourcePattern(type, name, PatternType.LITERAL),
                        new AccessControlEntry(
                            "User:" + user, "*", operation, AclPermissionType.ALLOW))))
            .all()
            .get();
      }
    }
  }

  /** The settings of someone who may do everything, for the tests themselves. */
  public KafkaSettings ofAdmin() {
    return new KafkaSettings(
        bootstrapServers(), registry.url(), "admin", adminProperties(), Map.of());
  }

  private Admin admin() {
    Map<String, Object> properties = new HashMap<>(adminProperties());
    properties.put("bootstrap.servers", bootstrapServers());
    return Admin.create(properties);
  }

  private Map<String, String> adminProperties() {
    Map<String, String> properties = new HashMap<>(tls(""));
    properties.put("security.protocol", "SASL_SSL");
    properties.put("sasl.mechanism", "PLAIN");
    properties.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\""
            + " password=\""
            + ADMIN_PASSWORD
            + "\";");
    return properties;
  }

  private Map<String, String> tls(String prefix) {
    return Map.of(
        prefix + "ssl.truststore.type",
        "PEM",
        prefix + "ssl.truststore.location",
        authorityFile.toString(),
        prefix + "ssl.keystore.type",
        "PEM",
        prefix + "ssl.keystore.location",
        identityFile.toString(),
        prefix + "ssl.key.password",
        keyPassword);
  }

  private Map<String, String> server(Path brokerFile) {
    String listener = "listener.name.sasl_ssl.";
    Map<String, String> server = new HashMap<>(tls(listener));
    server.put(listener + "ssl.keystore.location", brokerFile.toString());
    server.put(listener + "ssl.client.auth", "required");
    server.put(
        listener + "plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\""
            + " password=\""
            + ADMIN_PASSWORD
            + "\" user_admin=\""
            + ADMIN_PASSWORD
            + "\";");
    server.put(
        listener + "scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    server.put("inter.broker.listener.name", "SASL_SSL");
    server.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    server.put("listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT");
    server.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
    server.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // The controller's own listener has no logins.
    server.put("super.users", "User:admin;User:ANONYMOUS");
    return server;
  }

  @Override
  public void close() {
    gate.close();
    registry.kill();
    broker.kill();
  }
}
