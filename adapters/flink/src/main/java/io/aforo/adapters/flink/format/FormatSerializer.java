package io.aforo.adapters.flink.format;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Flink's view of a {@link Format}. Holds the format by its name, so it is small and stateless. */
final class FormatSerializer<T> extends TypeSerializer<T> {

  private static final long serialVersionUID = 1L;

  private final String name;
  private transient Format<T> format;

  FormatSerializer(String name) {
    this.name = name;
  }

  private Format<T> format() {
    if (format == null) {
      format = Formats.named(name);
    }
    return format;
  }

  @Override
  public void serialize(T value, DataOutputView out) throws IOException {
    out.writeByte(format().version());
    format().write(value, out);
  }

  @Override
  public T deserialize(DataInputView in) throws IOException {
    int version = in.readByte();
    if (version < 1 || version > format().version()) {
      throw new IOException(
          "a value of "
              + name
              + " was written in version "
              + version
              + "; this build reads versions 1 to "
              + format().version()
              + ". Was the savepoint written by a newer release?");
    }
    return format().read(version, in);
  }

  @Override
  public T deserialize(T reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  @Override
  public T copy(T value) {
    return format().copy(value);
  }

  @Override
  public T copy(T value, T reuse) {
    return copy(value);
  }

  @Override
  public boolean isImmutableType() {
    return format().isImmutable();
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  /** None: keys and values are made by reading. */
  @Override
  public T createInstance() {
    return null;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new Snapshot<>(name, format().version());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FormatSerializer<?> that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /**
   * What a savepoint keeps of the serializer: the format's name and the version that wrote it.
   *
   * @param <T> the type
   */
  public static final class Snapshot<T> implements TypeSerializerSnapshot<T> {

    private String name;
    private int version;

    /** For Flink, which fills it by {@link #readSnapshot}. */
    public Snapshot() {}

    Snapshot(String name, int version) {
      this.name = name;
      this.version = version;
    }

    @Override
    public int getCurrentVersion() {
      return 1;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeUTF(name);
      out.writeInt(version);
    }

    @Override
    public void readSnapshot(int snapshotVersion, DataInputView in, ClassLoader classes)
        throws IOException {
      name = in.readUTF();
      version = in.readInt();
      int known = Formats.named(name).version();
      // Flink itself would only say that serializers do not fit.
      if (version > known) {
        throw new IOException(
            "the state holds "
                + name
                + " in version "
                + version
                + "; this build reads versions 1 to "
                + known
                + ". Was the savepoint written by a newer release?");
      }
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
      return new FormatSerializer<>(name);
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
        TypeSerializerSnapshot<T> old) {
      // Every value carries its version, so older ones are read as they are met.
      return old instanceof Snapshot<T> that && that.name.equals(name) && that.version <= version
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
