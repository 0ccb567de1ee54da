/** The use cases: what a runtime drives through the inward ports. */
package io.aforo.application;
