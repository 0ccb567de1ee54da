package io.aforo.job;

import io.aforo.application.intake.Ingested;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * What a {@link RecordingSource} reads, and the test's hand on it: each partition is read up to a
 * point and held there until the test releases it, as often as the test likes; reading can be made
 * to fail once.
 *
 * @param <E> the kind of event
 */
final class Recording<E> {

  private static final Map<Integer, Recording<?>> ALL = new ConcurrentHashMap<>();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final int id = COUNT.incrementAndGet();
  private final List<List<Ingested<E>>> partitions;
  private final boolean isEndless;
  private final Set<Integer> ended = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean isToFail = new AtomicBoolean();
  private final AtomicLong reads = new AtomicLong();
  private volatile Stage stage;
  private volatile int failingPartition;
  private volatile int failingPosition;

  /** From one release to the next: how far each partition is read, and which have got there. */
  private record Stage(
      List<Integer> holdAt,
      List<List<Integer>> later,
      Set<Integer> held,
      CompletableFuture<Void> isOver) {

    Stage(List<List<Integer>> holds) {
      this(
          holds.get(0),
          holds.subList(1, holds.size()),
          ConcurrentHashMap.newKeySet(),
          new CompletableFuture<>());
    }
  }

  private Recording(
      List<List<Ingested<E>>> partitions, boolean isEndless, List<List<Integer>> holds) {
    this.partitions = partitions;
    this.isEndless = isEndless;
    this.stage = new Stage(holds);
    ALL.put(id, this);
  }

  /**
   * @param partitions the records of each partition
   * @param holdAt how many of them are read before the release, for each partition
   */
  Recording(List<List<Ingested<E>>> partitions, List<Integer> holdAt) {
    this(partitions, false, List.of(holdAt, sizes(partitions)));
  }

  /** A recording that is read to its end at once. */
  static <E> Recording<E> ofReleased(List<List<Ingested<E>>> partitions) {
    return new Recording<>(partitions, false, List.of(sizes(partitions)));
  }

  /**
   * A recording with several holds: the first is in force at once, each release moves on to the
   * next one, the last release frees all.
   *
   * @param holds how many records of each partition are read until the next release
   */
  static <E> Recording<E> ofHolds(List<List<Ingested<E>>> partitions, List<List<Integer>> holds) {
    List<List<Integer>> all = new ArrayList<>(holds);
    all.add(sizes(partitions));
    return new Recording<>(partitions, false, all);
  }

  /** The same records from a source that never ends: after the last one it is silent. */
  Recording<E> endless() {
    List<List<Integer>> holds = new ArrayList<>(List.of(stage.holdAt()));
    holds.addAll(stage.later());
    return new Recording<>(partitions, true, holds);
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

  boolean isEndless() {
    return isEndless;
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
    Set<Integer> held = stage.held();
    return IntStream.range(0, partitions.size())
        .allMatch(partition -> held.contains(partition) || ended.contains(partition));
  }

  /** Lets reading go on to the next hold, or to the end. */
  void release() {
    Stage over = stage;
    if (!over.later().isEmpty()) {
      stage = new Stage(over.later());
      over.isOver().complete(null);
    }
  }

  /** Makes the first partition fail once, halfway from its hold to its end. */
  void failOnceAfterRelease() {
    failOnceAt(0, (stage.holdAt().get(0) + partitions.get(0).size()) / 2);
  }

  /** Makes the reading of this record fail once. */
  void failOnceAt(int partition, int position) {
    failingPartition = partition;
    failingPosition = position;
    isToFail.set(true);
  }

  /** Done at the next release; to be asked for before a record is. */
  CompletableFuture<Void> released() {
    return stage.isOver();
  }

  boolean isAtEnd(int partition, int position) {
    boolean isAtEnd = !isEndless && position == partitions.get(partition).size();
    if (isAtEnd) {
      ended.add(partition);
    }
    return isAtEnd;
  }

  boolean mayRead(int partition, int position) {
    Stage now = stage;
    if (position < now.holdAt().get(partition)) {
      return true;
    }
    now.held().add(partition);
    return false;
  }

  Ingested<E> read(int partition, int position) {
    if (partition == failingPartition
        && position == failingPosition
        && isToFail.compareAndSet(true, false)) {
      throw new IllegalStateException("this source fails once");
    }
    reads.incrementAndGet();
    return partitions.get(partition).get(position);
  }

  private static <E> List<Integer> sizes(List<List<Ingested<E>>> partitions) {
    return partitions.stream().map(List::size).toList();
  }
}
