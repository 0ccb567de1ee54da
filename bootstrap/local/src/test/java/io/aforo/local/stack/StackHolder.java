package io.aforo.local.stack;

import java.nio.file.Path;

/** The main class of a process that starts a stack, says {@code ready}, and waits to be killed. */
final class StackHolder {

  private StackHolder() {}

  public static void main(String[] args) throws InterruptedException {
    LocalStack stack = LocalStack.start(Path.of(args[0]), LocalStack.Data.KEEP, started -> {});
    for (ProcessHandle process : stack.processes()) {
      System.out.println("pid " + process.pid());
    }
    System.out.println("guard " + stack.database().guard().pid());
    System.out.println("broker " + stack.broker().process().pid());
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
