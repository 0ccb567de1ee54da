package io.aforo.domain.temperature;

/** A way to keep readings and to find the extremes of any range of time: what competes. */
interface WindowStructure {

  /** Takes in a reading, in whatever order they come. */
  void add(String id, long at, long value);

  /** Forgets the readings before {@code time}. */
  void forgetBefore(long time);

  /**
   * Includes those from {@code earliest} to {@code latest}, both inclusive, in {@code extremes}.
   */
  void include(long earliest, long latest, Extremes extremes);

  /** Includes those of the window that ends at {@code end}, which no reading is later than. */
  default void includeTrailing(long end, long windowMillis, Extremes extremes) {
    include(end - windowMillis, end, extremes);
  }

  /** By the name that the tables give it. */
  static WindowStructure of(String name) {
    return switch (name) {
      case "deques" -> new TrailingDeques(new Nothing());
      case "scan" -> new ScannedColumns();
      case "scan+deques" -> new TrailingDeques(new ScannedColumns());
      case "treemap" -> new ScannedTreeMap();
      case "treap" -> new SummingTreap();
      case "treap+deques" -> new TrailingDeques(new SummingTreap());
      case "grid" -> new SegmentTreeOverGrid();
      case "grid+deques" -> new TrailingDeques(new SegmentTreeOverGrid());
      case "blocks" -> new Blocks();
      case "blocks+deques" -> new TrailingDeques(new Blocks());
      default -> throw new IllegalArgumentException("no structure is called " + name);
    };
  }

  /** Keeps nothing: what the rest costs. */
  final class Nothing implements WindowStructure {

    @Override
    public void add(String id, long at, long value) {}

    @Override
    public void forgetBefore(long time) {}

    @Override
    public void include(long earliest, long latest, Extremes extremes) {}
  }

  /** What {@link ReadingLog} uses. */
  final class Blocks implements WindowStructure {

    private final ReadingBlocks readings = new ReadingBlocks();

    @Override
    public void add(String id, long at, long value) {
      readings.add(id, at, value);
    }

    @Override
    public void forgetBefore(long time) {
      while (readings.firstAt() < time) {
        readings.removeFirst();
      }
    }

    @Override
    public void include(long earliest, long latest, Extremes extremes) {
      readings.include(earliest, latest, extremes);
    }
  }

  /** Two monotonic queues beside another structure: for the window that ends with the newest. */
  final class TrailingDeques implements WindowStructure {

    private final WindowStructure others;
    private final TrailingMinimum coldest = new TrailingMinimum();
    private final TrailingMinimum hottest = new TrailingMinimum();

    TrailingDeques(WindowStructure others) {
      this.others = others;
    }

    @Override
    public void add(String id, long at, long value) {
      others.add(id, at, value);
      coldest.add(at, value);
      hottest.add(at, -value);
    }

    @Override
    public void forgetBefore(long time) {
      others.forgetBefore(time);
    }

    @Override
    public void include(long earliest, long latest, Extremes extremes) {
      others.include(earliest, latest, extremes);
    }

    @Override
    public void includeTrailing(long end, long windowMillis, Extremes extremes) {
      coldest.dropBefore(end - windowMillis);
      hottest.dropBefore(end - windowMillis);
      if (!coldest.isEmpty()) {
        extremes.include(coldest.time(), coldest.value());
        extremes.include(hottest.time(), -hottest.value());
      }
    }
  }
}
