package io.aforo.adapters.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.enumerate.FileEnumerator;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Finds the CSV files of a folder and the folders within. Each is one split, whose id is the file's
 * path within the folder: Flink's own enumerators count from 1 after every restart, so that two
 * files at one reader could have one id.
 */
final class CsvFiles implements FileEnumerator {

  private static final String ENDING = ".csv";

  /**
   * @throws IOException if a folder cannot be listed
   */
  @Override
  public Collection<FileSourceSplit> enumerateSplits(Path[] folders, int desired)
      throws IOException {
    List<FileSourceSplit> files = new ArrayList<>();
    for (Path folder : folders) {
      FileSystem fileSystem = folder.getFileSystem();
      if (!fileSystem.getFileStatus(folder).isDir()) {
        throw new IOException(folder + " must be a folder of CSV files, is a file");
      }
      find(fileSystem, folder, "", files);
    }
    return files;
  }

  private static void find(
      FileSystem fileSystem, Path folder, String parent, List<FileSourceSplit> files)
      throws IOException {
    FileStatus[] entries = fileSystem.listStatus(folder);
    if (entries == null) {
      // How Flink's local file system says that it may not list a folder, or that it is gone.
      throw new FileNotFoundException(folder + " cannot be listed");
    }
    for (FileStatus entry : entries) {
      String name = entry.getPath().getName();
      if (name.startsWith(".") || name.startsWith("_")) {
        continue;
      }
      if (entry.isDir()) {
        find(fileSystem, entry.getPath(), parent + name + "/", files);
      } else if (name.toLowerCase(Locale.ROOT).endsWith(ENDING)) {
        files.add(
            new FileSourceSplit(
                parent + name,
                entry.getPath(),
                0,
                entry.getLen(),
                entry.getModificationTime(),
                entry.getLen()));
      }
    }
  }
}
