package io.aforo.adapters.files;

/**
 * Thrown where a file does not begin with the header of the events that it should hold. Nothing of
 * the file was read as data; the message names the file, what is expected and what was found.
 */
public final class WrongHeader extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WrongHeader(String message) {
    super(message);
  }
}
