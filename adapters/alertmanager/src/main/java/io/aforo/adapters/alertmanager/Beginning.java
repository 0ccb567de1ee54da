package io.aforo.adapters.alertmanager;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * Reads the beginning of an answer, as UTF-8, and no more of it than {@value #MOST_BYTES} bytes:
 * enough for a person to see what is wrong, whatever it is that answers.
 */
final class Beginning implements BodySubscriber<String> {

  static final int MOST_BYTES = 4_096;

  private final ByteBuffer beginning = ByteBuffer.allocate(MOST_BYTES);
  private final CompletableFuture<String> text = new CompletableFuture<>();
  private Subscription subscription;

  @Override
  public CompletionStage<String> getBody() {
    return text;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    for (ByteBuffer part : parts) {
      byte[] bytes = new byte[Math.min(part.remaining(), beginning.remaining())];
      part.get(bytes);
      beginning.put(bytes);
    }
    if (beginning.hasRemaining()) {
      subscription.request(1);
    } else {
      // Closes the connection, too: the rest of the answer is in its way.
      subscription.cancel();
      onComplete();
    }
  }

  @Override
  public void onError(Throwable failure) {
    text.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    text.complete(new String(beginning.array(), 0, beginning.position(), StandardCharsets.UTF_8));
  }
}
