package io.aforo.adapters.files;

import io.aforo.application.intake.Ingested;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;

/** A type for records that stay where they are: nothing is ever written with it. */
final class IngestedType {

  private IngestedType() {}

  @SuppressWarnings({"unchecked", "rawtypes"})
  static <E> TypeInformation<Ingested<E>> of() {
    return (TypeInformation) new GenericTypeInfo<>(Ingested.class);
  }
}
