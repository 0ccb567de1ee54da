package io.aforo.adapters.files;

/**
 * One physical line of a file.
 *
 * @param number counted from 1
 * @param bytes what is kept of it, with its terminator
 * @param length how many of {@code bytes} come before the terminator
 * @param bytesInFile how many bytes it takes in the file, the terminator and what was not kept
 *     included
 */
// The arrays are never changed after construction, and lines are never compared.
@SuppressWarnings("ArrayRecordComponent")
record Line(long number, byte[] bytes, int length, long bytesInFile) {

  /** Whether some of the line was not kept because it was too long. */
  boolean isCut() {
    return bytesInFile > bytes.length;
  }
}
