package io.aforo.adapters.files;

/**
 * Thrown where a file does not begin with the header of the events that it should hold. Nothing of
 * the file was read as data; the message names the file, what is expected and what was found.
 */
public final class WrongHeader extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final byte[] line;

  /**
   * @param line the first line as it is, without its end
   */
  WrongHeader(String message, byte[] line) {
    super(message);
    this.line = line;
  }

  byte[] line() {
    return line;
  }
}
