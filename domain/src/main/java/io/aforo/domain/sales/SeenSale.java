package io.aforo.domain.sales;

import io.aforo.domain.time.EventTime;

/**
 * What is remembered of a sale's id: a fingerprint of its content, and until when. Mutable; the
 * state of one id.
 */
public final class SeenSale {

  /** What a sale is in the light of what was seen under its id. */
  public enum Verdict {
    /** Not seen before, or long forgotten. */
    FIRST,
    /** Seen, with the same content. */
    DUPLICATE,
    /** Seen, with another content. */
    CONFLICT
  }

  private long fingerprint;
  private long forgetAt;

  /** Nothing seen yet. */
  public SeenSale() {
    this(0, EventTime.MIN);
  }

  /**
   * An id that was seen.
   *
   * @param fingerprint of the sale's content
   * @param forgetAt the watermark at which it is forgotten, epoch milliseconds; {@link
   *     EventTime#MIN} for an id that was not seen
   */
  public SeenSale(long fingerprint, long forgetAt) {
    this.fingerprint = fingerprint;
    this.forgetAt = forgetAt;
  }

  public long fingerprint() {
    return fingerprint;
  }

  public long forgetAt() {
    return forgetAt;
  }

  /**
   * Judges a sale of this id; the first one stays.
   *
   * @param rememberUntil the watermark until which the id is remembered if this is the first one
   */
  public Verdict see(Sale sale, long rememberUntil) {
    long content = fingerprintOf(sale);
    if (isUnseen()) {
      fingerprint = content;
      forgetAt = rememberUntil;
      return Verdict.FIRST;
    }
    return content == fingerprint ? Verdict.DUPLICATE : Verdict.CONFLICT;
  }

  /**
   * Forgets the id if its time has come.
   *
   * @param watermark epoch milliseconds
   * @return whether it was forgotten
   */
  public boolean forget(long watermark) {
    if (isUnseen() || watermark < forgetAt) {
      return false;
    }
    fingerprint = 0;
    forgetAt = EventTime.MIN;
    return true;
  }

  public boolean isUnseen() {
    return forgetAt == EventTime.MIN;
  }

  /** 64-bit FNV-1a over every field but the id; part of saved state, so it must never change. */
  static long fingerprintOf(Sale sale) {
    long hash = 0xcbf29ce484222325L;
    hash = mix(hash, sale.productId());
    hash = mix(hash, sale.customerId());
    hash = mix(hash, sale.kind() == SaleKind.SALE ? 0 : 1);
    hash = mix(hash, sale.quantity().thousandths());
    hash = mix(hash, sale.amount().tenThousandths());
    hash = mix(hash, sale.amount().currency());
    return mix(hash, sale.soldAt());
  }

  private static long mix(long hash, String text) {
    long mixed = hash;
    for (int i = 0; i < text.length(); i++) {
      mixed = (mixed ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(mixed, text.length());
  }

  private static long mix(long hash, long value) {
    long mixed = hash;
    for (int shift = 0; shift < 64; shift += 8) {
      mixed = (mixed ^ ((value >>> shift) & 0xff)) * 0x100000001b3L;
    }
    return mixed;
  }
}
