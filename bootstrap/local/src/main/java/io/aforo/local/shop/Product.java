package io.aforo.local.shop;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that the chain sells.
 *
 * @param id its product_id
 * @param cents the price of a piece, or of a kilogram, in cents of the euro
 * @param weighed whether it is sold by weight
 */
record Product(String id, int cents, boolean weighed) {

  /** Names and prices in cents; a name that ends in {@code /kg} is sold by weight. */
  private static final String STOCK =
      """
      leche-entera 95, leche-desnatada 92, yogur-natural 165, mantequilla 289, huevos-docena 265,
      pan-de-molde 149, barra-de-pan 75, magdalenas 219, galletas-maria 135, cereales 299,
      arroz-bomba 345, lentejas 189, garbanzos 175, pasta-penne 119, tomate-frito 129,
      aceite-de-oliva 899, vinagre-de-jerez 315, sal-marina 85, azucar 129, harina 99,
      cafe-molido 389, te-verde 245, cacao 279, miel 495, mermelada 229,
      agua-mineral 65, zumo-de-naranja 219, cerveza-lata 79, vino-tinto 549, cava 795,
      patatas-fritas 165, aceitunas 145, almendras 399, chocolate 189, turron 595,
      detergente 749, lavavajillas 259, papel-higienico 429, champu 345, dentifrico 225,
      tomates/kg 249, platanos/kg 189, manzanas/kg 215, naranjas/kg 169, patatas/kg 129,
      jamon-serrano/kg 1890, queso-manchego/kg 1650, pollo/kg 695, merluza/kg 1290, salmon/kg 1690
      """;

  /** Every product comes in these qualities, at these percentages of the price. */
  private static final List<String> QUALITIES = List.of("basico", "clasico", "eco", "gourmet");

  private static final int[] PERCENT = {80, 100, 135, 190};

  static final List<Product> CATALOGUE = catalogue();

  private static List<Product> catalogue() {
    List<Product> catalogue = new ArrayList<>();
    for (String entry : STOCK.strip().split(",\\s*")) {
      String[] nameAndPrice = entry.split(" ");
      String name = nameAndPrice[0].replace("/kg", "");
      int cents = Integer.parseInt(nameAndPrice[1]);
      for (int i = 0; i < PERCENT.length; i++) {
        catalogue.add(
            new Product(
                name + "-" + QUALITIES.get(i),
                cents * PERCENT[i] / 100,
                !name.equals(nameAndPrice[0])));
      }
    }
    return List.copyOf(catalogue);
  }
}
