package io.aforo.job;

import io.aforo.application.intake.Ingested;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a {@link RecordingSource} reads, and the test's hand on it: each partition is read up to a
 * point and held there until the test releases it; after that, reading can be made to fail once.
 *
 * @param <E> the kind of event
 */
final class Recording<E> {

  private static final Map<Integer, Recording<?>> ALL = new ConcurrentHashMap<>();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final int id = COUNT.incrementAndGet();
  private final List<List<Ingested<E>>> partitions;
  private final List<Integer> holdAt;
  private final Set<Integer> held = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private final AtomicBoolean isToFail = new AtomicBoolean();
  private final AtomicLong reads = new AtomicLong();

  /**
   * @param partitions the records of each partition
   * @param holdAt how many of them are read before the release, for each partition
   */
  Recording(List<List<Ingested<E>>> partitions, List<Integer> holdAt) {
    this.partitions = partitions;
    this.holdAt = holdAt;
    ALL.put(id, this);
  }

  /** A recording that is read to its end at once. */
  static <E> Recording<E> ofReleased(List<List<Ingested<E>>> partitions) {
    Recording<E> recording =
        new Recording<>(partitions, partitions.stream().map(List::size).toList());
    recording.release();
    return recording;
  }

  /** The recording of this number: sources are serialized, recordings are not. */
  @SuppressWarnings("unchecked")
  static <E> Recording<E> numbered(int id) {
    return (Recording<E>) ALL.get(id);
  }

  int id() {
    return id;
  }

  int partitions() {
    return partitions.size();
  }

  long size() {
    return partitions.stream().mapToLong(List::size).sum();
  }

  /** How many records were read, those that were read again included. */
  long reads() {
    return reads.get();
  }

  /** Whether every partition was read as far as it may be for now. */
  boolean isHeld() {
    return held.size() == partitions.size();
  }

  void release() {
    released.complete(null);
  }

  /** Makes the first partition fail once, halfway from its hold to its end. */
  void failOnceAfterRelease() {
    isToFail.set(true);
  }

  CompletableFuture<Void> released() {
    return released;
  }

  boolean isAtEnd(int partition, int position) {
    return position == partitions.get(partition).size();
  }

  boolean mayRead(int partition, int position) {
    if (position < holdAt.get(partition) || released.isDone()) {
      return true;
    }
    held.add(partition);
    return false;
  }

  Ingested<E> read(int partition, int position) {
    int failAt = (holdAt.get(partition) + partitions.get(partition).size()) / 2;
    if (partition == 0 && position == failAt && isToFail.compareAndSet(true, false)) {
      throw new IllegalStateException("this source fails once");
    }
    reads.incrementAndGet();
    return partitions.get(partition).get(position);
  }
}
