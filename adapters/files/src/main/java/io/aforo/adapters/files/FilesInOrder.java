package io.aforo.adapters.files;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.assigners.FileSplitAssigner;

/** Hands out files in the order of their paths within the folder, which are the splits' ids. */
final class FilesInOrder implements FileSplitAssigner {

  private final TreeMap<String, FileSourceSplit> waiting = new TreeMap<>();

  FilesInOrder(Collection<FileSourceSplit> files) {
    addSplits(files);
  }

  @Override
  public Optional<FileSourceSplit> getNext(String host) {
    return Optional.ofNullable(waiting.pollFirstEntry()).map(Map.Entry::getValue);
  }

  @Override
  public void addSplits(Collection<FileSourceSplit> files) {
    files.forEach(file -> waiting.put(file.splitId(), file));
  }

  @Override
  public Collection<FileSourceSplit> remainingSplits() {
    return List.copyOf(waiting.values());
  }
}
