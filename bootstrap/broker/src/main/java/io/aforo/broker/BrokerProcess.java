package io.aforo.broker;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A KRaft broker and its controller in one process, from one properties file.
 *
 * <p>The log directory is formatted at the first start. SIGTERM ends the process after a controlled
 * shutdown; exit code 2 means that the arguments or the file are wrong, 1 that the broker failed.
 */
public final class BrokerProcess {

  private BrokerProcess() {}

  public static void main(String[] args) {
    if (args.length != 1) {
      System.err.println("usage: BrokerProcess PROPERTIES-FILE");
      System.exit(2);
    }
    try {
      run(Path.of(args[0]));
    } catch (NoSuchFileException e) {
      System.err.println("there is no properties file " + e.getFile());
      System.exit(2);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void run(Path propertiesFile) throws Exception {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(propertiesFile)) {
      properties.load(reader);
    }
    KafkaConfig config = KafkaConfig.fromProps(properties);
    formatOnce(config);

    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
    server.startup();
    server.awaitShutdown();
  }

  private static void formatOnce(KafkaConfig config) throws Exception {
    Path metadataDirectory = Path.of(config.metadataLogDir());
    if (Files.exists(metadataDirectory.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
      return;
    }
    Files.createDirectories(metadataDirectory);
    new Formatter()
        .setNodeId(config.nodeId())
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(config.controllerListenerNames().get(0))
        .setMetadataLogDirectory(config.metadataLogDir())
        .setDirectories(config.logDirs())
        .run();
  }
}
