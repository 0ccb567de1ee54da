/** The demo's shop: a believable retail chain and its fridges, from a seed. */
package io.aforo.local.shop;
