package io.aforo.adapters.flink;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.Store;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.runtime.io.disk.iomanager.IOManager;
import org.apache.flink.runtime.io.disk.iomanager.IOManagerAsync;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.io.PushingAsyncDataInput;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.apache.flink.streaming.runtime.watermarkstatus.StatusWatermarkValve;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/**
 * A job of Flink's operators in one thread, where a test decides what happens next: which partition
 * is read, which channel's head is taken, when a checkpoint begins and when all of it dies. What
 * lies between the operators is here, in few lines: a log with partitions, channels between
 * subtasks, aligned barriers, and writers that hold what they have not flushed. The operators,
 * their state, the sinks' writers and what makes one watermark of many are the real ones.
 *
 * <p>Partition {@code n} is read by source subtask {@code n mod parallelism}. The second log, of
 * rules, has one partition and one reader.
 */
final class SimulatedJob implements AutoCloseable {

  static final int MAX_PARALLELISM = 8;

  /** What is broken on purpose, to see that it is noticed. */
  enum Sabotage {
    NONE,
    /** The store takes every row, however old. */
    UNGUARDED_STORE,
    /** Nothing is drained before a barrier, so a combiner's content is in no snapshot. */
    NO_DRAIN_BEFORE_BARRIERS,
    /** How far time had come is not restored. */
    FORGOTTEN_TIME,
    /** State is restored, but the log is read from its beginning. */
    OFFSETS_FROM_THE_BEGINNING
  }

  /** One for all: each would make a directory of its own, which takes longer than all the rest. */
  private static final IOManager DISK =
      new IOManagerAsync() {
        @Override
        public void close() {}
      };

  /** Makes an operator's harness; not yet set up. */
  @FunctionalInterface
  interface Maker {
    AbstractStreamOperatorTestHarness<?> make(MockEnvironment place) throws Exception;
  }

  /** An operator: how it is made, and what it puts out. */
  record Operator(Maker maker, TypeInformation<?> output) {}

  /** The subtask that a record belongs to. */
  @FunctionalInterface
  interface Route {
    int subtaskOf(Object record, int parallelism);
  }

  /** Operators that are chained in a task, and how records come to it. */
  record Stage(List<Operator> chain, Route route) {}

  /** The parts of a job that differ from job to job. */
  interface Pipeline {

    /** From the intake to the operator whose results are stored; the second one gets the rules. */
    List<Stage> stages();

    /** Reads the rules, where there are any. */
    List<Operator> rules();

    /** Which writer a result goes to. */
    Route writers();

    Store<Object> store(boolean isGuarded);

    /** How far behind the newest event time is, milliseconds. */
    long outOfOrderness();

    /** The accepted records in what goes over the first shuffle: itself, if it is one. */
    default Stream<Ingested.Accepted<?>> acceptedIn(Object record) {
      return Stream.of((Ingested.Accepted<?>) record);
    }

    /** The event time of an accepted record. */
    long timeOf(Object event);
  }

  /** How far time had come when a record was judged: at least, and at most. */
  record Judged(long earliest, long latest) {}

  /** A cut through all of the job. */
  static final class Checkpoint {
    private final int parallelism;
    private final int[] positions;
    private int rulesPosition;
    private final Map<String, OperatorSubtaskState[]> states = new HashMap<>();
    private final long[] clocks;
    private final Map<String, Long> counters = new TreeMap<>();
    private int missing;

    private Checkpoint(int parallelism, int partitions, int tasks) {
      this.parallelism = parallelism;
      this.positions = new int[partitions];
      this.clocks = new long[parallelism];
      this.missing = tasks;
    }

    Map<String, Long> counters() {
      return counters;
    }

    /** How many records of the log are before it. */
    long records() {
      return Arrays.stream(positions).sum();
    }

    int rules() {
      return rulesPosition;
    }
  }

  private record Mark(long time) {}

  private record Barrier() {}

  private record Idle(boolean isIdle) {}

  /** What comes first in a channel, or what a source does next. */
  private record Move(Act act, int stage, int from, int to) {}

  private enum Act {
    READ,
    READ_RULES,
    TELL_TIME,
    BEGIN_CHECKPOINT,
    TAKE,
    FLUSH
  }

  private final Pipeline pipeline;
  private final List<Stage> stages;
  private final Supplier<StateBackend> backend;
  private final Sabotage sabotage;
  private final Consumer<Checkpoint> onCheckpoint;
  private final Store<Object> store;

  // The world outside of the job, which outlives it.
  private final List<List<Ingested<?>>> log = new ArrayList<>();
  private final List<Ingested<?>> rulesLog;
  private final List<Checkpoint> completed = new ArrayList<>();
  private final List<SinkWriter<Object>> zombies = new ArrayList<>();
  private final Map<String, LateEvent> late = new TreeMap<>();
  private final Map<String, DeadLetter> letters = new TreeMap<>();
  private final Map<String, List<Judged>> judged = new HashMap<>();
  private long clock;

  // An attempt.
  private int parallelism;
  private int[] positions;
  private int rulesPosition;
  private long[] newest;
  private boolean[] isIdle;
  private boolean[] isToldIdle;
  private Task[][] tasks;
  private Task rulesTask;
  private Writer[] writers;
  private Deque<Object>[][][] channels;
  private long restoredEarliest;
  private long restoredLatest;
  private Checkpoint underWay;
  private boolean[] hasToBegin;

  /**
   * @param rules the second log, which does not grow
   * @param backend for the state of each operator
   * @param onCheckpoint is shown every checkpoint that is complete
   */
  SimulatedJob(
      Pipeline pipeline,
      List<Ingested<?>> rules,
      int partitions,
      int parallelism,
      Supplier<StateBackend> backend,
      Sabotage sabotage,
      Consumer<Checkpoint> onCheckpoint)
      throws Exception {
    this.pipeline = pipeline;
    this.stages = pipeline.stages();
    this.backend = backend;
    this.sabotage = sabotage;
    this.onCheckpoint = onCheckpoint;
    this.rulesLog = rules;
    this.store = pipeline.store(sabotage != Sabotage.UNGUARDED_STORE);
    for (int partition = 0; partition < partitions; partition++) {
      log.add(new ArrayList<>());
    }
    start(parallelism, null);
  }

  // What a test does.

  /** Puts a record at the end of a partition. */
  void append(int partition, Ingested<?> record) {
    log.get(partition).add(record);
  }

  /** Some steps of the job, of which each is as likely as any other. */
  void work(int moves, Random random) throws Exception {
    for (int move = 0; move < moves; move++) {
      List<Move> possible = possible();
      if (possible.isEmpty()) {
        return;
      }
      make(possible.get(random.nextInt(possible.size())));
    }
  }

  /** Reads the log to its end, and tells its time after every record that all others have seen. */
  void settle() throws Exception {
    drain();
    for (boolean isMore = true; isMore; ) {
      isMore = false;
      for (int partition = 0; partition < log.size(); partition++) {
        if (positions[partition] < log.get(partition).size()) {
          read(partition);
          tellTime(partition % parallelism);
          drain();
          isMore = true;
        }
      }
    }
  }

  /** Begins a checkpoint, unless one is under way. */
  void beginCheckpoint() {
    if (underWay == null) {
      underWay =
          new Checkpoint(
              parallelism,
              log.size(),
              parallelism * (stages.size() + 1) + (rulesTask == null ? 0 : 1));
      Arrays.fill(hasToBegin, true);
    }
  }

  /**
   * All tasks die, and start again.
   *
   * @param back from the newest completed checkpoint if 0, from the one before if 1, and so on;
   *     from nothing if there are not so many
   * @param areZombies whether the old writers may still write what they hold
   */
  void restart(int back, int newParallelism, boolean areZombies) throws Exception {
    if (areZombies) {
      for (Writer writer : writers) {
        zombies.add(writer.results);
      }
    }
    closeTasks();
    int index = completed.size() - 1 - back;
    Checkpoint from = index < 0 ? null : completed.get(index);
    // What was saved later is of a job that goes on no more.
    completed.subList(Math.max(0, index + 1), completed.size()).clear();
    start(newParallelism, from);
  }

  /** What is left of attempts that ended writes what it holds. */
  void wakeZombies() throws Exception {
    for (SinkWriter<Object> zombie : zombies) {
      zombie.flush(false);
    }
    zombies.clear();
  }

  /** A partition counts as silent until its next record. */
  void fallSilent(int partition) {
    isIdle[partition] = true;
  }

  /** The clock on the wall goes on. */
  void passClock(long millis) throws Exception {
    clock += millis;
    for (Task[] stage : tasks) {
      for (Task task : stage) {
        task.setClock(clock);
      }
    }
    for (Writer writer : writers) {
      writer.time.setCurrentTime(clock);
    }
  }

  /** All partitions are read to their ends, and nothing comes for so long. */
  void passInSilence(long millis) throws Exception {
    settle();
    Arrays.fill(isIdle, true);
    drain();
    passClock(millis);
    drain();
  }

  /** All partitions are read to their ends, and have come to this time. */
  void advanceTo(long watermark) throws Exception {
    settle();
    // What a source that came back from silence has read is held for a moment.
    passClock(IdentityOperator.MOST_HELD.toMillis());
    drain();
    for (int source = 0; source < parallelism; source++) {
      tasks[0][source].status(false);
      tasks[0][source].watermark(watermark);
    }
    drain();
  }

  /** What can be done is done, in a fixed order, but for new reading. */
  void drain() throws Exception {
    for (boolean isMore = true; isMore; ) {
      isMore = false;
      for (Move move : possible()) {
        if (move.act != Act.READ && move.act != Act.FLUSH && isPossible(move)) {
          make(move);
          isMore = true;
        }
      }
    }
  }

  void flush() throws Exception {
    for (Writer writer : writers) {
      writer.flush();
    }
    for (Task[] stage : tasks) {
      for (Task task : stage) {
        task.flushSides();
      }
    }
    if (rulesTask != null) {
      rulesTask.flushSides();
    }
  }

  Store<Object> store() {
    return store;
  }

  Map<String, LateEvent> late() {
    return late;
  }

  Map<String, DeadLetter> letters() {
    return letters;
  }

  /** For each record that was read, by partition and offset, each time that it was. */
  Map<String, List<Judged>> judged() {
    return judged;
  }

  /** The log, by its partitions. */
  List<List<Ingested<?>>> log() {
    return log;
  }

  /** Over all subtasks. */
  Map<String, Long> counters() {
    Map<String, Long> counters = new TreeMap<>();
    for (Task[] stage : tasks) {
      for (Task task : stage) {
        task.addCounters(counters);
      }
    }
    if (rulesTask != null) {
      rulesTask.addCounters(counters);
    }
    return counters;
  }

  /** The operators of a stage, by their place in its chain. */
  List<AbstractStreamOperatorTestHarness<?>> operators(int stage, int place) {
    return Arrays.stream(tasks[stage])
        .<AbstractStreamOperatorTestHarness<?>>map(task -> task.chain.get(place))
        .toList();
  }

  @Override
  public void close() throws Exception {
    closeTasks();
  }

  // Starting and ending.

  @SuppressWarnings({"unchecked", "rawtypes"})
  private void start(int parallelism, Checkpoint from) throws Exception {
    this.parallelism = parallelism;
    boolean keepsOffsets = from != null && sabotage != Sabotage.OFFSETS_FROM_THE_BEGINNING;
    positions = keepsOffsets ? from.positions.clone() : new int[log.size()];
    rulesPosition = keepsOffsets ? from.rulesPosition : 0;
    newest = new long[log.size()];
    Arrays.fill(newest, Long.MIN_VALUE);
    isIdle = new boolean[log.size()];
    isToldIdle = new boolean[parallelism];
    hasToBegin = new boolean[parallelism + 1];
    underWay = null;
    restoredEarliest =
        from == null ? Long.MIN_VALUE : Arrays.stream(from.clocks).min().orElseThrow();
    restoredLatest = from == null ? Long.MIN_VALUE : Arrays.stream(from.clocks).max().orElseThrow();
    tasks = new Task[stages.size()][parallelism];
    channels = new Deque[stages.size() + 1][][];
    for (int stage = 0; stage <= stages.size(); stage++) {
      int inputs = stage == 0 ? 0 : parallelism + (stage == 1 ? 1 : 0);
      channels[stage] = new Deque[inputs][parallelism];
      for (Deque<Object>[] of : channels[stage]) {
        for (int to = 0; to < parallelism; to++) {
          of[to] = new ArrayDeque<>();
        }
      }
    }
    writers = new Writer[parallelism];
    for (int subtask = 0; subtask < parallelism; subtask++) {
      writers[subtask] = new Writer();
    }
    for (int stage = 0; stage < stages.size(); stage++) {
      for (int subtask = 0; subtask < parallelism; subtask++) {
        tasks[stage][subtask] =
            new Task(stage, subtask, parallelism, stages.get(stage).chain(), from);
      }
    }
    rulesTask = pipeline.rules().isEmpty() ? null : new Task(-1, 0, 1, pipeline.rules(), from);
    for (int source = 0; source < parallelism; source++) {
      if (source >= log.size()) {
        isToldIdle[source] = true;
        tasks[0][source].status(true);
      }
    }
  }

  private static MockEnvironment environment(int parallelism, int subtask) {
    return new MockEnvironmentBuilder()
        .setTaskName("simulated")
        .setManagedMemorySize(1 << 20)
        .setIOManager(DISK)
        .setMaxParallelism(MAX_PARALLELISM)
        .setParallelism(parallelism)
        .setSubtaskIndex(subtask)
        .build();
  }

  private void closeTasks() throws Exception {
    for (Task[] stage : tasks) {
      for (Task task : stage) {
        task.close();
      }
    }
    if (rulesTask != null) {
      rulesTask.close();
    }
    for (Writer writer : writers) {
      if (!zombies.contains(writer.results)) {
        writer.results.close();
      }
    }
  }

  // One step.

  private List<Move> possible() {
    List<Move> possible = new ArrayList<>();
    for (int partition = 0; partition < log.size(); partition++) {
      add(possible, new Move(Act.READ, 0, partition, 0));
    }
    add(possible, new Move(Act.READ_RULES, 0, 0, 0));
    for (int source = 0; source < parallelism; source++) {
      add(possible, new Move(Act.TELL_TIME, 0, source, 0));
    }
    for (int source = 0; source <= parallelism; source++) {
      add(possible, new Move(Act.BEGIN_CHECKPOINT, 0, source, 0));
    }
    for (int stage = 1; stage < channels.length; stage++) {
      for (int from = 0; from < channels[stage].length; from++) {
        for (int to = 0; to < parallelism; to++) {
          if (!channels[stage][from][to].isEmpty()) {
            add(possible, new Move(Act.TAKE, stage, from, to));
          }
        }
      }
    }
    for (int writer = 0; writer < parallelism; writer++) {
      add(possible, new Move(Act.FLUSH, 0, writer, 0));
    }
    return possible;
  }

  private void add(List<Move> possible, Move move) {
    if (isPossible(move)) {
      possible.add(move);
    }
  }

  private boolean isPossible(Move move) {
    return switch (move.act) {
      case READ -> positions[move.from] < log.get(move.from).size();
      case READ_RULES -> rulesTask != null && rulesPosition < rulesLog.size();
      case TELL_TIME -> hasTimeToTell(move.from);
      case BEGIN_CHECKPOINT ->
          hasToBegin[move.from] && (move.from < parallelism || rulesTask != null);
      case TAKE ->
          !channels[move.stage][move.from][move.to].isEmpty()
              && !(move.stage == stages.size()
                      ? writers[move.to].blocked
                      : tasks[move.stage][move.to].blocked)
                  [move.from];
      case FLUSH -> writers[move.from].isDirty;
    };
  }

  private void make(Move move) throws Exception {
    switch (move.act) {
      case READ -> read(move.from);
      case READ_RULES -> rulesTask.record(0, rulesLog.get(rulesPosition++));
      case TELL_TIME -> tellTime(move.from);
      case BEGIN_CHECKPOINT -> {
        hasToBegin[move.from] = false;
        if (move.from == parallelism) {
          underWay.rulesPosition = rulesPosition;
          rulesTask.saveBehindBarrier();
        } else {
          for (int partition = move.from; partition < log.size(); partition += parallelism) {
            underWay.positions[partition] = positions[partition];
          }
          tasks[0][move.from].saveBehindBarrier();
        }
      }
      case TAKE -> {
        Object next = channels[move.stage][move.from][move.to].removeFirst();
        if (move.stage == stages.size()) {
          writers[move.to].take(move.from, next);
        } else {
          tasks[move.stage][move.to].take(move.from, next);
        }
      }
      case FLUSH -> writers[move.from].flush();
    }
  }

  private void read(int partition) throws Exception {
    Ingested<?> next = log.get(partition).get(positions[partition]);
    positions[partition]++;
    isIdle[partition] = false;
    Task source = tasks[0][partition % parallelism];
    if (isToldIdle[source.subtask]) {
      isToldIdle[source.subtask] = false;
      source.status(false);
    }
    if (next instanceof Ingested.Accepted<?> accepted) {
      newest[partition] = Math.max(newest[partition], pipeline.timeOf(accepted.event()));
    }
    source.record(0, next);
  }

  /** The time of a source's partitions, or that all of them are silent, if that is news. */
  private OptionalLong timeOf(int source) {
    long time = Long.MAX_VALUE;
    boolean isSilent = true;
    for (int partition = source; partition < log.size(); partition += parallelism) {
      if (!isIdle[partition]) {
        isSilent = false;
        time =
            Math.min(
                time,
                newest[partition] == Long.MIN_VALUE
                    ? Long.MIN_VALUE
                    : newest[partition] - pipeline.outOfOrderness() - 1);
      }
    }
    return isSilent ? OptionalLong.empty() : OptionalLong.of(time);
  }

  private boolean hasTimeToTell(int source) {
    OptionalLong time = timeOf(source);
    return time.isEmpty() ? !isToldIdle[source] : time.getAsLong() > tasks[0][source].told;
  }

  private void tellTime(int source) throws Exception {
    if (hasTimeToTell(source)) {
      OptionalLong time = timeOf(source);
      if (time.isEmpty()) {
        isToldIdle[source] = true;
        tasks[0][source].status(true);
      } else {
        tasks[0][source].watermark(time.getAsLong());
      }
    }
  }

  private void acknowledge() {
    underWay.missing--;
    if (underWay.missing == 0) {
      completed.add(underWay);
      onCheckpoint.accept(underWay);
      underWay = null;
    }
  }

  /** Chained operators of one subtask. */
  private final class Task {

    private final int stage;
    private final int subtask;
    private final List<AbstractStreamOperatorTestHarness<?>> chain = new ArrayList<>();
    private final StatusWatermarkValve valve;
    private final boolean[] blocked;
    private final List<LateEvent> unwrittenLate = new ArrayList<>();
    private final List<DeadLetter> unwrittenLetters = new ArrayList<>();
    private int barriers;
    private long told = Long.MIN_VALUE;

    private Task(int stage, int subtask, int parallelism, List<Operator> operators, Checkpoint from)
        throws Exception {
      this.stage = stage;
      this.subtask = subtask;
      this.valve = new StatusWatermarkValve(SimulatedJob.this.parallelism);
      this.blocked = new boolean[SimulatedJob.this.parallelism + 1];
      // No barrier comes where there are no rules.
      this.barriers = stage == 1 && pipeline.rules().isEmpty() ? 1 : 0;
      for (int place = 0; place < operators.size(); place++) {
        AbstractStreamOperatorTestHarness<?> harness =
            operators.get(place).maker().make(environment(parallelism, subtask));
        harness.setStateBackend(backend.get());
        harness.setProcessingTime(clock);
        setUp(harness, operators.get(place).output());
        if (from != null) {
          harness.initializeState(restored(from, from.states.get(stage + "." + place)));
        }
        harness.open();
        chain.add(harness);
      }
      pass(0);
    }

    @SuppressWarnings("unchecked")
    private <T> void setUp(
        AbstractStreamOperatorTestHarness<?> harness, TypeInformation<T> output) {
      ((AbstractStreamOperatorTestHarness<T>) harness)
          .setup(output.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    }

    private OperatorSubtaskState restored(Checkpoint from, OperatorSubtaskState[] saved)
        throws Exception {
      OperatorSubtaskState mine =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              AbstractStreamOperatorTestHarness.repackageState(saved),
              MAX_PARALLELISM,
              saved.length,
              stage < 0 ? 1 : parallelism,
              subtask);
      return sabotage == Sabotage.FORGOTTEN_TIME ? withoutTime(mine) : mine;
    }

    private OperatorSubtaskState withoutTime(OperatorSubtaskState state) {
      List<OperatorStateHandle> handles = new ArrayList<>();
      for (OperatorStateHandle handle : state.getManagedOperatorState()) {
        Map<String, OperatorStateHandle.StateMetaInfo> names =
            new HashMap<>(handle.getStateNameToPartitionOffsets());
        names.remove("watermarks");
        handles.add(new OperatorStreamStateHandle(names, handle.getDelegateStateHandle()));
      }
      return state.toBuilder()
          .setManagedOperatorState(new StateObjectCollection<>(handles))
          .build();
    }

    private void take(int from, Object element) throws Exception {
      if (element instanceof Barrier) {
        blocked[from] = true;
        barriers++;
        if (barriers == parallelism + (stage == 1 ? 1 : 0)) {
          Arrays.fill(blocked, false);
          barriers = stage == 1 && pipeline.rules().isEmpty() ? 1 : 0;
          saveBehindBarrier();
        }
      } else if (from == parallelism) {
        if (!(element instanceof Mark || element instanceof Idle)) {
          record(1, element);
        }
      } else if (element instanceof Mark mark) {
        valve.inputWatermark(new Watermark(mark.time), from, toChain());
      } else if (element instanceof Idle idle) {
        valve.inputWatermarkStatus(
            idle.isIdle ? WatermarkStatus.IDLE : WatermarkStatus.ACTIVE, from, toChain());
      } else {
        if (stage == 1) {
          pipeline.acceptedIn(element).forEach(this::judge);
        }
        record(0, element);
      }
    }

    private void judge(Ingested.Accepted<?> accepted) {
      long earliest =
          Arrays.stream(tasks[stages.size() - 1]).mapToLong(task -> task.told).min().orElseThrow();
      judged
          .computeIfAbsent(place(accepted), unread -> new ArrayList<>())
          .add(new Judged(Math.max(earliest, restoredEarliest), Math.max(told, restoredLatest)));
    }

    private PushingAsyncDataInput.DataOutput<Object> toChain() {
      return new PushingAsyncDataInput.DataOutput<>() {
        @Override
        public void emitWatermark(Watermark watermark) throws Exception {
          watermark(watermark.getTimestamp());
        }

        @Override
        public void emitWatermarkStatus(WatermarkStatus status) throws Exception {
          status(status.isIdle());
        }

        @Override
        public void emitRecord(StreamRecord<Object> record) {}

        @Override
        public void emitLatencyMarker(LatencyMarker marker) {}

        @Override
        public void emitRecordAttributes(RecordAttributes attributes) {}

        @Override
        public void emitWatermark(WatermarkEvent event) {}
      };
    }

    private void record(int port, Object value) throws Exception {
      put(chain.get(0), port, new StreamRecord<>(value));
      pass(0);
    }

    private void watermark(long time) throws Exception {
      put(chain.get(0), 0, new Watermark(time));
      pass(0);
    }

    private void status(boolean isIdle) throws Exception {
      put(chain.get(0), 0, isIdle ? WatermarkStatus.IDLE : WatermarkStatus.ACTIVE);
      pass(0);
    }

    private void setClock(long time) throws Exception {
      for (int place = 0; place < chain.size(); place++) {
        chain.get(place).setProcessingTime(time);
        pass(place);
      }
    }

    @SuppressWarnings("unchecked")
    private void put(AbstractStreamOperatorTestHarness<?> harness, int port, Object element)
        throws Exception {
      if (harness.getOperator() instanceof TwoInputStreamOperator<?, ?, ?> untyped) {
        TwoInputStreamOperator<Object, Object, ?> two =
            (TwoInputStreamOperator<Object, Object, ?>) untyped;
        if (element instanceof Watermark mark) {
          two.processWatermark1(mark);
        } else if (element instanceof WatermarkStatus status) {
          two.processWatermarkStatus1(status);
        } else if (port == 0) {
          two.setKeyContextElement1((StreamRecord<Object>) element);
          two.processElement1((StreamRecord<Object>) element);
        } else {
          two.processElement2((StreamRecord<Object>) element);
        }
      } else {
        OneInputStreamOperatorTestHarness<Object, ?> one =
            (OneInputStreamOperatorTestHarness<Object, ?>) harness;
        if (element instanceof Watermark mark) {
          one.processWatermark(mark);
        } else if (element instanceof WatermarkStatus status) {
          one.processWatermarkStatus(status);
        } else {
          one.processElement((StreamRecord<Object>) element);
        }
      }
    }

    /** Hands on what an operator has put out: to the next one, or to the channels. */
    private void pass(int place) throws Exception {
      AbstractStreamOperatorTestHarness<?> harness = chain.get(place);
      take(harness, SideOutputs.LATE_EVENTS, unwrittenLate);
      take(harness, SideOutputs.DEAD_LETTERS, unwrittenLetters);
      Queue<Object> output = harness.getOutput();
      for (Object element = output.poll(); element != null; element = output.poll()) {
        if (place + 1 < chain.size()) {
          put(chain.get(place + 1), 0, element);
          pass(place + 1);
        } else {
          send(element);
        }
      }
    }

    private <T> void take(
        AbstractStreamOperatorTestHarness<?> harness, OutputTag<T> tag, List<T> into) {
      Queue<StreamRecord<T>> side = harness.getSideOutput(tag);
      if (side != null) {
        for (StreamRecord<T> next = side.poll(); next != null; next = side.poll()) {
          into.add(next.getValue());
        }
      }
    }

    private void send(Object element) {
      int from = stage < 0 ? parallelism : subtask;
      int to = Math.max(stage, 0) + 1;
      Object sent;
      if (element instanceof StreamRecord<?> record) {
        if (stage >= 0) {
          Route route = to == stages.size() ? pipeline.writers() : stages.get(to).route();
          channels[to][from][route.subtaskOf(record.getValue(), parallelism)].add(
              record.getValue());
          return;
        }
        sent = record.getValue();
      } else if (element instanceof Watermark mark) {
        told = Math.max(told, mark.getTimestamp());
        sent = new Mark(mark.getTimestamp());
      } else if (element instanceof WatermarkStatus status) {
        sent = new Idle(status.isIdle());
      } else {
        sent = element;
      }
      for (Deque<Object> channel : channels[to][from]) {
        channel.add(sent);
      }
    }

    private void saveBehindBarrier() throws Exception {
      if (sabotage != Sabotage.NO_DRAIN_BEFORE_BARRIERS) {
        for (int place = 0; place < chain.size(); place++) {
          if (chain.get(place) instanceof OneInputStreamOperatorTestHarness<?, ?> one) {
            one.prepareSnapshotPreBarrier(completed.size());
            pass(place);
          }
        }
      }
      send(new Barrier());
      for (int place = 0; place < chain.size(); place++) {
        underWay
                .states
                .computeIfAbsent(
                    stage + "." + place,
                    unsaved -> new OperatorSubtaskState[stage < 0 ? 1 : parallelism])[subtask] =
            chain.get(place).snapshot(completed.size(), completed.size());
      }
      addCounters(underWay.counters);
      flushSides();
      if (stage == stages.size() - 1) {
        underWay.clocks[subtask] = Math.max(told, restoredLatest);
      }
      acknowledge();
    }

    private void addCounters(Map<String, Long> counters) {
      for (AbstractStreamOperatorTestHarness<?> harness : chain) {
        harness
            .getEnvironment()
            .getAccumulatorRegistry()
            .getUserMap()
            .forEach(
                (name, value) -> counters.merge(name, (Long) value.getLocalValue(), Long::sum));
      }
    }

    /** Of two with one key, the first one stays. */
    private void flushSides() {
      unwrittenLate.forEach(
          event ->
              late.putIfAbsent(
                  event.report() + "/" + event.sourceId() + "/" + event.eventId(), event));
      unwrittenLetters.forEach(letter -> letters.putIfAbsent(letter.record().toString(), letter));
      unwrittenLate.clear();
      unwrittenLetters.clear();
    }

    private void close() throws Exception {
      for (AbstractStreamOperatorTestHarness<?> harness : chain) {
        harness.close();
      }
    }
  }

  /** A writer's subtask. */
  private final class Writer {

    private final boolean[] blocked = new boolean[parallelism + 1];
    private final TestProcessingTimeService time = new TestProcessingTimeService();
    private final SinkWriter<Object> results;
    private int barriers;
    private boolean isDirty;

    private Writer() throws Exception {
      time.setCurrentTime(clock);
      WriterInitContext context =
          (WriterInitContext)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {WriterInitContext.class},
                  (proxy, method, arguments) -> time);
      results = new StoreSink<>(() -> store, 5, Duration.ofSeconds(1)).createWriter(context);
    }

    private void take(int from, Object element) throws Exception {
      if (element instanceof Barrier) {
        blocked[from] = true;
        barriers++;
        if (barriers == parallelism) {
          Arrays.fill(blocked, false);
          barriers = 0;
          flush();
          acknowledge();
        }
      } else if (!(element instanceof Mark || element instanceof Idle)) {
        isDirty = true;
        results.write(element, null);
      }
    }

    private void flush() throws Exception {
      isDirty = false;
      results.flush(false);
    }
  }

  /** Where a record lies. */
  static String place(Ingested.Accepted<?> accepted) {
    return accepted.record().partition() + "@" + accepted.record().offset();
  }
}
