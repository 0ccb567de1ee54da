package io.aforo.domain.sales;

/**
 * What is remembered of a sale's id.
 *
 * @param fingerprint of the sale's content
 * @param forgetAt the watermark from which on it is forgotten, epoch milliseconds
 */
public record SeenSale(long fingerprint, long forgetAt) {

  private static final long PRIME = 0x100000001b3L;

  /** The prime's powers, by their exponents: what so many bytes of 0 come to. */
  private static final long[] POWERS = new long[Long.BYTES + 1];

  static {
    POWERS[0] = 1;
    for (int exponent = 1; exponent < POWERS.length; exponent++) {
      POWERS[exponent] = POWERS[exponent - 1] * PRIME;
    }
  }

  /** What a sale is in the light of what was seen under its id. */
  public enum Verdict {
    /** Not seen before, or long forgotten. */
    FIRST,
    /** Seen, with the same content. */
    DUPLICATE,
    /** Seen, with another content. */
    CONFLICT
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
      mixed = (mixed ^ text.charAt(i)) * PRIME;
    }
    return mix(mixed, text.length());
  }

  /** All eight bytes, the lowest first; most of them are high ones of 0. */
  private static long mix(long hash, long value) {
    long mixed = hash;
    int left = Long.BYTES;
    for (long rest = value; rest != 0; rest >>>= Byte.SIZE) {
      mixed = (mixed ^ (rest & 0xff)) * PRIME;
      left--;
    }
    return mixed * POWERS[left];
  }
}
