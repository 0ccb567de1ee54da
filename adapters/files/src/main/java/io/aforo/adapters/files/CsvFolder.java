package io.aforo.adapters.files;

import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.intake.EventTimeBounds;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.FileSource.FileSourceBuilder;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;

/**
 * A folder of CSV files as a source of Flink, on any of Flink's file systems. Every file whose name
 * ends in {@code .csv}, in the folder and in the folders within, is read once, from its header to
 * its last line; names that begin with {@code .} or {@code _} are left out, those of folders too.
 *
 * <p>Each record becomes exactly one {@link Ingested}, as {@link CsvEvents} says, but for the
 * topic, which is the file's whole path: files of one name in two folders are two. Lines have no
 * time of their own, so event times are judged by the clock at reading: what is further ahead than
 * the bounds allow is a dead letter. A file without the right header, an empty one included, is one
 * dead letter, BAD_LINE at line 1, and none of its lines is read: it would stop the job at every
 * start otherwise.
 *
 * <p>A file is read as soon as it is there, so it has to be whole by then: write it elsewhere on
 * the same file system, or under a name such as {@code sales.csv.tmp}, and move it into its place.
 * It is known by its path and read once for the life of the job's state, whatever becomes of it:
 * lines that are appended later are not read, and a file that is put in its place is not read.
 * Until a file is read to its end it must neither change nor go away: a restart counts off the
 * records that were read before, and the job fails until a file that is gone is back.
 *
 * <p>Files are begun in the order of their paths within the folder. Where paths sort as their event
 * times do (a date in front), no reader is ahead of a file that is not begun, at any parallelism.
 * In a watched folder that is the order of files that are found together; one that comes later is
 * read later, whatever its name.
 *
 * <p>After a restart, a file goes on behind the last record that was counted, which takes as long
 * as reading up to there does. The job's state holds the path of every file that was ever found in
 * a watched folder: few large files are better than many small ones.
 *
 * @param directory a path, or a URI of one of Flink's file systems: {@code /data/sales}, {@code
 *     s3://bucket/sales}
 * @param discovery how often new files are looked for; empty where the files at the start are all
 */
public record CsvFolder(String directory, Optional<Duration> discovery) {

  /**
   * @throws IllegalArgumentException if the directory is blank, or the interval is not positive
   */
  public CsvFolder {
    if (directory.isBlank()) {
      throw new IllegalArgumentException("directory must not be blank");
    }
    discovery.ifPresent(
        interval -> {
          if (interval.toMillis() <= 0) {
            throw new IllegalArgumentException(
                "discovery must be at least a millisecond, was " + interval);
          }
        });
  }

  /** The files that are there when the job starts. A folder that is not there fails the job. */
  public static CsvFolder bounded(String directory) {
    return new CsvFolder(directory, Optional.empty());
  }

  /**
   * The files that are there when the job starts, which the folder has to be, and those that come
   * later. While the folder cannot be listed, the job goes on without new files and logs it.
   *
   * @param discovery how often new files are looked for
   */
  public static CsvFolder watched(String directory, Duration discovery) {
    return new CsvFolder(directory, Optional.of(discovery));
  }

  /**
   * What is wrong with the headers of the files that are there now.
   *
   * @param most how many files are looked at
   * @return the path of each file that is looked at, with what is wrong; empty for nothing
   * @throws IOException if the folder, or a file in it, cannot be read
   */
  public Map<String, Optional<String>> headers(EventKind<?> kind, int most) throws IOException {
    Map<String, Optional<String>> headers = new LinkedHashMap<>();
    for (FileSourceSplit file :
        new FilesInOrder(new CsvFiles().enumerateSplits(new Path[] {new Path(directory)}, 1))
            .remainingSplits()) {
      if (headers.size() == most) {
        break;
      }
      headers.put(file.path().toString(), faultIn(file, kind));
    }
    return headers;
  }

  private static Optional<String> faultIn(FileSourceSplit file, EventKind<?> kind)
      throws IOException {
    try (CsvEvents<?> events =
        CsvEvents.open(
            file.path().toString(),
            file.path().toString(),
            file.path().getFileSystem().open(file.path()),
            file.fileSize(),
            CsvLayout.of(kind))) {
      return Optional.empty();
    } catch (WrongHeader wrong) {
      return Optional.of(wrong.getMessage());
    }
  }

  /**
   * The events of the folder's files.
   *
   * @param kind what the files hold
   * @param type how Flink carries the records on
   * @param bounds the event times that are believed, by the clock at reading
   */
  public <E> Source<Ingested<E>, ?, ?> source(
      EventKind<E> kind, TypeInformation<Ingested<E>> type, EventTimeBounds bounds) {
    Objects.requireNonNull(kind, "kind");
    FileSourceBuilder<Ingested<E>> source =
        FileSource.forBulkFileFormat(new CsvFormat<>(kind, type, bounds), new Path(directory));
    source.setFileEnumerator(CsvFiles::new).setSplitAssigner(FilesInOrder::new);
    discovery.ifPresent(source::monitorContinuously);
    return source.build();
  }
}
